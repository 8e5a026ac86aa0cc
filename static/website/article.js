// What a reader can do with an article: larger text, reading aloud, copying it for WeChat, sending it on.
// Each button shows only where the browser can do it; without this script the article is read all the same.

const tools = document.querySelector(".tools");
const article = document.querySelector("article.article");
const root = document.documentElement;

tools.hidden = false;
sizes(tools.querySelector("[data-smaller]"), tools.querySelector("[data-larger]"));
if ("speechSynthesis" in window) {
  // A browser may learn of its voices late; one without any can read nothing aloud.
  const offer = () => { tools.querySelector("[data-aloud]").hidden = speechSynthesis.getVoices().length === 0; };
  aloud(tools.querySelector("[data-aloud]"));
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
}
if (document.queryCommandSupported?.("copy")) copy(tools.querySelector("[data-copy]"));
if (navigator.share) share(tools.querySelector("[data-share]"));

// -- the size of the text, remembered for the next article --------------------------------------------------------
function sizes(smaller, larger) {
  const steps = ["smaller", "", "larger", "largest"];
  let step = Math.max(0, steps.indexOf(stored()));
  const set = (to) => {
    step = Math.min(steps.length - 1, Math.max(0, to));
    if (steps[step]) root.dataset.text = steps[step];
    else delete root.dataset.text;
    smaller.disabled = step === 0;
    larger.disabled = step === steps.length - 1;
  };
  const go = (by) => {
    set(step + by);
    try { localStorage.setItem("text", steps[step]); } catch { /* a browser that keeps nothing */ }
  };
  smaller.addEventListener("click", () => go(-1));
  larger.addEventListener("click", () => go(1));
  set(step);
}

function stored() {
  try { return localStorage.getItem("text") || ""; } catch { return ""; }
}

// -- reading aloud, from the headline to the last paragraph -----------------------------------------------------------
function aloud(button) {
  const name = button.textContent;
  let reading = false;
  const stop = () => {
    reading = false;
    speechSynthesis.cancel();
    for (const one of article.querySelectorAll(".is-read")) one.classList.remove("is-read");
    button.textContent = name;
    button.setAttribute("aria-pressed", "false");
  };
  const read = (parts) => {
    const [part, ...rest] = parts;
    if (!reading || !part) { stop(); return; }
    const words = new SpeechSynthesisUtterance(part.innerText.trim());
    words.lang = root.lang.startsWith("zh") ? "zh-CN" : root.lang;
    words.onstart = () => part.classList.add("is-read");
    words.onend = () => { part.classList.remove("is-read"); if (reading) read(rest); };
    words.onerror = () => { if (reading) stop(); };
    speechSynthesis.speak(words);
  };
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (reading) { stop(); return; }
    speechSynthesis.cancel();
    reading = true;
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    read([...article.querySelectorAll(".head .headline, .head .deck, .text > :is(p, h2, h3, ul, ol, blockquote)")].filter((one) => one.innerText.trim()));
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

// -- a copy that keeps its looks in WeChat's editor, which knows no style sheets -------------------------------------
const LOOKS = {
  H1: "font-size:22px;font-weight:700;line-height:1.4;margin:0 0 12px;",
  H2: "font-size:18px;font-weight:700;text-align:center;margin:28px 0 12px;",
  H3: "font-size:17px;font-weight:700;text-align:center;margin:24px 0 12px;",
  P: "font-size:17px;line-height:1.8;margin:0 0 16px;text-align:justify;",
  LI: "font-size:17px;line-height:1.8;margin:0 0 8px;",
  BLOCKQUOTE: "font-size:16px;line-height:1.8;margin:0 0 16px;padding-left:12px;border-left:3px solid #b3121b;",
  FIGCAPTION: "font-size:14px;line-height:1.6;color:#888;text-align:center;margin:6px 0 20px;",
  IMG: "width:100%;height:auto;display:block;",
};

function forWeChat() {
  const whole = document.createElement("section");
  for (const part of article.querySelectorAll(".head > :is(.kicker, .headline, .deck, .byline), .gallery > *, .text > *")) whole.append(part.cloneNode(true));
  for (const source of whole.querySelectorAll("source, .mark")) source.remove();
  for (const one of whole.querySelectorAll("*")) dress(one);
  const from = document.createElement("p");
  from.textContent = `${document.querySelector(".nameplate")?.innerText || ""} ${location.origin}${location.pathname}`;
  dress(from);
  whole.append(from);
  return whole;
}

function dress(one) {
  if (one.tagName === "IMG") one.src = new URL(one.getAttribute("src"), location.href).href;
  if (one.tagName === "A") one.href = new URL(one.getAttribute("href"), location.href).href;
  for (const name of [...one.attributes].map((attribute) => attribute.name)) if (!["src", "alt", "href", "colspan", "rowspan"].includes(name)) one.removeAttribute(name);
  // Through the object model: the policy of our pages is about styles in their text.
  if (LOOKS[one.tagName]) one.style.cssText = LOOKS[one.tagName];
}

function copy(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const whole = forWeChat();
    // By the event, not the newer clipboard: that one would try the styles on our own page, whose policy forbids them.
    document.addEventListener("copy", (event) => {
      event.clipboardData.setData("text/html", whole.outerHTML);
      event.clipboardData.setData("text/plain", whole.textContent);
      event.preventDefault();
    }, { once: true });
    getSelection().selectAllChildren(button);
    if (document.execCommand("copy")) button.textContent = button.dataset.done;
    getSelection().removeAllRanges();
  });
}

function share(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the menu again has refused nothing.
    navigator.share({ title: document.querySelector('meta[property="og:title"]').content, url: location.origin + location.pathname }).catch(() => {});
  });
}
