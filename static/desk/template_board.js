/* The sheet of a page template with a pointer and with the keyboard. Every deed is a form of the page, sent in the
   background; without this script the same forms are sent. slots.js says how slots are drawn, pulled and moved. */
(() => {
  'use strict';

  const board = document.getElementById('template-board');
  if (!board) return;
  const slots = window.Slots;
  let chosen = '';
  let sending = false;

  async function send(form, deed, fields = {}) {
    if (sending) return;
    sending = true;
    board.setAttribute('aria-busy', 'true');
    const body = new FormData(form);
    for (const [name, value] of Object.entries({ ...fields, do: deed })) body.set(name, value);
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'X-Board': '1' }, credentials: 'same-origin' });
      if (answer.status >= 500) { sayAway(); return; }
      if (answer.redirected || ![200, 409, 422].includes(answer.status)) { location.reload(); return; }
      show(await answer.text());
    } catch {
      sayAway();
    } finally {
      sending = false;
      board.removeAttribute('aria-busy');
    }
  }

  /* The line is down, or the server is without its database: the slots are as they were. */
  function sayAway() {
    put();
    slots.say(board, board.dataset.away);
  }

  function show(html) {
    const focused = document.activeElement?.closest?.('[data-slot]')?.dataset.slot;
    board.innerHTML = html;
    enhance();
    if (focused) board.querySelector(`[data-slot="${focused}"]`)?.focus({ preventScroll: true });
    // The details above belong to the same template: they go on from what is stored now.
    const seen = board.querySelector('[name=seen]'), details = document.querySelector('#pagetemplate_form [name=seen]');
    if (seen && details) details.value = seen.value;
  }

  function put() { for (const slot of board.querySelectorAll('[data-slot]')) slots.put(slot); }

  function choose(number) {
    chosen = number;
    slots.choose(board, number);
  }

  function resize(slot, cells) {
    if (cells) send(board.querySelector(`[data-form="${slot.dataset.slot}"] form`), 'resize', slots.sent(cells));
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
    send(event.target, event.submitter?.value || event.target.querySelector('[name=do]').value);
  });
  board.addEventListener('click', (event) => {
    const slot = event.target.closest?.('[data-slot]');
    if (!slot || event.target.closest('.handle')) return;
    if (event.target.closest('a')) event.preventDefault();
    choose(slot.dataset.slot);
  });
  board.addEventListener('pointerdown', (event) => slots.drawOut(event, (cells) => send(board.querySelector('.new-slot-form'), 'add', slots.sent(cells))));
  board.addEventListener('keydown', keys);
  enhance();
})();
