"""Text threaded through the columns of a slot: what stands in which column, and what finds no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from editions.composing.manuscript import Kind
from editions.composing.source import SUBHEAD_LINES

# A subhead at the foot of a column must have so many lines of its text below it.
BELOW_SUBHEAD = 2
# A last line of so few characters does not stand alone at the head of a column.
WIDOW = 3
# Before a jump the text may end so many lines early to end with a paragraph.
EARLY = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Some lines of one paragraph: from `first` to `last` (not included)."""

    paragraph: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Threading:
    """Paragraphs in columns: `columns` the runs of each, `paragraph` and `line` the first that is not set."""

    columns: tuple[tuple[Run, ...], ...]
    used: tuple[int, ...]
    paragraph: int
    line: int


@dataclass(frozen=True, slots=True)
class Set:
    """A paragraph broken into its lines."""

    kind: Kind
    lines: tuple[str, ...]

    @property
    def high(self) -> int:
        """Its height in body lines: a subhead stands in the middle of two."""
        return len(self.lines) * (SUBHEAD_LINES if self.kind == "subhead" else 1)


def thread(text: Sequence[Set], rooms: Sequence[int], *, careful: bool = True) -> Threading:
    """The text through columns of `rooms` lines. `careful`: no lone short last line at the head of a column."""
    columns: list[tuple[Run, ...]] = []
    used: list[int] = []
    at, line = 0, 0
    for room in rooms:
        runs, at, line, left = _fill(text, at, line, room, careful=careful)
        columns.append(tuple(runs))
        used.append(room - left)
    return Threading(tuple(columns), tuple(used), at, line)


def _fill(text: Sequence[Set], at: int, line: int, room: int, *, careful: bool) -> tuple[list[Run], int, int, int]:
    """One column: its runs, where the text goes on, and the lines left."""
    runs: list[Run] = []
    while at < len(text) and room > 0:
        paragraph = text[at]
        if paragraph.kind == "subhead":
            if paragraph.high + _wanted_below(text, at) > room:
                break
            runs.append(Run(at, 0, len(paragraph.lines)))
            room -= paragraph.high
            at, line = at + 1, 0
            continue
        last = min(len(paragraph.lines), line + room)
        if careful:
            last = _without_widow(paragraph.lines, line, last, alone=not runs)
        if last == line:
            break
        runs.append(Run(at, line, last))
        room -= last - line
        if last < len(paragraph.lines):
            return runs, at, last, room
        at, line = at + 1, 0
    return runs, at, line, room


def _wanted_below(text: Sequence[Set], at: int) -> int:
    """How many lines must follow a subhead in its column; none where nothing follows it at all."""
    following = text[at + 1] if at + 1 < len(text) else None
    if following is None:
        return 0
    return following.high if following.kind == "subhead" else min(BELOW_SUBHEAD, len(following.lines))


def _without_widow(lines: Sequence[str], first: int, last: int, *, alone: bool) -> int:
    """Where to end this column instead, so that no short last line begins the next one."""
    if last != len(lines) - 1 or len(lines[-1].strip()) > WIDOW:
        return last
    # One line is held back to keep it company, if one stays here.
    return last - 1 if last - 1 > first or (not alone and last - 1 == first) else last


def fit_text(text: Sequence[Set], rooms: Sequence[int]) -> Threading:
    """The best threading that sets all of the text, with even feet; or, where it does not fit, as much as fits."""
    for careful in (True, False):
        found = thread(text, rooms, careful=careful)
        if found.paragraph == len(text):
            return _balanced(text, rooms, found, careful=careful)
    return found


def fit_whole(text: Sequence[Set], rooms: Sequence[int]) -> Threading:
    """Paragraphs that each stand for themselves, whole in one column as far as all of them find a place so."""
    columns: list[list[Run]] = [[] for _room in rooms]
    left, column = list(rooms), 0
    for number, paragraph in enumerate(text):
        while column < len(rooms) and left[column] < paragraph.high:
            column += 1
        if column == len(rooms):
            return fit_text(text, rooms)
        columns[column].append(Run(number, 0, len(paragraph.lines)))
        left[column] -= paragraph.high
    used = tuple(room - rest for room, rest in zip(rooms, left, strict=True))
    return Threading(tuple(map(tuple, columns)), used, len(text), 0)


def _balanced(text: Sequence[Set], rooms: Sequence[int], found: Threading, *, careful: bool) -> Threading:
    """The columns shortened by the same number of lines, as far as the text still fits, so that their feet are even."""
    if len(rooms) < 2:
        return found
    free = sum(rooms) - sum(found.used)
    # The need is not monotone (a subhead may jump a column), so come down from what arithmetic allows.
    for less in range(min(free // len(rooms) + 1, max(rooms)), 0, -1):
        shorter = thread(text, [max(0, room - less) for room in rooms], careful=careful)
        if shorter.paragraph == len(text):
            return shorter
    return found


def fit_to_jump(text: Sequence[Set], rooms: Sequence[int], kept: int = 1) -> Threading:
    """As much as fits above `kept` last lines, one of them for 下转.

    It ends with a paragraph if one ends within the three lines above.
    """
    full = thread(text, _shortened(rooms, kept))
    for early in range(EARLY):
        cut = thread(text, _shortened(rooms, kept + early))
        if cut.line == 0 and 0 < cut.paragraph < len(text):
            return _without_last_subhead(text, cut)
    return _without_last_subhead(text, full)


def _shortened(rooms: Sequence[int], by: int) -> list[int]:
    """The rooms with so many lines less at the end of the last that has any."""
    left = list(rooms)
    for index in range(len(left) - 1, -1, -1):
        taken = min(by, left[index])
        left[index] -= taken
        by -= taken
    return left


def _without_last_subhead(text: Sequence[Set], found: Threading) -> Threading:
    """A subhead is not left behind by the text it stands over."""
    if found.line or not found.paragraph or text[found.paragraph - 1].kind != "subhead":
        return found
    return _without_last_subhead(text, without(text, found, found.paragraph - 1))


def without(text: Sequence[Set], found: Threading, paragraph: int) -> Threading:
    """The same, ending before that paragraph."""
    columns = tuple(tuple(run for run in runs if run.paragraph < paragraph) for runs in found.columns)
    used = tuple(sum(_high(text, run) for run in runs) for runs in columns)
    return Threading(columns, used, paragraph, 0)


def _high(text: Sequence[Set], run: Run) -> int:
    return (run.last - run.first) * (SUBHEAD_LINES if text[run.paragraph].kind == "subhead" else 1)
