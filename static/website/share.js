// The buttons that send a clipping on: shown where the browser can do it. Without them there is the address.

const copy = document.querySelector("[data-copy-link]");
const share = document.querySelector("[data-share]");
const address = location.origin + location.pathname;

if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    copy.textContent = copy.dataset.done;
  });
}

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    // Whoever closes the menu again has refused nothing.
    navigator.share({ title: share.dataset.share, url: address }).catch(() => {});
  });
}
