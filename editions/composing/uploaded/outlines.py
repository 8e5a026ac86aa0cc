"""Draws the outline of each article: the rectilinear shape that holds its boxes and nobody else's.

The edges of all boxes make an uneven grid. A cell belongs to the article whose box lies over it; what is white between
its cells or in a corner of them is then its own too. Cells have one owner, so outlines never overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from editions.composing.uploaded.orders import Box
from editions.composing.uploaded.stacks import around

Corner = tuple[float, float]
Cell = tuple[int, int]

# Edges closer than so many millimetres are one edge: ragged ends of lines make no steps.
SNAP_MM = 2.5
# The white around type that belongs to it.
PADDING_MM = 1.2
FREE, TAKEN = 0, -1


def outlines(own: Mapping[int, Sequence[Box]], others: Iterable[Box]) -> dict[int, list[list[Corner]]]:
    """The corners of each article's outlines in mm, clockwise from the upper left; `others` belong to no article."""
    padded = {article: [_padded(box) for box in boxes] for article, boxes in own.items()}
    raster = _Raster.over([box for boxes in padded.values() for box in boxes])
    for box in others:
        raster.claim(box, TAKEN)
    for article, boxes in padded.items():
        for box in boxes:
            raster.claim(box, article)
    # The smaller shapes first: what they enclose cannot be free for the larger ones any more.
    for article in sorted(own, key=lambda one: around(own[one]).width * around(own[one]).height):
        raster.fill(article)
    return {article: raster.traced(article) for article in own}


@dataclass(slots=True)
class _Raster:
    """The uneven grid: the places of its lines in mm, and the owner of each cell (column, row)."""

    xs: list[float]
    ys: list[float]
    owners: dict[Cell, int] = field(default_factory=dict)

    @classmethod
    def over(cls, boxes: Sequence[Box]) -> _Raster:
        return cls(
            _snapped(edge for box in boxes for edge in (box.left, box.right)),
            _snapped(edge for box in boxes for edge in (box.top, box.bottom)),
        )

    def claim(self, box: Box, owner: int) -> None:
        for column in _between(self.xs, box.left, box.right):
            for row in _between(self.ys, box.top, box.bottom):
                if owner != TAKEN or self.owners.get((column, row), FREE) == FREE:
                    self.owners[column, row] = owner

    def cells(self, owner: int) -> set[Cell]:
        return {cell for cell, having in self.owners.items() if having == owner}

    def fill(self, owner: int) -> None:
        """Make the shape whole: take what is free between two of its cells, or in a corner that two of them form."""
        while gained := [cell for cell in self._seen(owner) if self.owners.get(cell, FREE) == FREE]:
            self.owners.update(dict.fromkeys(gained, owner))

    def _seen(self, owner: int) -> list[Cell]:
        """The cells from which one looks at the shape to two sides, with nothing but white in between."""
        looks: dict[Cell, int] = defaultdict(int)
        for column in range(len(self.xs) - 1):
            lane = [(column, row) for row in range(len(self.ys) - 1)]
            self._look(owner, lane, looks)
            self._look(owner, lane[::-1], looks)
        for row in range(len(self.ys) - 1):
            lane = [(column, row) for column in range(len(self.xs) - 1)]
            self._look(owner, lane, looks)
            self._look(owner, lane[::-1], looks)
        return [cell for cell, sides in looks.items() if sides > 1]

    def _look(self, owner: int, lane: Sequence[Cell], looks: dict[Cell, int]) -> None:
        """Count, along one way, the white cells that have the shape behind them."""
        is_behind = False
        for cell in lane:
            having = self.owners.get(cell, FREE)
            if having == FREE and is_behind:
                looks[cell] += 1
            elif having != FREE:
                is_behind = having == owner

    def traced(self, owner: int) -> list[list[Corner]]:
        """The outlines of an article's parts, the largest first; a part with a hole is cut open above it."""
        done: list[list[Cell]] = []
        waiting = _parts(self.cells(owner))
        while waiting:
            part = waiting.pop()
            loops = _loops(part)
            holes = [loop for loop in loops if _turn(loop) < 0]
            if holes:
                cut = min(row for _column, row in holes[0])
                waiting += _parts({cell for cell in part if cell[1] < cut})
                waiting += _parts({cell for cell in part if cell[1] >= cut})
            else:
                done.append(loops[0])
        corners = [[(self.xs[column], self.ys[row]) for column, row in loop] for loop in done]
        return sorted(corners, key=lambda loop: -abs(_turn(loop)))


def _padded(box: Box) -> Box:
    return Box(box.left - PADDING_MM, box.top - PADDING_MM, box.right + PADDING_MM, box.bottom + PADDING_MM)


def _snapped(edges: Iterable[float]) -> list[float]:
    """Edges from the least to the largest; those that are nearly one become one, in their middle."""
    groups: list[list[float]] = []
    for edge in sorted(edges):
        if groups and edge - groups[-1][0] <= SNAP_MM:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _between(places: Sequence[float], low: float, high: float) -> range:
    """The cells between the lines of the grid that are nearest to two edges."""
    inside = [index for index, (first, second) in enumerate(pairwise(places)) if low <= (first + second) / 2 <= high]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _parts(cells: set[Cell]) -> list[set[Cell]]:
    """Cells that hang together by their sides."""
    rest, parts = set(cells), []
    while rest:
        part, edge = set(), [rest.pop()]
        while edge:
            column, row = edge.pop()
            part.add((column, row))
            near = {(column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1)} & rest
            rest -= near
            edge += near
        parts.append(part)
    return parts


def _loops(cells: set[Cell]) -> list[list[Cell]]:
    """The borders of a part as corners of the grid: clockwise around it, the other way around its holes."""
    ways: dict[Cell, list[Cell]] = defaultdict(list)
    for column, row in sorted(cells):
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        beyond = [(column, row - 1), (column + 1, row), (column, row + 1), (column - 1, row)]
        for side in range(4):
            if beyond[side] not in cells:
                ways[corners[side]].append(corners[(side + 1) % 4])
    loops = []
    while ways:
        loops.append(_walked(ways))
    return loops


def _walked(ways: dict[Cell, list[Cell]]) -> list[Cell]:
    """One border, taken out of the ways, without the corners that lie on a straight line."""
    start = min(ways, key=lambda corner: (corner[1], corner[0]))
    path, step = [start], (1, 0)
    while True:
        here = path[-1]
        # Where two cells touch by a corner only, keep to the right: the border stays that of one of them.
        goes = max(ways[here], key=lambda to: step[0] * (to[1] - here[1]) - step[1] * (to[0] - here[0]))
        ways[here].remove(goes)
        if not ways[here]:
            del ways[here]
        if goes == start:
            break
        step = (goes[0] - here[0], goes[1] - here[1])
        path.append(goes)
    around_it = zip([path[-1], *path[:-1]], path, [*path[1:], path[0]], strict=True)
    return [here for before, here, after in around_it if not _straight(before, here, after)]


def _straight(before: Cell, here: Cell, after: Cell) -> bool:
    return before[0] == here[0] == after[0] or before[1] == here[1] == after[1]


def _turn(loop: Sequence[tuple[float, float]]) -> float:
    """The area inside, positive when the corners go clockwise on a sheet whose rows count downwards."""
    ahead = [*loop[1:], loop[0]]
    return sum(x * below - across * y for (x, y), (across, below) in zip(loop, ahead, strict=True)) / 2
