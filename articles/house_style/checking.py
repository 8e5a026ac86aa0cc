"""The check as a whole: an article's words go in, what the house style has to say of them comes out. No database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from typing import Any

from articles.house_style.days import days, phones, spans, weekdays
from articles.house_style.figures import growth, shares, sums, units
from articles.house_style.heads import bylines, dateline, headline
from articles.house_style.marks import dots, doubled_marks, full_width, half_width, repeated
from articles.house_style.pairs import pairs
from articles.house_style.remark import BLOCKING, FIELDS, OFF, Found, Line, Remark, remark_of
from articles.house_style.rules import CODES, HouseStyle
from articles.house_style.words import words
from articles.html import plain_text

# Nobody reads more of one kind; the rest is found again when these are settled.
MOST_OF_A_RULE = 50
_ONE_LINE = tuple(field for field in FIELDS if field not in {"body", "caption"})
_ORDER = {field: place for place, field in enumerate(FIELDS)}
_OF_A_LINE = (half_width, full_width, repeated, doubled_marks, dots, sums, growth, shares, units, days, spans, phones)


def lines_of(content: Mapping[str, Any]) -> list[Line]:
    """The lines of an article's content: a dictionary of the shape of `Version.parts`, of which parts may be missing.

    `body` is clean HTML; its paragraphs are numbered as `plain_text` has them.
    """
    lines = [Line(field, 1, str(content[field])) for field in _ONE_LINE if content.get(field)]
    paragraphs = plain_text(str(content.get("body") or "")).split("\n")
    lines += [Line("body", number, text) for number, text in enumerate(paragraphs, 1) if text]
    captions = [str(photo.get("caption", "")) for photo in content.get("photos", ())]
    lines += [Line("caption", number, text) for number, text in enumerate(captions, 1) if text]
    return lines


def check(content: Mapping[str, Any], style: HouseStyle) -> list[Remark]:
    """What the house style has to say: what must be settled first, then advice, each in printed order.

    Takes time in proportion to the text, whatever it holds.
    """
    lines = lines_of(content)
    remarks = [
        remark_of(found, severity)
        for found in _limited(_found(content, lines, style))
        if (severity := _severity(found, style)) != OFF
    ]
    return sorted(remarks, key=_place)


def _place(remark: Remark) -> tuple[bool, int, int, int]:
    return not remark.is_blocking, _ORDER[remark.field], remark.paragraph, remark.start


def _severity(found: Found, style: HouseStyle) -> str:
    """That of the rule, or of the entry of the list where it is stricter; a rule that is off is off."""
    of_rule = style.severity(found.code)
    return BLOCKING if of_rule != OFF and found.severity == BLOCKING else of_rule


def _found(content: Mapping[str, Any], lines: list[Line], style: HouseStyle) -> Iterator[Iterator[Found]]:
    """What each check finds, one check after the other, in one iterator each."""
    for kind in _OF_A_LINE:
        if style.severity(kind.__name__) != OFF:
            yield chain.from_iterable(map(kind, lines))
    if style.severity("weekdays") != OFF:
        yield chain.from_iterable(weekdays(line, style.today) for line in lines)
    if style.severity("pairs") != OFF:
        fields = groupby(lines, key=lambda line: (line.field, line.number if line.field == "caption" else 0))
        yield chain.from_iterable(pairs(list(group)) for _field, group in fields)
    if style.severity("words") != OFF and style.words:
        yield from _listed(lines, style)
    for look in (headline, dateline, bylines):
        yield look(content, lines)


def _listed(lines: list[Line], style: HouseStyle) -> Iterator[Iterator[Found]]:
    """Stricter entries by themselves: a hundred lenient ones before them hide none."""
    found = [one for line in lines for one in words(line, style.words)]
    yield (one for one in found if one.severity == BLOCKING)
    yield (one for one in found if one.severity != BLOCKING)


def _limited(kinds: Iterable[Iterator[Found]]) -> Iterator[Found]:
    for found in kinds:
        yield from islice(found, MOST_OF_A_RULE)


assert {kind.__name__ for kind in _OF_A_LINE} < set(CODES)
