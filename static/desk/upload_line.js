/*
 * The line from the page of new photos to the server: what is asked over it, and what happens when it breaks, when the
 * server is in trouble or when nobody is signed in any more. An item is a file of `desk/uploading.js`.
 */
(() => {
  'use strict';

  const STALLED = 30_000;
  const LONGEST_PAUSE = 30_000;
  const MOST_FAILURES = 10; // of the server; the line may fail for ever

  const says = document.getElementById('uploading').dataset;
  const form = document.getElementById('bring');
  const trouble = document.getElementById('trouble');

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
        item.show();
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
    item.set(item.state, says.saysAgain);
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

  window.newsroomLine = { Stop, Left, ask, sendPiece, persist, pause, showTrouble };
})();
