/*
 * Notes in the margin: a button at the words one selects, marks at the words that have notes, and sending without
 * leaving the page, so that nothing unsaved in the form beside is lost. All of it works without, by forms.
 */
(() => {
  'use strict';

  const passages = window.newsroomPassages;
  let marks = [];

  const section = () => document.getElementById('notes');

  /** Beside the form of an article the margin belongs into the side column; its fields name their own form. */
  function moveIntoTheMargin() {
    const side = document.querySelector('.article-form .article-side');
    if (!side || side.contains(section())) return;
    const isUrgent = section().querySelector('.thread');
    if (isUrgent) side.prepend(section());
    else side.append(section());
  }

  function keepToItself() {
    // What is typed here is no change of the article.
    for (const type of ['input', 'change']) section().addEventListener(type, (event) => event.stopPropagation());
  }

  function showMarks() {
    for (const old of marks) {
      const parent = old.parentNode;
      old.replaceWith(...old.childNodes);
      parent?.normalize();
    }
    marks = [];
    for (const thread of section()?.querySelectorAll('[data-quote]') ?? []) {
      const { quote, field, occurrence } = thread.dataset;
      for (const sheet of document.querySelectorAll('.sheet')) {
        const made = passages.mark(sheet, { quote, field, occurrence: Number(occurrence) });
        made.forEach((one) => lead(one, thread));
        marks.push(...made);
      }
    }
  }

  /** From the marked words to the note, and from the note to the words. */
  function lead(mark, thread) {
    mark.className = 'noted';
    mark.addEventListener('click', () => point(thread));
    const passage = thread.querySelector('.thread-passage');
    if (passage.tabIndex >= 0) return;
    passage.tabIndex = 0;
    passage.setAttribute('role', 'link');
    const go = () => {
      const folded = mark.closest('details');
      if (folded) folded.open = true;
      point(mark);
    };
    passage.addEventListener('click', go);
    passage.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') go();
    });
  }

  function point(element) {
    element.scrollIntoView({ block: 'center', behavior: 'smooth' });
    document.querySelectorAll('.pointed-at').forEach((other) => other.classList.remove('pointed-at'));
    element.classList.add('pointed-at');
  }

  function begin({ quote, field, occurrence }) {
    const box = document.getElementById('new-note');
    const form = document.getElementById('note-form');
    box.open = true;
    document.getElementById('note-quote').value = quote;
    form.elements.field.value = field;
    form.elements.occurrence.value = occurrence;
    document.getElementById('note-text').focus();
  }

  function offerNotes() {
    const template = section().querySelector('template.note-on-this');
    if (!document.getElementById('new-note') || !template) return;
    const help = document.getElementById('note-quote-help');
    help.textContent = help.dataset.withSelection;
    const show = passages.offer(template, () => passages.selected(), begin);
    watchEditors(show);
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey && event.altKey && event.code === 'KeyM')) return;
      const found = passages.selected();
      if (found) begin(found);
    });
  }

  /** The words selected in CKEditor, whose text stands in a frame of its own. */
  function watchEditors(show) {
    const { CKEDITOR } = window;
    if (!CKEDITOR) return;
    const watch = (editor) => {
      const look = () => {
        const frame = editor.window?.getFrame()?.$;
        const selection = editor.document?.$.getSelection();
        const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
        const root = editor.editable()?.$;
        if (!frame || !root) return null;
        const passage = passages.selectedIn('body', root, range, 300);
        if (!passage) return null;
        const inside = range.getBoundingClientRect();
        const outside = frame.getBoundingClientRect();
        return { passage, rect: { left: inside.left + outside.left, bottom: Math.min(inside.bottom, frame.clientHeight - 40) + outside.top } };
      };
      const listen = () => {
        editor.document.$.addEventListener('selectionchange', () => show(look()));
        editor.document.$.addEventListener('keydown', (event) => {
          const found = event.ctrlKey && event.altKey && event.code === 'KeyM' && look();
          if (found) begin(found.passage);
        });
      };
      editor.on('contentDom', listen);
      if (editor.document && editor.editable()) listen();
    };
    Object.values(CKEDITOR.instances).forEach(watch);
    CKEDITOR.on('instanceCreated', ({ editor }) => watch(editor));
  }

  /** Other words than those selected: where they stand is for the server to find. */
  function forgetPlace() {
    const { field, occurrence } = document.getElementById('note-form').elements;
    field.value = '';
    occurrence.value = '';
  }

  /** Send, and put the margin of the answer in place of this one. */
  async function send(event) {
    event.preventDefault();
    if (section().querySelector('[aria-busy]')) return;
    const form = event.target;
    const button = event.submitter ?? section().querySelector('.note-send button');
    const trouble = section().querySelector('.notes-trouble');
    const others = written(button);
    trouble.hidden = true;
    button.setAttribute('aria-busy', 'true');
    try {
      // Without an address of its own a button's `formAction` is the page's.
      const address = button.hasAttribute('formaction') ? button.formAction : form.action;
      const answer = await fetch(address, { method: 'POST', body: new FormData(form) });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const margin = page.getElementById('notes');
      if (answer.ok && margin) {
        if (sentBy(button)?.id === 'new-note') forgetPlace();
        take(margin, others);
      } else say(trouble, page.getElementById('note-errors')?.textContent.trim() || trouble.dataset.offline);
    } catch {
      say(trouble, trouble.dataset.offline);
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  function say(trouble, sentence) {
    trouble.textContent = sentence.replace(/\s+/g, ' ');
    trouble.hidden = false;
    trouble.scrollIntoView({ block: 'nearest' });
  }

  /** The part of the margin whose words a button sends; a button that only settles sends none. */
  function sentBy(button) {
    return button.closest('.thread') ? button.closest('.thread-answer') : document.getElementById('new-note');
  }

  /** What is written in the fields of the margin that are not being sent. */
  function written(button) {
    const fields = [...section().querySelectorAll('textarea, input[type="text"]')];
    return fields.filter((field) => field.value && !sentBy(button)?.contains(field)).map(({ name, value }) => [name, value]);
  }

  function take(margin, others) {
    const isInMargin = section().closest('.article-side');
    const fresh = document.importNode(margin, true);
    section().replaceWith(fresh);
    for (const [name, value] of others) {
      const field = fresh.querySelector(`[name="${name}"]`);
      if (!field) continue;
      field.value = value;
      field.closest('details').open = true;
    }
    if (!isInMargin) moveIntoTheMargin();
    wire();
    fresh.querySelector('h2').tabIndex = -1;
    fresh.querySelector('h2').focus({ preventScroll: true });
  }

  function wire() {
    keepToItself();
    document.getElementById('note-quote')?.addEventListener('input', forgetPlace);
    const help = document.getElementById('note-quote-help');
    if (help) help.textContent = help.dataset.withSelection;
    showMarks();
  }

  if (!section() || !passages) return;
  moveIntoTheMargin();
  offerNotes();
  document.getElementById('note-form').addEventListener('submit', send);
  wire();
})();
