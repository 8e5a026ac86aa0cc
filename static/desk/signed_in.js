/* The small window in which somebody has signed in again tells the page that opened it, which has kept the words. */
(() => {
  'use strict';
  if (window.opener) window.opener.postMessage('signed-in', window.location.origin);
})();
