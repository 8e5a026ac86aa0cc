// The arrow keys turn pages: they follow the links that say rel="prev" and rel="next". Nothing depends on it.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable], .table-frame")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`main a[rel="${rel}"]`);
  // Text wider than the window scrolls with the same keys.
  if (!link || document.documentElement.scrollWidth > window.innerWidth) return;
  event.preventDefault();
  link.click();
});
