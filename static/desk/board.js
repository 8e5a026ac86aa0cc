/* What the boards of the desk have in common: a deed is a form of the page, sent in the background, and the board is shown
   as it then is. Without script the same forms are sent the ordinary way. */
window.Board = (() => {
  'use strict';

  /* The line from a board to the desk. `show(html)` is given the board anew; `away()` is told that nothing came of it: the
     line is down, or the server is without its database. `accepted(form)` comes before the board is shown when the deed was
     done. With `waits` the next deed waits while one is on its way, and is then meant for the page as that has left it. */
  function line(board, { show, away, accepted = () => {}, waits = false }) {
    let isBusy = false, sent = 0, waiting = null;

    async function send(form, fields = {}) {
      if (isBusy) {
        if (waits) waiting = [form, fields];
        return;
      }
      isBusy = true;
      sent += 1;
      board.setAttribute('aria-busy', 'true');
      let went = false;
      try {
        const body = new FormData(form);
        for (const [name, value] of Object.entries(fields)) body.set(name, value);
        const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'X-Board': '1' }, credentials: 'same-origin' });
        if (answer.status >= 500) { away(); return; }
        if (answer.redirected || ![200, 409, 422].includes(answer.status)) { location.reload(); return; }
        went = answer.status === 200;
        if (went) accepted(form);
        show(await answer.text());
      } catch {
        away();
      } finally {
        isBusy = false;
        board.removeAttribute('aria-busy');
        const next = waiting;
        waiting = null;
        if (next && went) {
          const now = board.querySelector('[data-deeds] [name=seen]');
          if (now) for (const seen of next[0].querySelectorAll('[name=seen]')) seen.value = now.value;
          send(...next);
        }
      }
    }

    /* A deed without a form of its own takes along what the form of the whole board sends unseen. */
    function deed(name, fields) {
      const whole = board.querySelector('[data-deeds]');
      if (!whole) return;
      const form = document.createElement('form');
      form.setAttribute('action', whole.getAttribute('action'));
      for (const hidden of whole.querySelectorAll('input[type=hidden]')) form.append(hidden.cloneNode());
      send(form, { ...fields, do: name });
    }

    return { send, deed, isBusy: () => isBusy, sent: () => sent };
  }

  /* One sentence over a board, in the place of what was said of the last deed. */
  function say(board, sentence) {
    board.querySelector('.messagelist')?.remove();
    const list = document.createElement('ul'), line = document.createElement('li');
    list.className = 'messagelist';
    list.setAttribute('role', 'alert');
    line.className = 'error';
    line.textContent = sentence;
    list.append(line);
    board.prepend(list);
  }

  return { line, say };
})();
