"""Finds each article on a page that was set elsewhere: the regions to propose, and what belongs to no known article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from editions.composing.manuscript import Manuscript
from editions.composing.source import Region
from editions.composing.uploaded.orders import Box, Line, PageRead
from editions.composing.uploaded.outlines import Corner, outlines
from editions.composing.uploaded.stacks import around, stacks_of
from editions.composing.uploaded.voting import NOBODY, Electorate, folded, labelled

# Fewer votes are an echo, not an article.
LEAST_VOTES = 5.0
# The share of runs that survive in text of which a fifth is damaged.
HEALTHY = 0.4
# A headline is so much larger than the body; one that nobody knows stands at most so many of its sizes above it.
HEADLINE = 1.3
REACH = 2.0
# A text that belongs to nobody keeps regions off when it is longer than a stray word.
OF_WEIGHT = 12
# How near a picture stands to the text of its article, in mm.
BESIDE_MM = 12.0


@dataclass(frozen=True, slots=True)
class Match:
    """One article as it was found: its regions, the largest first, and how sure it is that they are its own (0 to 1).

    `found` is the share of the article's text that stands here: less than 1 where it is continued elsewhere.
    """

    article: int
    regions: tuple[Region, ...]
    confidence: float
    found: float


@dataclass(frozen=True, slots=True)
class Matched:
    """All articles that were found, in reading order of the page, and the text that belongs to none, with its box."""

    matches: tuple[Match, ...]
    unmatched: tuple[tuple[str, Box], ...]


@dataclass(slots=True)
class _Found:
    """What is gathered of one article: its lines, their boxes, and the votes they had."""

    boxes: list[Box] = field(default_factory=list)
    sizes: list[tuple[float, int]] = field(default_factory=list)
    characters: int = 0
    votes: float = 0.0
    votes_of_all: float = 0.0
    runs: int = 0

    @property
    def body(self) -> float:
        """The size most of its characters have."""
        counted: dict[float, int] = defaultdict(int)
        for size, characters in self.sizes:
            counted[size] += characters
        return max(counted, key=lambda size: counted[size])

    @property
    def has_headline(self) -> bool:
        return any(size > HEADLINE * self.body for size, _characters in self.sizes)


def match(page: PageRead, manuscripts: Sequence[Manuscript]) -> Matched:
    """Propose regions for the articles that stand on a page, out of all that may; in percent of the page."""
    voters = Electorate.of(manuscripts)
    found, strange = _elected(page.lines, voters)
    loose = _take_pictures(found, page.pictures, {one.article for one in manuscripts if one.photos})
    # After the pictures: a headline may stand above one.
    strange = _take_headlines(found, strange)
    kept_off = [around([line.box for line in stack]) for stack in strange if _weight(stack) >= OF_WEIGHT]
    drawn = outlines({article: one.boxes for article, one in found.items()}, [*kept_off, *loose])
    matches = [
        _match(page, article, drawn[article], one, voters.lengths[article])
        for article, one in found.items()
        if drawn[article]
    ]
    matches.sort(key=lambda one: min((y, x) for region in one.regions for x, y in region.points))
    return Matched(tuple(matches), tuple(_told(stack) for stack in strange))


def _elected(lines: Sequence[Line], voters: Electorate) -> tuple[dict[int, _Found], list[list[Line]]]:
    """The lines of each article that has enough votes, and the stacks of the rest."""
    found: dict[int, _Found] = defaultdict(_Found)
    parts: list[tuple[int, list[Line]]] = []
    for stack in stacks_of(lines):
        counts = [voters.count(folded(line.text)) for line in stack]
        part: list[Line] = []
        label = NOBODY
        for line, chosen, (votes, runs) in zip(stack, labelled(counts), counts, strict=True):
            if chosen != label and part:
                parts.append((label, part))
                part = []
            label = chosen
            part.append(line)
            if chosen != NOBODY:
                _count(found[chosen], line, votes.get(chosen, 0.0), sum(votes.values()), runs)
        parts.append((label, part))
    echoes = {article for article, one in found.items() if one.votes < LEAST_VOTES}
    for article, part in parts:
        if article != NOBODY and article not in echoes:
            found[article].boxes.append(around([line.box for line in part]))
    strange = [part for article, part in parts if article == NOBODY or article in echoes]
    return {article: one for article, one in found.items() if article not in echoes}, strange


def _count(one: _Found, line: Line, votes: float, votes_of_all: float, runs: int) -> None:
    length = len(folded(line.text))
    one.sizes.append((line.size, length))
    one.characters += length
    one.votes += votes
    one.votes_of_all += votes_of_all
    one.runs += runs


def _weight(stack: Sequence[Line]) -> int:
    return sum(len(folded(line.text)) for line in stack)


def _told(stack: Sequence[Line]) -> tuple[str, Box]:
    return " ".join(line.text for line in stack), around([line.box for line in stack])


def _take_headlines(found: dict[int, _Found], strange: list[list[Line]]) -> list[list[Line]]:
    """Give large type that nobody knows to the article right below it that has no headline; the rest comes back.

    A headline may have been rewritten on the page.
    """
    rest = []
    for stack in strange:
        box, size = around([line.box for line in stack]), stack[0].size
        below = [
            (gap, article)
            for article, one in found.items()
            if not one.has_headline and size > HEADLINE * one.body and _weight(stack) > 1
            for gap in [_gap_below(box, one.boxes)]
            if gap is not None and gap <= REACH * size
        ]
        if below:
            one = found[min(below)[1]]
            one.boxes.append(box)
        else:
            rest.append(stack)
    return rest


def _gap_below(head: Box, boxes: Sequence[Box]) -> float | None:
    """How far below a headline the text begins that it stands over; None when it does not stand over it alone."""
    whole = around(boxes)
    if head.left < whole.left - head.height or head.right > whole.right + head.height:
        return None
    gaps = [
        box.top - head.bottom
        for box in boxes
        if box.top >= head.bottom - head.height / 4 and min(box.right, head.right) > max(box.left, head.left)
    ]
    return max(0.0, min(gaps)) if gaps else None


def _take_pictures(found: dict[int, _Found], pictures: Sequence[Box], with_photos: set[int]) -> list[Box]:
    """Give each picture to the article whose text it stands in or beside; the boxes of the others come back."""
    loose = []
    texts = {article: list(one.boxes) for article, one in found.items()}
    for picture in pictures:
        near = {
            article: _nearness(picture, boxes)
            for article, boxes in texts.items()
            if article in with_photos or picture.shared(around(boxes)) > 0.8 * picture.width * picture.height
        }
        best = max(near, key=lambda article: near[article], default=NOBODY)
        if best != NOBODY and near[best] > 0:
            found[best].boxes.append(picture)
        else:
            loose.append(picture)
    return loose


def _nearness(picture: Box, boxes: Sequence[Box]) -> float:
    """How much of a picture's rim has text of an article beside it, the nearer the more."""
    total = 0.0
    for box in boxes:
        across = min(picture.right, box.right) - max(picture.left, box.left)
        down = min(picture.bottom, box.bottom) - max(picture.top, box.top)
        gap = max(0.0, -across, -down)
        if gap <= BESIDE_MM and (across > 0 or down > 0):
            total += max(across, down) / (1 + gap)
    return total


def _match(page: PageRead, article: int, loops: list[list[Corner]], one: _Found, length: int) -> Match:
    found = min(1.0, one.characters / max(1, length))
    purity = one.votes / one.votes_of_all if one.votes_of_all else 0.0
    health = min(1.0, one.votes / max(1, one.runs) / HEALTHY)
    regions = tuple(Region(article, tuple(_percent(page, corner) for corner in loop)) for loop in loops)
    return Match(article, regions, round(purity * health, 3), round(found, 3))


def _percent(page: PageRead, corner: Corner) -> tuple[float, float]:
    across, down = 100 * corner[0] / page.width_mm, 100 * corner[1] / page.height_mm
    return round(min(100.0, max(0.0, across)), 2), round(min(100.0, max(0.0, down)), 2)
