/* The section of a goal opens when its address is opened, and when a link on the page leads to it. */

function open() {
  const goal = document.getElementById(location.hash.slice(1));
  for (const folded of [goal?.closest("details"), goal?.querySelector(":scope > details")]) if (folded) folded.open = true;
}

addEventListener("hashchange", open);
open();
