// A photo story one picture at a time: a strip to swipe, the arrow keys, two buttons. Without this script its pictures
// stand under each other, and are read all the same.

const gallery = document.querySelector(".gallery");
const bar = document.querySelector("[data-one-by-one]");
const figures = [...gallery.querySelectorAll("figure")];
const [back, toggle, on] = bar.querySelectorAll("button");
const said = bar.querySelector("output");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let at = 0;

if (figures.length > 1) {
  bar.hidden = false;
  toggle.addEventListener("click", () => show(!gallery.classList.contains("one-by-one")));
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));
  // Before the keys that turn pages.
  document.addEventListener("keydown", key, true);
  gallery.addEventListener("scroll", follow, { passive: true });
}

function show(oneByOne) {
  gallery.classList.toggle("one-by-one", oneByOne);
  toggle.setAttribute("aria-pressed", String(oneByOne));
  if (oneByOne) {
    gallery.tabIndex = 0;
    for (const image of gallery.querySelectorAll("img")) image.loading = "eager";
  } else {
    gallery.removeAttribute("tabindex");
  }
  for (const button of [back, on]) button.hidden = !oneByOne;
  go(at, true);
}

function go(to, atOnce) {
  at = Math.min(figures.length - 1, Math.max(0, to));
  back.disabled = at === 0;
  on.disabled = at === figures.length - 1;
  said.textContent = gallery.classList.contains("one-by-one") ? `${at + 1}/${figures.length}` : "";
  if (!gallery.classList.contains("one-by-one")) return;
  const left = figures[at].offsetLeft - gallery.offsetLeft;
  gallery.scrollTo({ left, behavior: atOnce || calm.matches ? "instant" : "smooth" });
}

function key(event) {
  if (!gallery.classList.contains("one-by-one") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest?.("input, select, textarea")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1, Home: -figures.length, End: figures.length }[event.key];
  if (step) {
    event.preventDefault();
    event.stopPropagation();
    go(at + step);
  } else if (event.key === "Escape") {
    show(false);
    toggle.focus();
  }
}

function follow() {
  if (!gallery.classList.contains("one-by-one")) return;
  const near = Math.round(gallery.scrollLeft / Math.max(1, gallery.clientWidth));
  if (near === at) return;
  at = Math.min(figures.length - 1, near);
  back.disabled = at === 0;
  on.disabled = at === figures.length - 1;
  said.textContent = `${at + 1}/${figures.length}`;
}
