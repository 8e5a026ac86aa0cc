/*
 * What the house style says beside an article, kept up with the words: asks again when typing pauses, leads to the
 * words, and puts the suggestion in. Without it the remarks stand there as the server wrote them.
 */
(() => {
  'use strict';
  const part = document.getElementById('style');
  if (!part) return;

  const PAUSE = 1500;
  const form = part.closest('form');
  const remarks = part.querySelector('.style-remarks');
  const editor = () => window.CKEDITOR?.instances.id_body;

  // -- words in a document, as articles/html.py has them: a line for each paragraph, item or row of a table --------
  const BLOCKS = new Set(['P', 'H2', 'H3', 'HR', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'TABLE', 'CAPTION', 'THEAD', 'TBODY', 'TR', 'DIV', 'BR']);
  const CELLS = new Set(['TD', 'TH']);
  const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

  function linesOf(root) {
    const lines = [[]];
    const newLine = () => lines.push([]);
    const put = (letter, node, offset) => {
      const line = lines.at(-1);
      if (INVISIBLE.test(letter)) return;
      const isSpace = /[ \t\n\v\f\r]/.test(letter);
      if (isSpace && line.at(-1)?.letter === ' ') return;
      line.push({ letter: isSpace && node ? ' ' : letter, node, offset, end: offset + letter.length });
    };
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        let offset = 0;
        for (const letter of node.data) {
          put(letter, node, offset);
          offset += letter.length;
        }
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || node.classList.contains('sheet-dateline')) return;
      const isBlock = BLOCKS.has(node.nodeName);
      if (CELLS.has(node.nodeName) && CELLS.has(node.previousElementSibling?.nodeName)) put('\t', null, 0);
      if (isBlock) newLine();
      node.childNodes.forEach(read);
      if (isBlock) newLine();
    };
    root.childNodes.forEach(read);
    return lines.map(trimmed).filter((line) => line.length);
  }

  function trimmed(line) {
    const isWord = ({ letter }) => letter.trim() !== '';
    const first = line.findIndex(isWord);
    return first < 0 ? [] : line.slice(first, line.findLastIndex(isWord) + 1);
  }

  /** The letters of a place; when the text has moved on, the nearest ones with the same words, or null. */
  function lettersAt(root, place, words) {
    const wanted = Array.from(words);
    const says = (letters) => letters.length === wanted.length && letters.every(({ letter }, index) => letter === wanted[index]);
    const lines = linesOf(root);
    const there = (lines[place.paragraph - 1] ?? []).slice(place.start, place.end);
    if (says(there)) return there;
    const near = lines.map((line, index) => ({ line, far: Math.abs(index - place.paragraph + 1) })).sort((a, b) => a.far - b.far);
    for (const { line } of near) {
      for (let start = 0; start + wanted.length <= line.length; start += 1) {
        const letters = line.slice(start, start + wanted.length);
        if (says(letters)) return letters;
      }
    }
    return null;
  }

  function rangeOf(letters) {
    const ends = letters.filter(({ node }) => node);
    const range = ends[0].node.ownerDocument.createRange();
    range.setStart(ends[0].node, ends[0].offset);
    range.setEnd(ends.at(-1).node, ends.at(-1).end);
    return range;
  }

  function select(range) {
    const { ownerDocument: doc } = range.startContainer;
    const selection = doc.defaultView.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: 'center' });
  }

  // -- the field in which a remark's words stand --------------------------------------------------------------------
  function lineField(place) {
    if (place.field !== 'caption') return form?.querySelector(`#id_${place.field}`);
    const rows = form?.querySelectorAll('[name^="photos-"][name$="-caption"]') ?? [];
    const used = Array.from(rows).filter((input) => {
      const rest = (name) => form.elements[input.name.replace('caption', name)];
      return rest('photo')?.value && !rest('DELETE')?.checked;
    });
    return used[place.paragraph - 1];
  }

  function printed(place) {
    const sheet = document.querySelector('.sheet');
    if (place.field === 'body') return sheet?.querySelector('.sheet-body');
    if (place.field === 'caption') return sheet?.querySelectorAll('.sheet-photo figcaption')[place.paragraph - 1];
    return sheet?.querySelector(`.sheet-${place.field}`);
  }

  /** From where to where the words stand in the value of a field, or null. */
  function stretchIn(field, place, words) {
    const letters = Array.from(field.value);
    if (letters.slice(place.start, place.end).join('') === words) {
      const start = letters.slice(0, place.start).join('').length;
      return [start, start + words.length];
    }
    const start = field.value.indexOf(words);
    return start < 0 ? null : [start, start + words.length];
  }

  function show(place, words) {
    if (place.field === 'body' && editor()?.document) {
      const letters = lettersAt(editor().document.getBody().$, place, words);
      editor().focus();
      if (letters) select(rangeOf(letters));
      return;
    }
    const field = form ? lineField(place) : null;
    if (!field) {
      const shown = printed(place);
      const letters = shown && lettersAt(shown, { ...place, paragraph: place.field === 'body' ? place.paragraph : 1 }, words);
      if (letters) select(rangeOf(letters));
      return;
    }
    field.focus();
    const stretch = stretchIn(field, place, words);
    if (stretch) field.setSelectionRange(...stretch);
  }

  function replace(place, words, suggestion) {
    if (place.field === 'body' && editor()?.document) {
      const letters = lettersAt(editor().document.getBody().$, place, words);
      if (!letters) return;
      editor().fire('saveSnapshot');
      const range = rangeOf(letters);
      range.deleteContents();
      const { node, offset } = letters.find((letter) => letter.node);
      node.insertData(offset, suggestion);
      range.setStart(node, offset);
      range.setEnd(node, offset + suggestion.length);
      editor().focus();
      select(range);
      editor().fire('saveSnapshot');
      return;
    }
    const field = lineField(place);
    const stretch = field && stretchIn(field, place, words);
    if (!stretch) return;
    field.focus();
    field.setRangeText(suggestion, ...stretch, 'select');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // -- the buttons --------------------------------------------------------------------------------------------------
  const canWrite = () => Boolean(form?.classList.contains('article-form'));

  function placesOf(remark) {
    return remark.dataset.places.split(' ').map((place) => {
      const [field, paragraph, start, end] = place.split(':');
      return { field, paragraph: Number(paragraph), start: Number(start), end: Number(end) };
    });
  }

  function bringToLife() {
    remarks.querySelectorAll('.style-tools').forEach((tools) => {
      tools.hidden = false;
    });
    if (!canWrite()) remarks.querySelectorAll('.style-replace, .style-replace-all').forEach((button) => button.remove());
  }

  function press(button) {
    const remark = button.closest('.style-remark');
    const places = placesOf(remark);
    const { words, suggestion } = remark.dataset;
    const turn = Number(remark.dataset.turn ?? 0) % places.length;
    if (button.classList.contains('style-show')) {
      show(places[turn], words);
      remark.dataset.turn = String(turn + 1);
      return;
    }
    // From the end, so that what was found before keeps its place.
    const all = button.classList.contains('style-replace-all') ? places.reverse() : [places[0]];
    all.forEach((place) => replace(place, words, suggestion));
    remark.querySelectorAll('button').forEach((one) => {
      one.disabled = true;
    });
    checkSoon(0);
  }

  remarks.addEventListener('click', (event) => {
    const button = event.target.closest('.style-tools button');
    if (button) press(button);
  });

  // -- asking again -------------------------------------------------------------------------------------------------
  let waiting = null;
  let asking = null;

  function checkSoon(pause = PAUSE) {
    clearTimeout(waiting);
    waiting = setTimeout(check, pause);
  }

  async function check() {
    asking?.abort();
    asking = new AbortController();
    editor()?.updateElement();
    try {
      const answer = await fetch(part.dataset.check, { method: 'POST', body: new FormData(form), signal: asking.signal });
      const text = await answer.text();
      if (answer.ok && !answer.redirected) put(text);
      else tell(answer.status === 400 && answer.headers.get('content-type')?.startsWith('text/plain') ? text : remarks.dataset.failed);
    } catch (error) {
      if (error.name !== 'AbortError') tell(remarks.dataset.failed);
    }
  }

  /** The line with the count stays the same element: what is read out is the change of its words. */
  function tell(sentence) {
    remarks.querySelector('.style-count').textContent = sentence;
  }

  function put(text) {
    const fresh = new DOMParser().parseFromString(text, 'text/html').body;
    const count = remarks.querySelector('.style-count');
    const newCount = fresh.querySelector('.style-count');
    const isOpen = remarks.querySelector('details')?.open;
    const held = document.activeElement?.closest('.style-remark')?.dataset.key;
    const pressed = document.activeElement?.className;
    if (count.textContent !== newCount.textContent) count.replaceChildren(...newCount.childNodes);
    newCount.remove();
    remarks.replaceChildren(count, ...fresh.childNodes);
    if (isOpen && remarks.querySelector('details')) remarks.querySelector('details').open = true;
    bringToLife();
    if (!held) return;
    const remark = Array.from(remarks.querySelectorAll('.style-remark')).find(({ dataset }) => dataset.key === held);
    (remark?.querySelector(`button.${pressed}`) ?? remark?.querySelector('button'))?.focus();
  }

  bringToLife();
  if (!canWrite()) return;
  for (const type of ['input', 'change', 'formset:removed']) form.addEventListener(type, () => checkSoon());
  // The editor tells of keys; what comes without a key, from an input method or by voice, only its document knows.
  const hearTyping = (one) => {
    const hear = () => one.document?.getBody().$.addEventListener('input', () => checkSoon());
    one.on('contentDom', hear);
    hear();
  };
  if (editor()) hearTyping(editor());
  else window.CKEDITOR?.once('instanceReady', ({ editor: one }) => hearTyping(one));
  // A form that came back with other words than the stored ones.
  if (form.dataset.unsaved === 'yes') checkSoon(0);
})();
