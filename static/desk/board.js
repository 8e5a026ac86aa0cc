/* What the boards of the desk have in common: a deed is a form of the page, sent in the background, and the board is shown
   as it then is. Without script the same forms are sent the ordinary way. */
window.Board = (() => {
  'use strict';

  // -- the line to the desk -------------------------------------------------------------------------------------------
  /* `show(html)` is given the board anew; `back()` puts back what was dragged when nothing came of it: the line is down,
     the server is without its database, or nobody is signed in. `accepted(form, body)` comes before the board is shown when
     what the form sent was done. A deed done while one is on its way waits, and is then meant for the board as that has
     left it; the same words of the same form, sent twice, were meant once. */
  function line(board, { show, back, accepted = () => {} }) {
    let underWay = null, sent = 0, waiting = null;

    async function send(form, fields = {}) {
      const body = new FormData(form);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      if (underWay) {
        if (form !== underWay.form || !isSame(body, underWay.body)) waiting = [form, fields];
        return;
      }
      underWay = { form, body };
      sent += 1;
      board.setAttribute('aria-busy', 'true');
      const went = await deliver(form, body).catch((fault) => { reportError(fault); return false; });
      underWay = null;
      board.removeAttribute('aria-busy');
      const next = waiting;
      waiting = null;
      if (!next || !went) return;
      const now = board.querySelector('[name=seen]');
      if (now) for (const seen of next[0].querySelectorAll('[name=seen]')) seen.value = now.value;
      send(...next);
    }

    /* Answers whether it was done. */
    async function deliver(form, body) {
      let answer, html;
      try {
        answer = await post(form, body);
        if (answer.status === 403) {
          if (!await renewToken()) return fail('signedOut');
          answer = await post(form, body);
        }
        if (answer.type === 'opaqueredirect' || answer.status === 401) return fail('signedOut');
        if (answer.status >= 500) return fail('away');
        if (![200, 409, 422].includes(answer.status)) { location.reload(); return false; }
        html = await answer.text();
      } catch { return fail('away'); }
      const isDone = answer.status === 200;
      if (isDone) accepted(form, body);
      show(html);
      return isDone;
    }

    function post(form, body) {
      const token = board.querySelector('[name=csrfmiddlewaretoken]');
      if (token) body.set(token.name, token.value);
      return fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'X-Board': '1' }, credentials: 'same-origin', redirect: 'manual' });
    }

    /* Who has signed in again in another window goes on here. */
    async function renewToken() {
      const answer = await fetch(board.dataset.token, { headers: { 'X-Requested-With': 'fetch' }, credentials: 'same-origin', redirect: 'manual' });
      if (!answer.ok) return false;
      const { token } = await answer.json();
      for (const input of document.querySelectorAll('[name=csrfmiddlewaretoken]')) input.value = token;
      return true;
    }

    function fail(why) {
      back();
      const said = say(board, board.dataset[why]);
      if (why === 'signedOut') said.append(' ', Object.assign(document.createElement('a'), { href: board.dataset.signIn, target: '_blank', textContent: board.dataset.signInAgain }));
      return false;
    }

    /* A deed without a form of its own takes along what the form of the whole board sends unseen. */
    function deed(name, fields = {}) {
      const whole = board.querySelector('[data-deeds]');
      if (!whole) return;
      const form = document.createElement('form');
      form.setAttribute('action', whole.getAttribute('action'));
      for (const hidden of whole.querySelectorAll('input[type=hidden]')) form.append(hidden.cloneNode());
      send(form, { ...fields, do: name });
    }

    return { send, deed, isBusy: () => underWay !== null, sent: () => sent };
  }

  function isSame(one, other) {
    const entries = (body) => JSON.stringify([...body].filter(([name]) => name !== 'csrfmiddlewaretoken'));
    return entries(one) === entries(other);
  }

  /* One sentence over a board, in the place of what was said of the last deed; answers the element that says it. */
  function say(board, sentence) {
    board.querySelector('.messagelist')?.remove();
    const list = document.createElement('ul'), item = document.createElement('li');
    list.className = 'messagelist';
    list.setAttribute('role', 'alert');
    item.className = 'error';
    item.textContent = sentence;
    list.append(item);
    board.prepend(list);
    return item;
  }

  // -- the same fields and buttons on the board shown anew ------------------------------------------------------------
  /* What names a field or a button over all boards: what its form is about, its own name, and what a button does. */
  function nameOf(control) {
    const form = control.form;
    if (!form || !control.name || control.type === 'hidden') return '';
    const about = ['placement', 'slot', 'article'].map((name) => form.querySelector(`input[type=hidden][name=${name}]`)?.value || '');
    return [...about, control.closest('[data-from]') ? 'from' : '', control.name, control.type === 'submit' ? control.value : ''].join(' ');
  }

  /* Nothing that somebody typed and has not sent is lost when the board is shown anew. */
  function words(board) {
    const typed = new Map();
    board.addEventListener('input', ({ target }) => {
      const name = nameOf(target);
      if (!name) return;
      const stored = typed.has(name) ? typed.get(name).stored : storedIn(target);
      if (target.value === stored) typed.delete(name);
      else typed.set(name, { value: target.value, files: target.files, stored });
    });

    /* Of a form that was sent; what was typed there since then is not. */
    function forget(form, body) {
      for (const field of form.elements) {
        const name = nameOf(field);
        if (field.type === 'file' || typed.get(name)?.value === body.get(field.name)) typed.delete(name);
      }
    }

    /* `kept(field)` is told of each field that says what was typed. */
    function restore(kept = () => {}) {
      for (const field of board.querySelectorAll('form :is(input, select)')) {
        const said = typed.get(nameOf(field));
        if (!said || (field.options && ![...field.options].some((option) => option.value === said.value))) continue;
        // What a file chooser says can only be said by its files.
        field[field.type === 'file' ? 'files' : 'value'] = field.type === 'file' ? said.files : said.value;
        kept(field);
      }
    }

    return { forget, restore };
  }

  function storedIn(field) {
    if (!field.options) return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
  }

  const REACHED = 'a, summary, input, select, button, [tabindex]';

  /* What makes an element that can have the focus the same one over all boards. */
  function likeness(element) {
    const about = element.closest('[data-article], [data-slot], [data-form]')?.dataset ?? {};
    const said = element.tagName === 'SUMMARY' ? element.textContent : '', from = element.closest('[data-from]') ? 'from' : '';
    return nameOf(element) || [element.tagName, element.id, element.getAttribute('href'), about.article, about.slot, about.form, from, said].join(' ');
  }

  /* Where somebody is, to be asked for before the board is shown anew; what it answers leads there again. Where that is
     gone or cannot be used any more, the first of `others` that can is the place, and at last the head of the board. */
  function whereabouts(board) {
    const was = document.activeElement;
    if (!was || was === board || !board.contains(was)) return () => {};
    const like = likeness(was), caret = was.type === 'text' ? was.selectionStart : null;
    return (...others) => {
      const same = [...board.querySelectorAll(REACHED)].find((element) => likeness(element) === like), head = board.querySelector('h1, h2, h3');
      if (head) head.tabIndex = -1;
      for (const place of [same, ...others, head]) {
        if (!place) continue;
        place.focus({ preventScroll: true });
        if (document.activeElement !== place) continue;
        if (place === same && caret !== null) place.setSelectionRange(caret, caret);
        return;
      }
    };
  }

  return { line, say, words, whereabouts };
})();
