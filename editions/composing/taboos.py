"""What a good page does not do: headlines that knock together, one cut or one gutter through the page, and the like.

It judges places on the grid, whoever laid them out, and answers in data. It knows no text: how high a headline stands
is told by its style, or by the composed page where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from editions.composing.grid import Cells, Grid
from editions.composing.slots import PhotoPlace, Slot, Style

# 碰题, 断版, 通缝, pictures side by side; and what no page may have: one slot over another, a slot that leaves the text
# area, a hole nothing stands in.
Rule = Literal["headlines", "cut", "gutter", "pictures", "overlap", "outside", "hole"]

# Lines left free between a slot and the one below it, and how many may stay empty before it looks like a hole.
GAP = 2
HOLE = 2 * GAP

# How many body lines a headline of this style usually takes, kicker and deck included; 0 where there is none.
HEADING_LINES: Mapping[Style, int] = {
    "lead": 9, "second": 6, "normal": 5, "small": 3, "box": 4, "briefs": 2, "picture": 0,
}  # fmt: skip
# Ends of slots this close to a line still let the eye run along it.
_NEARLY = 1
# A photo this many lines above another is on top of it for the eye.
_STACKED = 3


@dataclass(frozen=True, slots=True)
class Taboo:
    """One offence: which slots commit it, and where: the box of the grid it is seen in."""

    rule: Rule
    slots: tuple[str, ...]
    where: Cells


class Tile(NamedTuple):
    """A slot as these rules see it. `heading` 0 has no headline; `photo` is where its photo stands on the page."""

    key: str
    left: int
    top: int
    right: int
    bottom: int
    style: str
    heading: int
    photo: tuple[int, int, int, int] | None
    is_advert: bool


def taboos(
    grid: Grid,
    slots: Sequence[Slot],
    *,
    furniture: Sequence[Cells] = (),
    headings: Mapping[str, int] | None = None,
) -> list[Taboo]:
    """What is wrong with the layout of a page, in the order of `Rule`.

    `furniture` is what stands on the grid besides slots: the masthead. `headings` gives the lines of the headlines by
    the slots' keys where the page is composed already.
    """
    tiles = [tile(slot, (headings or {}).get(slot.key)) for slot in slots]
    fixed = [fixed_tile(cells) for cells in furniture]
    return [
        *knocking_headlines(tiles),
        *cuts(grid.columns, tiles, fixed),
        *gutters(grid.columns, tiles),
        *touching_pictures(tiles),
        *_overlaps([*tiles, *fixed]),
        *(Taboo("outside", (slot.key,), slot.cells) for slot in slots if not grid.holds(slot.cells)),
        *_holes(grid, [*tiles, *fixed]),
    ]


def tile(slot: Slot, heading: int | None = None) -> Tile:
    """The slot for these rules, with the first photo of its setting, if it has one."""
    is_advert = slot.role == "advert"
    lines = 0 if is_advert else HEADING_LINES[slot.style] if heading is None else heading
    photos = [place for setting in slot.settings for place in setting.photos]
    cells = slot.cells
    # What an advert shows is its own affair.
    photo = None if is_advert else photo_box(cells, slot.style, photos[0] if photos else None, lines)
    return Tile(
        slot.key, cells.column, cells.row, cells.right, cells.bottom, slot.style, lines, photo, is_advert
    )  # fmt: skip


def fixed_tile(cells: Cells) -> Tile:
    return Tile("", cells.column, cells.row, cells.right, cells.bottom, "", 0, None, True)


def photo_box(cells: Cells, style: Style, photo: PhotoPlace | None, heading: int) -> tuple[int, int, int, int] | None:
    """Where the photo stands on the page: left, top, right, bottom in columns and lines."""
    if style == "picture":
        return cells.column, cells.row, cells.right, cells.bottom
    if photo is None:
        return None
    left = cells.right - photo.columns if photo.corner == "top_right" else cells.column
    top = cells.bottom - photo.lines if photo.corner == "bottom" else cells.row + heading
    return left, top, left + photo.columns, top + photo.lines


def knocking_headlines(tiles: Sequence[Tile]) -> Iterator[Taboo]:
    """碰题: headlines of one rank side by side, so that the eye reads them as one line."""
    for one, other in _neighbours(tiles):
        if one.style != other.style or not one.heading or not other.heading:
            continue
        top = max(one.top, other.top)
        lines = min(one.top + one.heading, other.top + other.heading) - top
        if lines > 0:
            yield Taboo("headlines", (one.key, other.key), Cells(one.left, top, other.right - one.left, lines))


def touching_pictures(tiles: Sequence[Tile]) -> Iterator[Taboo]:
    """Photos of two articles side by side, or one close under the other: each takes the eye from the other."""
    pictured = [(each, each.photo) for each in tiles if each.photo]
    for (one, a), (other, b) in combinations(pictured, 2):
        beside = (a[2] == b[0] or b[2] == a[0]) and a[1] < b[3] and b[1] < a[3]
        stacked = a[0] < b[2] and b[0] < a[2] and (0 <= b[1] - a[3] <= _STACKED or 0 <= a[1] - b[3] <= _STACKED)
        if beside or stacked:
            left, top = min(a[0], b[0]), min(a[1], b[1])
            yield Taboo(
                "pictures", (one.key, other.key), Cells(left, top, max(a[2], b[2]) - left, max(a[3], b[3]) - top)
            )


def cuts(columns: int, tiles: Sequence[Tile], fixed: Sequence[Tile] = ()) -> Iterator[Taboo]:
    """断版: one straight line from the left edge to the right one. Adverts and the masthead may have their own."""
    rows = sorted({each.top for each in tiles if not each.is_advert})
    for row in rows[1:]:
        if any(t.top + _NEARLY < row < t.bottom - _NEARLY for t in (*tiles, *fixed)):
            continue
        above = [t for t in tiles if 0 <= row - t.bottom + _NEARLY <= HOLE]
        below = [t for t in tiles if abs(t.top - row) <= _NEARLY]
        if any(-_NEARLY <= row - t.bottom <= HOLE for t in fixed) or not above:
            continue
        if all(t.is_advert for t in above) or all(t.is_advert for t in below):
            continue
        yield Taboo("cut", tuple(t.key for t in (*above, *below)), Cells(0, row - 1, columns, 1))


def gutters(columns: int, tiles: Sequence[Tile]) -> Iterator[Taboo]:
    """通缝: one gutter from the head of the articles to their foot. Adverts above or below them do not end it."""
    articles = [each for each in tiles if not each.is_advert]
    if not articles:
        return
    top, bottom = min(t.top for t in articles), max(t.bottom for t in articles)
    among = [t for t in tiles if t.top < bottom and top < t.bottom]
    for column in range(1, columns):
        if any(t.left < column < t.right for t in among):
            continue
        beside = tuple(t.key for t in among if column in (t.left, t.right))
        yield Taboo("gutter", beside, Cells(column - 1, top, 2, bottom - top))


def _neighbours(tiles: Sequence[Tile]) -> Iterator[tuple[Tile, Tile]]:
    """Every pair with one gutter between them and some rows in common, the left one first."""
    for one, other in combinations(tiles, 2):
        if one.top < other.bottom and other.top < one.bottom:
            if one.right == other.left:
                yield one, other
            elif other.right == one.left:
                yield other, one


def _overlaps(tiles: Sequence[Tile]) -> Iterator[Taboo]:
    for one, other in combinations(tiles, 2):
        left, right = max(one.left, other.left), min(one.right, other.right)
        top, bottom = max(one.top, other.top), min(one.bottom, other.bottom)
        if left < right and top < bottom:
            keys = tuple(each.key for each in (one, other) if each.key)
            yield Taboo("overlap", keys, Cells(left, top, right - left, bottom - top))


def _holes(grid: Grid, tiles: Iterable[Tile]) -> Iterator[Taboo]:
    """Empty stretches of a column, those of neighbouring columns with the same rows as one."""
    found: dict[tuple[int, int], list[int]] = {}
    tiles = list(tiles)
    for column in range(grid.columns):
        row = 0
        for t in sorted((t for t in tiles if t.left <= column < t.right), key=lambda t: t.top):
            if t.top - row > HOLE:
                found.setdefault((row, t.top), []).append(column)
            row = max(row, t.bottom)
        if grid.lines - row > HOLE:
            found.setdefault((row, grid.lines), []).append(column)
    for (top, bottom), columns in sorted(found.items()):
        for left, right in _runs(columns):
            yield Taboo("hole", (), Cells(left, top, right - left, bottom - top))


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = columns[0]
    for column, following in zip(columns, [*columns[1:], None], strict=True):
        if following != column + 1:
            yield start, column + 1
            if following is not None:
                start = following
