"""What a layout costs, rule by rule: how well texts and photos fit, what stands high, and the taboos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from editions.composing.grid import Cells
from editions.composing.slots import Corner, PhotoPlace
from editions.composing.suggestion.area import Area
from editions.composing.suggestion.candidate import Candidate
from editions.composing.suggestion.leaf import FILLER_IS
from editions.composing.suggestion.seams import Piece
from editions.composing.taboos import (
    Taboo,
    Tile,
    cuts,
    fixed_tile,
    gutters,
    knocking_headlines,
    photo_box,
    tile,
    touching_pictures,
)

# What each taboo costs: more than anything but overset text.
PRICES: Mapping[str, float] = {"headlines": 60, "cut": 240, "gutter": 240, "pictures": 60}
# A line further down, by priority, and how many lines a column to the right counts for.
DEPTH: Mapping[int, float] = {1: 0.9, 2: 0.6, 3: 0.3, 4: 0.15, 5: 0.05, 6: 0}
ASIDE = 2.2
# A filler is for the foot of the page.
FILLER_HIGH = 5.0
NOT_LEADING = 700.0
OUTDONE = 60.0
# An article that finds no place although it was reckoned with, by priority.
LEFT = (0.0, 2500.0, 1200.0, 800.0, 500.0, 300.0, 200.0)

# An article grown higher than the sheet.
OFF_THE_SHEET = 10_000.0

Photos = dict[int, PhotoPlace]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A full page in the search: its pieces, the photos by the number of their piece, who is left, what it costs."""

    pieces: list[Piece]
    photos: Photos
    left: list[int]
    costs: dict[str, float]
    taboos: tuple[Taboo, ...]
    cost: float


class Weighing:
    """The rules for one page."""

    def __init__(self, area: Area, candidates: Sequence[Candidate], lead: int | None) -> None:
        self.columns = area.grid.columns
        self.candidates = candidates
        self.lead = lead
        self.corner = area.corner() if lead is not None else None
        self.locked = [tile(slot) for slot in area.locked]
        self.furniture = [fixed_tile(cells) for cells in area.furniture]
        stretches = area.stretches()
        self.head = min((column[0].top for column in stretches if column), default=0)
        self.foot = max((column[-1].bottom for column in stretches if column), default=0)

    def weigh(self, pieces: list[Piece], left: list[int], bound: float) -> Layout | None:
        """The layout with its costs, or nothing as soon as it is known to cost more than `bound`."""
        costs = {
            "fit": sum(map(_fit, pieces)),
            "order": sum(self._order(piece) for piece in pieces),
            "lead": self._leading(pieces),
            "left": sum(LEFT[self.candidates[who].priority] for who in left if who != FILLER_IS),
            **dict.fromkeys(PRICES, 0.0),
        }
        if sum(costs.values()) > bound:
            return None
        photos = {
            n: _corner(photo, piece, 0)
            for n, piece in enumerate(pieces)
            if (photo := piece.leaf.size(piece.bottom - piece.top).photo)
        }
        tiles = [*(_tile(n, piece, photos.get(n)) for n, piece in enumerate(pieces)), *self.locked]
        pictures = self._turned(pieces, photos, tiles)
        found = (
            *knocking_headlines(tiles),
            *cuts(self.columns, tiles, self.furniture),
            *gutters(self.columns, tiles),
            *pictures,
        )
        for taboo in found:
            costs[taboo.rule] += PRICES[taboo.rule]
        return Layout(pieces, photos, left, costs, found, sum(costs.values()))

    def _order(self, piece: Piece) -> float:
        """The more an article matters the higher it stands."""
        who = piece.leaf.who
        if who == FILLER_IS:
            return FILLER_HIGH * (self.foot - piece.bottom)
        if who == self.lead:
            return 0
        return DEPTH[self.candidates[who].priority] * (piece.top - self.head + ASIDE * piece.column)

    def _leading(self, pieces: Sequence[Piece]) -> float:
        """The lead stands in the upper left corner, and nothing is wider."""
        if self.corner is None:
            return 0
        lead = next((piece for piece in pieces if piece.leaf.who == self.lead), None)
        if lead is None:
            return NOT_LEADING
        away = NOT_LEADING if (lead.column, lead.top) != self.corner else 0
        outdone = any(piece.leaf.span > lead.leaf.span for piece in pieces if piece.leaf.who != FILLER_IS)
        return away + OUTDONE * outdone

    def _turned(self, pieces: Sequence[Piece], photos: Photos, tiles: list[Tile]) -> list[Taboo]:
        """Move photos that touch to other corners of their slots where that parts them; those that still do."""
        pictures = list(touching_pictures(tiles))
        for n in [n for n in photos if any(_key(n) in taboo.slots for taboo in pictures)]:
            turned = _corner(photos[n], pieces[n], 1)
            changed = [*tiles[:n], _tile(n, pieces[n], turned), *tiles[n + 1 :]]
            touching = list(touching_pictures(changed))
            if len(touching) < len(pictures):
                photos[n], tiles[n], pictures = turned, changed[n], touching
        return pictures


def _fit(piece: Piece) -> float:
    high, charge = piece.bottom - piece.top, piece.leaf.charge
    return charge[high] if high < len(charge) else charge[-1] + OFF_THE_SHEET


def _corner(photo: PhotoPlace, piece: Piece, turn: int) -> PhotoPlace:
    corners: tuple[Corner, Corner] = ("top_right", "top_left") if photo.columns < piece.leaf.span else ("top", "bottom")
    return PhotoPlace(photo.columns, photo.lines, corners[turn], photo.photo)


def _key(number: int) -> str:
    return f"#{number}"


def _tile(number: int, piece: Piece, photo: PhotoPlace | None) -> Tile:
    leaf = piece.leaf
    cells = Cells(piece.column, piece.top, leaf.span, piece.bottom - piece.top)
    box = photo_box(cells, leaf.style, photo, leaf.heading)
    return Tile(
        _key(number),
        piece.column,
        piece.top,
        piece.right,
        piece.bottom,
        leaf.style,
        leaf.heading,
        box,
        leaf.who == FILLER_IS,
    )
