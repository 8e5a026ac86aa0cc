/* The board of a page with a pointer: articles are dragged into slots, slots are drawn out on the grid, and how it fits
   is said while it is dragged or typed. Every deed is a form of the page, sent in the background; without this script the
   same forms are sent the ordinary way. */
(() => {
  'use strict';

  const board = document.getElementById('page-board');
  if (!board) return;
  let chosen = '';
  let sending = false;

  // -- sending a deed and showing the board as it then is -----------------------------------------------------------
  async function send(form, deed) {
    if (sending) return;
    sending = true;
    board.setAttribute('aria-busy', 'true');
    const body = new FormData(form);
    if (deed) body.set('do', deed);
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'X-Board': '1' }, credentials: 'same-origin' });
      if (answer.redirected || ![200, 409, 422].includes(answer.status)) { location.reload(); return; }
      show(await answer.text());
    } catch {
      // The line is down: nothing was changed, and the board is as it was.
      show(null);
    } finally {
      sending = false;
      board.removeAttribute('aria-busy');
    }
  }

  function show(html) {
    const focused = document.activeElement?.closest?.('[data-slot]')?.dataset.slot;
    const scrolled = board.querySelector('.tray-rows')?.scrollTop || 0;
    if (html !== null) board.innerHTML = html;
    enhance();
    if (focused) board.querySelector(`[data-slot="${focused}"]`)?.focus({ preventScroll: true });
    const rows = board.querySelector('.tray-rows');
    if (rows) rows.scrollTop = scrolled;
  }

  function deed(name, fields) {
    const form = board.querySelector('.page-deeds');
    if (!form) return;
    const copy = document.createElement('form');
    copy.setAttribute('action', form.getAttribute('action'));
    for (const hidden of form.querySelectorAll('input[type=hidden]')) copy.append(hidden.cloneNode());
    for (const [key, value] of Object.entries({ ...fields, do: name })) {
      const input = document.createElement('input');
      input.name = key;
      input.value = value;
      copy.append(input);
    }
    send(copy);
  }

  // -- places -------------------------------------------------------------------------------------------------------
  function put() {
    for (const slot of board.querySelectorAll('[data-slot]')) {
      slot.style.left = `${slot.dataset.x}%`;
      slot.style.top = `${slot.dataset.y}%`;
      slot.style.width = `${slot.dataset.width}%`;
      slot.style.height = `${slot.dataset.height}%`;
    }
  }

  function choose(number) {
    chosen = number;
    for (const form of board.querySelectorAll('[data-form]')) form.open = form.dataset.form === number;
    for (const slot of board.querySelectorAll('[data-slot]')) slot.classList.toggle('is-chosen', slot.dataset.slot === number);
  }

  // -- how it would fit -----------------------------------------------------------------------------------------------
  const asked = new Map();
  async function ask(fields) {
    const key = JSON.stringify(fields);
    if (asked.has(key)) return asked.get(key);
    const body = new FormData();
    const token = board.querySelector('[name=csrfmiddlewaretoken]');
    if (!token) return null;
    body.set('csrfmiddlewaretoken', token.value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    try {
      const answer = await fetch(board.dataset.fit, { method: 'POST', body, credentials: 'same-origin' });
      if (!answer.ok && answer.status !== 422) return null;
      const said = await answer.json();
      asked.set(key, said);
      if (asked.size > 200) asked.delete(asked.keys().next().value);
      return said;
    } catch { return null; }
  }

  function say(slot, said) {
    if (!said) return;
    let bubble = slot.querySelector('.would-fit');
    if (!bubble) {
      bubble = document.createElement('p');
      bubble.className = 'would-fit';
      bubble.setAttribute('role', 'status');
      slot.append(bubble);
    }
    bubble.textContent = said.measures ? `${said.says} · ${said.measures}` : said.says;
    bubble.dataset.state = said.state;
  }

  function hush() { for (const bubble of board.querySelectorAll('.would-fit')) bubble.remove(); }

  // -- dragging articles ------------------------------------------------------------------------------------------------
  function lists() {
    if (!window.Sortable || !board.querySelector('.page-deeds')) return;
    const common = { group: { name: 'articles', pull: true, put: true }, sort: false, animation: 120, draggable: '.standing', filter: 'form, a, select, button, input', preventOnFilter: false, delayOnTouchOnly: true, delay: 150 };
    let over = null;
    const move = (event) => {
      const slot = event.to.closest('[data-slot]');
      if (slot === over) return true;
      over = slot;
      hush();
      const article = event.dragged.dataset.article;
      if (slot && article) ask({ slot: slot.dataset.slot, article }).then((said) => { if (over === slot) say(slot, said); });
      return true;
    };
    const end = (event) => {
      over = null;
      hush();
      if (event.from === event.to) return;
      const slot = event.to.dataset.into || '';
      const { article, placement } = event.item.dataset;
      if (article && 'into' in event.to.dataset) deed('place', { article, slot });
      else if (placement && event.to.hasAttribute('data-tray')) deed('remove', { placement });
      else if (placement) deed('fill', { placement, slot });
      else show(null);
    };
    for (const list of board.querySelectorAll('[data-list], [data-tray]')) window.Sortable.create(list, { ...common, onMove: move, onEnd: end });
  }

  // -- drawing slots out on the grid -------------------------------------------------------------------------------------
  function steps(sheet) {
    const box = sheet.getBoundingClientRect();
    return { x: box.width / Number(sheet.dataset.columns), y: box.height / Number(sheet.dataset.lines) };
  }

  function cellsOf(slot) {
    return { column: +slot.dataset.column, row: +slot.dataset.row, span: +slot.dataset.span, lines: +slot.dataset.lines };
  }

  function sent(cells) { return { column: cells.column + 1, row: cells.row + 1, span: cells.span, lines: cells.lines }; }

  function within(cells, sheet) {
    const columns = Number(sheet.dataset.columns), lines = Number(sheet.dataset.lines);
    const span = Math.max(1, Math.min(cells.span, columns)), high = Math.max(3, Math.min(cells.lines, lines));
    return { span, lines: high, column: Math.max(0, Math.min(cells.column, columns - span)), row: Math.max(0, Math.min(cells.row, lines - high)) };
  }

  function preview(slot, cells, sheet) {
    const columns = Number(sheet.dataset.columns), lines = Number(sheet.dataset.lines);
    slot.style.left = `${100 * cells.column / columns}%`;
    slot.style.top = `${100 * cells.row / lines}%`;
    slot.style.width = `${100 * cells.span / columns}%`;
    slot.style.height = `${100 * cells.lines / lines}%`;
  }

  function handles(slot) {
    if (slot.classList.contains('is-locked')) return;
    const sheet = slot.closest('.board-sheet');
    for (const side of ['move', 'right', 'bottom', 'corner']) {
      const handle = document.createElement('span');
      handle.className = `handle handle-${side}`;
      handle.setAttribute('aria-hidden', 'true');
      handle.addEventListener('pointerdown', (event) => pull(event, slot, sheet, side));
      slot.append(handle);
    }
  }

  function pull(event, slot, sheet, side) {
    event.preventDefault();
    event.stopPropagation();
    const step = steps(sheet), from = cellsOf(slot), start = { x: event.clientX, y: event.clientY };
    let now = from;
    event.target.setPointerCapture(event.pointerId);
    slot.classList.add('is-pulled');
    const move = (moved) => {
      const across = Math.round((moved.clientX - start.x) / step.x), down = Math.round((moved.clientY - start.y) / step.y);
      const wanted = { ...from };
      if (side === 'move') { wanted.column += across; wanted.row += down; }
      if (side === 'right' || side === 'corner') wanted.span += across;
      if (side === 'bottom' || side === 'corner') wanted.lines += down;
      const cells = within(wanted, sheet);
      if (JSON.stringify(cells) === JSON.stringify(now)) return;
      now = cells;
      preview(slot, now, sheet);
      later(() => ask({ slot: slot.dataset.slot, ...sent(now) }).then((said) => say(slot, said)));
    };
    const stop = () => {
      event.target.removeEventListener('pointermove', move);
      slot.classList.remove('is-pulled');
      hush();
      if (JSON.stringify(now) !== JSON.stringify(from)) deed('resize', { slot: slot.dataset.slot, ...sent(now) });
    };
    event.target.addEventListener('pointermove', move);
    event.target.addEventListener('pointerup', stop, { once: true });
    event.target.addEventListener('pointercancel', () => { now = from; stop(); put(); }, { once: true });
  }

  let timer = 0;
  function later(what) { clearTimeout(timer); timer = setTimeout(what, 120); }

  // -- with the keyboard ---------------------------------------------------------------------------------------------------
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    const slot = event.target.closest?.('[data-slot]');
    if (!slot || event.target !== slot || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(slot.dataset.slot);
      board.querySelector(`[data-form="${slot.dataset.slot}"] :is(input:not([type=hidden]), select, button)`)?.focus();
      return;
    }
    const arrow = ARROWS[event.key];
    if (!arrow || slot.classList.contains('is-locked') || !board.querySelector('.page-deeds')) return;
    event.preventDefault();
    const cells = cellsOf(slot), sheet = slot.closest('.board-sheet');
    const wanted = event.shiftKey ? { ...cells, span: cells.span + arrow[0], lines: cells.lines + arrow[1] } : { ...cells, column: cells.column + arrow[0], row: cells.row + arrow[1] };
    deed('resize', { slot: slot.dataset.slot, ...sent(within(wanted, sheet)) });
  }

  // -- words as they are typed ------------------------------------------------------------------------------------------------
  function typed(event) {
    const form = event.target.closest?.('[data-wording]');
    if (!form) return;
    later(async () => {
      const said = await ask({ slot: form.elements.slot.value, headline: form.elements.headline.value, deck: form.elements.deck.value });
      const line = form.closest('.standing-form')?.querySelector('[data-says]');
      if (said && line) {
        line.textContent = said.measures ? `${said.says} · ${said.measures}` : said.says;
        line.dataset.state = said.state;
      }
    });
  }

  // -- the drawing follows ------------------------------------------------------------------------------------------------------
  let looks = 0;
  function follow() {
    if (!board.querySelector('[data-drawing]')) { looks = 0; return; }
    if (looks++ > 30) return;
    setTimeout(async () => {
      const typing = document.activeElement?.matches?.('input, select, textarea');
      if (sending || typing || document.hidden || board.querySelector('.is-pulled, .sortable-ghost')) { follow(); return; }
      try {
        const answer = await fetch(board.dataset.here + location.search, { headers: { 'X-Board': '1' }, credentials: 'same-origin' });
        if (answer.ok && !answer.redirected && !sending) show(await answer.text());
      } catch { follow(); }
    }, 1200);
  }

  function enhance() {
    put();
    for (const slot of board.querySelectorAll('[data-slot][tabindex]')) handles(slot);
    lists();
    if (chosen) choose(chosen);
    board.classList.add('is-live');
    follow();
  }

  board.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post' || !form.querySelector('[name=seen]')) return;
    event.preventDefault();
    send(form, event.submitter?.name === 'do' ? event.submitter.value : '');
  });
  board.addEventListener('click', (event) => {
    const slot = event.target.closest?.('[data-slot]');
    if (slot && !event.target.closest('button, select, input, .handle')) {
      if (event.target.closest('a')) event.preventDefault();
      choose(slot.dataset.slot);
    }
  });
  board.addEventListener('keydown', keys);
  board.addEventListener('input', typed);
  enhance();
})();
