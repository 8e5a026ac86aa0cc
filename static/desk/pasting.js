/*
 * What Word and WeChat put on the clipboard becomes plain HTML before the editor takes it: the same rules as
 * articles/pasting.py, and a test holds both to them. Pasted within the editor, text stays as it is.
 *
 * To be loaded between ckeditor.js and ckeditor_init.js.
 */
(() => {
  'use strict';

  const UNSEEN = 'script, style, title, template, noscript, iframe, object, embed, svg, math, textarea, select, [style*="display:none"], [style*="display: none"]';
  const BOXES = 'section, article, figure, figcaption, header, footer, main, aside, address, center, div';
  const HEADINGS = { H1: 'h2', H4: 'h3', H5: 'h3', H6: 'h3' };
  const LIST = /mso-list:[^;"']*?\blevel([1-9])/i;
  const NUMBERED = /^(?:[（(]?(?:[0-9]+|[a-z]{1,4}|[一二三四五六七八九十百]+)[.)、．）]|[①-⑳])/i;
  const BOLD = /font-weight:\s*(?:bold|[6-9]00)/i;
  const ITALIC = /font-style:\s*italic/i;

  const styleOf = (element) => element.getAttribute('style') ?? '';

  function rename(element, name) {
    const other = element.ownerDocument.createElement(name);
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  }

  /** Text that only looks bold or slanted is bold or slanted. */
  function meanWhatItLooks(page) {
    for (const span of page.querySelectorAll('span')) {
      const style = styleOf(span);
      if (ITALIC.test(style)) wrapInside(span, 'em');
      if (BOLD.test(style)) wrapInside(span, 'strong');
    }
  }

  function wrapInside(element, name) {
    const inner = element.ownerDocument.createElement(name);
    inner.append(...element.childNodes);
    element.append(inner);
  }

  /** Paragraphs that Word only draws as the lines of a list become one. */
  function makeLists(page) {
    const lines = Array.from(page.querySelectorAll('p')).filter((line) => LIST.test(styleOf(line)));
    for (const line of lines) {
      const mark = Array.from(line.querySelectorAll('[style]')).find((part) => /mso-list:\s*ignore/i.test(styleOf(part)));
      const isNumbered = NUMBERED.test((mark?.textContent ?? '').trim());
      mark?.remove();
      addToList(line, Number(LIST.exec(styleOf(line))[1]), isNumbered ? 'OL' : 'UL');
    }
  }

  function addToList(line, level, kind) {
    const item = line.ownerDocument.createElement('li');
    item.append(...line.childNodes);
    let list = line.previousElementSibling;
    if (!list || !list.dataset.level || !standsDirectlyBefore(list, line)) list = null;
    while (list) {
      const deeper = list.lastElementChild.lastElementChild;
      if (!deeper?.dataset.level || Number(deeper.dataset.level) > level) break;
      list = deeper;
    }
    if (list && Number(list.dataset.level) === level && list.nodeName === kind) {
      list.append(item);
      line.remove();
      return;
    }
    const made = line.ownerDocument.createElement(kind);
    made.dataset.level = String(level);
    made.append(item);
    if (list && Number(list.dataset.level) < level) {
      list.lastElementChild.append(made);
      line.remove();
    } else if (list && list.parentElement.nodeName === 'LI') {
      list.after(made);
      line.remove();
    } else {
      line.replaceWith(made);
    }
  }

  function standsDirectlyBefore(list, line) {
    for (let node = line.previousSibling; node !== list; node = node.previousSibling) {
      if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) return false;
    }
    return true;
  }

  /** A box that holds no blocks of its own is a paragraph; one that does is nothing. */
  function openBoxes(page) {
    const boxes = Array.from(page.querySelectorAll(BOXES)).reverse();
    for (const box of boxes) {
      if (box.querySelector('p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, hr')) box.replaceWith(...box.childNodes);
      else if (box.closest('li, td, th')) box.replaceWith(...box.childNodes);
      else rename(box, 'p');
    }
  }

  /** The same words, as the editor's filter knows them. */
  function plainHTML(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const part of page.querySelectorAll(UNSEEN)) part.remove();
    meanWhatItLooks(page);
    makeLists(page);
    for (const heading of page.querySelectorAll('h1, h4, h5, h6')) rename(heading, HEADINGS[heading.nodeName]);
    openBoxes(page);
    for (const empty of page.querySelectorAll('p')) {
      if (!empty.textContent.replace(/[\u200b\ufeff]/g, '').trim() && !empty.querySelector('hr')) empty.remove();
    }
    return page.body.innerHTML;
  }

  window.newsroomPlainHTML = plainHTML;

  window.CKEDITOR?.on('instanceCreated', ({ editor }) => {
    editor.on(
      'paste',
      ({ data }) => {
        const { CKEDITOR } = window;
        if (data.type === 'text' || data.dataTransfer?.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_INTERNAL) return;
        const html = data.dataTransfer?.getData('text/html', true) || data.dataValue;
        if (!html || !/<[a-z]/i.test(html)) return;
        data.dataValue = plainHTML(html);
        data.type = 'html';
      },
      null,
      null,
      2,
    );
  });
})();
