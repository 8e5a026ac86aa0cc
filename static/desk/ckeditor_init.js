/*
 * Starts CKEditor on the text areas of article texts. Without it they stay what they are: text areas with HTML.
 */
(() => {
  'use strict';
  const { CKEDITOR } = window;
  if (!CKEDITOR || !CKEDITOR.env.isCompatible) return;

  // Nobody is asked for the newest version, and nothing becomes an editor unasked.
  CKEDITOR.config.versionCheck = false;
  CKEDITOR.disableAutoInline = true;

  const root = document.documentElement;

  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

  /** The admin's light or dark theme holds around the text, in its frame and in the frames of the menus. */
  function showTheme(...documents) {
    const chosen = root.dataset.theme || 'auto';
    const isDark = chosen === 'dark' || (chosen === 'auto' && systemIsDark.matches);
    for (const doc of [document, ...documents]) {
      if (doc) doc.documentElement.dataset.editorTheme = isDark ? 'dark' : 'light';
    }
  }

  const showThemeEverywhere = () => showTheme(...Object.values(CKEDITOR.instances).map((editor) => editor.document?.$));

  /** Keep the text area up to date while people type, for whatever else on the page reads or saves it. */
  function keepUpToDate(editor, textarea) {
    let waiting = null;
    const follow = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        editor.updateElement();
        textarea.dispatchEvent(new Event('input', { bubbles: true }));
      }, 300);
    };
    editor.on('change', follow);
    // Words that come without keys, by voice or from some input methods, are no change to the editor.
    editor.on('contentDom', () => editor.editable().attachListener(editor.editable(), 'input', follow));
  }

  function start(textarea) {
    if (textarea.dataset.processed !== '0' || textarea.id.includes('__prefix__')) return;
    textarea.dataset.processed = '1';
    const config = JSON.parse(textarea.dataset.config);
    if (textarea.readOnly || textarea.disabled) config.readOnly = true;
    const editor = CKEDITOR.replace(textarea, config);
    editor.on('langLoaded', () => Object.assign(editor.lang.format, config.formatLabels));
    editor.on('contentDom', () => showTheme(editor.document.$));
    editor.on('panelShow', ({ data: panel }) => showTheme(panel.element.$.querySelector('iframe')?.contentDocument));
    keepUpToDate(editor, textarea);
  }

  function startAll() {
    document.querySelectorAll('textarea[data-type=ckeditortype]').forEach(start);
  }

  new MutationObserver(showThemeEverywhere).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  systemIsDark.addEventListener('change', showThemeEverywhere);
  document.addEventListener('formset:added', startAll);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', startAll);
  else startAll();
})();
