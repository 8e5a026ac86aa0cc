/*
 * CKEditor under a policy without inline scripts.
 *
 * CKEditor 4 builds its buttons, menus and dialogs as HTML text with on* attributes, and starts its editing frame
 * with a <script> written into it. Our Content-Security-Policy forbids both. The attributes have a handful of
 * fixed forms, all of them "call registered function number N"; here they are read, never evaluated, and become
 * event listeners. In the editing frame, where the text of strangers stands, on* attributes are only removed.
 *
 * To be loaded between ckeditor.js and ckeditor_init.js.
 */
(() => {
  'use strict';
  if (!window.CKEDITOR) return;

  const { CKEDITOR } = window;
  const OWN_PARTS = '.cke, .cke_dialog, .cke_panel, .cke_reset_all';
  const ARGUMENT = String.raw`(?:this|event|null|-?\d+(?:\.\d+)?|'(?:[^'\\]|\\.)*')`;
  const CALL = new RegExp(
    String.raw`^(?<returns>return )?(?:window\.parent\.)?CKEDITOR\.tools\.callFunction\(\s*(?<number>\d+)` +
      String.raw`(?<args>(?:\s*,\s*${ARGUMENT})*)\s*\);?\s*(?<cancels>return false;?)?$`,
  );
  const ARGUMENTS = new RegExp(String.raw`,\s*(${ARGUMENT})`, 'g');
  const CANCEL = /^return false;?$/;
  // Made old Firefox repaint; does nothing today.
  const REPAINT = /^this\.style\.cssText ?= ?this\.style\.cssText;?$/;
  const BOOTSTRAP = /<script id="cke_actscrpt"[^>]*>[\s\S]*?callFunction\((\d+), ?window\)[\s\S]*?<\/script>/;
  const observers = new WeakMap();

  function argument(token, element, event) {
    if (token === 'this') return element;
    if (token === 'event') return event;
    if (token === 'null') return null;
    if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    return Number(token);
  }

  function listener(element, { returns, number, args, cancels }) {
    const tokens = Array.from(args.matchAll(ARGUMENTS), (match) => match[1]);
    return (event) => {
      const values = tokens.map((token) => argument(token, element, event));
      const result = CKEDITOR.tools.callFunction(Number(number), ...values);
      if (cancels || (returns && result === false)) event.preventDefault();
    };
  }

  function wire(element, type, code) {
    if (REPAINT.test(code)) return;
    const call = CALL.exec(code);
    if (!call && !CANCEL.test(code)) {
      console.warn(`CKEditor: on${type} not understood: ${code}`);
      return;
    }
    const isWindowEvent = type === 'load' && element.nodeName === 'BODY';
    const target = isWindowEvent ? element.ownerDocument.defaultView : element;
    target.addEventListener(type, call ? listener(element, call.groups) : (event) => event.preventDefault());
  }

  function convert(element, scope) {
    const handlers = Array.from(element.attributes).filter(({ name }) => name.startsWith('on'));
    if (!handlers.length) return;
    // Elsewhere on the page nobody may have on* attributes; the policy keeps those dead.
    if (scope === 'page' && !element.closest(OWN_PARTS)) return;
    for (const { name, value } of handlers) {
      element.removeAttribute(name);
      if (scope !== 'text') wire(element, name.slice(2), value.trim());
    }
  }

  function convertTree(root, scope) {
    if (root.nodeType === Node.ELEMENT_NODE) convert(root, scope);
    else if (root.nodeType !== Node.DOCUMENT_NODE) return;
    root.querySelectorAll('*').forEach((element) => convert(element, scope));
  }

  /** Watch a document. `scope`: 'page' (the form's page), 'panel' (a menu's frame) or 'text' (the editing frame). */
  function watch(doc, scope) {
    observers.get(doc)?.disconnect();
    convertTree(doc, scope);
    const observer = new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'attributes') convert(change.target, scope);
        else change.addedNodes.forEach((node) => convertTree(node, scope));
      }
    });
    observer.observe(doc, { subtree: true, childList: true, attributes: true });
    observers.set(doc, observer);
  }

  const write = CKEDITOR.dom.document.prototype.write;
  CKEDITOR.dom.document.prototype.write = function writeWithoutScript(html) {
    const bootstrap = BOOTSTRAP.exec(html);
    write.call(this, bootstrap ? html.replace(bootstrap[0], '') : html);
    const doc = this.$;
    watch(doc, bootstrap ? 'text' : 'panel');
    if (!bootstrap) return;
    const start = () => CKEDITOR.tools.callFunction(Number(bootstrap[1]), doc.defaultView);
    if (doc.readyState === 'loading') doc.addEventListener('DOMContentLoaded', start);
    else setTimeout(start, 0);
  };

  watch(document, 'page');
})();
