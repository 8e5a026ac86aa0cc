/* Saves the words of photos that have arrived without leaving the page, on which others are still on their way. */
(() => {
  'use strict';

  const form = document.getElementById('arrived');
  const says = document.getElementById('uploading').dataset;
  const status = document.getElementById('saved');
  const NEEDED = ['caption', 'credit', 'alt_text'];

  const lineOf = (photo) => form.querySelector(`li[data-photo="${photo}"]:has(.file-fields)`);
  const isChanged = (input) => {
    const before = form.elements.namedItem(`initial-${input.name}`);
    return before !== null && before.value !== input.value;
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const sent = new FormData(form);
    const headers = { 'X-Requested-With': 'fetch', 'X-CSRFToken': sent.get('csrfmiddlewaretoken') };
    const answer = await fetch(form.action, { method: 'POST', body: sent, headers, redirect: 'manual' }).catch(() => null);
    if (!answer?.ok) {
      status.textContent = answer?.status === 401 ? says.saysSignedOut : says.saysNotSaved;
      return;
    }
    const { saved, wrong } = await answer.json();
    for (const line of form.querySelectorAll('.is-wrong')) showWrong(line, []);
    for (const photo of saved) settle(lineOf(photo), photo, sent);
    for (const [photo, sentences] of Object.entries(wrong)) showWrong(lineOf(photo), sentences);
    status.textContent = Object.keys(wrong).length ? '' : says.saysSaved;
  });

  form.addEventListener('input', () => {
    status.textContent = '';
  });

  /** What was sent is what it was last seen with. */
  function settle(line, photo, sent) {
    for (const input of line.querySelectorAll(`input[name^="initial-photo-${photo}-"]`)) {
      input.value = sent.get(input.name.replace('initial-', ''));
    }
    const labels = NEEDED.filter((name) => !sent.get(`photo-${photo}-${name}`).trim())
      .map((name) => line.querySelector(`.file-${name} label`).textContent);
    const missing = line.querySelector('.file-missing');
    if (!missing) return;
    missing.hidden = !labels.length;
    if (labels.length) missing.lastElementChild.textContent = labels.join(says.comma);
  }

  function showWrong(line, sentences) {
    line.classList.toggle('is-wrong', sentences.length > 0);
    line.querySelector('.file-wrong').replaceChildren(
      ...sentences.map((sentence) => {
        const item = document.createElement('li');
        item.textContent = sentence;
        return item;
      }),
    );
  }

  window.addEventListener('beforeunload', (event) => {
    const inputs = form.querySelectorAll('.file-fields :is(input:not([type=hidden]), textarea)');
    if (Array.from(inputs).some(isChanged)) event.preventDefault();
  });
})();
