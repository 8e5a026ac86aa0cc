"""How much one layout differs from another in what an editor sees: lead, pictures, columns, who is where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from editions.composing.grid import Cells
from editions.composing.slots import PhotoPlace, Style
from editions.composing.taboos import HEADING_LINES, photo_box

# What each part weighs. The lead's width is seen first; so many columns more or less are another lead.
LEAD, PICTURES, COLUMNS, PLACES = 0.3, 0.25, 0.25, 0.2
ANOTHER_LEAD = 2

Bits = int


@dataclass(frozen=True, slots=True)
class Look:
    """A layout as the eye has it. `pictures` and `seams` are the rows that each column and gutter shows, as bits."""

    lead: int
    pictures: tuple[Bits, ...]
    seams: tuple[Bits, ...]
    places: dict[str, Cells]
    has_lead: bool

    def difference(self, other: Look) -> float:
        """From 0, the same page, to 1: nothing of it is as it was. What both have not does not count."""
        parts = [
            (COLUMNS, _apart(self.seams, other.seams)),
            (PLACES, _elsewhere(self.places, other.places)),
        ]
        if self.has_lead or other.has_lead:
            parts.append((LEAD, min(1.0, abs(self.lead - other.lead) / ANOTHER_LEAD)))
        if any(self.pictures) or any(other.pictures):
            parts.append((PICTURES, _apart(self.pictures, other.pictures)))
        return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)


def look(
    columns: int, laid: Iterable[tuple[str, Style, Cells, PhotoPlace | None]], fillers: Iterable[Cells], lead: str
) -> Look:
    """The look of a page of so many columns. `lead` is the key of its lead; empty where a locked slot has that."""
    pictures, seams = [0] * columns, [0] * (columns + 1)
    places, width = {}, 0
    for key, style, cells, photo in laid:
        if key == lead:
            width = cells.span
        places[key] = cells
        _edges(seams, cells)
        if box := photo_box(cells, style, photo, HEADING_LINES[style]):
            left, top, right, bottom = box
            for column in range(max(0, left), min(right, columns)):
                pictures[column] |= _rows(top, bottom)
    for cells in fillers:
        _edges(seams, cells)
    return Look(width, tuple(pictures), tuple(seams[1:-1]), places, bool(lead))


def _edges(seams: list[Bits], cells: Cells) -> None:
    seams[cells.column] |= _rows(cells.row, cells.bottom)
    seams[cells.right] |= _rows(cells.row, cells.bottom)


def _rows(top: int, bottom: int) -> Bits:
    return ((1 << (bottom - top)) - 1) << top if bottom > top >= 0 else 0


def _apart(one: Sequence[Bits], other: Sequence[Bits]) -> float:
    """The share of what either shows that only one of them does."""
    either = sum((a | b).bit_count() for a, b in zip(one, other, strict=True))
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True)) / either if either else 0.0


def _elsewhere(one: dict[str, Cells], other: dict[str, Cells]) -> float:
    """The share of the page on which the other does not show the same article."""
    same = whole = 0
    for key, cells in one.items():
        whole += cells.span * cells.lines
        if there := other.get(key):
            across = min(cells.right, there.right) - max(cells.column, there.column)
            down = min(cells.bottom, there.bottom) - max(cells.row, there.row)
            same += max(0, across) * max(0, down)
    return 1 - same / whole if whole else 0.0
