/* Marks on a proof: a press on the page opens the form in place; arrow keys and Enter do it by keyboard. */
(() => {
  'use strict';

  const sheet = document.querySelector('[data-proof]');
  if (!sheet) return;
  const picture = sheet.querySelector('input[type=image]');
  const form = document.querySelector('[data-mark-form]');
  const ring = sheet.querySelector('[data-new]');
  const zoom = document.querySelector('[data-zoom]');
  const place = { x: 50, y: 50 };

  /* -- where ---------------------------------------------------------------------------------------------------- */
  const within = (value) => Math.min(100, Math.max(0, value));

  const point = (x, y) => {
    [place.x, place.y] = [within(x), within(y)];
    for (const circle of ring.querySelectorAll('circle')) {
      circle.setAttribute('cx', `${place.x}%`);
      circle.setAttribute('cy', `${place.y}%`);
    }
    ring.removeAttribute('display');
  };

  const open = () => {
    form.elements.x.value = place.x.toFixed(2);
    form.elements.y.value = place.y.toFixed(2);
    form.style.setProperty('--x', `${place.x}%`);
    form.style.setProperty('--y', `${place.y}%`);
    form.classList.toggle('is-above', place.y > 85);
    form.hidden = false;
    form.elements.words.focus({ preventScroll: true });
    form.scrollIntoView({ block: 'nearest' });
  };

  const close = () => {
    form.hidden = true;
    ring.setAttribute('display', 'none');
    picture.focus({ preventScroll: true });
  };

  if (picture && form) {
    sheet.append(form);
    if (!form.hidden) { point(Number(form.elements.x.value), Number(form.elements.y.value)); open(); }
    picture.addEventListener('click', (event) => {
      event.preventDefault();
      const box = picture.getBoundingClientRect();
      // A press of the Enter key has no place: the ring has it.
      if (event.detail) point(100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height);
      else point(place.x, place.y);
      open();
    });
    const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    picture.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      point(place.x + far * step[0], place.y + far * step[1]);
      ring.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    form.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
    form.querySelector('[data-cancel]').addEventListener('click', (event) => { event.preventDefault(); close(); });
  }

  /* -- from a mark to its words and back ---------------------------------------------------------------------------- */
  const choose = (id) => {
    for (const one of document.querySelectorAll('.is-chosen')) one.classList.remove('is-chosen');
    for (const one of [`pin-${id}`, `mark-${id}`]) document.getElementById(one)?.classList.add('is-chosen');
  };

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.pin, a.mark-number');
    if (!link) return;
    event.preventDefault();
    const other = document.getElementById(link.getAttribute('href').slice(1));
    choose(other.id.replace(/^\w+-/, ''));
    const into = other.matches('.pin') ? other : other.querySelector('.mark-number');
    other.scrollIntoView({ block: other.matches('.pin') ? 'center' : 'nearest', inline: 'center' });
    into.focus({ preventScroll: true });
  });

  /* -- how large, and where one was ---------------------------------------------------------------------------------- */
  const enlarge = (large) => {
    sheet.classList.toggle('is-large', large);
    zoom.textContent = large ? zoom.dataset.whole : zoom.dataset.large;
  };

  zoom?.addEventListener('click', (event) => {
    event.preventDefault();
    const before = sheet.getBoundingClientRect();
    const middle = (innerHeight / 2 - before.top) / before.height;
    enlarge(!sheet.classList.contains('is-large'));
    const after = sheet.getBoundingClientRect();
    scrollBy(0, after.top + middle * after.height - innerHeight / 2);
    const box = sheet.parentElement;
    box.scrollLeft = place.x * box.scrollWidth / 100 - box.clientWidth / 2;
  });

  const KEY = `proof ${location.pathname}`;
  try {
    const was = JSON.parse(sessionStorage.getItem(KEY) || 'null');
    sessionStorage.removeItem(KEY);
    if (was && !location.hash) {
      enlarge(was.large);
      scrollTo(0, was.top);
      sheet.parentElement.scrollLeft = was.left;
    }
  } catch { /* a browser that keeps nothing begins at the top */ }
  document.addEventListener('submit', () => {
    const was = { left: sheet.parentElement.scrollLeft, top: scrollY, large: sheet.classList.contains('is-large') };
    try { sessionStorage.setItem(KEY, JSON.stringify(was)); } catch { /* as above */ }
  });
})();
