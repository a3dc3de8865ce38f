/* The section of a goal opens when its address is opened, and when a link on the page leads to it. */

function open() {
  const section = document.getElementById(location.hash.slice(1))?.querySelector(":scope > details");
  if (section) section.open = true;
}

addEventListener("hashchange", open);
open();
