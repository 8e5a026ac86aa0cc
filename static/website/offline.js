// Saving the latest issue for a journey without a net. Nothing is saved unless the reader asks; then it is kept up to date.

const button = document.querySelector("[data-save-issue]");
const SAVED = "saved-issue";

if ("serviceWorker" in navigator) start();

async function start() {
  const isSaved = await caches.has(SAVED).catch(() => false);
  if (!button && !isSaved) return;
  if (isSaved) ask("renew");
  if (!button) return;
  show(isSaved ? button.dataset.saved : button.dataset.name, isSaved);
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-pressed") === "true") {
      await ask("forget");
      show(button.dataset.name, false);
      return;
    }
    button.disabled = true;
    const said = await ask("save", (done, all) => { button.textContent = `${button.dataset.saving} ${Math.floor(100 * done / all)}%`; });
    button.disabled = false;
    if (said.kept) show(button.dataset.saved, true);
    else show(button.dataset.failed, false);
  });
}

function show(words, isSaved) {
  button.textContent = words;
  button.setAttribute("aria-pressed", String(isSaved));
}

/* Ask the worker; the answer is what it says last. */
async function ask(words, progress = () => {}) {
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (data.done) progress(data.done, data.all); else resolve(data); };
    active.postMessage(words, [port2]);
  });
}
