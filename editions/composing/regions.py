"""Regions: where each article stands on the picture of its page, from the same source the page is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from editions.composing.grid import Rect
from editions.composing.order import in_reading_order
from editions.composing.source import Block, PageSource, Region, TextColumn, piece_lines

Point = tuple[float, float]


def regions(source: PageSource) -> tuple[Region, ...]:
    """The region or regions of every article on a page, in reading order; none overlaps another."""
    found: list[Region] = []
    for block in in_reading_order(source):
        in_one_flow = len(block.articles) > 1 or (block.role == "corrections" and bool(block.articles))
        found += _of_flow(source, block) if in_one_flow else _of_slot(source, block)
    return tuple(found)


def article_at(source: PageSource, x: float, y: float) -> int | None:
    """The article that stands at a place, in percent of the sheet; None where only furniture, notices or white is."""
    standing = (one for one in regions(source) if one.kind != "correction")
    return next((one.article for one in standing if _holds(one.points, x, y)), None)


def _holds(points: Sequence[Point], x: float, y: float) -> bool:
    """Whether a place lies in a rectangle, given by its corners."""
    across, down = [point[0] for point in points], [point[1] for point in points]
    return min(across) <= x <= max(across) and min(down) <= y <= max(down)


def _of_slot(source: PageSource, block: Block) -> Iterator[Region]:
    """One article fills its slot, whatever of it is white."""
    if not block.articles:
        return
    place = source.grid.rect(block.cells)
    yield Region(block.articles[0], _corners(source, place), "continued" if block.jumped else "article")


def _of_flow(source: PageSource, block: Block) -> Iterator[Region]:
    """Of many texts in one flow each has its own pieces, a rectangle in each column it runs through."""
    kind: Literal["article", "correction"] = "correction" if block.role == "corrections" else "article"
    owner = dict(zip(block.placements, block.articles, strict=True))
    parts: dict[int, list[Rect]] = {placement: [] for placement in block.placements}
    for column in block.columns:
        for placement, first, last in _runs(column):
            parts[placement].append(_part(source, block, column, first, last))
    for placement in block.placements:
        for rect in parts[placement]:
            yield Region(owner[placement], _corners(source, rect), kind)


def _runs(column: TextColumn) -> Iterator[tuple[int, int, int]]:
    """The lines of a column by placement: whose they are, the first, and the one behind the last."""
    row, begun, whose = 0, 0, 0
    for piece in column.pieces:
        if piece.placement != whose:
            if row > begun:
                yield whose, begun, row
            begun, whose = row, piece.placement
        row += piece_lines(piece)
    if row > begun:
        yield whose, begun, row


def _part(source: PageSource, block: Block, column: TextColumn, first: int, last: int) -> Rect:
    grid = source.grid
    slot = grid.rect(block.cells)
    top = slot.y + (column.row + first) * grid.line_mm
    return Rect(slot.x + column.x_mm, top, column.width_mm, (last - first) * grid.line_mm)


def _corners(source: PageSource, rect: Rect) -> tuple[Point, ...]:
    """Clockwise from the upper left, in percent of the sheet."""
    across, down = 100 / source.grid.width_mm, 100 / source.grid.height_mm
    left, right = round(rect.x * across, 3), round(rect.right * across, 3)
    top, bottom = round(rect.y * down, 3), round(rect.bottom * down, 3)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
