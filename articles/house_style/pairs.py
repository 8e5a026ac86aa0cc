"""Quotation marks and brackets: each that opens closes, and they do not cross."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from articles.house_style.remark import Found, Line

PAIRS = dict(zip("“‘（(《〈【「『〔[", "”’）)》〉】」』〕]", strict=True))
# A full-width bracket closes a half-width one: that they differ is another rule's affair.
KIND = {mark: opening for opening, closing in PAIRS.items() for mark in (opening, closing)} | {"(": "（", ")": "（"}
QUOTES = frozenset("“‘「『")
# A bracket may hold several paragraphs; what opened longer ago than this was forgotten.
MOST_PARAGRAPHS = 10
# A paragraph with more of them is no writing, and nobody is helped by remarks on it.
MOST_MARKS = 5_000

_MARK = re.compile("[" + re.escape("".join(KIND)) + "]")
_STRAIGHT = re.compile(r'(?<!\d)"')
# What stands before the bracket of "1)", "a)" and "甲)", which counts and closes nothing.
_COUNTER = re.compile(r"(?:^|[；;。，、：\s])[0-9A-Za-z一二三四五六七八九十甲乙丙丁]{1,3}$")


@dataclass(frozen=True, slots=True)
class Mark:
    line: Line
    place: int
    sign: str

    @property
    def kind(self) -> str:
        return KIND[self.sign]

    @property
    def opens(self) -> bool:
        return self.sign in PAIRS

    def found(self, sentence: str, suggestion: str | None = None) -> Found:
        return Found("pairs", self.line, self.place, self.place + 1, sentence, suggestion)


@dataclass
class _Paragraph:
    """The marks of one paragraph that are open, those that others have closed over, and those left over at its end."""

    stack: list[Mark] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    crossed_over: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    crossed: list[Mark] = field(default_factory=list)
    strays: list[Mark] = field(default_factory=list)

    def take(self, mark: Mark) -> None:
        if mark.opens:
            self.stack.append(mark)
            self.kinds[mark.kind] += 1
        elif self.kinds[mark.kind]:
            self._close(mark)
        elif self.crossed_over[mark.kind]:
            self.crossed_over[mark.kind].pop()
            self.crossed.append(mark)
        elif not (mark.sign == "’" and _is_apostrophe(mark)) and not (mark.kind == "（" and _is_counter(mark)):
            self.strays.append(mark)

    def _close(self, mark: Mark) -> None:
        while (top := self.stack.pop()).kind != mark.kind:
            self.crossed_over[top.kind].append(top)
            self.kinds[top.kind] -= 1
        self.kinds[mark.kind] -= 1

    def left_open(self) -> list[Mark]:
        over = [mark for marks in self.crossed_over.values() for mark in marks]
        return sorted([*self.stack, *over], key=lambda mark: mark.place)


def pairs(lines: Sequence[Line]) -> Iterator[Found]:
    """Remarks on the lines of one field, in printed order.

    A quotation of several paragraphs opens anew at the beginning of each and closes once, at its end.
    """
    lonely: list[Mark] = []
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        paragraph = _read(line)
        for mark in paragraph.crossed:
            yield mark.found(_("Closes across another pair: the two overlap."))
        opened_anew = _opening_run(following)
        left = [mark for mark in paragraph.left_open() if not (mark.kind in QUOTES and mark.sign in opened_anew)]
        lonely += sorted([*left, *paragraph.strays], key=lambda mark: mark.place)
        yield from _straight(line)
    yield from _over_paragraphs(lonely)


def _read(line: Line) -> _Paragraph:
    paragraph = _Paragraph()
    marks = [Mark(line, match.start(), match[0]) for match in islice(_MARK.finditer(line.text), MOST_MARKS)]
    for mark in marks if len(marks) < MOST_MARKS else ():
        if not _is_inside_a_word(mark):
            paragraph.take(mark)
    return paragraph


def _is_inside_a_word(mark: Mark) -> bool:
    """The apostrophe of don’t."""
    text, place = mark.line.text, mark.place
    return mark.kind == "‘" and text[place - 1 : place].isalnum() and _is_latin(text[place + 1 : place + 2])


def _is_apostrophe(mark: Mark) -> bool:
    """That of readers’ and ’90s, which closes nothing."""
    text, place = mark.line.text, mark.place
    return _is_latin(text[place - 1 : place]) or text[place + 1 : place + 2].isdigit()


def _is_counter(mark: Mark) -> bool:
    return _COUNTER.search(mark.line.text[max(mark.place - 4, 0) : mark.place]) is not None


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and letter < "\u0250"


def _opening_run(text: str) -> set[str]:
    run: set[str] = set()
    for letter in text.lstrip():
        if letter not in QUOTES:
            break
        run.add(letter)
    return run


def _straight(line: Line) -> Iterator[Found]:
    places = [match.start() for match in _STRAIGHT.finditer(line.text)]
    if len(places) % 2:
        yield Found("pairs", line, places[-1], places[-1] + 1, _("Opened here and not closed."))


def _over_paragraphs(lonely: list[Mark]) -> Iterator[Found]:
    """What opens in one paragraph and closes in a later one; the rest stands alone."""
    waiting: dict[str, Mark] = {}
    for mark in lonely:
        before = waiting.pop(mark.kind, None)
        near = before is not None and mark.line.number - before.line.number <= MOST_PARAGRAPHS
        if before is not None and (mark.opens or not near):
            yield _alone(before)
            before = None
        if mark.opens:
            waiting[mark.kind] = mark
        elif before is None:
            yield _alone(mark)
        elif mark.kind in QUOTES:
            yield before.found(_("Goes on in the next paragraph: open it there again, and close it once, at the end."))
    yield from map(_alone, waiting.values())


def _alone(mark: Mark) -> Found:
    if mark.opens:
        return mark.found(_("Opened here and not closed."))
    before = mark.line.text[mark.place - 1 : mark.place] if mark.place else "："
    return mark.found(_("Closes what was not opened."), mark.kind if mark.kind in QUOTES and before == "：" else None)
