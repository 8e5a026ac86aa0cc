/* Paints the ground of each picture in the picture's own colour until it has come; without it the ground is plain. */
(() => {
  'use strict';

  function paint(root) {
    for (const ground of root.querySelectorAll('[data-colour]')) {
      if (!/^#[0-9a-f]{6}$/i.test(ground.dataset.colour)) continue;
      const picture = ground.querySelector('img');
      if (!picture || picture.complete) continue;
      ground.style.backgroundColor = ground.dataset.colour;
      picture.addEventListener('load', () => ground.style.removeProperty('background-color'), { once: true });
    }
  }

  window.newsroomPaint = paint;
  paint(document);
})();
