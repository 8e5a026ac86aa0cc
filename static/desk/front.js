/* The front page of the website on the desk: articles are dragged from zone to zone, and keys move them. Every deed is a
   form of the page, sent in the background; without this script the same forms are sent the ordinary way. */
(() => {
  'use strict';

  const board = document.getElementById('front');
  if (!board) return;
  let sending = false;
  let stored = board.innerHTML;

  // -- sending a deed and showing the front page as it then is --------------------------------------------------------
  async function send(form, deed) {
    if (sending) return;
    sending = true;
    board.setAttribute('aria-busy', 'true');
    try {
      const body = new FormData(form);
      if (deed) body.set('do', deed);
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

  /* What was typed stays in its form: only what was dragged goes back. */
  function sayAway() {
    if (moved) show(stored);
    let list = board.querySelector('.messagelist');
    if (!list) {
      list = document.createElement('ul');
      list.className = 'messagelist';
      list.setAttribute('role', 'status');
      board.prepend(list);
    }
    const line = document.createElement('li');
    line.className = 'error';
    line.textContent = board.dataset.away;
    list.replaceChildren(line);
  }

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

  function deed(name, fields) {
    const form = document.createElement('form');
    const tools = board.querySelector('[data-tools]');
    form.setAttribute('action', tools.getAttribute('action'));
    for (const hidden of tools.querySelectorAll('input[type=hidden]')) form.append(hidden.cloneNode());
    for (const [key, value] of Object.entries({ ...fields, do: name })) {
      const input = document.createElement('input');
      input.name = key;
      input.value = value;
      form.append(input);
    }
    send(form);
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
    deed('put', { article: event.item.dataset.article, spot, position: event.newDraggableIndex + 1 });
  }

  // -- keys -------------------------------------------------------------------------------------------------------------
  const KEYS = { ArrowUp: 'up', ArrowLeft: 'up', ArrowDown: 'down', ArrowRight: 'down', Home: 'lead', Delete: 'take_away' };
  board.addEventListener('keydown', (event) => {
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.target.matches('input, select, textarea')) {
      const undo = board.querySelector('[value=undo]');
      if (undo.disabled) return;
      event.preventDefault();
      send(undo.form, 'undo');
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
    if (button ? !button.disabled : name === 'lead') deed(name, { article: card.dataset.article });
  });
  board.addEventListener('submit', (event) => {
    if (event.target.method !== 'post') return;
    event.preventDefault();
    send(event.target, event.submitter?.name === 'do' ? event.submitter.value : '');
  });
  enhance();
})();
