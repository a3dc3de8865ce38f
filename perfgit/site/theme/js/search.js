/* The search: a dialog of our own over Pagefind's index, which is loaded when it is first opened.
   Nothing that comes from the index is ever read as HTML. */

import { asked } from "./fold.js";

const door = document.querySelector(".search-open");
const words = door.dataset;
const root = new URL(words.root, location.href);
const KINDS = ["person", "team", "goal", "strategy", "handbook", "rule"];
const STEP = 12;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Search {
  constructor() {
    this.field = element("input", { type: "search", id: "search_field", autocomplete: "off", spellcheck: "false", placeholder: words.hint, "aria-label": words.hint });
    this.status = element("p", { class: "search-status muted small", role: "status" });
    this.list = element("ol", { class: "search-results" });
    this.more = element("button", { type: "button", class: "button search-more", hidden: "" }, words.more);
    this.kinds = new Map();
    this.kind = "all";
    const chips = element("div", { class: "search-kinds", role: "group", "aria-label": words.label });
    for (const kind of ["all", ...KINDS]) {
      const chip = element("button", { type: "button", class: "search-kind", "aria-pressed": String(kind === "all") }, element("span", {}, words[kind]), element("span", { class: "count" }));
      chip.addEventListener("click", () => this.choose(kind));
      this.kinds.set(kind, chip);
      chips.append(chip);
    }
    const close = element("button", { type: "button", class: "button search-close" }, words.close);
    close.addEventListener("click", () => this.dialog.close());
    this.dialog = element("dialog", { class: "search", "aria-label": words.label }, element("div", { class: "search-head" }, this.field, close), chips, this.status, this.list, this.more);
    document.body.append(this.dialog);
    this.field.addEventListener("input", () => this.find());
    this.more.addEventListener("click", () => this.show(this.shown + STEP, this.turn));
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => {
      // a result may be a section of this very page
      const chosen = event.target.closest(".search-results a") && !(event.ctrlKey || event.metaKey || event.shiftKey);
      if (event.target === this.dialog || chosen) this.dialog.close();
    });
    this.turn = 0;
    this.results = [];
    this.shown = 0;
  }

  open() {
    this.dialog.showModal();
    this.field.select();
    this.load().catch(() => {});
  }

  load() {
    this.loading ??= this.start().catch((error) => {
      this.loading = null;
      this.status.textContent = words.failed;
      throw error;
    });
    return this.loading;
  }

  async start() {
    const engine = await import(new URL("search/pagefind.js", root).href);
    await engine.filters(); // with them come the numbers of each kind
    return engine;
  }

  choose(kind) {
    this.kind = kind;
    for (const [name, chip] of this.kinds) chip.setAttribute("aria-pressed", String(name === kind));
    this.find();
  }

  async find() {
    const turn = ++this.turn;
    const wanted = asked(this.field.value).trim();
    if (!wanted) {
      await this.put([], {}, turn);
      if (turn === this.turn) this.status.textContent = "";
      return;
    }
    let engine;
    try {
      engine = await this.load();
    } catch {
      return;
    }
    const found = await engine.debouncedSearch(wanted, this.kind === "all" ? {} : { filters: { kind: this.kind } }, 120);
    if (!found || turn !== this.turn) return;
    await this.put(found.results, found.totalFilters?.kind ?? {}, turn);
  }

  async put(results, counts, turn) {
    this.results = results;
    this.shown = 0;
    let all = 0;
    for (const kind of KINDS) {
      all += counts[kind] ?? 0;
      this.kinds.get(kind).hidden = !(counts[kind] || this.kind === kind);
      this.kinds.get(kind).lastChild.textContent = counts[kind] ? numbers.format(counts[kind]) : "";
    }
    this.kinds.get("all").lastChild.textContent = all ? numbers.format(all) : "";
    this.list.replaceChildren();
    await this.show(STEP, turn);
    if (turn === this.turn) this.status.textContent = words.hits.replace("#", numbers.format(results.length));
  }

  async show(until, turn) {
    const results = this.results;
    const from = this.shown;
    const data = await Promise.all(results.slice(from, until).map((one) => one.data()));
    if (turn !== this.turn) return;
    this.list.append(...data.map((one) => this.item(one)));
    this.shown = Math.min(until, results.length);
    this.more.hidden = this.shown >= results.length;
    if (from > 0) this.list.children[from]?.querySelector("a").focus();
  }

  item({ raw_url: address, meta }) {
    const link = element("a", { href: new URL(address, root).href }, element("span", { class: "search-title" }, meta.title), element("span", { class: "chip" }, words[`one${meta.kind[0].toUpperCase()}${meta.kind.slice(1)}`] ?? ""));
    if (meta.about) link.append(element("span", { class: "search-about muted small" }, meta.about));
    return element("li", {}, link);
  }

  /** Arrows go through the results; while a word is being composed, keys belong to the input method. */
  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const links = [...this.list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === this.field)) (links[at + 1] ?? links[at])?.focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? this.field).focus();
    else if (event.key === "Enter" && document.activeElement === this.field) links[0]?.click();
    else return;
    event.preventDefault();
  }
}

let search = null;
function open() {
  search ??= new Search();
  if (!search.dialog.open) search.open();
}

door.hidden = false;
door.addEventListener("click", open);
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "k") {
    event.preventDefault();
    open();
  }
});
