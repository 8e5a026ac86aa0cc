/*
 * Keeps what is being written on the server, in between the times it is saved: at most fifteen seconds after a change.
 * Says so when it cannot, keeps the words in the window, and sends them as soon as it can; nothing is written into the
 * browser's own store. Before the form itself is sent it makes sure that somebody is there to take it.
 */
(() => {
  'use strict';

  const PAUSE = 3_000; // after the last key
  const LONGEST_WAIT = 12_000; // after the first change not kept yet
  const HEARTBEAT = 25_000;
  const AWAKE = 10 * 60_000; // a page nobody touches keeps no session alive
  const MOST_AT_THE_END = 60_000; // bytes that a browser still sends when its page is closed
  const HEADERS = { 'X-Requested-With': 'fetch' };

  const pageToken = () => document.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? '';

  /** Signing in again changes the token against forgery: every form on the page gets the new one. */
  function setPageToken(token) {
    if (!token) return;
    for (const input of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) input.value = token;
  }

  async function freshToken(address) {
    const answer = await fetch(address, { headers: HEADERS, redirect: 'manual', signal: AbortSignal.timeout(15_000) });
    if (!answer.ok) return false;
    setPageToken((await answer.json()).token);
    return true;
  }

  function openSignIn(address) {
    const there = window.open(address, 'newsroom-sign-in', 'popup,width=520,height=720');
    there?.focus();
    return Boolean(there);
  }

  function whenSignedIn(act) {
    window.addEventListener('message', (event) => {
      if (event.origin === window.location.origin && event.data === 'signed-in') act();
    });
  }

  // -- a form that is being written ------------------------------------------------------------------------------
  function keepWords(form, bar) {
    const says = bar.dataset;
    const status = document.getElementById('kept');
    const presence = document.getElementById('presence');
    const field = (name) => form.elements.namedItem(name);

    let sequence = 0;
    let changes = form.dataset.unsaved === 'yes' ? 1 : 0; // counted, so that a change during a sending is not forgotten
    let keptChanges = 0;
    let keptAt = says.since;
    let firstUnkept = changes ? Date.now() : 0;
    let failures = 0;
    let timer = null;
    let sending = null;
    let trouble = '';
    let signInAddress = says.signIn;
    let touched = Date.now();
    let leaving = 'no'; // 'no', 'asking', 'going', 'gone'

    const isBehind = () => changes > keptChanges;

    function words(number) {
      for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.updateElement();
      const sent = new FormData(form);
      sent.set('draft_sequence', String(number));
      return sent;
    }

    function post(body, more = {}) {
      return fetch(says.address, {
        method: 'POST',
        body,
        headers: { ...HEADERS, 'X-CSRFToken': pageToken() },
        redirect: 'manual',
        signal: AbortSignal.timeout(20_000),
        ...more,
      });
    }

    // -- when ------------------------------------------------------------------------------------------------------
    function mark() {
      touched = Date.now();
      if (!isBehind()) firstUnkept = Date.now();
      changes += 1;
      form.dataset.kept = 'no';
      // What the server refused stays refused until something changes; what failed is tried again by its own clock.
      if (!trouble || trouble === 'refused') schedule(Math.min(PAUSE, firstUnkept + LONGEST_WAIT - Date.now()));
    }

    function schedule(pause) {
      clearTimeout(timer);
      timer = setTimeout(send, Math.max(pause, 0));
    }

    function send() {
      clearTimeout(timer);
      sending ??= attempt().finally(() => {
        sending = null;
        if (isBehind() && !trouble) schedule(PAUSE);
      });
      return sending;
    }

    /** Everything that stands in the form now is kept, or the answer is false and the bar says why. */
    async function sendAll() {
      await sending;
      changes += 1;
      return send();
    }

    async function attempt() {
      const upTo = changes;
      for (let round = 0; round < 4; round += 1) {
        sequence += 1;
        let answer;
        try {
          answer = await post(words(sequence));
          const again = await settle(answer, upTo);
          if (again !== 'again') return again;
        } catch {
          return fail('offline');
        }
      }
      return fail('broken');
    }

    // -- what came back ----------------------------------------------------------------------------------------------
    async function settle(answer, upTo) {
      const isJson = (answer.headers.get('Content-Type') ?? '').includes('json');
      const said = isJson ? await answer.json() : {};
      if (answer.type === 'opaqueredirect' || answer.status === 401) {
        signInAddress = said.sign_in ?? signInAddress;
        return fail('signedOut');
      }
      if (answer.status === 403 && !isJson) return renewToken();
      if (answer.status === 410 && !says.isNew) {
        startAnew();
        return 'again';
      }
      if (said.sentence) return fail('refused', said.sentence);
      if (answer.status === 404 || answer.status === 413 || answer.status === 400) return fail('refused');
      if (!answer.ok || !('kept' in said)) return fail('broken');
      if (!said.kept) {
        // The server has a higher number for this form: from the page before, or from a message that overtook this.
        sequence = Math.max(said.sequence, sequence);
        return 'again';
      }
      return kept(said, upTo);
    }

    async function renewToken() {
      if (await freshToken(says.tokenAddress)) return 'again';
      return fail('signedOut');
    }

    function kept(said, upTo) {
      keptChanges = Math.max(keptChanges, upTo);
      firstUnkept = Date.now();
      keptAt = said.at;
      failures = 0;
      trouble = '';
      bar.replaceChildren();
      bar.classList.remove('is-shown');
      if (!isBehind()) form.dataset.kept = 'yes';
      if (status) status.textContent = says.saysKept.replace('{time}', said.at);
      showNews(said);
      return true;
    }

    function showNews({ token, others, newer, elsewhere }) {
      setPageToken(token);
      if (!presence) return;
      const sentences = [newer, elsewhere, ...(others ?? [])].filter(Boolean);
      if (sentences.join('\n') === Array.from(presence.children, (item) => item.textContent).join('\n')) return;
      presence.replaceChildren(
        ...sentences.map((sentence) => {
          const item = document.createElement('li');
          item.textContent = sentence;
          if (sentence === newer) item.className = 'is-newer';
          return item;
        }),
      );
    }

    // -- what went wrong ---------------------------------------------------------------------------------------------
    function fail(kind, sentence = '') {
      failures += 1;
      trouble = kind;
      form.dataset.kept = 'no';
      const text = [says[`says${kind[0].toUpperCase()}${kind.slice(1)}`].replace('{time}', keptAt), sentence];
      if (leaving === 'asking') text.push(says.saysNotYet);
      showTrouble(text.filter(Boolean).join(' '), kind);
      if (status) status.textContent = '';
      if (kind !== 'refused') schedule(Math.min(60_000, 1_000 * 2 ** failures));
      return false;
    }

    function showTrouble(text, kind) {
      let line = bar.querySelector('p');
      if (!line) {
        line = document.createElement('p');
        bar.replaceChildren(line, document.getElementById('not-kept-buttons').content.cloneNode(true));
      }
      // Said again to those who hear it only when it is something else.
      if (line.textContent !== text) line.textContent = text;
      bar.querySelector('[data-do=sign-in]').hidden = kind !== 'signedOut';
      bar.classList.add('is-shown');
    }

    /** The form was saved from this very page before, and somebody went back to it: it is another form now. */
    function startAnew() {
      const bytes = window.crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      field('draft_token').value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      sequence = 0;
    }

    async function resume() {
      failures = 0;
      await freshToken(says.tokenAddress).catch(() => false);
      await send();
    }

    // -- still here ----------------------------------------------------------------------------------------------------
    async function beat() {
      if (document.hidden || sending || trouble || Date.now() - touched > AWAKE) return;
      if (isBehind()) return void send();
      const sent = new FormData();
      for (const name of ['draft_token', 'draft_person', 'seen_version']) sent.set(name, field(name)?.value ?? '');
      sent.set('draft_sequence', '0');
      try {
        const answer = await post(sent);
        if (answer.ok) showNews(await answer.json());
        else if (answer.status === 401 && changes) fail('signedOut');
      } catch {
        // The next words that cannot be sent will say so.
      }
    }

    /** The page goes away: the last words leave with it, if they are few enough for the browser. */
    function sendLast() {
      if (!isBehind() || leaving === 'going' || leaving === 'gone') return;
      sequence += 1;
      const sent = words(sequence);
      let size = 0;
      for (const [name, value] of sent) size += name.length + 3 * String(value).length + 120;
      if (size > MOST_AT_THE_END) return;
      post(sent, { keepalive: true, signal: undefined }).catch(() => {});
    }

    // -- sending the form itself ---------------------------------------------------------------------------------------
    async function submit(event) {
      if (leaving === 'going') {
        leaving = 'gone';
        // An answer that stops on the way gives the buttons back.
        setTimeout(() => {
          leaving = 'no';
        }, 20_000);
        return;
      }
      event.preventDefault();
      if (leaving !== 'no') return;
      leaving = 'asking';
      form.setAttribute('aria-busy', 'true');
      const button = event.submitter;
      const isSafe = await sendAll().catch(() => false);
      form.removeAttribute('aria-busy');
      leaving = isSafe ? 'going' : 'no';
      if (isSafe) form.requestSubmit(button);
      else bar.scrollIntoView({ block: 'nearest' });
    }

    // -- words that were offered -----------------------------------------------------------------------------------------
    async function throwAway(event) {
      const button = event.target.closest('button[name=_throw]');
      if (!button) return;
      event.preventDefault();
      const sent = new FormData();
      sent.set('_throw', button.value);
      const headers = { ...HEADERS, 'X-CSRFToken': pageToken() };
      const answer = await fetch(says.throwAddress, { method: 'POST', body: sent, headers }).catch(() => null);
      if (answer?.ok) button.closest('.restore').remove();
      else send();
    }

    for (const type of ['input', 'change', 'formset:added']) form.addEventListener(type, mark);
    document.addEventListener('formset:removed', mark);
    form.addEventListener('submit', submit, { capture: true });
    form.addEventListener('click', throwAway);
    document.addEventListener('pointerdown', () => {
      touched = Date.now();
    });
    const sendIfBehind = () => {
      if (isBehind()) send();
    };
    window.addEventListener('blur', () => {
      sendIfBehind();
      // The editor hands on what was typed a moment later.
      setTimeout(sendIfBehind, 400);
    });
    window.addEventListener('online', resume);
    window.addEventListener('focus', () => {
      if (trouble && trouble !== 'refused') send();
    });
    document.addEventListener('visibilitychange', sendIfBehind);
    window.addEventListener('pagehide', sendLast);
    window.addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      leaving = 'no';
      if (!says.isNew) startAnew();
    });
    whenSignedIn(resume);
    bar.addEventListener('click', (event) => {
      const what = event.target.closest('[data-do]')?.dataset.do;
      if (what === 'sign-in' && !openSignIn(signInAddress)) window.open(signInAddress, '_blank');
      if (what === 'retry') resume();
    });
    setInterval(beat, HEARTBEAT);
    if (changes) schedule(PAUSE);
  }

  // -- words that came back because nobody was signed in ---------------------------------------------------------------
  function sendAgain(form) {
    const link = document.getElementById('sign-in-again');
    const refresh = () => freshToken(form.dataset.tokenAddress).catch(() => false);
    link.addEventListener('click', (event) => {
      if (openSignIn(link.href)) event.preventDefault();
    });
    whenSignedIn(async () => {
      if (await refresh()) form.requestSubmit();
    });
    window.addEventListener('focus', refresh);
  }

  const writing = document.querySelector('.article-form');
  const bar = document.getElementById('not-kept');
  if (writing && bar) keepWords(writing, bar);
  const again = document.getElementById('send-again');
  if (again) sendAgain(again);
})();
