/*
 * One file on its way into the library: announced, sent in pieces from wherever it stopped, looked at, and shown as the
 * photo it has become.
 */
(() => {
  'use strict';

  const PIECE = 1 << 20;
  const SMALLEST_PIECE = 64 * 1024; // for a line that breaks before a larger one is through

  const { Stop, Left, ask, sendPiece, persist, pause } = window.newsroomLine;
  const says = document.getElementById('uploading').dataset;
  const lines = document.getElementById('lines');

  /** As far as it goes now: here, in the library, or stopped. `refuseWords` is told what is wrong with the shared words. */
  async function bring(item, refuseWords) {
    item.set('sending', says.saysSending);
    try {
      await send(item);
      if (!item.words) return item.set('here', says.saysHere);
      await finish(item, refuseWords);
    } catch (end) {
      if (end instanceof Left) return undefined;
      item.set('stopped', says.saysStopped, end instanceof Stop ? end.message : says.saysFailed);
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
      item.show();
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
    item.set('sending', says.saysSending);
  }

  async function finish(item, refuseWords) {
    item.set('looking', says.saysLooking);
    const { status, said } = await persist(item, () => ask(`${item.address}finish/`, item.words));
    if (said.errors) return refuseWords(said.errors);
    if (status === 409 || status === 404) {
      // Not all of it is there after all.
      item.isUnsure = true;
      if (item.file) return bring(item, refuseWords);
      throw new Stop(said.sentence ?? says.saysFailed);
    }
    item.state = 'done';
    item.outcome = said.state;
    return place(item, said.line);
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

  window.newsroomUpload = { PIECE, bring };
})();
