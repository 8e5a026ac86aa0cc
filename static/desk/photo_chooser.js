/*
 * Choosing a photo: a button beside every list of photos, in the rows of an article or in the form of a topic, opens the
 * library in a dialog, and beside what was chosen stands what whoever prints it should know. Without it each list has
 * the newest.
 */
(() => {
  'use strict';

  const PAUSE = 250; // between the last key and the question

  const dialog = document.getElementById('photo-chooser');
  const group = document.getElementById('photos-group'); // the rows of an article; a topic has one photo
  if (!dialog?.showModal) return;

  const question = dialog.querySelector('input[type=search]');
  const says = dialog.querySelector('.chooser-says');
  const tiles = dialog.querySelector('.chooser-tiles');
  const words = dialog.dataset;
  const LIST = 'select.photo-choice';
  const lists = () => [...document.querySelectorAll(LIST)].filter((list) => !list.closest('.empty-form'));
  let target = null; // the list that is chosen for; null: a new row
  let asking = null;

  const address = (base, parameters) => {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
    return `${base}?${query}`;
  };

  // -- the dialog ----------------------------------------------------------------------------------------------------
  async function ask(before = '') {
    asking?.abort();
    const mine = (asking = new AbortController());
    const parameters = {
      q: question.value.trim(),
      whose: dialog.querySelector('input[type=radio]:checked').value,
      section: document.getElementById('id_section')?.value,
      article: words.article,
      topic: words.topic,
      before,
    };
    try {
      const answer = await fetch(address(words.choices, parameters), { signal: mine.signal, redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text(), Boolean(before));
      says.textContent = '';
    } catch (failure) {
      if (failure.name !== 'AbortError') says.textContent = words.failed;
    }
  }

  function show(html, isMore) {
    const last = tiles.querySelectorAll('.tile').length;
    tiles.querySelector('.more-choices')?.remove();
    if (isMore) tiles.insertAdjacentHTML('beforeend', html);
    else tiles.innerHTML = html;
    if (!isMore) tiles.scrollTop = 0;
    const options = tiles.querySelectorAll('.tile');
    options[isMore ? last : 0]?.setAttribute('tabindex', '0');
    if (isMore) options[last]?.focus();
    window.newsroomPaint?.(tiles);
  }

  function open(list) {
    target = list;
    says.textContent = '';
    dialog.showModal();
    question.focus();
    question.select();
    ask();
  }

  function choose(tile) {
    const { photo, title } = tile.dataset;
    const taken = lists().find((list) => list !== target && list.value === photo);
    if (taken && !taken.closest('tr').querySelector('input[name$="-DELETE"]')?.checked) {
      says.textContent = words.already;
      return;
    }
    const list = target ?? newRow();
    if (!list) return;
    if (![...list.options].some((option) => option.value === photo)) list.add(new Option(title, photo));
    list.value = photo;
    dialog.close();
    list.dispatchEvent(new Event('input', { bubbles: true }));
    list.dispatchEvent(new Event('change', { bubbles: true }));
    list.focus();
  }

  /** A row that is empty already, or one more. */
  function newRow() {
    const empty = () => lists().find((list) => !list.value);
    if (!empty()) group.querySelector('.add-row a')?.click();
    return empty();
  }

  // -- keys ------------------------------------------------------------------------------------------------------------
  function step(from, key) {
    const all = [...tiles.querySelectorAll('.tile')];
    const at = all.indexOf(from);
    const across = all.filter((tile) => tile.offsetTop === all[0].offsetTop).length || 1;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: all.length - 1 - at }[key];
    if (by === undefined) return null;
    if (key === 'ArrowUp' && at + by < 0) return question;
    return all[Math.min(Math.max(at + by, 0), all.length - 1)];
  }

  tiles.addEventListener('keydown', (event) => {
    const tile = event.target.closest('.tile');
    const next = tile && step(tile, event.key);
    if (!next) return;
    event.preventDefault();
    if (next !== question) {
      tile.tabIndex = -1;
      next.tabIndex = 0;
    }
    next.focus();
  });
  tiles.addEventListener('click', (event) => {
    const tile = event.target.closest('.tile');
    if (tile) choose(tile);
    const more = event.target.closest('.more-choices');
    if (more) ask(more.dataset.before);
  });
  tiles.addEventListener('focusin', (event) => {
    const tile = event.target.closest('.tile');
    for (const one of tiles.querySelectorAll('[aria-selected=true]')) one.setAttribute('aria-selected', 'false');
    tile?.setAttribute('aria-selected', 'true');
    says.textContent = (tile?.dataset.warnings ?? '').replaceAll('\n', ' ');
  });
  question.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    clearTimeout(pause);
    if (event.key === 'Enter') ask();
    else tiles.querySelector('.tile')?.focus();
  });
  let pause = 0;
  question.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => ask(), PAUSE);
  });
  dialog.addEventListener('change', (event) => {
    if (event.target.type === 'radio') ask();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('.chooser-close')) dialog.close();
  });

  // -- beside the rows ---------------------------------------------------------------------------------------------------
  function slipOf(list) {
    const cell = list.closest('td') ?? list.closest('.form-row');
    const known = cell.querySelector('.photo-slip');
    if (known) return known;
    const slip = document.createElement('div');
    slip.className = 'photo-slip';
    const picture = Object.assign(document.createElement('img'), { hidden: true, alt: '' });
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: words.button });
    button.addEventListener('click', () => open(list));
    slip.append(picture, button, document.createElement('ul'));
    cell.append(slip);
    return slip;
  }

  async function tell(some) {
    const numbers = [...new Set(some.map((list) => list.value).filter(Boolean))];
    for (const list of some) fill(slipOf(list), null);
    if (!numbers.length) return;
    const query = new URLSearchParams(numbers.map((number) => ['photo', number]));
    query.set('article', words.article);
    const answer = await fetch(`${words.about}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    const { photos } = await answer.json();
    for (const list of some) fill(slipOf(list), photos.find((photo) => String(photo.id) === list.value));
  }

  function fill(slip, photo) {
    const picture = slip.querySelector('img');
    picture.hidden = !photo;
    if (photo) Object.assign(picture, { src: photo.thumbnail, title: photo.title });
    else picture.removeAttribute('src');
    // What is printed where nothing else is written.
    for (const name of ['caption', 'credit']) {
      const input = slip.closest('tr')?.querySelector(`[name$="-${name}"]`);
      if (input) input.placeholder = photo?.[name] || input.title;
    }
    slip.querySelector('ul').replaceChildren(
      ...(photo?.warnings ?? []).map((text) => Object.assign(document.createElement('li'), { textContent: text })),
    );
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches(LIST)) tell([event.target]);
  });
  document.addEventListener('formset:added', (event) => {
    const list = event.target.querySelector(LIST);
    if (list) tell([list]);
  });
  tell(lists());
  if (!group) return;
  const another = Object.assign(document.createElement('button'), { type: 'button', className: 'button quiet', textContent: words.button });
  another.addEventListener('click', () => open(null));
  const below = Object.assign(document.createElement('p'), { className: 'choose-another' });
  below.append(another);
  group.append(below);
})();
