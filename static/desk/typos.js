/*
 * The proofreader's form: the words selected in the text go into the next empty row. Without it they are typed.
 */
(() => {
  'use strict';

  const form = document.getElementById('typo-form');
  const template = form?.querySelector('template.note-on-this');
  if (!template || !window.newsroomPassages) return;

  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  function take({ field: where, quote, occurrence }) {
    const rows = [...form.querySelectorAll('.typo-rows > li')];
    const row = rows.find((one) => !field(one, 'wrong').value && !field(one, 'right').value);
    if (!row) return;
    field(row, 'field').value = where;
    field(row, 'wrong').value = quote;
    field(row, 'right').value = quote;
    field(row, 'occurrence').value = occurrence;
    field(row, 'right').focus();
    field(row, 'right').select();
  }

  // Other words stand elsewhere.
  form.addEventListener('input', ({ target }) => {
    const row = target.closest('li');
    if (row && /-(wrong|field)$/.test(target.name)) field(row, 'occurrence').value = '';
  });
  window.newsroomPassages.offer(template, () => window.newsroomPassages.selected(20), take);
})();
