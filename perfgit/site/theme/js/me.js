/* "My page": who you are is kept in this browser's localStorage and nowhere else. What is shown comes
   from the people's data and from the person's own page. */

import { findable, fold } from "./fold.js";

const place = document.querySelector("[data-me]");
const root = new URL(place.dataset.root, location.href);
const KEY = `perfgit.me:${root.pathname}`;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const one = (selector) => place.querySelector(selector);
const [choose, known, field, found, status] = [".me-choose", ".me-known", "input", ".me-found", "[role=status]"].map(one);

function remember(id) {
  try {
    if (id) localStorage.setItem(KEY, id);
    else localStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing: chosen for this visit
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

async function people() {
  const folder = new URL(place.dataset.me, location.href);
  const get = async (name) => (await fetch(new URL(name, folder))).json();
  const head = await get("head.json");
  const pieces = await Promise.all(Array.from({ length: head.pieces }, (_, number) => get(`${number}.json`)));
  const at = new Map(head.columns.map((column, index) => [column.key, index]));
  const value = (row, key) => head.columns[at.get(key)].values[row[at.get(key)]];
  return pieces.flatMap(({ rows }) => rows).map((row) => ({
    name: row[0][0],
    id: row[0][1].split("/")[1],
    url: row[0][1],
    role: value(row, "role")[1],
    team: value(row, "team"),
    manager: value(row, "manager"),
  }));
}

function link(node, address) {
  node.hidden = !address;
  if (address) node.href = new URL(address, root).href;
}

function suggest(all) {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  const hits = words.length ? all.filter((person) => words.every((word) => findable(`${person.name} ${person.id}`).includes(word))) : [];
  status.textContent = words.length ? place.dataset.hits.replace("#", numbers.format(hits.length)) : "";
  found.replaceChildren(...hits.slice(0, 8).map((person) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const about = document.createElement("span");
    about.className = "muted small";
    about.textContent = [person.role, person.team[1]].join(" · ");
    button.append(person.name, about);
    button.addEventListener("click", () => {
      remember(person.id);
      show(person, all);
      document.querySelector("h1").focus();
    });
    item.append(button);
    return item;
  }));
}

async function goals(person) {
  const box = one(".me-goals");
  const address = new URL(person.url, root);
  box.replaceChildren();
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const acts = page.querySelector("main .acts");
  one(".me-acts").replaceChildren(...(acts ? [document.importNode(acts, true)] : []));
  for (const goal of page.querySelectorAll("main article.goal")) {
    const card = document.createElement("article");
    card.className = "card goal";
    const parts = [goal.querySelector("h3"), goal.querySelector(".dropped"), goal.querySelector(".facts")].filter(Boolean);
    card.append(...parts.map((part) => document.importNode(part, true)));
    for (const anchor of card.querySelectorAll("a[href]")) anchor.href = new URL(anchor.getAttribute("href"), address).href;
    box.append(card);
  }
  if (!box.children.length) box.textContent = place.dataset.noGoals;
}

function item(one) {
  const node = document.createElement("li");
  const when = document.createElement("span");
  when.className = "muted small";
  when.textContent = one.when;
  if (one.page) {
    const who = document.createElement("a");
    link(who, one.page);
    who.textContent = one.name;
    node.append(who, " · ");
  }
  const how = document.createElement("p");
  how.className = "source";
  const command = document.createElement("code");
  command.textContent = one.command;
  if (one.edit) {
    const anchor = document.createElement("a");
    anchor.href = one.edit;
    anchor.rel = "noopener noreferrer";
    anchor.className = "button small";
    const about = document.createElement("span");
    about.className = "sr";
    about.textContent = ` ${one.what}`;
    anchor.append(place.dataset.browser, about);
    how.append(anchor, " ");
  }
  how.append(command);
  node.append(one.what, " ", when, how);
  return node;
}

function list(box, found) {
  const items = document.createElement("ul");
  items.className = "plain-list due";
  items.append(...found.map(item));
  box.replaceChildren(found.length ? items : place.dataset.nothing);
}

async function due(person) {
  const boxes = [".me-due", ".me-people"].map(one);
  for (const box of boxes) box.closest("section").hidden = true;
  if (!place.dataset.due) return;
  const address = new URL(`${person.id}.json`, new URL(place.dataset.due, location.href));
  const told = await (await fetch(address)).json();
  list(boxes[0], told.mine);
  list(boxes[1], told.people);
  boxes[0].closest("section").hidden = false;
  boxes[1].closest("section").hidden = !told.people.length;
}

function show(person, all) {
  choose.hidden = true;
  known.hidden = false;
  const title = document.querySelector("h1");
  title.tabIndex = -1;
  title.textContent = place.dataset.hello.replace("#", () => person.name);
  link(one("[data-link=page]"), person.url);
  link(one("[data-link=team]"), person.team[2]);
  link(one("[data-link=manager]"), person.manager[2]);
  const reports = all.filter(({ manager }) => manager[0] === person.id);
  const list = one(".me-reports");
  list.closest("section").hidden = !reports.length;
  list.replaceChildren(...reports.map((report) => {
    const item = document.createElement("li");
    const anchor = document.createElement("a");
    link(anchor, report.url);
    anchor.textContent = report.name;
    item.append(anchor);
    return item;
  }));
  goals(person).catch(() => {});
  due(person).catch(() => {});
}

function ask(title) {
  remember(null);
  known.hidden = true;
  choose.hidden = false;
  document.querySelector("h1").textContent = title;
  field.value = "";
  found.replaceChildren();
  status.textContent = "";
}

async function start() {
  const title = document.querySelector("h1").textContent;
  one(".me-without").hidden = true;
  choose.hidden = false;
  let all;
  try {
    all = await people();
  } catch {
    status.textContent = place.dataset.failed;
    return;
  }
  field.addEventListener("input", () => suggest(all));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && found.children.length === 1) found.querySelector("button").click();
  });
  one(".me-known button").addEventListener("click", () => {
    ask(title);
    field.focus();
  });
  const person = all.find(({ id }) => id === remembered());
  if (person) show(person, all);
  else if (field.value) suggest(all);
}

start();
