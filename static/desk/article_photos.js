/*
 * The rows of photos in an article's form: moved up and down by buttons or drawn to their place, and put into the text
 * where the cursor stands. Without it there is a number for the order, and “photo:12” can be typed.
 */
(() => {
  'use strict';

  const group = document.getElementById('photos-group');
  const says = document.getElementById('photo-rows-say')?.dataset;
  const body = group?.querySelector('tbody');
  if (!body || !says) return;
  const status = document.getElementById('photo-rows-status');
  const rows = () => [...body.querySelectorAll('tr.form-row:not(.empty-form)')];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  /* Django finds rows by their numbers, so they may stand in any order on the page. */
  function renumber() {
    rows().forEach((row, place) => {
      const order = field(row, 'order');
      if (!order || Number(order.value) === place + 1) return;
      order.value = place + 1;
      order.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  function move(row, by) {
    const all = rows();
    const to = all.indexOf(row) + by;
    if (to < 0 || to >= all.length) return;
    if (by < 0) all[to].before(row);
    else all[to].after(row);
    renumber();
    status.textContent = says.moved.replace('{number}', to + 1);
  }

  function place(row) {
    const number = field(row, 'photo')?.value;
    const editor = window.CKEDITOR?.instances?.id_body;
    if (!number) return;
    const name = `photo:${number}`;
    const plain = document.getElementById('id_body');
    const text = editor ? editor.getData() : plain.value;
    if (new RegExp(`photo:${number}(?![0-9])`).test(text)) {
      status.textContent = says.twice;
    } else if (editor) {
      putBesideParagraph(editor, name);
      status.textContent = says.placed.replace('{number}', number);
    } else {
      plain.setRangeText(`\n<p>${name}</p>\n`, plain.selectionStart, plain.selectionEnd, 'end');
      plain.dispatchEvent(new Event('input', { bubbles: true }));
      status.textContent = says.placed.replace('{number}', number);
    }
  }

  /* A line of its own: before the paragraph at whose beginning the cursor stands, otherwise after it. */
  function putBesideParagraph(editor, name) {
    editor.focus();
    const elements = editor.elementPath()?.elements ?? [];
    const block = elements[elements.length - 2]; // the last one is the whole text
    const line = window.CKEDITOR.dom.element.createFromHtml(`<p>${name}</p>`, editor.document);
    const isBefore = editor.getSelection()?.getRanges()[0]?.checkStartOfBlock();
    editor.fire('saveSnapshot');
    if (!block) editor.editable().append(line);
    else if (isBefore) line.insertBefore(block);
    else line.insertAfter(block);
    const after = editor.createRange();
    after.moveToPosition(line, window.CKEDITOR.POSITION_BEFORE_END);
    editor.getSelection()?.selectRanges([after]);
    editor.fire('saveSnapshot');
  }

  function button(text, title, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.title = title;
    if (text.length < 2) made.setAttribute('aria-label', title);
    made.addEventListener('click', act);
    return made;
  }

  let dragged = null;
  function equip(row) {
    const cell = row.querySelector('td.field-order');
    if (!cell || row.querySelector('.photo-row-tools')) return;
    const tools = document.createElement('div');
    tools.className = 'photo-row-tools';
    const keep = (by) => (event) => {
      move(row, by);
      event.currentTarget.focus();
    };
    const handle = button('⠿', says.drag, () => {});
    handle.draggable = true;
    handle.addEventListener('dragstart', (event) => {
      dragged = row;
      row.classList.add('is-dragged');
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', '');
    });
    handle.addEventListener('dragend', () => {
      dragged = null;
      for (const other of rows()) other.classList.remove('is-dragged', 'is-target');
    });
    row.addEventListener('dragover', (event) => {
      if (!dragged) return;
      event.preventDefault();
      row.classList.toggle('is-target', row !== dragged);
    });
    row.addEventListener('dragleave', () => row.classList.remove('is-target'));
    row.addEventListener('drop', (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const all = rows();
      if (all.indexOf(dragged) < all.indexOf(row)) row.after(dragged);
      else row.before(dragged);
      renumber();
    });
    handle.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(row, by);
      handle.focus();
    });
    tools.append(handle, button('↑', says.up, keep(-1)), button('↓', says.down, keep(1)), button(says.place, says.place, () => place(row)));
    cell.append(tools);
  }

  rows().forEach(equip);
  document.addEventListener('formset:added', (event) => {
    if (body.contains(event.target)) {
      equip(event.target);
      renumber();
    }
  });
})();
