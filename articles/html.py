"""The HTML of an article's text: what it may contain, how it is cleaned, read and counted."""

from __future__ import annotations

import re
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.pasting import from_other_programs
from authors.text_line import INVISIBLE
from authors.text_line import check_text_line as check_text_line

MAX_BYTES = 500_000
MAX_TAGS = 5_000
MAX_NESTING = 100
# Bold in a link in italics: three are many. Those that cross paragraphs are written again in each.
MAX_INLINE_NESTING = 20

INLINE_TAGS = frozenset({"strong", "em", "sub", "sup", "a"})
BLOCK_TAGS = frozenset(
    {"p", "h2", "h3", "hr", "ul", "ol", "li", "blockquote"} | {"table", "caption", "thead", "tbody", "tr", "th", "td"}
)
ALLOWED_TAGS = BLOCK_TAGS | INLINE_TAGS | {"br"}
# nh3 wants "rel" absent here: it writes the attribute itself.
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
LINK_SCHEMES = {"http", "https", "mailto"}
LINK_REL = "noopener noreferrer"
# What goes together with everything inside it; of any other unknown element the text stays.
DROPPED_WITH_CONTENT = {
    "script", "style", "iframe", "object", "embed", "svg", "math", "noscript", "template",
    "textarea", "select", "title",
}  # fmt: skip

# A link leads to a full address or, with one slash, to a page of our own. "//host", "/\host" and
# a slash before white space all make browsers leave the site.
_LINK = r"(?:https?://|mailto:|/(?![/\\\s]))"
_SPAN = r"[1-9][0-9]?"

# The same rule for PostgreSQL, which has no HTML parser: clean_html() leaves "<" only where a tag
# starts and writes attributes in one manner, so every "<" that does not start exactly such a tag
# is refused. Understood alike by PostgreSQL and by Python.
FORBIDDEN_HTML = (
    r"<(?!/?(?:p|h2|h3|strong|em|sub|sup|ul|ol|li|blockquote|table|caption|thead|tbody|tr|th|td)>"
    r"|[hb]r>|/a>"
    rf'|a(?: (?:href="{_LINK}[^"<>]*"|title="[^"<>]*"|rel="{LINK_REL}"))*>'
    rf'|t[hd](?: (?:col|row)span="{_SPAN}")+>)'
)

_OLD_NAMES = {
    "b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "div": "p",
}  # fmt: skip
_OLD_TAG = re.compile(r"(</?)(b|i|h1|h4|h5|h6|div)(?=[\s/>])", re.I)
_BLOCK = re.compile(rf"(</?(?:{'|'.join(sorted(BLOCK_TAGS))})(?: [^>]*)?>)")
_INLINE = re.compile(r"<(/?)(?:strong|em|sub|sup|a)(?: [^>]*)?>")
_BETWEEN_CELLS = re.compile(r"</t[dh]><t[dh](?: [^>]*)?>")
_DEAD_LINK = re.compile(r'<a(?![^>]* href=")[^>]*>(.*?)</a>', re.S)
_EMPTY_INLINE = re.compile(r"<(strong|em|sub|sup|a)(?: [^>]*)?>([ \u3000\u00a0]*)</\1>")
_EMPTY_BLOCK = re.compile(r"<(p|h2|h3|ul|ol|li|blockquote|table|caption|thead|tbody|tr)></\1>\n?")
_LONE_NO_BREAK_SPACE = re.compile(r"(?<![ \u3000\u00a0])\u00a0(?![ \u3000\u00a0])")
_OPENING = re.compile(r"(?:<(?:strong|em)>|<br>|[ \u3000\u00a0])*")
_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)", re.A)
_LINE_OF_WORDS = re.compile(r"^.*\S", re.M)
_PADDING = " \u3000\u00a0"
# Most texts were clean before, and so are most that come in by the thousand: paragraphs of nothing but letters, figures
# and everyday marks, with single spaces between. Cleaning would find nothing to do; a test compares the two.
LONGEST_PLAIN = 16_000
_PLAIN = r"[0-9A-Za-z\u4e00-\u9fff，。、；：？！（）《》〈〉【】“”‘’…—·.,;:?!()%+/-]++"
_PLAIN_PARAGRAPH = rf"<p>{_PLAIN}(?: {_PLAIN})*+</p>"
_PLAIN_PARAGRAPHS = re.compile(rf"{_PLAIN_PARAGRAPH}(?:\n{_PLAIN_PARAGRAPH})*+")
# Where a photo stands (`articles/body_photos.py`): no words of the article.
_PHOTO = re.compile("photo:[1-9][0-9]{0,17}")
# The end tags of these may be left out, so an open one does not mean depth.
_CLOSE_THEMSELVES = frozenset(
    {"p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "dt", "dd", "br", "hr", "img", "input"}
)


def clean_html(html: str) -> str:
    """
    Return the HTML that may be stored and published; cleaning it again changes nothing.

    The result is a row of blocks, one to a line: text that stands in no paragraph gets one, white
    space that browsers ignore goes, and so do empty paragraphs and the spaces people indent with
    (the style sheet indents). Raises ValidationError when there is too much of it to be an
    article.
    """
    if len(html) <= LONGEST_PLAIN and _PLAIN_PARAGRAPHS.fullmatch(html):
        return html
    _refuse_the_monstrous(html)
    html = from_other_programs(html)
    for _round in range(8):
        _refuse_the_monstrous(html)
        cleaned = _clean_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    # Repairing misnested elements could go round in a circle.
    raise _too_complex()


def plain_text(html: str) -> str:
    """Return the words of clean HTML: one line per paragraph, heading, list item or table row."""
    text = _BETWEEN_CELLS.sub("\t", html.replace("\n", " "))
    text = _BLOCK.sub("\n", text.replace("<br>", "\n"))
    text = unescape(re.sub(r"<[^>]*>", "", text))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not _PHOTO.fullmatch(line))


_CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3001-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003ffff"
)
# Marks that both scripts use; they are full-width, and count, only next to a full-width character.
_SHARED_MARKS = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"
_FULL_WIDTH = re.compile(f"[{_CJK}]")
_WORD = rf"[^\W_{_CJK}]+(?:['\u2019.,:/@&%+-][^\W_{_CJK}]+)*"
_COUNTED = re.compile(rf"[{_CJK}]|{_WORD}")
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_BESIDE_FULL_WIDTH = re.compile(rf"(?<=[{_CJK}])\n|(?<=[{_CJK}][{_SHARED_MARKS}])\n|\n(?=[{_CJK}])")
# What counts by its length; the desk counts every article of an edition at once, so the regular expressions do it.
_EACH = re.compile(rf"[{_CJK}]+|(?<=[{_CJK}])[{_SHARED_MARKS}]+|[{_SHARED_MARKS}]+(?=[{_CJK}])")
_WORDS = re.compile(_WORD)


def running_text(html: str) -> str:
    """Return the words of clean HTML in one line, without its tables: paragraphs in Latin letters stay apart."""
    text = plain_text(_TABLE.sub("", html) if "<table" in html else html)
    return _BESIDE_FULL_WIDTH.sub("", text).replace("\n", " ")


def character_count(html: str) -> int:
    """
    Return the length of clean HTML as Chinese newspapers count it (字数).

    Every Han character and every full-width mark counts one, and so does every word of Latin
    letters or digits ("2025", "COVID-19", "don't"). Spaces and half-width marks do not count. For
    English text this is the number of words.
    """
    text = plain_text(html)
    return sum(map(len, _EACH.findall(text))) + len(_WORDS.findall(text))


def latin_word_count(html: str) -> int:
    """Return how many of the words that `character_count` counts are written in letters ("COVID-19", not "2025")."""
    found = (found[0] for found in _COUNTED.finditer(plain_text(html)))
    return sum(not _FULL_WIDTH.match(word) and any(map(str.isalpha, word)) for word in found)


def _refuse_the_monstrous(html: str) -> None:
    """Refuse what would keep the parser busy: its time grows with the square of the depth."""
    if len(html) > MAX_BYTES or len(html.encode(errors="ignore")) + _growth(html) > MAX_BYTES:
        raise ValidationError(
            _("This text is longer than 500 KB. Divide it into several articles."),
            code="too_long",
        )
    if html.count("<") > MAX_TAGS or _nesting(html) > MAX_NESTING:
        raise _too_complex()


def _growth(html: str) -> int:
    """By how many bytes at least cleaning lengthens it: what is refused afterwards need not be cleaned for seconds."""
    paragraphs = 0 if "<" in html else len(_LINE_OF_WORDS.findall(html))
    return len("amp;") * len(_BARE_AMPERSAND.findall(html)) + len("<p></p>") * paragraphs


def _too_complex() -> ValidationError:
    return ValidationError(
        _("This text has too much formatting to be handled. Paste it again as plain text (Ctrl+Shift+V)."),
        code="too_complex",
    )


def _nesting(html: str) -> int:
    deepest = depth = 0
    for tag in _TAG_NAME.finditer(html):
        if tag[2].lower() in _CLOSE_THEMSELVES:
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _clean_once(html: str) -> str:
    html = INVISIBLE.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    html = _OLD_TAG.sub(lambda tag: tag[1] + _OLD_NAMES[tag[2].lower()], html)
    html = _CLEANER.clean(html)
    # References such as &#x202E; have been resolved here; what they hid goes in the next round.
    return _tidy(html)


def _attribute_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        value = " ".join(INVISIBLE.sub("", value).split())
        return value if re.match(_LINK, value, re.I) else None
    if attribute in {"colspan", "rowspan"}:
        return value if re.fullmatch(_SPAN, value, re.A) and value != "1" else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=ALLOWED_ATTRIBUTES,
    attribute_filter=_attribute_value,
    strip_comments=True,
    link_rel=LINK_REL,
    url_schemes=LINK_SCHEMES,
)


def _tidy(html: str) -> str:
    """Give nh3's output its one written form, so that text only looked at is not changed text."""
    html = _DEAD_LINK.sub(r"\1", html.replace("&nbsp;", "\u00a0"))
    written: list[str] = []
    still_open: list[str] = []
    depth = 0
    for part in _BLOCK.split(html):
        if not _BLOCK.fullmatch(part):
            inline = _closed(part, still_open)
            written.append(_tidy_inline(inline) if depth else _paragraphs(inline))
        elif part == "<hr>":
            written.append("<hr>\n")
        else:
            closes = part.startswith("</")
            depth += -1 if closes else 1
            written.append(part + "\n" if closes and part[2:4] not in {"td", "th"} else part)
    return _without_empty_blocks("".join(written)).strip("\n")


def _closed(inline: str, still_open: list[str]) -> str:
    """Close at a block's edge the bold, italic and links that cross it; open them again behind."""
    opening = "".join(still_open)
    for tag in _INLINE.finditer(inline):
        if not tag[1]:
            still_open.append(tag[0])
            if len(still_open) > MAX_INLINE_NESTING:
                raise _too_complex()
        elif still_open:
            still_open.pop()
    closing = "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(still_open))
    return opening + inline + closing


def _without_empty_blocks(html: str) -> str:
    while (shorter := _EMPTY_BLOCK.sub("", html)) != html:
        html = shorter
    return html


def _paragraphs(loose: str) -> str:
    """Put text that stands in no block into paragraphs; plain text has one to a line."""
    lines = [loose] if "<" in loose else [line for line in loose.split("\n") if line.strip()]
    return "".join(f"<p>{line}</p>\n" for line in map(_tidy_inline, lines) if line)


def _tidy_inline(text: str) -> str:
    """Trim what stands between two block tags, also inside bold or italic at its ends."""
    text = re.sub(r"[ \t\n\x0b\x0c\x85]+", " ", text)
    while (shorter := _EMPTY_INLINE.sub(r"\2", text)) != text:
        text = shorter
    # Browsers write a no-break space wherever somebody types a space before bold text.
    text = _LONE_NO_BREAK_SPACE.sub(" ", text)
    text = re.sub(r" ?<br> ?", "<br>", text)
    opening = _OPENING.match(text)
    if opening:
        text = re.sub(r"<br>|[ \u3000\u00a0]", "", opening[0]) + text[opening.end() :]
    closing = ""
    while True:
        text = text.rstrip(_PADDING)
        for tag in ("<br>", "</strong>", "</em>"):
            if text.endswith(tag):
                text = text.removesuffix(tag)
                closing = (tag if tag != "<br>" else "") + closing
                break
        else:
            return text + closing
