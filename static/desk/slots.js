/* Slots on a grid: the cells each has, how they follow the pointer and the arrow keys, and a new one drawn out on free
   ground. The board of a page and the sheet of a template draw with it; what is sent, and where to, is theirs. */
window.Slots = (() => {
  'use strict';

  const FEWEST_LINES = 3, SLIP = 6, REST = 700;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let pushed = null;

  // -- cells: column, row, columns wide, lines high, counted from 0 ---------------------------------------------------
  function cellsOf(slot) { return { column: +slot.dataset.column, row: +slot.dataset.row, span: +slot.dataset.span, lines: +slot.dataset.lines }; }

  /* As the forms say them: counted from 1. */
  function sent(cells) { return { ...cells, column: cells.column + 1, row: cells.row + 1 }; }

  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }

  function sheetOf(slot) { return slot.closest('.board-sheet'); }

  function gridOf(sheet) {
    const box = sheet.getBoundingClientRect(), columns = Number(sheet.dataset.columns), lines = Number(sheet.dataset.lines);
    return { columns, lines, wide: box.width / columns, high: box.height / lines, left: box.left, top: box.top };
  }

  /* The same cells, on the sheet. What is too wide where it stands ends at the edge; what is moved too far stops there. */
  function within(cells, grid, sizes) {
    const roomAcross = sizes ? grid.columns - cells.column : grid.columns, roomDown = sizes ? grid.lines - cells.row : grid.lines;
    const span = Math.max(1, Math.min(cells.span, roomAcross)), lines = Math.max(FEWEST_LINES, Math.min(cells.lines, roomDown));
    return { column: Math.max(0, Math.min(cells.column, grid.columns - span)), row: Math.max(0, Math.min(cells.row, grid.lines - lines)), span, lines };
  }

  function stand(element, left, top, width, height) { Object.assign(element.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }); }

  /* Where the desk says it stands. */
  function put(element) {
    const { x, y, width, height } = element.dataset;
    stand(element, x, y, width, height);
  }

  function preview(slot, cells, grid) {
    stand(slot, 100 * cells.column / grid.columns, 100 * cells.row / grid.lines, 100 * cells.span / grid.columns, 100 * cells.lines / grid.lines);
  }

  /* Opens the form of one slot and shuts the others; answers the form if it was shut. */
  function choose(board, number) {
    let opened = null;
    for (const form of board.querySelectorAll('[data-form]')) {
      const isIt = form.dataset.form === number;
      if (isIt && !form.open) opened = form;
      form.open = isIt;
    }
    for (const slot of board.querySelectorAll('[data-slot]')) slot.classList.toggle('is-chosen', slot.dataset.slot === number);
    return opened;
  }

  // -- the pointer ----------------------------------------------------------------------------------------------------
  function grip(parent, side, begin) {
    const handle = document.createElement('span');
    handle.className = `handle handle-${side}`;
    handle.setAttribute('aria-hidden', 'true');
    handle.addEventListener('pointerdown', begin);
    parent.append(handle);
    return handle;
  }

  function handles(slot, begin) {
    for (const side of ['move', 'right', 'bottom', 'corner']) grip(slot, side, (event) => begin(event, side));
  }

  /* Follows the pointer from its press to its release; `moved` gets the way in pixels, `done` whether it counts. */
  function drag(event, moved, done) {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const target = event.target, from = { x: event.clientX, y: event.clientY };
    target.setPointerCapture(event.pointerId);
    const move = (now) => moved(now.clientX - from.x, now.clientY - from.y, now);
    const end = (counts) => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', up);
      target.removeEventListener('pointercancel', cancel);
      done(counts);
    };
    const up = () => end(true), cancel = () => end(false);
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', up);
    target.addEventListener('pointercancel', cancel);
  }

  /* Moves or sizes a slot; `trial` is told its cells on the way, `done` its new ones (null if unchanged) and whether it counts. */
  function pull(event, slot, side, trial, done) {
    if (event.button) return;
    const grid = gridOf(sheetOf(slot)), from = cellsOf(slot);
    let now = from;
    slot.classList.add('is-pulled');
    drag(event, (x, y) => {
      const across = Math.round(x / grid.wide), down = Math.round(y / grid.high), wanted = { ...from };
      if (side === 'move') { wanted.column += across; wanted.row += down; }
      if (side === 'right' || side === 'corner') wanted.span += across;
      if (side === 'bottom' || side === 'corner') wanted.lines += down;
      const cells = within(wanted, grid, side !== 'move');
      if (same(cells, now)) return;
      now = cells;
      preview(slot, now, grid);
      trial(now);
    }, (counts) => {
      slot.classList.remove('is-pulled');
      done(same(now, from) ? null : now, counts);
    });
  }

  /* A new slot from where the pointer was pressed on free ground; a click, or a slip of the hand, draws nothing. */
  function drawOut(event, done) {
    const sheet = event.target.closest?.('.board-sheet');
    if (!sheet || event.pointerType === 'touch' || event.target.closest('[data-slot], .board-masthead')) return;
    const grid = gridOf(sheet), at = { x: event.clientX - grid.left, y: event.clientY - grid.top };
    const place = document.createElement('div');
    place.className = 'slot is-new';
    let cells = null;
    drag(event, (x, y) => {
      if (Math.abs(x) < SLIP && Math.abs(y) < SLIP) return;
      const column = Math.floor(Math.min(at.x, at.x + x) / grid.wide), row = Math.floor(Math.min(at.y, at.y + y) / grid.high);
      const span = Math.ceil(Math.max(at.x, at.x + x) / grid.wide) - column, lines = Math.ceil(Math.max(at.y, at.y + y) / grid.high) - row;
      cells = within({ column, row, span, lines }, grid, false);
      sheet.append(place);
      preview(place, cells, grid);
      place.textContent = `${cells.span} × ${cells.lines}`;
    }, (counts) => {
      place.remove();
      if (counts && cells) done(cells);
    });
  }

  // -- the keyboard ---------------------------------------------------------------------------------------------------
  /* Arrows move a slot, with Shift they size it. Pressed in a row they are one change, which is `done` when they rest. */
  function push(event, slot, trial, done) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const grid = gridOf(sheetOf(slot)), cells = pushed?.slot === slot ? pushed.cells : cellsOf(slot);
    const wanted = event.shiftKey ? { ...cells, span: cells.span + arrow[0], lines: cells.lines + arrow[1] } : { ...cells, column: cells.column + arrow[0], row: cells.row + arrow[1] };
    clearTimeout(pushed?.timer);
    const now = within(wanted, grid, event.shiftKey);
    preview(slot, now, grid);
    trial(now);
    pushed = { slot, cells: now, timer: setTimeout(() => {
      pushed = null;
      done(same(now, cellsOf(slot)) ? null : now);
    }, REST) };
  }

  return { cellsOf, sent, same, put, choose, grip, handles, drag, pull, drawOut, push, isPushing: () => pushed !== null };
})();
