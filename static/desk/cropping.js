/*
 * Points at a photo: the focus by click, touch or arrow keys, and for each shape a part drawn by hand. What it finds it
 * writes into the number fields of the form, which work without it; the previews follow at once.
 */
(() => {
  'use strict';

  const part = document.getElementById('cutting');
  const x = document.getElementById('id_focus_x');
  const y = document.getElementById('id_focus_y');
  if (!part || !x || !y) return;

  const WHOLE = 1000;
  const HANDLE = 24; // pixels of the screen around a corner that take hold of it
  const width = Number(part.dataset.width);
  const height = Number(part.dataset.height);
  const picture = part.querySelector('.cut-whole');
  const marks = part.querySelector('.cut-marks');
  const says = document.getElementById('cutting-says').dataset;
  const status = document.getElementById('cutting-status');
  const shapes = [...part.querySelectorAll('.cut-shape')].map((figure) => ({
    figure,
    ratio: Number(figure.dataset.ratio),
    svg: figure.querySelector('svg'),
    label: figure.querySelector('svg').getAttribute('aria-label'),
    inputs: ['left', 'top', 'width'].map((side) => document.getElementById(`id_crop_${figure.dataset.shape}_${side}`)),
    draw: figure.querySelector('[data-do="draw"]'),
    reset: figure.querySelector('[data-do="reset"]'),
  }));
  let drawn = null; // the shape that is being cut by hand

  const between = (low, value, high) => Math.min(Math.max(low, value), high);
  const number = (input, otherwise) => (input.value === '' || Number.isNaN(Number(input.value)) ? otherwise : Number(input.value));
  const heightOf = (shape, across) => between(1, Math.round((across * width) / shape.ratio / height), WHOLE);
  const widest = (shape) => Math.floor(Math.min(WHOLE, (WHOLE * shape.ratio * height) / width));

  /* The same as photos/cropping.py: in thousandths of the picture. */
  function aroundFocus(shape) {
    const begin = (length, percent) => between(0, Math.floor((percent * WHOLE) / 100) - Math.floor(length / 2), WHOLE - length);
    if (width / height > shape.ratio) {
      const across = Math.max(1, Math.round((WHOLE * height * shape.ratio) / width));
      return { left: begin(across, number(x, 50)), top: 0, width: across, height: WHOLE };
    }
    const down = Math.max(1, Math.round((WHOLE * width) / shape.ratio / height));
    return { left: 0, top: begin(down, number(y, 50)), width: WHOLE, height: down };
  }

  function byHand(shape) {
    const [left, top, across] = shape.inputs.map((input) => number(input, null));
    if (!across) return null;
    return { left: left || 0, top: top || 0, width: across, height: heightOf(shape, across) };
  }

  function cut(shape, part) {
    const across = between(1, Math.round(part.width), widest(shape));
    const down = heightOf(shape, across);
    const left = between(0, Math.round(part.left), WHOLE - across);
    const top = between(0, Math.round(part.top), WHOLE - down);
    [left, top, across].forEach((value, n) => { shape.inputs[n].value = value; });
    changed(shape.inputs[2]);
  }

  function focusAt(left, top) {
    x.value = between(0, Math.round(left), 100);
    y.value = between(0, Math.round(top), 100);
    changed(x);
  }

  function changed(input) {
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  const element = (name, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  function show() {
    for (const shape of shapes) {
      const hand = byHand(shape);
      const box = hand || aroundFocus(shape);
      shape.svg.setAttribute('viewBox', [box.left * width, box.top * height, box.width * width, box.height * height].map((n) => n / WHOLE).join(' '));
      shape.figure.querySelector('.cut-state').textContent = hand ? says.byHand : says.byFocus;
      shape.reset.disabled = !hand;
      shape.draw.setAttribute('aria-pressed', String(shape === drawn));
    }
    marks.replaceChildren(...(drawn ? frame(byHand(drawn) || aroundFocus(drawn)) : point()));
    picture.setAttribute('aria-label', drawn ? says.draw.replace('{shape}', drawn.label) : says.point);
  }

  function point() {
    const at = { cx: (number(x, 50) * width) / 100, cy: (number(y, 50) * height) / 100 };
    const unit = Math.max(width, height) / 100;
    return [element('circle', { ...at, r: unit * 3 }), element('circle', { ...at, r: unit * 0.6, class: 'cut-dot' })];
  }

  function frame(box) {
    const [left, top, across, down] = [box.left * width, box.top * height, box.width * width, box.height * height].map((n) => n / WHOLE);
    return [
      element('path', { 'fill-rule': 'evenodd', d: `M0 0H${width}V${height}H0ZM${left} ${top}h${across}v${down}h${-across}Z` }),
      element('rect', { x: left, y: top, width: across, height: down }),
      ...[[left, top], [left + across, top], [left, top + down], [left + across, top + down]].map(handle),
    ];
  }

  function handle([x, y]) {
    const side = (HANDLE * width) / (picture.getBoundingClientRect().width || width) / 2;
    return element('rect', { class: 'cut-handle', x: x - side / 2, y: y - side / 2, width: side, height: side });
  }

  /* Where a pointer is, in thousandths of the picture: it may stand in the middle of a wider field. */
  function where(event) {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return { left: between(0, (spot.x * WHOLE) / width, WHOLE), top: between(0, (spot.y * WHOLE) / height, WHOLE) };
  }

  /* The corner opposite to the one that is taken hold of: it stays while the part is drawn anew from it. */
  function oppositeCorner(box, at) {
    const screen = picture.getBoundingClientRect();
    const reach = { left: (HANDLE / 2 / screen.width) * WHOLE, top: (HANDLE / 2 / screen.height) * WHOLE };
    const near = (value, edge, far) => Math.abs(at[value] - edge) <= Math.min(reach[value], Math.abs(far - edge) / 3);
    for (const [left, otherLeft] of [[box.left, box.left + box.width], [box.left + box.width, box.left]]) {
      for (const [top, otherTop] of [[box.top, box.top + box.height], [box.top + box.height, box.top]]) {
        if (near('left', left, otherLeft) && near('top', top, otherTop)) return { left: otherLeft, top: otherTop };
      }
    }
    return null;
  }

  let began = null;
  let moved = null;
  picture.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    event.preventDefault();
    picture.focus({ preventScroll: true });
    picture.setPointerCapture(event.pointerId);
    began = where(event);
    const box = drawn && byHand(drawn);
    const corner = box && oppositeCorner(box, began);
    const isInside = box && !corner && began.left > box.left && began.left < box.left + box.width && began.top > box.top && began.top < box.top + box.height;
    moved = isInside ? box : null;
    began = corner ?? began;
    if (!drawn) focusAt(began.left / 10, began.top / 10);
  });
  picture.addEventListener('pointermove', (event) => {
    if (!began) return;
    const now = where(event);
    if (!drawn) return focusAt(now.left / 10, now.top / 10);
    if (moved) return cut(drawn, { ...moved, left: moved.left + now.left - began.left, top: moved.top + now.top - began.top });
    const across = Math.max(Math.abs(now.left - began.left), (Math.abs(now.top - began.top) * height * drawn.ratio) / width);
    if (across < 10) return undefined;
    const wide = between(1, Math.round(across), widest(drawn));
    cut(drawn, {
      left: now.left < began.left ? began.left - wide : began.left,
      top: now.top < began.top ? began.top - heightOf(drawn, wide) : began.top,
      width: wide,
    });
    return undefined;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    picture.addEventListener(end, () => { began = moved = null; });
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  picture.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = ARROWS[event.key];
    const much = event.shiftKey ? 5 : 1;
    if (event.key === 'Escape' && drawn) {
      drawn = null;
    } else if (step && !drawn) {
      focusAt(number(x, 50) + step[0] * much, number(y, 50) + step[1] * much);
    } else if (step) {
      const box = byHand(drawn) || aroundFocus(drawn);
      cut(drawn, { ...box, left: box.left + step[0] * much * 10, top: box.top + step[1] * much * 10 });
    } else if (drawn && '+=-_'.includes(event.key)) {
      const box = byHand(drawn) || aroundFocus(drawn);
      const wider = '+='.includes(event.key) ? 20 : -20;
      cut(drawn, { left: box.left - wider / 2, top: box.top - wider / 2, width: box.width + wider });
    } else {
      return;
    }
    event.preventDefault();
    show();
    status.textContent = drawn ? drawn.inputs.map((input) => input.value).join(', ') : `${x.value} %, ${y.value} %`;
  });

  for (const shape of shapes) {
    shape.figure.querySelector('.cut-tools').hidden = false;
    shape.draw.addEventListener('click', () => {
      drawn = drawn === shape ? null : shape;
      if (drawn && !byHand(shape)) {
        const box = aroundFocus(shape);
        cut(shape, { ...box, width: Math.min(box.width, widest(shape)) });
      }
      show();
      if (drawn) picture.focus();
    });
    shape.reset.addEventListener('click', () => {
      for (const input of shape.inputs) input.value = '';
      if (drawn === shape) drawn = null;
      changed(shape.inputs[2]);
    });
    for (const input of shape.inputs) input.addEventListener('input', show);
  }
  for (const input of [x, y]) input.addEventListener('input', show);

  part.classList.add('can-point');
  part.querySelector('.cut-how').hidden = false;
  picture.setAttribute('role', 'application');
  picture.setAttribute('tabindex', '0');
  show();
})();
