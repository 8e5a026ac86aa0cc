/* The sheet as it would be, drawn while its measures are typed, with a sentence if it does not fit. The server says the
   same when the form is sent. */
(() => {
  'use strict';

  const preview = document.querySelector('[data-preview]');
  if (!preview) return;
  const form = preview.closest('form');
  const said = preview.querySelector('[data-says]');
  const place = preview.querySelector('[data-drawing]');
  const NAMES = ['width_mm', 'height_mm', 'columns', 'column_chars', 'gutter_chars', 'cell_mm', 'line_mm', 'top_mm', 'lines'];

  function measures() {
    const grid = {};
    for (const name of NAMES) {
      const value = Number(form.elements[name]?.value.replace(',', '.'));
      if (!(value > 0)) return null;
      grid[name] = value;
    }
    return grid.columns <= 12 && grid.lines <= 240 ? grid : null;
  }

  const NUMBER = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  function words(sentence, numbers) {
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in numbers ? NUMBER.format(numbers[name]) : whole));
  }

  function shape(name, attributes) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function draw(grid, text) {
    const svg = shape('svg', { class: 'sheet-drawing is-large', viewBox: `0 0 ${grid.width_mm} ${grid.height_mm}`, 'aria-hidden': 'true' });
    svg.append(shape('rect', { class: 'drawn-paper', width: grid.width_mm, height: grid.height_mm }));
    const column = grid.column_chars * grid.cell_mm, step = column + grid.gutter_chars * grid.cell_mm;
    for (let number = 0; number < Math.floor(grid.columns); number += 1) {
      svg.append(shape('rect', { class: 'drawn-column', x: text.left + number * step, y: grid.top_mm, width: column, height: text.height }));
    }
    for (let line = 10; line < grid.lines; line += 10) {
      const y = grid.top_mm + line * grid.line_mm;
      svg.append(shape('line', { class: 'drawn-line', x1: text.left, x2: text.left + text.width, y1: y, y2: y }));
    }
    place.replaceChildren(svg);
  }

  function show() {
    const grid = measures();
    if (!grid) return;
    const width = (grid.columns * grid.column_chars + (grid.columns - 1) * grid.gutter_chars) * grid.cell_mm;
    const text = { width, height: grid.lines * grid.line_mm, left: (grid.width_mm - width) / 2 };
    const high = grid.top_mm + text.height;
    let sentence = words(preview.dataset.facts, { ...text, side: text.left, top: grid.top_mm, foot: grid.height_mm - high });
    let refused = true;
    if (grid.line_mm < grid.cell_mm) sentence = preview.dataset.close;
    else if (width >= grid.width_mm) sentence = words(preview.dataset.wide, { text: width, sheet: grid.width_mm });
    else if (high >= grid.height_mm) sentence = words(preview.dataset.high, { text: high, sheet: grid.height_mm });
    else refused = false;
    said.textContent = sentence;
    said.classList.toggle('is-refused', refused);
    draw(grid, text);
  }

  form.addEventListener('input', show);
  show();
})();
