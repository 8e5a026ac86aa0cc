/* The front page of the website on the desk: articles are dragged from zone to zone, and keys move them. Every deed is a
   form of the page, sent in the background; without this script the same forms are sent the ordinary way. */
(() => {
  'use strict';

  const board = document.getElementById('front');
  if (!board) return;
  let stored = board.innerHTML;

  // -- showing the front page as it is after a deed ---------------------------------------------------------------------
  const words = window.Board.words(board);
  /* What was typed stays in its form: only what was dragged goes back. */
  const line = window.Board.line(board, { show, back: () => { if (moved) show(stored); }, accepted: words.forget });
  let moved = false;
  function show(html) {
    const again = window.Board.whereabouts(board), at = cardAt(document.activeElement);
    const scrolled = board.querySelector('.front-side')?.scrollTop || 0;
    moved = false;
    board.classList.remove('is-dragging');
    board.innerHTML = stored = html;
    // What somebody typed at another article and has not saved is still there.
    words.restore((field) => { const fold = field.closest('.front-form'); if (fold) fold.open = true; });
    enhance();
    again(...at());
    const side = board.querySelector('.front-side');
    if (side) side.scrollTop = scrolled;
  }

  /* The article somebody is at, wherever it then stands; or, when it is gone, what has come into its place. */
  function cardAt(element) {
    const card = element?.closest?.('[data-article]');
    if (!card) return () => [];
    const same = `${card.closest('.front-finder') ? '.front-finder' : '[data-spot]'} [data-article="${card.dataset.article}"]`;
    const spot = card.closest('[data-spot]')?.dataset.spot, place = [...card.parentElement.children].indexOf(card);
    return () => {
      const cards = spot ? board.querySelectorAll(`[data-spot="${spot}"] > .front-card`) : [];
      return [board.querySelector(same), cards[place] ?? cards[cards.length - 1]];
    };
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
      line.deed('undo');
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
