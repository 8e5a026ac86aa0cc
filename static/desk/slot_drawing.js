/* Slots on the sheet of a page template with a pointer and with the keyboard: drawn out on the grid, pulled, moved.
   Every deed is a form of the page, sent in the background; without this script the same forms are sent. */
(() => {
  'use strict';

  const board = document.getElementById('template-board');
  if (!board) return;
  const LEAST = 3;
  let chosen = '';
  let sending = false;

  // -- sending a deed and showing the sheet as it then is -----------------------------------------------------------
  async function send(form, deed, fields = {}) {
    if (sending) return;
    sending = true;
    board.setAttribute('aria-busy', 'true');
    const body = new FormData(form);
    for (const [name, value] of Object.entries({ ...fields, do: deed })) body.set(name, value);
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'X-Board': '1' }, credentials: 'same-origin' });
      if (answer.redirected || ![200, 409, 422].includes(answer.status)) { location.reload(); return; }
      show(await answer.text());
    } catch {
      put(); // the line is down: nothing was changed
    } finally {
      sending = false;
      board.removeAttribute('aria-busy');
    }
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

  function formOf(slot) { return board.querySelector(`[data-form="${slot.dataset.slot}"] form`); }

  // -- places ---------------------------------------------------------------------------------------------------------
  function put() {
    for (const slot of board.querySelectorAll('[data-slot]')) {
      for (const side of ['left', 'top', 'width', 'height']) slot.style[side] = `${slot.dataset[side]}%`;
    }
  }

  function gridOf(sheet) { return { columns: Number(sheet.dataset.columns), lines: Number(sheet.dataset.lines) }; }
  function cellsOf(slot) { return { column: +slot.dataset.column, row: +slot.dataset.row, span: +slot.dataset.span, lines: +slot.dataset.lines }; }
  function sent(cells) { return { column: cells.column + 1, row: cells.row + 1, span: cells.span, lines: cells.lines }; }
  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }

  function within(cells, sheet) {
    const { columns, lines } = gridOf(sheet);
    const span = Math.max(1, Math.min(cells.span, columns)), high = Math.max(LEAST, Math.min(cells.lines, lines));
    return { column: Math.max(0, Math.min(cells.column, columns - span)), row: Math.max(0, Math.min(cells.row, lines - high)), span, lines: high };
  }

  function preview(slot, cells, sheet) {
    const { columns, lines } = gridOf(sheet);
    slot.style.left = `${100 * cells.column / columns}%`;
    slot.style.top = `${100 * cells.row / lines}%`;
    slot.style.width = `${100 * cells.span / columns}%`;
    slot.style.height = `${100 * cells.lines / lines}%`;
  }

  function choose(number) {
    chosen = number;
    for (const form of board.querySelectorAll('[data-form]')) form.open = form.dataset.form === number;
    for (const slot of board.querySelectorAll('[data-slot]')) slot.classList.toggle('is-chosen', slot.dataset.slot === number);
  }

  // -- following the pointer ------------------------------------------------------------------------------------------
  function follow(event, target, moved, done) {
    target.setPointerCapture(event.pointerId);
    const stop = (kept) => {
      target.removeEventListener('pointermove', moved);
      target.removeEventListener('pointerup', up);
      target.removeEventListener('pointercancel', cancelled);
      done(kept);
    };
    const up = () => stop(true), cancelled = () => stop(false);
    target.addEventListener('pointermove', moved);
    target.addEventListener('pointerup', up);
    target.addEventListener('pointercancel', cancelled);
  }

  function pull(event, slot, sheet, side) {
    event.preventDefault();
    event.stopPropagation();
    const box = sheet.getBoundingClientRect(), grid = gridOf(sheet), from = cellsOf(slot);
    let now = from;
    slot.classList.add('is-pulled');
    follow(event, event.target, (moved) => {
      const across = Math.round((moved.clientX - event.clientX) / (box.width / grid.columns));
      const down = Math.round((moved.clientY - event.clientY) / (box.height / grid.lines));
      const wanted = { ...from };
      if (side === 'move') { wanted.column += across; wanted.row += down; }
      if (side === 'right' || side === 'corner') wanted.span = Math.min(from.span + across, grid.columns - from.column);
      if (side === 'bottom' || side === 'corner') wanted.lines = Math.min(from.lines + down, grid.lines - from.row);
      now = within(wanted, sheet);
      preview(slot, now, sheet);
    }, (kept) => {
      slot.classList.remove('is-pulled');
      if (kept && !same(now, from)) send(formOf(slot), 'resize', sent(now));
      else put();
    });
  }

  function drawOut(event, sheet) {
    if (event.button !== 0 || event.pointerType === 'touch' || event.target.closest('[data-slot], .board-masthead')) return;
    event.preventDefault();
    const box = sheet.getBoundingClientRect(), grid = gridOf(sheet);
    const at = (pointer) => ({
      column: Math.max(0, Math.min(grid.columns - 1, Math.floor((pointer.clientX - box.left) / (box.width / grid.columns)))),
      row: Math.max(0, Math.min(grid.lines - 1, Math.floor((pointer.clientY - box.top) / (box.height / grid.lines)))),
    });
    const start = at(event), drawn = document.createElement('div');
    let cells = null;
    drawn.className = 'slot is-new';
    follow(event, sheet, (moved) => {
      const end = at(moved);
      cells = within({
        column: Math.min(start.column, end.column), row: Math.min(start.row, end.row),
        span: Math.abs(end.column - start.column) + 1, lines: Math.abs(end.row - start.row) + 1,
      }, sheet);
      preview(drawn, cells, sheet);
      if (!drawn.isConnected) sheet.append(drawn);
    }, (kept) => {
      drawn.remove();
      // A click, or a slip of the hand, draws nothing.
      if (kept && cells && cells.lines > LEAST) send(board.querySelector('.new-slot-form'), 'add', sent(cells));
    });
  }

  // -- with the keyboard ------------------------------------------------------------------------------------------------
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    const slot = event.target.closest?.('[data-slot]');
    if (!slot || event.target !== slot || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(slot.dataset.slot);
      board.querySelector(`[data-form="${slot.dataset.slot}"] input:not([type=hidden])`)?.focus();
      return;
    }
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const cells = cellsOf(slot), sheet = slot.closest('.template-sheet');
    const wanted = event.shiftKey ? { ...cells, span: cells.span + arrow[0], lines: cells.lines + arrow[1] } : { ...cells, column: cells.column + arrow[0], row: cells.row + arrow[1] };
    const now = within(wanted, sheet);
    if (!same(now, cells)) send(formOf(slot), 'resize', sent(now));
  }

  function enhance() {
    put();
    const sheet = board.querySelector('.template-sheet');
    for (const slot of board.querySelectorAll('[data-slot]')) {
      for (const side of ['move', 'right', 'bottom', 'corner']) {
        const handle = document.createElement('span');
        handle.className = `handle handle-${side}`;
        handle.setAttribute('aria-hidden', 'true');
        handle.addEventListener('pointerdown', (event) => pull(event, slot, sheet, side));
        slot.append(handle);
      }
    }
    sheet?.addEventListener('pointerdown', (event) => drawOut(event, sheet));
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
  board.addEventListener('keydown', keys);
  enhance();
})();
