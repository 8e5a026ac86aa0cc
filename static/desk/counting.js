/*
 * How long a text is, as Chinese newspapers count it: the same rule as articles/html.py, and a test holds both to it.
 */
(() => {
  'use strict';

  // Han characters and full-width marks count one each, other words one each.
  const CJK =
    '\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3001-\\u318f\\u31a0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f' +
    '\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff01-\\uffee\\u{20000}-\\u{3ffff}';
  const SHARED_MARKS = '\\u00b7\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026';
  const WORD = `(?:(?![${CJK}])[\\p{L}\\p{N}])+`;
  const COUNTED = new RegExp(`[${CJK}]|(?<marks>[${SHARED_MARKS}]+)|(?<word>${WORD}(?:['\\u2019.,:/@&%+-]${WORD})*)`, 'gu');
  const FULL_WIDTH = new RegExp(`[${CJK}]`, 'u');
  const LETTER = /\p{L}/u;
  const BLOCK_ENDS = /<(br|hr|\/?(p|div|section|h[1-6]|ul|ol|li|table|caption|tbody|thead|t[hdr]|blockquote))\b[^>]*>/gi;
  // Zero-width and other marks that no reader sees go when the text is stored.
  const INVISIBLE =
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

  // Where a photo stands: no words of the article (articles/body_photos.py).
  const PHOTO = /<p>photo:[1-9][0-9]{0,17}<\/p>/g;

  const before = (text, index) => (index ? Array.from(text.slice(Math.max(index - 2, 0), index)).pop() : '');
  const after = (text, index) => Array.from(text.slice(index, index + 2))[0] ?? '';

  /** The characters of an HTML text, and how many of them are words written in letters. */
  window.newsroomCount = (html) => {
    const page = new DOMParser().parseFromString(html.replace(PHOTO, '').replace(BLOCK_ENDS, ' $&'), 'text/html');
    const text = page.body.textContent.replace(INVISIBLE, '');
    let characters = 0;
    let latin = 0;
    for (const { 0: found, index, groups } of text.matchAll(COUNTED)) {
      if (!groups.marks) {
        characters += 1;
        if (groups.word && LETTER.test(found)) latin += 1;
      } else if (FULL_WIDTH.test(before(text, index)) || FULL_WIDTH.test(after(text, index + found.length))) {
        characters += found.length;
      }
    }
    return { characters, latin };
  };
})();
