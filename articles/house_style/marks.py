"""Single marks and letters: the wrong width beside Chinese, written twice, dots for an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from articles.house_style.remark import HAN, Found, Line

_CLOSING, _OPENING = "”’）》〉】」』", "“‘（《〈【「『"
_AFTER, _BEFORE = f"(?<=[{HAN}{_CLOSING}])", f"(?=[{HAN}{_OPENING}])"
FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）"}

# An address may end before a Chinese character with a mark that is its own.
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,400}|[\w.+-]{1,60}@[\w-]{1,60}(?:\.[A-Za-z]{2,12}){1,4}", re.A)
_MARK = re.compile(rf"{_AFTER}[,;!?](?![!?])|{_AFTER}:(?![)(/])|{_AFTER}\.(?![.A-Za-z0-9])|[,;:!?]{_BEFORE}")
_BRACKETS = re.compile(r"\(([^()\n]{0,60})\)")
_LONE_BRACKET = re.compile(rf"{_AFTER}[()]|[()]{_BEFORE}")
_STRAIGHT_QUOTES = re.compile(r'(?<![\d"])(?P<opens>")([^"\n]{1,200})(?P<closes>")(?!")')
_HAN = re.compile(f"[{HAN}]")

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]{1,60}")
_NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

_DOUBLED = re.compile(r"[，。、；：]{2,40}")
_DOTS = re.compile(r"\.{3,40}|…{1,40}|。{3,40}|·{3,40}")
_HYPHENS = re.compile(r"-{2,40}|－{2,40}|—{3,40}")

# Small words that never stand twice in a row, with what makes a pair of them right: the letter before or behind.
_TWICE: dict[str, tuple[str, str]] = {
    "的": ("目打标端", "确喀"),
    "了": ("不甚为除明未完终时小", "解结却断望了"),
    "是": ("但可还于只凡就要若不或总硬国", "非"),
    "在": ("现存实内外潜自所好正", ""),
    "和": ("温饱共平暖柔祥中缓谐书随总", "美气睦谐平解"),
    "与": ("参赋给", ""),
    "及": ("涉普埃触顾企危累波以", "时格早"),
    "被": ("棉夹", "子褥单面套"),
    "于": ("", ""),
    "也": ("", ""),
    "而": ("", ""),
    "但": ("", ""),
    "们": ("哥", ""),
}
_LETTER_TWICE = re.compile(f"([{''.join(_TWICE)}])\\1")
_WORD_TWICE = re.compile(
    "(我们|他们|她们|它们|通过|进行|以及|由于|但是|并且|对于|关于|根据|目前|同时|其中|为了|如果|虽然|所以|成为|作为|"
    "因为|已经|或者|而且)\\1"
)
_LATIN_TWICE = re.compile(r"\b(the|a|an|of|to|in|and|is|are|for|with|on|at|from|by)[ \u00a0]\1\b", re.I)


def half_width(line: Line) -> Iterator[Found]:
    """Half-width marks that touch Chinese; not those of numbers, addresses and Latin sentences."""
    if not line.is_chinese:
        return
    pairs = list(_pairs_beside_chinese(line.text))
    yield from (_wider(line, match, wide) for match, wide in pairs)
    covered = bytearray(len(line.text) + 1)
    for match, wide in pairs:
        for start, end in [match.span()] if wide[0] == "（" else [match.span("opens"), match.span("closes")]:
            covered[start:end] = b"\1" * (end - start)
    for match in _ADDRESS.finditer(line.text):
        covered[match.start() : match.end()] = b"\1" * len(match[0])
    marks = chain(_MARK.finditer(line.text), _LONE_BRACKET.finditer(line.text))
    yield from (_wider(line, match, _suggestion(line.text, match)) for match in marks if not covered[match.start()])


def _pairs_beside_chinese(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Brackets and quotation marks that open and close, with what they should be: one remark for the two."""
    for match in _BRACKETS.finditer(text):
        if _touches_chinese(text, *match.span()):
            yield match, f"（{match[1]}）"
    for match in _STRAIGHT_QUOTES.finditer(text):
        if _HAN.search(match[2]):
            yield match, f"“{match[2]}”"


def _wider(line: Line, match: re.Match[str], suggestion: str | None) -> Found:
    return Found("half_width", line, *match.span(), _("Chinese has full-width marks."), suggestion)


def _suggestion(text: str, match: re.Match[str]) -> str | None:
    """None for a dot between two characters: it may be a full stop, or the point in a foreign name (·)."""
    if match[0] == "." and _HAN.match(text, match.end()):
        return None
    return FULL_WIDTH[match[0]]


def _touches_chinese(text: str, start: int, end: int) -> bool:
    beside = text[max(start - 1, 0) : start + 2] + text[end - 2 : end + 1]
    return _HAN.search(beside) is not None


def full_width(line: Line) -> Iterator[Found]:
    for match in _WIDE.finditer(line.text):
        narrow = match[0].translate(_NARROW)
        yield Found("full_width", line, *match.span(), _("The house writes letters and digits half-width."), narrow)


def repeated(line: Line) -> Iterator[Found]:
    for match in _LETTER_TWICE.finditer(line.text):
        before, behind = _TWICE[match[1]]
        text, (start, end) = line.text, match.span()
        if (start and text[start - 1] in before) or (end < len(text) and text[end] in behind):
            continue
        yield _twice(line, match)
    for pattern in (_WORD_TWICE, _LATIN_TWICE):
        for match in pattern.finditer(line.text):
            yield _twice(line, match)


def _twice(line: Line, match: re.Match[str]) -> Found:
    return Found("repeated", line, *match.span(), _("Written twice."), match[1])


def doubled_marks(line: Line) -> Iterator[Found]:
    for match in _DOUBLED.finditer(line.text):
        marks = match[0]
        if set(marks) == {"。"} and len(marks) > 2:
            continue  # meant as an ellipsis
        one = marks[0] if len(set(marks)) == 1 else None
        yield Found("doubled_marks", line, *match.span(), _("Two marks in a row."), one)


def dots(line: Line) -> Iterator[Found]:
    if not line.is_chinese:
        return
    for match in _DOTS.finditer(line.text):
        if set(match[0]) == {"…"} and len(match[0]) % 2 == 0:
            continue  # …… ends a sentence, twice as many stand for a paragraph left out
        if _touches_chinese(line.text, *match.span()):
            yield Found("dots", line, *match.span(), _("An ellipsis has six dots."), "……")
    for match in _HYPHENS.finditer(line.text):
        if len(match[0]) < 5 and _touches_chinese(line.text, *match.span()):
            yield Found("dots", line, *match.span(), _("A dash is as long as two characters."), "——")
