/*
 * Small comforts on an article's page; every one of them may be missing. Counts characters while people type, warns
 * before words are lost, saves with Ctrl+S, and asks for the note at the button that needs one.
 */
(() => {
  'use strict';

  const shown = (number) => number.toLocaleString('en');

  function countWhileTyping(form) {
    const body = form.querySelector('#id_body');
    const target = form.querySelector('#id_target_length');
    const count = form.querySelector('#count');
    if (!body || !count || !window.newsroomCount) return;
    const bar = count.querySelector('progress');
    const show = () => {
      const { characters, latin } = window.newsroomCount(body.value);
      const goal = Math.max(Number(target?.value) || 0, 0);
      count.querySelector('#characters b').textContent = shown(characters);
      count.querySelector('[data-latin]').textContent = shown(latin);
      count.querySelector('[data-target]').textContent = goal ? ` / ${shown(goal)}` : '';
      count.classList.toggle('is-over', goal > 0 && characters > goal);
      bar.hidden = !goal;
      bar.max = goal || 1;
      bar.value = Math.min(characters, goal);
    };
    body.addEventListener('input', show);
    target?.addEventListener('input', show);
    show();
  }

  function warnBeforeLeaving(form) {
    let isDirty = form.dataset.unsaved === 'yes';
    let isLeavingOnPurpose = false;
    const editorHasWords = () => Object.values(window.CKEDITOR?.instances ?? {}).some((editor) => editor.checkDirty());
    const mark = () => {
      isDirty = true;
    };
    for (const type of ['input', 'change', 'formset:added']) form.addEventListener(type, mark);
    document.addEventListener('formset:removed', mark);
    form.addEventListener('submit', (event) => {
      isLeavingOnPurpose = !event.defaultPrevented;
    });
    window.addEventListener('beforeunload', (event) => {
      // What desk/drafting.js has kept on the server is offered again when the form is opened.
      const isKept = form.dataset.kept === 'yes';
      if (!isLeavingOnPurpose && !isKept && (isDirty || editorHasWords())) event.preventDefault();
    });
  }

  function saveWithTheKeyboard(form) {
    const button = form.querySelector('#save');
    if (!button) return;
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      form.requestSubmit(button);
    });
    // The text stands in a frame of its own, whose keys are not heard here.
    window.CKEDITOR?.on('instanceReady', ({ editor }) => {
      editor.on('key', (event) => {
        if (event.data.keyCode !== window.CKEDITOR.CTRL + 83) return;
        event.cancel();
        event.data.domEvent.preventDefault();
        form.requestSubmit(button);
      });
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

  /* In the table a box is named by the head of its column; on a telephone there is none. */
  function nameTheBoxes(form) {
    for (const box of form.querySelectorAll('td.delete input[type="checkbox"]')) {
      const label = document.createElement('label');
      label.htmlFor = box.id;
      label.textContent = box.closest('table').tHead.rows[0].lastElementChild.textContent.trim();
      box.after(label);
    }
  }

  function leadToTheNote(form) {
    form.querySelector('.to-note')?.addEventListener('click', (event) => {
      event.preventDefault();
      form.querySelector('#id_note').focus();
    });
  }

  const writing = document.querySelector('.article-form');
  if (writing) {
    countWhileTyping(writing);
    warnBeforeLeaving(writing);
    saveWithTheKeyboard(writing);
    nameTheBoxes(writing);
    document.getElementById('errors')?.focus();
  }
  for (const form of document.querySelectorAll('.article-form, .decide-form')) {
    askForTheNote(form);
    leadToTheNote(form);
  }
})();
