/*
 * Brings photos in: the bytes leave as soon as files are chosen, in pieces, three files at once; whatever the line does,
 * each goes on where it stopped. Into the library they come with the shared words, when the button is pressed.
 */
(() => {
  'use strict';

  const AT_ONCE = 3;
  const PIECE = 1 << 20;
  const SMALLEST_PIECE = 64 * 1024; // for a line that breaks before a larger one is through
  const STALLED = 30_000;
  const LONGEST_PAUSE = 30_000;
  const MOST_FAILURES = 10; // of the server; the line may fail for ever
  const NAME_LENGTH = 100;

  const form = document.getElementById('bring');
  const says = document.getElementById('uploading').dataset;
  const lines = document.getElementById('lines');
  const trouble = document.getElementById('trouble');
  const goButton = document.getElementById('go');
  const totalBar = document.getElementById('total-bar');
  const goText = goButton.textContent;
  const items = [];
  form.classList.add('is-scripted');

  /** The end of the tries for one file; the sentence says why. */
  class Stop extends Error {}
  /** Nobody wants this file any more. */
  class Left extends Error {}

  // -- asking the server ---------------------------------------------------------------------------------------------
  const pageToken = () => form.elements.namedItem('csrfmiddlewaretoken').value;
  const headers = () => ({ 'X-Requested-With': 'fetch', 'X-CSRFToken': pageToken() });

  function setPageToken(token) {
    for (const input of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) input.value = token;
  }

  async function ask(address, body = null) {
    const answer = await fetch(address, {
      method: body ? 'POST' : 'GET',
      body,
      headers: headers(),
      redirect: 'manual',
      signal: AbortSignal.timeout(120_000),
    });
    const isJson = (answer.headers.get('Content-Type') ?? '').includes('json');
    const status = answer.type === 'opaqueredirect' ? 401 : answer.status;
    return { status, isJson, said: isJson ? await answer.json() : {} };
  }

  /** One piece of a file; the only request that shows how far it is. */
  function sendPiece(item, piece) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let clock = null;
      const wind = () => {
        clearTimeout(clock);
        clock = setTimeout(() => request.abort(), STALLED);
      };
      item.request = request;
      request.open('POST', item.address);
      for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.setRequestHeader('Upload-Offset', String(item.received));
      request.upload.onprogress = (event) => {
        wind();
        item.underWay = event.loaded;
        show(item);
      };
      request.onloadend = () => {
        clearTimeout(clock);
        item.underWay = 0;
        if (!request.status) return reject(new TypeError('the line broke'));
        const isJson = (request.getResponseHeader('Content-Type') ?? '').includes('json');
        return resolve({ status: request.status, isJson, said: isJson ? JSON.parse(request.responseText) : {} });
      };
      wind();
      request.send(piece);
    });
  }

  // -- when it does not work -------------------------------------------------------------------------------------------
  /** Ask until there is an answer that this file can go on with. */
  async function persist(item, act) {
    for (let failures = 0; ; ) {
      const answer = await act().catch(() => null);
      if (item.state === 'left') throw new Left();
      if (answer && (answer.status < 400 || answer.status === 409 || answer.said.errors)) {
        if (trouble.dataset.why === 'offline') showTrouble('');
        return answer;
      }
      if (answer?.said.crowded) {
        // The others are looked at first; a file that waits its turn has not failed.
        await pause(item, Math.random() * 2);
        continue;
      }
      item.isUnsure = true;
      if (!answer) {
        await whenBackOnline(item, failures);
      } else if (answer.status === 401 || (answer.status === 403 && !answer.isJson)) {
        await freshToken();
      } else if (answer.status === 404 && item.address && item.file) {
        // Thrown away meanwhile: it begins anew.
        item.address = null;
        item.received = 0;
        return { status: 404, said: {} };
      } else if (answer.status < 500 || answer.status === 507 || failures >= MOST_FAILURES) {
        throw new Stop(answer.said.sentence ?? says.saysFailed);
      } else {
        await pause(item, failures);
      }
      failures += 1;
    }
  }

  async function whenBackOnline(item, failures) {
    // A file that was changed or taken away ends a request just like a broken line.
    if (item.file && !(await isReadable(item.file))) throw new Stop(says.saysUnreadable);
    showTrouble(says.saysOffline, 'offline');
    await pause(item, failures);
  }

  const isReadable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

  function pause(item, failures) {
    set(item, item.state, says.saysAgain);
    return new Promise((resolve) => {
      const wait = Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures) * (0.75 + Math.random() / 2);
      const wake = () => {
        clearTimeout(clock);
        window.removeEventListener('online', wake);
        resolve();
      };
      const clock = setTimeout(wake, wait);
      window.addEventListener('online', wake);
      item.wake = wake;
    });
  }

  let waitingForToken = null;

  /** A token that holds now; waits, however long, until the same person is signed in. */
  function freshToken() {
    waitingForToken ??= (async () => {
      while (!(await takeToken())) await signedIn();
      showTrouble('');
      waitingForToken = null;
    })();
    return waitingForToken;
  }

  async function takeToken() {
    const answer = await ask(says.address).catch(() => null);
    if (!answer) return void (await new Promise((resolve) => setTimeout(resolve, 2_000)));
    if (answer.status !== 200) return showTrouble(says.saysSignedOut, 'signed-out');
    if (String(answer.said.person) !== says.person) return showTrouble(says.saysOtherPerson, 'signed-out');
    setPageToken(answer.said.token);
    return true;
  }

  function signedIn() {
    if (trouble.dataset.why !== 'signed-out') return Promise.resolve();
    return new Promise((resolve) => {
      const heard = (event) => {
        if (event.type === 'message' && (event.origin !== window.location.origin || event.data !== 'signed-in')) return;
        window.removeEventListener('message', heard);
        window.removeEventListener('focus', heard);
        resolve();
      };
      window.addEventListener('message', heard);
      window.addEventListener('focus', heard);
    });
  }

  function showTrouble(sentence, why = '') {
    trouble.dataset.why = why;
    if ((trouble.querySelector('p')?.textContent ?? '') === sentence) return false;
    const line = document.createElement('p');
    line.textContent = sentence;
    trouble.replaceChildren(...(sentence ? [line] : []));
    if (why === 'signed-out') trouble.append(document.getElementById('trouble-buttons').content.cloneNode(true));
    return false;
  }

  trouble.addEventListener('click', (event) => {
    if (!event.target.closest('[data-do=sign-in]')) return;
    const there = window.open(says.signIn, 'newsroom-sign-in', 'popup,width=520,height=720');
    if (there) there.focus();
    else window.open(says.signIn, '_blank');
  });

  // -- one file ----------------------------------------------------------------------------------------------------------
  async function bring(item) {
    set(item, 'sending', says.saysSending);
    try {
      await send(item);
      if (!item.words) return set(item, 'here', says.saysHere);
      await finish(item);
    } catch (end) {
      if (end instanceof Left) return undefined;
      set(item, 'stopped', says.saysStopped, end instanceof Stop ? end.message : says.saysFailed);
    } finally {
      pump();
    }
    return undefined;
  }

  async function send(item) {
    for (;;) {
      if (!item.address) await announce(item);
      if (item.isUnsure) await locate(item);
      if (!item.address) continue;
      if (item.received >= item.size) return;
      const piece = item.file.slice(item.received, item.received + item.piece);
      const { status, said } = await persist(item, async () => {
        if (item.isUnsure) return { status: 409, said: {} };
        const answer = await sendPiece(item, piece).catch(() => null);
        item.piece = answer ? Math.min(PIECE, item.piece * 2) : Math.max(SMALLEST_PIECE, item.piece / 2);
        return answer ?? Promise.reject(new TypeError('the line broke'));
      });
      if (status === 409 && said.received === item.received) await pause(item, 2);
      item.received = said.received ?? item.received;
      show(item);
    }
  }

  async function announce(item) {
    const body = new FormData();
    body.set('filename', item.name);
    body.set('size', String(item.size));
    const { said } = await persist(item, () => ask(says.address, body));
    item.isUnsure = false;
    item.address = said.address;
    item.received = said.received;
  }

  async function locate(item) {
    const { said } = await persist(item, () => ask(item.address));
    item.isUnsure = false;
    item.received = said.received ?? 0;
    set(item, 'sending', says.saysSending);
  }

  async function finish(item) {
    set(item, 'looking', says.saysLooking);
    const { status, said } = await persist(item, () => ask(`${item.address}finish/`, item.words));
    if (said.errors) return refuseWords(said.errors);
    if (status === 409 || status === 404) {
      // Not all of it is there after all.
      item.isUnsure = true;
      if (item.file) return bring(item);
      throw new Stop(said.sentence ?? says.saysFailed);
    }
    item.state = 'done';
    item.outcome = said.state;
    return place(item, said.line);
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

  function place(item, html) {
    const holder = document.createElement('template');
    holder.innerHTML = html;
    const line = holder.content.querySelector('li');
    // One photo has one form, however often it was chosen.
    if (lines.querySelector(`[data-photo="${line.dataset.photo}"] .file-fields`)) line.querySelector('.file-fields')?.remove();
    // The picture is here already: the server need not make one for every line.
    const picture = item.row.querySelector('canvas');
    if (picture) line.querySelector('img')?.replaceWith(picture);
    item.row.replaceWith(line);
    if (line.querySelector('.file-fields')) document.getElementById('save').hidden = false;
  }

  // -- all of them -------------------------------------------------------------------------------------------------------
  const isBusy = (item) => item.state === 'sending' || item.state === 'looking';
  const isOpen = (item) => !['done', 'left', 'stopped'].includes(item.state);

  function pump() {
    let free = AT_ONCE - items.filter(isBusy).length;
    const ready = [...items.filter((one) => one.state === 'here' && one.words), ...items.filter((one) => one.state === 'waits')];
    for (const item of ready) {
      if (free <= 0) break;
      free -= 1;
      bring(item);
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
