/* A field above a long list: what does not hold its words is out of sight. Without JavaScript there is none. */

import { findable, fold } from "./fold.js";

const numbers = new Intl.NumberFormat(document.documentElement.lang);

for (const box of document.querySelectorAll("[data-filter]")) {
  const list = document.getElementById(box.dataset.filter);
  const items = [...list.querySelectorAll(":scope > tbody > tr, :scope > .goal-fold")];
  const texts = items.map((item) => findable((item.querySelector(":scope > summary") ?? item).textContent));
  const [field, status] = [box.querySelector("input"), box.querySelector("[role=status]")];
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let hits = 0;
    items.forEach((item, at) => {
      item.hidden = !words.every((word) => texts[at].includes(word));
      hits += !item.hidden;
    });
    status.textContent = words.length ? box.dataset.hits.replace("#", numbers.format(hits)) : "";
  });
  box.hidden = false;
}
