/*
 * Brings photos in: the bytes leave as soon as files are chosen, in pieces, three files at once; whatever the line does,
 * each goes on where it stopped. Into the library they come with the shared words, when the button is pressed. How one
 * file travels stands in `desk/upload_file.js`, what may happen to the line in `desk/upload_line.js`.
 */
(() => {
  'use strict';

  const AT_ONCE = 3;
  const NAME_LENGTH = 100;

  const { ask, showTrouble } = window.newsroomLine;
  const { PIECE, bring } = window.newsroomUpload;
  const form = document.getElementById('bring');
  const says = document.getElementById('uploading').dataset;
  const lines = document.getElementById('lines');
  const trouble = document.getElementById('trouble');
  const goButton = document.getElementById('go');
  const totalBar = document.getElementById('total-bar');
  const goText = goButton.textContent;
  const items = [];
  form.classList.add('is-scripted');

  // -- all of them -------------------------------------------------------------------------------------------------------
  const isBusy = (item) => item.state === 'sending' || item.state === 'looking';
  const isOpen = (item) => !['done', 'left', 'stopped'].includes(item.state);

  function pump() {
    let free = AT_ONCE - items.filter(isBusy).length;
    const ready = [...items.filter((one) => one.state === 'here' && one.words), ...items.filter((one) => one.state === 'waits')];
    for (const item of ready) {
      if (free <= 0) break;
      free -= 1;
      bring(item, refuseWords).finally(pump);
    }
    showTotal();
  }

  function add(file, known = {}) {
    const row = document.getElementById('file-row').content.firstElementChild.cloneNode(true);
    const item = {
      file, row, name: file?.name ?? known.name, size: file?.size ?? known.size,
      address: known.address ?? null, received: known.received ?? 0,
      underWay: 0, piece: PIECE, state: 'waits', words: known.words ?? null, isUnsure: false,
    };
    item.set = (...told) => set(item, ...told);
    item.show = () => show(item);
    row.querySelector('.file-name').textContent = item.name;
    row.addEventListener('click', (event) => {
      const what = event.target.closest('[data-do]')?.dataset.do;
      if (what === 'leave') leave(item);
      if (what === 'retry') set(item, 'waits', says.saysWaits), pump();
    });
    lines.insertBefore(row, lines.children[items.filter((one) => one.row.parentNode === lines).length] ?? null);
    items.push(item);
    set(item, 'waits', says.saysWaits);
    if (file) showPicture(item);
    return item;
  }

  async function addAll(files) {
    for (const file of files) {
      const isThere = items.some((one) => one.file && isOpen(one) && one.name === file.name && one.size === file.size
        && one.file.lastModified === file.lastModified);
      if (isThere) continue;
      add(file, await begunBefore(file));
      pump();
    }
  }

  /** The shared words cannot be stored: all wait until they are mended and the button is pressed again. */
  function refuseWords(errors) {
    for (const item of items.filter((one) => one.words && one.state !== 'done')) {
      item.words = null;
      if (item.state === 'looking') set(item, 'here', says.saysHere);
    }
    const labels = (name) => form.querySelector(`[for=id_${name}]`)?.textContent ?? '';
    showTrouble(Object.entries(errors).map(([name, all]) => `${labels(name)} ${all.join(' ')}`.trim()).join(' '));
    form.elements.namedItem(Object.keys(errors)[0])?.focus?.();
  }

  function leave(item) {
    item.state = 'left';
    item.request?.abort();
    item.wake?.();
    item.row.remove();
    if (item.address) ask(`${item.address}drop/`, new FormData()).catch(() => {});
    pump();
  }

  // -- those begun before the page was opened ------------------------------------------------------------------------------
  /** What is known of a file that had begun to arrive: it goes on from there. */
  async function begunBefore(file) {
    const name = Array.from(file.name).slice(0, NAME_LENGTH).join('');
    for (const line of document.querySelectorAll('.waiting li')) {
      const { address, size, received, head, mark } = line.dataset;
      if (line.dataset.name !== name || Number(size) !== file.size) continue;
      const first = await file.slice(0, Number(head)).arrayBuffer().catch(() => null);
      if (!first || checksum(new Uint8Array(first)) !== Number(mark)) continue;
      removeWaiting(line);
      return { address, received: Number(received) };
    }
    return {};
  }

  /** CRC-32, as the server has it. */
  function checksum(bytes) {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
    }
    return ~sum >>> 0;
  }

  function removeWaiting(line) {
    const section = line.closest('.waiting');
    line.remove();
    if (!section.querySelector('li')) section.remove();
  }

  document.querySelector('.waiting')?.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-do]');
    if (!button) return;
    event.preventDefault();
    const line = button.closest('li');
    const { address, name, size } = line.dataset;
    if (button.dataset.do === 'drop') ask(`${address}drop/`, new FormData()).catch(() => {});
    else add(null, { address, name, size: Number(size), received: Number(size), words: sharedWords() });
    removeWaiting(line);
    pump();
  });

  // -- what is seen of it --------------------------------------------------------------------------------------------------
  function set(item, state, text, sentence = '') {
    item.state = state;
    item.row.querySelector('.file-state').textContent = text;
    item.row.querySelector('.file-sentence').textContent = sentence;
    item.row.querySelector('[data-do=retry]').hidden = state !== 'stopped';
    item.row.classList.toggle('is-stopped', state === 'stopped');
    show(item);
  }

  const share = (item) => (item.state === 'done' ? 1 : Math.min(1, (item.received + item.underWay) / Math.max(1, item.size)));

  function show(item) {
    const bar = item.row.querySelector('progress');
    if (bar) bar.value = share(item);
    showTotal();
  }

  function showTotal() {
    const wanted = items.filter((one) => one.state !== 'left');
    const bytes = wanted.reduce((sum, one) => sum + one.size, 0);
    const refused = wanted.filter((one) => one.outcome === 'refused').length;
    const numbers = {
      all: wanted.length,
      here: wanted.filter((one) => one.state === 'done' || (one.size && one.received >= one.size)).length,
      in: wanted.filter((one) => one.state === 'done').length - refused,
    };
    const toGo = wanted.filter((one) => isOpen(one) && !one.words).length;
    const isGoing = wanted.some((one) => isOpen(one) && one.words);
    const text = wanted.length ? [says.saysTotal.replace(/{(\w+)}/g, (_all, name) => numbers[name])] : [];
    if (refused) text.push(says.saysRefused.replace('{count}', refused));
    if (isGoing) text.push(says.saysGoing);
    const total = document.getElementById('total');
    if (total.textContent !== text.join(' ')) total.textContent = text.join(' ');
    totalBar.hidden = !wanted.length;
    totalBar.value = bytes ? (100 * wanted.reduce((sum, one) => sum + one.size * share(one), 0)) / bytes : 0;
    goButton.textContent = toGo ? says.saysGo.replace('{count}', toGo) : goText;
  }

  async function showPicture(item) {
    const picture = await createImageBitmap(item.file, { resizeWidth: 240, resizeQuality: 'medium' }).catch(() => null);
    if (!picture) return;
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d').drawImage(picture, 0, 0);
    picture.close();
    item.row.querySelector('.file-picture')?.replaceChildren(canvas);
  }

  // -- choosing and going ----------------------------------------------------------------------------------------------------
  function sharedWords() {
    const words = new FormData(form);
    words.delete('upload');
    words.delete('csrfmiddlewaretoken');
    return words;
  }

  const chooser = document.getElementById('files');
  chooser.addEventListener('change', () => {
    const chosen = Array.from(chooser.files);
    chooser.value = '';
    addAll(chosen);
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const open = items.filter(isOpen);
    if (!open.length) showTrouble(says.saysNothing);
    else if (!trouble.dataset.why) showTrouble('');
    for (const item of open) {
      item.words ??= sharedWords();
      if (item.state === 'here') set(item, 'here', says.saysWaits);
    }
    pump();
  });

  const drop = document.getElementById('drop');
  const brings = (event) => Array.from(event.dataTransfer?.types ?? []).includes('Files');
  // Anywhere on the page: a photo that misses the field must not take the page's place.
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    window.addEventListener(type, (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      drop.classList.toggle('is-over', type === 'dragenter' || type === 'dragover');
      if (type === 'drop') window.newsroomDropped(event.dataTransfer).then(addAll);
    });
  }

  // A line that is gone says so at once, not when a piece has been waited for in vain.
  window.addEventListener('offline', () => {
    if (items.some(isBusy) && !trouble.dataset.why) showTrouble(says.saysOffline, 'offline');
  });

  window.addEventListener('beforeunload', (event) => {
    if (items.some(isOpen)) event.preventDefault();
  });
})();
