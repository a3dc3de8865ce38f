/* Long tables: search, filter, sort, group. The page holds its rows as HTML and works without this;
   the rows of all pages are fetched (see tables.py) when the reader first asks for them. */

import { findable, fold } from "./fold.js";

const STEP = 100;
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);

class Data {
  /** Head and pieces of a table, with every row's words in lower case. */
  constructor(head, pieces) {
    this.columns = new Map(head.columns.map((column, at) => [column.key, { ...column, at }]));
    this.rows = [];
    for (const piece of pieces) {
      for (const cells of piece.rows) {
        this.rows.push({ cells, piece, place: this.rows.length, words: "" });
      }
    }
    const spoken = [...this.columns.values()].filter(({ kind, key }) => kind !== "choice" || ["team", "role", "manager"].includes(key));
    for (const row of this.rows) {
      row.words = findable(spoken.map((column) => this.value(row, column)[1]).join("\n"));
    }
  }

  /** Key, text and the rest of a cell. */
  value(row, column) {
    const cell = row.cells[column.at];
    if (column.kind === "link") return ["", ...cell];
    return column.kind === "choice" ? column.values[cell] : row.piece.values[column.key][cell];
  }

  /** What a row is sorted by. */
  order(row, column) {
    if (column.kind === "choice") return row.cells[column.at];
    return column.at === 0 ? row.cells[row.cells.length - 1] : row.place;
  }
}

class Table {
  constructor(form) {
    this.form = form;
    this.table = document.getElementById(form.dataset.table);
    this.section = this.table.closest("[data-long-table]");
    this.body = this.table.tBodies[0];
    this.still = [...this.body.children];
    this.pagers = [...this.section.querySelectorAll(".pager")];
    this.status = form.querySelector("[role=status]");
    this.reset = form.querySelector("[type=reset]");
    this.more = this.section.querySelector(".more-rows");
    this.parts = new Map([...this.section.querySelectorAll("template[data-part]")].map((one) => [one.dataset.part, one.content.firstElementChild]));
    this.opened = new Set();
    this.closed = new Set();
    this.limit = STEP;
    this.heads();
    this.listen();
    form.hidden = false;
    this.fromAddress();
  }

  heads() {
    for (const head of this.table.tHead.querySelectorAll("[data-col]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => this.sortBy(head.dataset.col));
      head.append(button);
    }
  }

  listen() {
    const { form } = this;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["pointerenter", "focusin", "touchstart"]) {
      form.addEventListener(kind, () => this.load().catch(() => {}), { once: true, passive: true });
    }
    form.addEventListener("input", () => this.asked());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const field of this.fields()) field.value = "";
      this.sort = "";
      this.asked();
      form.elements.q.focus();
    });
    this.more.firstElementChild.addEventListener("click", () => {
      const first = this.limit;
      this.limit += 5 * STEP;
      this.show();
      this.body.querySelectorAll("th a")[first]?.focus();
    });
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("tr.group button");
      if (button) this.toggle(button);
    });
    addEventListener("popstate", () => this.fromAddress());
  }

  fields() {
    return [...this.form.elements].filter((field) => field.name);
  }

  load() {
    this.loading ??= this.fetchAll().catch((error) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  async fetchAll() {
    const folder = new URL(this.form.dataset.rows, location.href);
    const get = async (name) => {
      const answer = await fetch(new URL(name, folder));
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };
    const head = await get("head.json");
    const pieces = await Promise.all(Array.from({ length: head.pieces }, (_, number) => get(`${number}.json`)));
    this.data = new Data(head, pieces);
    this.fill();
  }

  /** The choices that only the data know. */
  fill() {
    for (const select of this.form.querySelectorAll("select")) {
      const column = this.data.columns.get(select.name);
      if (!column || column.kind !== "choice" || select.options.length > 1) continue;
      for (const [key, text] of column.values) {
        if (key) select.add(new Option(text, key));
      }
    }
  }

  async asked() {
    this.limit = STEP;
    this.opened.clear();
    this.closed.clear();
    this.toAddress();
    await this.refresh();
  }

  async refresh() {
    if (!this.active()) {
      this.restore();
      return;
    }
    if (!this.data) {
      this.status.textContent = this.form.dataset.loading;
      try {
        await this.load();
      } catch {
        this.status.textContent = this.form.dataset.failed;
        return;
      }
      if (!this.active()) {
        this.restore();
        return;
      }
    }
    this.find();
    this.show();
  }

  active() {
    return Boolean(this.sort) || this.fields().some((field) => field.value);
  }

  restore() {
    this.body.replaceChildren(...this.still);
    for (const pager of this.pagers) pager.hidden = false;
    this.more.hidden = true;
    this.reset.hidden = true;
    this.status.textContent = "";
    this.marks();
  }

  sortBy(key) {
    this.sort = this.sort === key ? `-${key}` : this.sort === `-${key}` ? "" : key;
    this.asked();
  }

  marks() {
    const key = (this.sort || "").replace(/^-/, "");
    for (const head of this.table.tHead.querySelectorAll("[data-col]")) {
      if (head.dataset.col !== key) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", this.sort.startsWith("-") ? "descending" : "ascending");
    }
  }

  find() {
    const { data } = this;
    const words = fold(this.form.elements.q.value).split(/\s+/).filter(Boolean);
    const wanted = [];
    for (const select of this.form.querySelectorAll("select")) {
      const column = data.columns.get(select.name);
      if (select.name === "group" || !select.value || !column) continue;
      wanted.push([column.at, new Set(column.values.flatMap(([key], at) => (key === select.value ? [at] : [])))]);
    }
    let hits = data.rows.filter((row) => words.every((word) => row.words.includes(word)) && wanted.every(([at, values]) => values.has(row.cells[at])));
    const column = data.columns.get((this.sort || "").replace(/^-/, ""));
    if (column) {
      const sign = this.sort.startsWith("-") ? -1 : 1;
      const empty = column.kind === "choice" ? new Set(column.values.flatMap(([key], at) => (key === "" || key === "none" ? [at] : []))) : new Set();
      const last = (row) => (empty.has(row.cells[column.at]) ? 1 : 0); // nothing is neither little nor much
      hits = hits.sort((one, other) => last(one) - last(other) || sign * (data.order(one, column) - data.order(other, column)) || one.place - other.place);
    }
    this.hits = hits;
    this.groups = this.grouped(hits);
  }

  grouped(hits) {
    const column = this.data.columns.get(this.form.elements.group?.value);
    if (!column) return null;
    const found = new Map();
    for (const row of hits) {
      const at = row.cells[column.at];
      if (!found.has(at)) found.set(at, { at, name: column.values[at][1], rows: [] });
      found.get(at).rows.push(row);
    }
    return [...found.values()].sort((one, other) => one.at - other.at);
  }

  show() {
    const made = document.createDocumentFragment();
    let left = this.limit;
    let hidden = false;
    const put = (rows) => {
      const part = rows.slice(0, Math.max(left, 0));
      for (const row of part) made.append(this.row(row));
      left -= part.length;
      hidden ||= part.length < rows.length;
    };
    if (!this.groups) put(this.hits);
    const few = this.hits.length <= STEP;
    for (const group of this.groups ?? []) {
      if (left <= 0) {
        hidden = true;
        break;
      }
      const open = this.opened.has(group.at) || (few && !this.closed.has(group.at));
      made.append(this.groupRow(group, open));
      left -= 1;
      if (open) put(group.rows);
    }
    if (!this.hits.length) made.append(this.parts.get("none").cloneNode(true));
    this.body.replaceChildren(made);
    for (const pager of this.pagers) pager.hidden = true;
    this.more.hidden = !hidden;
    this.reset.hidden = false;
    this.status.textContent = this.form.dataset.hits.replace("#", numbers.format(this.hits.length));
    this.marks();
  }

  groupRow(group, open) {
    const made = this.parts.get("group").cloneNode(true);
    const button = made.querySelector("button");
    button.setAttribute("aria-expanded", String(open));
    button.dataset.group = group.at;
    made.querySelector(".group-name").textContent = group.name;
    made.querySelector(".count").textContent = numbers.format(group.rows.length);
    return made;
  }

  toggle(button) {
    const at = Number(button.dataset.group);
    const open = button.getAttribute("aria-expanded") === "true";
    this[open ? "closed" : "opened"].add(at);
    this[open ? "opened" : "closed"].delete(at);
    this.show();
    this.body.querySelector(`button[data-group="${at}"]`)?.focus();
  }

  row(row) {
    const made = this.parts.get("row").cloneNode(true);
    const { data } = this;
    for (const cell of made.querySelectorAll("[data-col]")) {
      const column = data.columns.get(cell.dataset.col);
      if (column) this.cell(cell, data.value(row, column), row);
    }
    const pace = data.columns.get("pace");
    if (pace && data.value(row, pace)[0] === "dropped") made.className = "row-dropped";
    return made;
  }

  cell(cell, [key, text, more], row) {
    const link = cell.querySelector("a");
    const part = this.parts.get(`${cell.dataset.col}-${key || "none"}`);
    if (link && more) {
      link.href = new URL(this.form.dataset.root + more, location.href).href;
      link.textContent = text;
    } else if (cell.querySelector(".meter") && more !== undefined) {
      this.meter(cell, text, more, row);
    } else if (part) {
      cell.replaceChildren(part.cloneNode(true));
    } else {
      cell.textContent = text;
    }
  }

  meter(cell, text, share, row) {
    cell.querySelector(".num").textContent = text;
    cell.querySelector(".bar-fill").setAttribute("width", share);
    const value = (name) => this.data.columns.has(name) ? this.data.value(row, this.data.columns.get(name)) : [];
    const bar = cell.querySelector(".bar");
    bar.setAttribute("class", `bar bar-${value("pace")[0] ?? "none"}`);
    const gone = value("due")[2] ?? 0;
    if (gone > 0 && gone < 1000) {
      bar.querySelector(".bar-gap").setAttribute("x", gone - 10);
      bar.querySelector(".bar-now").setAttribute("x", gone - 4);
    } else {
      bar.querySelector(".bar-gap")?.remove();
      bar.querySelector(".bar-now")?.remove();
    }
  }

  toAddress() {
    const query = new URLSearchParams();
    for (const field of this.fields()) if (field.value) query.set(field.name, field.value);
    if (this.sort) query.set("sort", this.sort);
    const text = query.toString();
    history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
  }

  async fromAddress() {
    const query = new URLSearchParams(location.search);
    this.sort = this.table.tHead.querySelector(`[data-col="${CSS.escape((query.get("sort") ?? "").replace(/^-/, ""))}"]`) ? query.get("sort") : "";
    const asked = this.fields().filter((field) => query.get(field.name));
    if (!asked.length && !this.sort) {
      if (this.data) {
        for (const field of this.fields()) field.value = "";
        this.restore();
      }
      return;
    }
    this.status.textContent = this.form.dataset.loading;
    try {
      await this.load();
    } catch {
      this.status.textContent = this.form.dataset.failed;
      return;
    }
    for (const field of this.fields()) field.value = query.get(field.name) ?? "";
    await this.refresh();
  }
}

for (const form of document.querySelectorAll("form[data-table]")) new Table(form);
