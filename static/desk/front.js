/* The front page of the website on the desk: articles are dragged from zone to zone, and keys move them. Every deed is a
   form of the page, sent in the background; without this script the same forms are sent the ordinary way. */
(() => {
  'use strict';

  const board = document.getElementById('front');
  if (!board) return;
  let stored = board.innerHTML;

  // -- showing the front page as it is after a deed ---------------------------------------------------------------------
  /* What was typed stays in its form: only what was dragged goes back. */
  const line = window.Board.line(board, { show, away: () => { if (moved) show(stored); window.Board.say(board, board.dataset.away); } });
  let moved = false;
  function show(html) {
    const card = document.activeElement?.closest?.('[data-article]');
    const typed = [...board.querySelectorAll('.front-form[open] form')].filter((form) => [...form.elements].some((field) => field.value !== field.defaultValue && field.tagName === 'INPUT'))
      .map((form) => [form.elements.article.value, Object.fromEntries(new FormData(form))]);
    const side = board.querySelector('.front-side');
    const scrolled = side ? side.scrollTop : 0;
    moved = false;
    board.innerHTML = stored = html;
    enhance();
    if (card) {
      const same = card.closest('.front-finder') ? `.front-finder [data-article="${card.dataset.article}"]` : `[data-spot] [data-article="${card.dataset.article}"]`;
      board.querySelector(same)?.focus({ preventScroll: true });
    }
    for (const [article, fields] of typed) keepTyped(article, fields);
    const now = board.querySelector('.front-side');
    if (now) now.scrollTop = scrolled;
  }

  /* What somebody typed at another article and has not saved is still there. */
  function keepTyped(article, fields) {
    if (!('headline' in fields)) return;
    const fold = board.querySelector(`[data-spot] [data-article="${article}"] .front-form`);
    const form = fold && [...fold.querySelectorAll('form')].find((each) => each.elements.headline);
    if (!form || form.elements.headline.defaultValue === fields.headline) return;
    fold.open = true;
    form.elements.headline.value = fields.headline;
    form.elements.until.value = fields.until;
  }

  // -- dragging ---------------------------------------------------------------------------------------------------------
  function enhance() {
    board.classList.add('is-live');
    if (!window.Sortable) return;
    const common = { animation: 120, draggable: '.front-card', filter: 'form, a, select, button, input, details', preventOnFilter: false, delayOnTouchOnly: true, delay: 150, onStart: () => board.classList.add('is-dragging'), onEnd: dropped };
    for (const list of board.querySelectorAll('[data-spot]')) window.Sortable.create(list, { ...common, group: { name: 'front', pull: true, put: true } });
    for (const list of board.querySelectorAll('[data-from]')) window.Sortable.create(list, { ...common, sort: false, group: { name: 'front', pull: 'clone', put: false } });
  }

  function dropped(event) {
    board.classList.remove('is-dragging');
    const spot = event.to.dataset.spot;
    if (!spot || (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex)) return;
    moved = true;
    line.deed('put', { article: event.item.dataset.article, spot, position: event.newDraggableIndex + 1 });
  }

  // -- keys -------------------------------------------------------------------------------------------------------------
  const KEYS = { ArrowUp: 'up', ArrowLeft: 'up', ArrowDown: 'down', ArrowRight: 'down', Home: 'lead', Delete: 'take_away' };
  board.addEventListener('keydown', (event) => {
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.target.matches('input, select, textarea')) {
      const undo = board.querySelector('[value=undo]');
      if (undo.disabled) return;
      event.preventDefault();
      line.send(undo.form, { do: 'undo' });
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const card = event.target.closest('[data-article]');
    if (event.key === 'Escape' && card) { card.querySelector('details[open]')?.removeAttribute('open'); card.focus(); return; }
    if (!card || event.target !== card) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const fold = card.querySelector('details');
      if (fold) fold.open = true;
      card.querySelector('select')?.focus();
      return;
    }
    const name = KEYS[event.key];
    if (!name || (!card.closest('[data-spot]') && name !== 'lead')) return;
    event.preventDefault();
    const button = card.querySelector(`[value=${name}]`);
    if (button ? !button.disabled : name === 'lead') line.deed(name, { article: card.dataset.article });
  });
  board.addEventListener('submit', (event) => {
    if (event.target.method !== 'post') return;
    event.preventDefault();
    line.send(event.target, event.submitter?.name === 'do' ? { do: event.submitter.value } : {});
  });
  enhance();
})();
