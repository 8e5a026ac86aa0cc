// The picture of a printed page: it answers to its list and the list to it, and may be zoomed and moved with wheel,
// fingers and keys. Without this the list leads on just the same, and the picture to its largest size.

const LARGEST = 6;
const STEP = 1.5;
const DRAG = 5; // pixels before a press is a drag and no click

const viewer = document.querySelector("[data-viewer]");
const frame = viewer.querySelector("[data-frame]");
const canvas = viewer.querySelector("[data-canvas]");
const picture = canvas.querySelector("img");
const list = document.querySelector("[data-entries]");

// -- list and picture ---------------------------------------------------------------------------------------------

function light(number) {
  for (const one of document.querySelectorAll("[data-entry]")) {
    one.classList.toggle("lit", one.dataset.entry === number);
  }
}

function numberAt(target) {
  return target.closest?.("[data-entry]")?.dataset.entry;
}

// The list has a bar of its own where it is longer than the window.
function bringIntoSight(number) {
  const panel = list.parentElement;
  const entry = list.querySelector(`[data-entry="${number}"]`);
  if (!entry || panel.scrollHeight <= panel.clientHeight) return;
  const [inner, outer] = [entry.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top < outer.top) panel.scrollTop -= outer.top - inner.top;
  if (inner.bottom > outer.bottom) panel.scrollTop += inner.bottom - outer.bottom;
}

frame.addEventListener("pointerover", (event) => {
  const number = numberAt(event.target);
  light(number);
  if (number) bringIntoSight(number);
});
frame.addEventListener("pointerleave", () => light());
list.addEventListener("pointerover", (event) => light(numberAt(event.target)));
list.addEventListener("pointerleave", () => light());
list.addEventListener("focusin", (event) => light(numberAt(event.target)));
list.addEventListener("focusout", () => light());

function lightTheOneAskedFor() {
  const entry = location.hash.startsWith("#article-") && document.getElementById(location.hash.slice(1));
  if (entry) light(entry.dataset.entry);
}
addEventListener("hashchange", lightTheOneAskedFor);
lightTheOneAskedFor();

// -- zoom ---------------------------------------------------------------------------------------------------------

const view = { scale: 1, x: 0, y: 0 };

function show() {
  const { clientWidth: width, clientHeight: height } = frame;
  view.x = Math.min(0, Math.max(width * (1 - view.scale), view.x));
  view.y = Math.min(0, Math.max(height * (1 - view.scale), view.y));
  const zoomed = view.scale > 1;
  canvas.style.transform = zoomed ? `translate(${view.x}px, ${view.y}px) scale(${view.scale})` : "";
  frame.classList.toggle("zoomed", zoomed);
  viewer.querySelector("[data-scale]").textContent = `${Math.round(view.scale * 100)}%`;
  askForPixels(width * view.scale);
}

let asking;
function askForPixels(width) {
  clearTimeout(asking);
  if (!width || view.scale === 1) return;
  asking = setTimeout(() => (picture.sizes = `${Math.ceil(width)}px`), 150);
}

// Zoom so that the point of the picture under (x, y) of the frame stays there.
function zoom(factor, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  const real = scale / view.scale;
  view.x = x - (x - view.x) * real;
  view.y = y - (y - view.y) * real;
  view.scale = scale < 1.02 ? 1 : scale;
  show();
}

function fit() {
  Object.assign(view, { scale: 1, x: 0, y: 0 });
  show();
}

function inFrame(point) {
  const box = frame.getBoundingClientRect();
  return [point.clientX - box.left, point.clientY - box.top];
}

const ways = { in: () => zoom(STEP), out: () => zoom(1 / STEP), fit };
viewer.querySelector(".zooming").hidden = false;
for (const button of viewer.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => ways[button.dataset.zoom]());
}

// A whole page lets the wheel scroll the window; with Ctrl, as trackpads pinch, and once zoomed it is the page's.
frame.addEventListener(
  "wheel",
  (event) => {
    const pinched = event.ctrlKey || event.metaKey;
    if (!pinched && (view.scale === 1 || (event.deltaY > 0 && view.scale <= 1))) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (pinched ? 0.008 : 0.0015)), ...inFrame(event));
  },
  { passive: false },
);

// -- fingers and mouse --------------------------------------------------------------------------------------------

const down = new Map();
let moved = 0;

function between() {
  const [one, other] = [...down.values()];
  return {
    clientX: (one.clientX + other.clientX) / 2,
    clientY: (one.clientY + other.clientY) / 2,
    apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
  };
}

frame.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  down.set(event.pointerId, event);
  if (down.size === 1) moved = 0;
});

frame.addEventListener("pointermove", (event) => {
  const before = down.get(event.pointerId);
  if (!before || down.size > 2) return;
  const old = down.size === 2 && between();
  down.set(event.pointerId, event);
  moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
  if (old) {
    const now = between();
    moved = Infinity;
    zoom(now.apart / (old.apart || 1), ...inFrame(now));
  } else if (view.scale > 1 && moved > DRAG) {
    if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
    frame.classList.add("dragged");
    view.x += event.clientX - before.clientX;
    view.y += event.clientY - before.clientY;
    show();
  }
});

for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, (event) => {
    down.delete(event.pointerId);
    if (!down.size) frame.classList.remove("dragged");
  });
}

frame.addEventListener(
  "touchmove",
  (event) => {
    if (event.touches.length > 1 || view.scale > 1) event.preventDefault();
  },
  { passive: false },
);
frame.addEventListener("dragstart", (event) => event.preventDefault());
frame.addEventListener(
  "click",
  (event) => {
    if (moved > DRAG) event.preventDefault();
    moved = 0;
  },
  true,
);

// -- keys ---------------------------------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEYS = { "+": ways.in, "=": ways.in, "-": ways.out, 0: fit, Escape: fit };

// Before the arrow keys turn pages: on a page that is zoomed they move it.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !frame.clientWidth) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (KEYS[event.key] && (event.key !== "Escape" || view.scale > 1)) {
      KEYS[event.key]();
    } else if (ARROWS[event.key] && view.scale > 1 && !event.target.closest(".page-list")) {
      const [across, along] = ARROWS[event.key];
      view.x += (across * frame.clientWidth) / 6;
      view.y += (along * Math.min(frame.clientHeight, innerHeight)) / 6;
      show();
    } else {
      return;
    }
    event.preventDefault();
  },
  true,
);

addEventListener("resize", show);
