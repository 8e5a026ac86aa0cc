/* The board of a page with a pointer: articles are dragged into slots, slots are drawn out on the grid, and how it fits
   is said while it is dragged or typed. Every deed is a form of the page, sent in the background; without this script the
   same forms are sent the ordinary way. */
(() => {
  'use strict';

  const board = document.getElementById('page-board');
  if (!board) return;
  const slots = window.Slots;
  let chosen = '';
  let stored = board.innerHTML;

  // -- showing the board as it is after a deed ----------------------------------------------------------------------
  const words = window.Board.words(board);
  /* The board is as it was, with all that was typed into it. */
  const line = window.Board.line(board, { show, back: () => show(stored), accepted: words.forget });
  const { send, deed } = line;

  function show(html) {
    const active = document.activeElement, again = window.Board.whereabouts(board);
    const slot = active?.closest?.('[data-slot]')?.dataset.slot;
    const fold = active?.form && active.closest('[data-form]');
    const scrolled = board.querySelector('.board-side')?.scrollTop || 0;
    const printed = document.getElementById('as-printed')?.checked;
    board.classList.remove('is-dragging');
    board.innerHTML = stored = html;
    asked.clear();
    words.restore();
    if (fold) chosen = fold.dataset.form;
    const now = document.getElementById('as-printed');
    if (now && printed !== undefined) now.checked = printed;
    enhance();
    again(...[slot, chosen].map((number) => number && board.querySelector(`[data-slot="${number}"]`)));
    const side = board.querySelector('.board-side');
    if (side) side.scrollTop = scrolled;
  }

  // -- places -------------------------------------------------------------------------------------------------------
  function put() {
    for (const slot of board.querySelectorAll('[data-slot], .slot-photo')) slots.put(slot);
    for (const photo of board.querySelectorAll('.slot-photo')) photo.hidden = false;
  }

  function choose(number, side = true) {
    chosen = number;
    const opened = slots.choose(board, number);
    if (opened && side) opened.closest('.board-side').scrollTop = 0;
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
    if (!window.Sortable || !board.querySelector('[data-deeds]')) return;
    const common = { group: { name: 'articles', pull: true, put: true }, sort: false, animation: 120, draggable: '.standing', filter: 'form, a, select, button, input', preventOnFilter: false, delayOnTouchOnly: true, delay: 150 };
    let over = null;
    const move = (event) => {
      const slot = event.to.closest('[data-slot]');
      if (slot === over) return true;
      over = slot;
      hush();
      const { article, placement } = event.dragged.dataset;
      if (slot) ask(article ? { slot: slot.dataset.slot, article } : { slot: slot.dataset.slot, placement }).then((said) => { if (over === slot) say(slot, said); });
      return true;
    };
    const start = () => board.classList.add('is-dragging');
    const end = (event) => {
      over = null;
      board.classList.remove('is-dragging');
      hush();
      if (event.from === event.to) return;
      const slot = event.to.dataset.into || '';
      const { article, placement } = event.item.dataset;
      if (article && 'into' in event.to.dataset) deed('place', { article, slot });
      else if (placement && event.to.hasAttribute('data-tray')) deed('remove', { placement });
      else if (placement) deed('fill', { placement, slot });
      else show(stored);
    };
    for (const list of board.querySelectorAll('[data-list], [data-tray]')) window.Sortable.create(list, { ...common, onStart: start, onMove: move, onEnd: end });
  }

  // -- slots moved and sized: slots.js says where to, this says what is sent --------------------------------------------
  function handles(slot) {
    if (slot.classList.contains('is-locked') || !board.querySelector('[data-deeds]')) return;
    slots.handles(slot, (event, side) => slots.pull(event, slot, side, (cells) => trial(slot, cells), (cells, counts) => {
      settle();
      if (!counts) put();
      else if (cells) deed('resize', { slot: slot.dataset.slot, ...slots.sent(cells) });
      else choose(slot.dataset.slot);
    }));
    for (const photo of slot.querySelectorAll('.slot-photo')) {
      slots.grip(photo, 'photo', (event) => pullPhoto(event, slot, photo, false)).classList.add(`at-${photo.dataset.corner}`);
      slots.grip(photo, 'turn', (event) => pullPhoto(event, slot, photo, true));
    }
  }

  function settle() {
    clearTimeout(timer);
    hush();
  }

  function trial(slot, cells) {
    later(() => ask({ slot: slot.dataset.slot, ...slots.sent(cells) }).then((said) => { if (slot.isConnected && !slots.same(cells, slots.cellsOf(slot))) say(slot, said); }));
  }

  // -- a photo drawn out by its free corner, or moved to another corner of its slot ---------------------------------
  function pullPhoto(event, slot, photo, turns) {
    const box = slot.getBoundingClientRect(), data = photo.dataset, lines = Number(slot.dataset.lines), columns = Number(slot.dataset.textColumns);
    const step = { x: box.width / columns, y: box.height / lines };
    const from = { columns: +data.columns, lines: +data.lines, corner: data.corner };
    let now = from;
    photo.classList.add('is-pulled');
    slots.drag(event, (x, y, pointer) => {
      const to = { ...from };
      if (turns) to.corner = cornerAt((pointer.clientX - box.left) / box.width, (pointer.clientY - box.top) / box.height);
      else {
        to.columns = Math.max(1, Math.min(columns, from.columns + Math.round((from.corner === 'top_right' ? -x : x) / step.x)));
        to.lines = Math.max(4, Math.min(lines, from.lines + Math.round((from.corner === 'bottom' ? -y : y) / step.y)));
      }
      if (slots.same(to, now)) return;
      now = to;
      const wide = 100 * now.columns / columns, high = 100 * now.lines / lines;
      photo.style.width = `${wide}%`;
      photo.style.height = `${high}%`;
      photo.style.left = `${now.corner === 'top_right' ? 100 - wide : now.corner === 'top_left' ? 0 : (100 - wide) / 2}%`;
      if (now.corner === 'bottom') photo.style.top = `${100 - high}%`;
      else photo.style.top = `${from.corner === 'bottom' ? 12 : data.y}%`;
      later(() => ask({ slot: slot.dataset.slot, placement: data.placement, photo: data.photo, ...now }).then((said) => { if (photo.isConnected) say(slot, said); }));
    }, (counts) => {
      settle();
      photo.classList.remove('is-pulled');
      if (!counts || slots.same(now, from)) { put(); return; }
      deed('photo', { placement: data.placement, photo: data.photo, ...now });
    });
  }

  function cornerAt(x, y) {
    if (y > .7) return 'bottom';
    return x < .35 ? 'top_left' : x > .65 ? 'top_right' : 'top';
  }

  // -- a new slot, drawn on free ground ------------------------------------------------------------------------------
  function draw(event) {
    if (board.querySelector('[data-deeds]')) slots.drawOut(event, (cells) => deed('add', slots.sent(cells)));
  }

  let timer = 0;
  function later(what) { clearTimeout(timer); timer = setTimeout(what, 120); }

  // -- with the keyboard ---------------------------------------------------------------------------------------------------
  function keys(event) {
    const undo = board.querySelector('[data-deeds] [value=undo]');
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.target.matches?.('input, select, textarea') && undo && !undo.disabled) {
      event.preventDefault();
      deed('undo');
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') { leave(event); return; }
    const row = event.target.closest?.('.tray-row');
    if (row && event.target === row && event.key === 'Enter') {
      event.preventDefault();
      if (chosen) deed('place', { article: row.dataset.article, slot: chosen });
      else row.querySelector('select')?.focus();
      return;
    }
    const slot = event.target.closest?.('[data-slot]');
    if (slot && event.target === slot) keyOn(slot, event);
  }

  function leave(event) {
    const form = event.target.closest?.('[data-form]');
    if (form) board.querySelector(`[data-slot="${form.dataset.form}"]`)?.focus();
    choose('');
  }

  function keyOn(slot, event) {
    const number = slot.dataset.slot;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(number);
      // A field, not a button: a second Enter by mistake must change nothing.
      const form = board.querySelector(`[data-form="${number}"]`);
      (form?.querySelector('input:not([type=hidden]), select') || form?.querySelector('button'))?.focus();
      return;
    }
    if (!board.querySelector('[data-deeds]')) return;
    const isLocked = slot.classList.contains('is-locked');
    if (event.key === 'l' || event.key === 'L') deed(isLocked ? 'unlock' : 'lock', { slot: number });
    const placement = slot.querySelector('[data-placement]')?.dataset.placement;
    if (event.key === 'Delete' && placement && !isLocked) deed('remove', { placement });
    if (isLocked) return;
    slots.push(event, slot, (cells) => trial(slot, cells), (cells) => {
      hush();
      if (cells) deed('resize', { slot: number, ...slots.sent(cells) });
      else put();
    });
  }

  // -- words as they are typed ------------------------------------------------------------------------------------------------
  function typed(event) {
    const form = event.target.closest?.('[data-wording]');
    if (!form) return;
    later(async () => {
      // What goes on here has no deck.
      const names = ['slot', 'placement', 'headline', 'deck', 'smaller', 'rows'].filter((each) => form.elements[each]);
      const said = await ask(Object.fromEntries(names.map((each) => [each, form.elements[each].value])));
      const line = form.closest('.standing-form')?.querySelector('[data-says]');
      if (!said || !line) return;
      const chip = document.createElement('span');
      chip.className = `fit is-${said.state}`;
      chip.textContent = said.says;
      line.replaceChildren(chip, ` ${said.measures || ''}`);
    });
  }

  // -- the drawing follows ------------------------------------------------------------------------------------------------------
  let looks = 0;
  function follow() {
    if (!board.querySelector('[data-drawing]')) { looks = 0; return; }
    if (looks++ > 30) return;
    setTimeout(async () => {
      const typing = document.activeElement?.matches?.('input, select, textarea');
      if (line.isBusy() || slots.isPushing() || typing || document.hidden || board.querySelector('.is-pulled, .is-new, .sortable-ghost, details.confirm[open]')) { follow(); return; }
      const before = line.sent();
      try {
        const answer = await fetch(board.dataset.here + location.search, { headers: { 'X-Board': '1' }, credentials: 'same-origin' });
        const html = await answer.text();
        // Meanwhile he may have begun something, or done it: then this is the board as it was before.
        if (answer.ok && !answer.redirected && !line.isBusy() && line.sent() === before && !slots.isPushing() && !board.querySelector('.is-pulled, .is-new, .sortable-ghost')) {
          // What was said of his last deed stays, until he does the next.
          const said = board.querySelector('.messagelist');
          show(html);
          if (said) board.prepend(said);
        }
        else follow();
      } catch { follow(); }
    }, 1200);
  }

  function enhance() {
    put();
    for (const slot of board.querySelectorAll('[data-slot][tabindex]')) handles(slot);
    lists();
    if (chosen) choose(chosen, false);
    board.classList.add('is-live');
    follow();
  }

  board.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post' || !form.querySelector('[name=seen]')) return;
    event.preventDefault();
    send(form, event.submitter?.name === 'do' ? { do: event.submitter.value } : {});
  });
  board.addEventListener('click', (event) => {
    const slot = event.target.closest?.('[data-slot]');
    if (slot && !event.target.closest('button, select, input, .handle')) {
      if (event.target.closest('a')) event.preventDefault();
      choose(slot.dataset.slot);
    }
  });
  board.addEventListener('pointerdown', draw);
  board.addEventListener('keydown', keys);
  board.addEventListener('input', typed);
  enhance();
})();
