/*
 * Draws regions on the picture of a page: corners moved by mouse, finger or keys, new rectangles and polygons. What it
 * finds it writes into the number fields of the forms, which work without it; nothing is stored before one is sent.
 */
(() => {
  'use strict';

  const part = document.querySelector('.regions');
  const sheet = part && part.querySelector('.region-sheet');
  const row = document.getElementById('corner-row');
  if (!sheet || !row) return;

  const width = Number(part.dataset.width);
  const height = Number(part.dataset.height);
  const says = document.getElementById('region-says').dataset;
  const status = document.getElementById('region-status');
  const hand = sheet.querySelector('.region-hand');
  const tools = part.querySelector('.region-tools');
  const finish = tools.querySelector('[data-draw="finish"]');
  const fresh = part.querySelector('#region-new .region-form');

  let chosen = null; // the form whose corners are shown with handles
  let drawing = null; // {kind, points, cross} while something new is drawn
  let isSending = false;

  const between = (low, value, high) => Math.min(Math.max(low, value), high);
  const percent = (value) => Math.round(between(0, value, 100) * 100) / 100;
  const pixels = ([x, y]) => [(x * width) / 100, (y * height) / 100];
  const outline = (points) => points.map((point) => pixels(point).join(',')).join(' ');

  const element = (name, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /* -- the forms and their number fields ------------------------------------------------------------------------ */
  const rowsOf = (form) => [...form.querySelectorAll('.corner-row')];
  const fieldsOf = (line) => [line.querySelector('[name="x"]'), line.querySelector('[name="y"]')];

  function pointsOf(form) {
    return rowsOf(form)
      .map((line) => fieldsOf(line).map((field) => (field.value === '' ? NaN : Number(field.value))))
      .filter((point) => point.every((value) => !Number.isNaN(value)));
  }

  const filled = (form) => rowsOf(form).filter((line) => fieldsOf(line).some((field) => field.value !== '')).length;

  function write(form, points) {
    const list = form.querySelector('.corner-rows');
    const lines = rowsOf(form);
    while (lines.length < points.length + 1) {
      list.append(row.content.cloneNode(true));
      lines.push(list.lastElementChild);
    }
    lines.forEach((line, index) => {
      const [x, y] = points[index] || ['', ''];
      const fields = fieldsOf(line);
      fields[0].value = x === '' ? '' : percent(x);
      fields[1].value = y === '' ? '' : percent(y);
      line.querySelector('.corner-number').textContent = points[index] ? index + 1 : '+';
      line.hidden = index > points.length;
    });
    changed(form);
  }

  function changed(form) {
    form.classList.add('is-changed');
    form.querySelector('.region-corners').open = true;
    show();
  }

  function choose(form) {
    chosen = form;
    for (const link of sheet.querySelectorAll('a')) link.classList.toggle('is-chosen', Boolean(form) && link.dataset.region === form.dataset.region);
    for (const card of part.querySelectorAll('.region-card')) card.classList.toggle('is-chosen', Boolean(form) && card.contains(form));
    show();
  }

  /* -- what is seen ----------------------------------------------------------------------------------------------- */
  function show() {
    const focused = [...hand.querySelectorAll('circle')].indexOf(document.activeElement);
    const marks = [];
    if (drawing) {
      const points = drawing.kind === 'rectangle' ? rectangle(drawing.points, drawing.cross) : [...drawing.points, drawing.cross];
      marks.push(element(drawing.kind === 'rectangle' ? 'polygon' : 'polyline', { points: outline(points) }), cross(drawing.cross));
    } else if (chosen) {
      const points = pointsOf(chosen);
      const link = sheet.querySelector(`a[data-region="${chosen.dataset.region}"] polygon`);
      if (link && points.length > 2) link.setAttribute('points', outline(points));
      if (!link && points.length) marks.push(element('polygon', { points: outline(points) }));
      marks.push(...points.map(handle));
    }
    hand.replaceChildren(...marks);
    if (focused >= 0) hand.querySelectorAll('circle')[focused]?.focus({ preventScroll: true });
  }

  function handle(point, index) {
    const [cx, cy] = pixels(point);
    const scale = width / (sheet.getBoundingClientRect().width || width);
    const label = says.corner.replace('{number}', index + 1);
    return element('circle', { cx, cy, r: 8 * scale, tabindex: 0, role: 'button', 'data-corner': index, 'aria-label': label });
  }

  function cross(point) {
    const [x, y] = pixels(point);
    return element('path', { class: 'region-cross', d: `M${x - 30} ${y}h60M${x} ${y - 30}v60` });
  }

  const rectangle = ([first], second) => (first ? [first, [second[0], first[1]], second, [first[0], second[1]]] : [second]);

  function where(event) {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
    return [percent((100 * spot.x) / width), percent((100 * spot.y) / height)];
  }

  /* -- drawing something new -------------------------------------------------------------------------------------- */
  function begin(kind) {
    const isSame = drawing && drawing.kind === kind;
    stop();
    if (isSame || !fresh) return;
    choose(null);
    drawing = { kind, points: [], cross: [50, 20] };
    sheet.classList.add('is-drawing');
    sheet.setAttribute('tabindex', '0');
    sheet.focus({ preventScroll: true });
    tools.querySelector(`[data-draw="${kind}"]`).setAttribute('aria-pressed', 'true');
    finish.hidden = kind !== 'polygon';
    status.textContent = says[kind];
    show();
  }

  function stop(sentence = '') {
    drawing = null;
    sheet.classList.remove('is-drawing');
    sheet.removeAttribute('tabindex');
    finish.hidden = true;
    for (const button of tools.querySelectorAll('[aria-pressed]')) button.setAttribute('aria-pressed', 'false');
    status.textContent = sentence;
    show();
  }

  function done() {
    const points = drawing.kind === 'rectangle' ? rectangle(drawing.points, drawing.cross) : drawing.points;
    const across = points.map((point) => point[0]);
    const down = points.map((point) => point[1]);
    if (points.length < 3 || Math.max(...across) - Math.min(...across) < 0.3 || Math.max(...down) - Math.min(...down) < 0.3) {
      stop(says.stopped);
      return;
    }
    stop(says.drawn);
    chosen = fresh;
    write(fresh, points);
    fresh.querySelector('[name="article"]').focus();
  }

  function corner() {
    const { kind, points, cross: at } = drawing;
    const start = points.length > 2 ? points[0] : null;
    const closes = start && Math.hypot(at[0] - start[0], at[1] - start[1]) < 1;
    if (closes || (kind === 'rectangle' && points.length)) done();
    else points.push(at);
    show();
  }

  /* -- mouse and finger ---------------------------------------------------------------------------------------------- */
  let held = null;
  sheet.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    const grip = event.target.closest('circle');
    if (!drawing && !grip) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    if (drawing) {
      drawing.cross = where(event);
      corner();
      held = drawing && drawing.kind === 'rectangle' ? { from: [event.clientX, event.clientY] } : null;
    } else {
      held = { corner: Number(grip.dataset.corner) };
      grip.focus({ preventScroll: true });
    }
  });
  sheet.addEventListener('pointermove', (event) => {
    if (drawing) {
      drawing.cross = where(event);
      show();
    } else if (held && chosen) {
      const points = pointsOf(chosen);
      points[held.corner] = where(event);
      write(chosen, points);
    }
  });
  sheet.addEventListener('pointerup', (event) => {
    const isDragged = held && held.from && Math.hypot(event.clientX - held.from[0], event.clientY - held.from[1]) > 6;
    held = null;
    if (drawing && isDragged) {
      drawing.cross = where(event);
      done();
    }
  });
  sheet.addEventListener('pointercancel', () => { held = null; });
  sheet.addEventListener('dblclick', () => { if (drawing && drawing.kind === 'polygon') { drawing.points.pop(); done(); } });
  sheet.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || drawing) return;
    choose(part.querySelector(`.region-form[data-region="${link.dataset.region}"]`));
  });

  /* -- keys ------------------------------------------------------------------------------------------------------------ */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const moved = (point, step, much) => [percent(point[0] + step[0] * much), percent(point[1] + step[1] * much)];

  sheet.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (drawing ? keyOfDrawing(event) : keyOfCorner(event)) {
      event.preventDefault();
      show();
    }
  });

  function keyOfDrawing(event) {
    const step = ARROWS[event.key];
    if (step) drawing.cross = moved(drawing.cross, step, event.shiftKey ? 5 : 0.5);
    else if (event.key === 'Enter' || event.key === ' ') corner();
    else if (event.key === 'Backspace') drawing.points.pop();
    else if (event.key === 'Escape') stop(says.stopped);
    else return false;
    return true;
  }

  function keyOfCorner(event) {
    const grip = event.target.closest('circle');
    if (!grip || !chosen) return false;
    const index = Number(grip.dataset.corner);
    const points = pointsOf(chosen);
    const step = ARROWS[event.key];
    if (step) points[index] = moved(points[index], step, event.shiftKey ? 1 : 0.1);
    else if (event.key === 'Delete' && points.length > 3) points.splice(index, 1);
    else if (event.key === 'Insert' || event.key === '+') {
      const next = points[(index + 1) % points.length];
      points.splice(index + 1, 0, [(points[index][0] + next[0]) / 2, (points[index][1] + next[1]) / 2]);
    } else return false;
    write(chosen, points);
    return true;
  }

  /* -- the list beside the picture ---------------------------------------------------------------------------------------- */
  for (const button of tools.querySelectorAll('[data-draw]')) {
    button.addEventListener('click', () => {
      if (button.dataset.draw !== 'finish') begin(button.dataset.draw);
      else if (drawing) done();
    });
  }
  for (const form of part.querySelectorAll('.region-form')) {
    form.addEventListener('focusin', () => { if (!drawing && chosen !== form) choose(form); });
    form.addEventListener('input', () => changed(form));
    // Emptied rows close up when the field is left; a corner of which only one number is written is left alone.
    form.addEventListener('change', (event) => {
      if (event.target.closest('.corner-row') && pointsOf(form).length === filled(form)) write(form, pointsOf(form));
    });
    form.addEventListener('submit', () => { isSending = true; });
  }
  for (const form of document.querySelectorAll('form')) form.addEventListener('submit', () => { isSending = true; });

  addEventListener('beforeunload', (event) => {
    if (!isSending && part.querySelector('.is-changed')) event.preventDefault();
  });
  addEventListener('resize', show);

  if (fresh) tools.hidden = false;
  if (fresh && pointsOf(fresh).length > 2) choose(fresh);
})();
