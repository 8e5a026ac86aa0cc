/* The sheet of a page template with a pointer and with the keyboard. Every deed is a form of the page, sent in the
   background; without this script the same forms are sent. slots.js says how slots are drawn, pulled and moved. */
(() => {
  'use strict';

  const board = document.getElementById('template-board');
  if (!board) return;
  const slots = window.Slots;
  let chosen = '';

  const words = window.Board.words(board);
  /* The slots are as they were. */
  const line = window.Board.line(board, { show, back: put, accepted });
  let detailsFollow = false;

  function accepted(form, body) {
    words.forget(form, body);
    // The details above belong to the same template: who had seen them as this deed had goes on from what is stored now.
    detailsFollow = details()?.value === body.get('seen');
  }

  function details() { return document.querySelector('#pagetemplate_form [name=seen]'); }

  function show(html) {
    const again = window.Board.whereabouts(board), active = document.activeElement;
    const slot = active?.closest?.('[data-slot]')?.dataset.slot, fold = active?.form && active.closest('[data-form]');
    board.innerHTML = html;
    words.restore();
    if (fold) chosen = fold.dataset.form;
    enhance();
    again(...[slot, chosen].map((number) => number && board.querySelector(`[data-slot="${number}"]`)));
    const seen = board.querySelector('[name=seen]');
    if (detailsFollow && seen) details().value = seen.value;
    detailsFollow = false;
  }

  function put() { for (const slot of board.querySelectorAll('[data-slot]')) slots.put(slot); }

  function choose(number) {
    chosen = number;
    slots.choose(board, number);
  }

  function resize(slot, cells) {
    if (cells) line.send(board.querySelector(`[data-form="${slot.dataset.slot}"] form`), { ...slots.sent(cells), do: 'resize' });
    else put();
  }

  function keys(event) {
    const slot = event.target.closest?.('[data-slot]');
    if (!slot || event.target !== slot || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(slot.dataset.slot);
      board.querySelector(`[data-form="${slot.dataset.slot}"] input:not([type=hidden])`)?.focus();
      return;
    }
    slots.push(event, slot, () => {}, (cells) => resize(slot, cells));
  }

  function enhance() {
    put();
    for (const slot of board.querySelectorAll('[data-slot]')) {
      slots.handles(slot, (event, side) => slots.pull(event, slot, side, () => {}, (cells, counts) => resize(slot, counts ? cells : null)));
    }
    board.classList.add('is-live');
    if (chosen) choose(chosen);
    else if (location.hash.endsWith('-form')) choose(location.hash.slice(6, -5));
  }

  board.addEventListener('submit', (event) => {
    event.preventDefault();
    line.send(event.target, { do: event.submitter?.value || event.target.querySelector('[name=do]').value });
  });
  board.addEventListener('click', (event) => {
    const slot = event.target.closest?.('[data-slot]');
    if (!slot || event.target.closest('.handle')) return;
    if (event.target.closest('a')) event.preventDefault();
    choose(slot.dataset.slot);
  });
  board.addEventListener('pointerdown', (event) => slots.drawOut(event, (cells) => line.send(board.querySelector('.new-slot-form'), { ...slots.sent(cells), do: 'add' })));
  board.addEventListener('keydown', keys);
  enhance();
})();
