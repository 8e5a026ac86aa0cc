/*
 * Passages of an article's text: which words are selected, where given words stand. The same reading as
 * articles/passages.py: white space is one space, blocks are lines, and the how-manieth time is counted in a field.
 */
(() => {
  'use strict';

  const HEADS = { kicker: '.sheet-kicker', headline: '.sheet-headline', deck: '.sheet-deck', dateline: '.sheet-dateline' };
  const BLOCK = /^(P|H[1-6]|UL|OL|LI|BLOCKQUOTE|TABLE|CAPTION|THEAD|TBODY|TR|TD|TH|HR|BR)$/;

  /** The fields of an article as it is read on this page: [name, element], the text last. */
  function fieldsOf(sheet) {
    const found = Object.entries(HEADS).map(([name, selector]) => [name, sheet.querySelector(selector)]);
    return [...found, ['body', sheet.querySelector('.sheet-body')]].filter(([, element]) => element);
  }

  /** The words below an element, and for each character of them its text node and place in it. */
  function wordsOf(root) {
    let text = '';
    const homes = [];
    const add = (character, home) => {
      const isGap = /\s/.test(character);
      if (isGap && (!text || /\s$/.test(text))) return;
      text += isGap ? ' ' : character;
      homes.push(home);
    };
    const newLine = () => {
      if (text.endsWith(' ')) {
        text = text.slice(0, -1);
        homes.pop();
      }
      if (text && !text.endsWith('\n')) {
        text += '\n';
        homes.push(null);
      }
    };
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        for (let place = 0; place < node.data.length; place += 1) add(node.data[place], [node, place]);
      } else if (node.nodeType === Node.ELEMENT_NODE && !(node !== root && node.matches('.sheet-dateline, .sheet-photo'))) {
        const isBlock = BLOCK.test(node.nodeName);
        if (isBlock) newLine();
        node.childNodes.forEach(read);
        if (isBlock) newLine();
      }
    };
    read(root);
    return { text, homes };
  }

  function startsOf(text, quote) {
    const found = [];
    for (let start = text.indexOf(quote); start >= 0; start = text.indexOf(quote, start + 1)) found.push(start);
    return found;
  }

  /** What is selected in one field, as {field, quote, occurrence}, or null. `range` may reach beyond it. */
  function selectedIn(field, root, range, longest) {
    if (!range || range.collapsed || !range.intersectsNode(root)) return null;
    const { text, homes } = wordsOf(root);
    const isInside = (home) => home && range.comparePoint(home[0], home[1]) === 0 && range.comparePoint(home[0], home[1] + 1) === 0;
    let first = homes.findIndex(isInside);
    if (first < 0) return null;
    let last = first;
    while (last + 1 < homes.length && isInside(homes[last + 1])) last += 1;
    while (first <= last && /\s/.test(text[first])) first += 1;
    const quote = text.slice(first, last + 1).slice(0, longest).trim();
    return quote && { field, quote, occurrence: startsOf(text, quote).indexOf(first) + 1 };
  }

  /** What is selected on the page in an article as it is read, or null. */
  function selected(longest = 300) {
    const selection = document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    for (const sheet of document.querySelectorAll('.sheet')) {
      for (const [name, root] of fieldsOf(sheet)) {
        const found = selectedIn(name, root, range, longest);
        if (found) return found;
      }
    }
    return null;
  }

  /** Mark the words where they stand; answers with the marks. Only text nodes are divided, nothing is parsed. */
  function mark(sheet, { field, quote, occurrence }) {
    const root = fieldsOf(sheet).find(([name]) => name === field)?.[1];
    if (!root) return [];
    const { text, homes } = wordsOf(root);
    const starts = startsOf(text, quote);
    const start = starts[occurrence - 1] ?? starts[0];
    if (start === undefined) return [];
    const runs = [];
    for (const home of homes.slice(start, start + quote.length)) {
      const run = runs.at(-1);
      if (run && home && run.node === home[0]) run.end = home[1] + 1;
      else if (home) runs.push({ node: home[0], start: home[1], end: home[1] + 1 });
    }
    return runs.map((run) => {
      const words = run.node.splitText(run.start);
      words.splitText(run.end - run.start);
      const marked = document.createElement('mark');
      words.replaceWith(marked);
      marked.append(words);
      return marked;
    });
  }

  /**
   * A button beside whatever words are selected. `look` answers with the passage or null, `take` gets it.
   * Answers with a function that shows it for a selection elsewhere: {passage, rect} or null.
   */
  function offer(template, look, take) {
    const button = template.content.querySelector('button').cloneNode(true);
    let passage = null;
    button.classList.add('passage-button');
    button.hidden = true;
    document.body.append(button);
    button.addEventListener('pointerdown', (event) => event.preventDefault());
    button.addEventListener('click', () => {
      button.hidden = true;
      take(passage);
    });
    const show = (found) => {
      passage = found?.passage;
      button.hidden = !passage;
      if (!passage) return;
      const edge = document.documentElement.clientWidth - button.offsetWidth - 8;
      button.style.insetInlineStart = `${Math.max(8, Math.min(found.rect.left, edge)) + window.scrollX}px`;
      button.style.insetBlockStart = `${found.rect.bottom + 6 + window.scrollY}px`;
    };
    document.addEventListener('selectionchange', () => {
      if (document.activeElement?.matches('input, textarea, iframe')) return;
      const found = look();
      show(found && { passage: found, rect: document.getSelection().getRangeAt(0).getBoundingClientRect() });
    });
    return show;
  }

  window.newsroomPassages = { selected, selectedIn, mark, offer };
})();
