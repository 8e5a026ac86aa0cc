/* Closes an open menu of the head line when somebody clicks elsewhere or presses Escape; without it a second click does. */
(() => {
  'use strict';
  const openMenus = () => document.querySelectorAll('.desk-menu[open]');

  document.addEventListener('click', (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
})();
