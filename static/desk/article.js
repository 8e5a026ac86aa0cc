/*
 * Small comforts on an article's page; every one of them may be missing. Counts characters while people type, warns
 * before words are lost, and asks for the note at the button that needs one.
 */
(() => {
  'use strict';

  // The same rule as articles/html.py: Han characters and full-width marks count one each, other words one each.
  const CJK =
    '\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3001-\\u318f\\u31a0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f' +
    '\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff01-\\uffee\\u{20000}-\\u{3ffff}';
  const SHARED_MARKS = '\\u00b7\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026';
  const WORD = `(?:(?![${CJK}])[\\p{L}\\p{N}])+`;
  const COUNTED = new RegExp(`[${CJK}]|(?<marks>[${SHARED_MARKS}]+)|${WORD}(?:['\\u2019.,:/@&%+-]${WORD})*`, 'gu');
  const FULL_WIDTH = new RegExp(`[${CJK}]`, 'u');

  function characterCount(html) {
    const page = new DOMParser().parseFromString(html.replace(/<(br|\/(p|h[1-6]|li|t[hdr]|blockquote))\b[^>]*>/gi, ' $&'), 'text/html');
    const text = page.body.textContent;
    let count = 0;
    for (const { 0: found, index, groups } of text.matchAll(COUNTED)) {
      if (!groups.marks) count += 1;
      else if (FULL_WIDTH.test(text.charAt(index - 1)) || FULL_WIDTH.test(text.charAt(index + found.length))) count += found.length;
    }
    return count;
  }

  function countWhileTyping(form) {
    const body = form.querySelector('#id_body');
    const shown = form.querySelector('#characters b');
    if (!body || !shown) return;
    body.addEventListener('input', () => {
      shown.textContent = String(characterCount(body.value));
    });
  }

  function warnBeforeLeaving(form) {
    let isDirty = form.dataset.unsaved === 'yes';
    let isLeavingOnPurpose = false;
    const editorHasWords = () => Object.values(window.CKEDITOR?.instances ?? {}).some((editor) => editor.checkDirty());
    const mark = () => {
      isDirty = true;
    };
    for (const type of ['input', 'change', 'formset:added', 'formset:removed']) form.addEventListener(type, mark);
    form.addEventListener('submit', () => {
      isLeavingOnPurpose = true;
    });
    window.addEventListener('beforeunload', (event) => {
      if (!isLeavingOnPurpose && (isDirty || editorHasWords())) event.preventDefault();
    });
  }

  function askForTheNote(form) {
    const note = form.querySelector('#id_note');
    if (!note) return;
    note.addEventListener('input', () => note.setCustomValidity(''));
    form.addEventListener('click', (event) => {
      const button = event.target.closest('[data-needs-note]');
      if (!button || note.value.trim()) return;
      event.preventDefault();
      note.setCustomValidity(note.dataset.missing);
      note.reportValidity();
    });
  }

  const writing = document.querySelector('.article-form');
  if (writing) {
    countWhileTyping(writing);
    warnBeforeLeaving(writing);
    document.getElementById('errors')?.focus();
  }
  document.querySelectorAll('.article-form, .decide-form').forEach(askForTheNote);
})();
