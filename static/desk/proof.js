/* Marks on a proof with a pointer: a press on the page opens the form beside it, without loading the page anew. */
(() => {
  'use strict';

  const sheet = document.querySelector('[data-proof]');
  if (!sheet) return;
  const picture = sheet.querySelector('input[type=image]');
  sheet.addEventListener('submit', (event) => { event.preventDefault(); });
  picture?.addEventListener('click', (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    // A press of the Enter key has no place.
    const x = event.clientX ? 100 * (event.clientX - box.left) / box.width : 50;
    const y = event.clientY ? 100 * (event.clientY - box.top) / box.height : 50;
    location.search = `?x=${x.toFixed(2)}&y=${y.toFixed(2)}`;
  });
  for (const pin of document.querySelectorAll('.pin[data-mark]')) {
    pin.addEventListener('click', () => { document.getElementById(`mark-${pin.dataset.mark}`)?.scrollIntoView({ block: 'center' }); });
  }
})();
