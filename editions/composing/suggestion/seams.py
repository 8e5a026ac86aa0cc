"""The seams of a layout: lines at which slots end and others begin, and how they move until everything fits best."""

from __future__ import annotations

from dataclasses import dataclass

from editions.composing.suggestion.leaf import Leaf
from editions.composing.taboos import GAP

_STEPS = (5, 2, 1, 1)
_NEVER = 1e9


@dataclass(slots=True, eq=False)
class Piece:
    """A slot being laid: its rows while the page is filled, and the seams above and below it.

    `loose` says that nothing stands below it yet, so that it may still be drawn longer.
    """

    leaf: Leaf
    column: int
    top: int
    bottom: int
    head: int
    foot: int
    loose: bool = True

    @property
    def right(self) -> int:
        return self.column + self.leaf.span


class Seams:
    """Numbered lines; `rows[n]` is where what stands below begins. Some are held by the page or a locked slot."""

    __slots__ = ("_joined", "held", "limits", "rows")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.held: list[bool] = []
        # No seam may go below its limit, where something locked begins.
        self.limits: list[int] = []
        self._joined: list[int] = []

    def new(self, row: int, limit: int, *, held: bool) -> int:
        self.rows.append(row)
        self.held.append(held)
        self.limits.append(limit)
        self._joined.append(len(self._joined))
        return len(self._joined) - 1

    def of(self, seam: int) -> int:
        """The seam that one is now part of."""
        while self._joined[seam] != seam:
            seam = self._joined[seam]
        return seam

    def join(self, seams: list[int], row: int) -> int:
        """One seam from several, at `row`."""
        first = self.of(seams[0])
        for other in seams[1:]:
            root = self.of(other)
            self._joined[root] = first
            self.held[first] = self.held[first] or self.held[root]
            self.limits[first] = min(self.limits[first], self.limits[root])
        self.rows[first] = row
        return first

    def relax(self, pieces: list[Piece]) -> None:
        """Move each free seam up and down while that makes its neighbours cheaper; give the pieces their rows."""
        rows = self.rows
        for piece in pieces:
            piece.head, piece.foot = self.of(piece.head), self.of(piece.foot)
        around: dict[int, tuple[list[Piece], list[Piece]]] = {}
        for piece in pieces:
            around.setdefault(piece.foot, ([], []))[0].append(piece)
            around.setdefault(piece.head, ([], []))[1].append(piece)
        free = [(seam, sides) for seam, sides in around.items() if not self.held[seam] and all(sides)]
        for step in _STEPS:
            for seam, sides in free:
                self._settle(seam, sides, step)
        for piece in pieces:
            piece.top, piece.bottom = rows[piece.head], rows[piece.foot] - GAP

    def _settle(self, seam: int, sides: tuple[list[Piece], list[Piece]], step: int) -> None:
        row, limit = self.rows[seam], self.limits[seam]
        best = self._charge(row, sides)
        for move in (step, -step):
            while row + move <= limit and (charge := self._charge(row + move, sides)) < best:
                best, row = charge, row + move
        self.rows[seam] = row

    def _charge(self, row: int, sides: tuple[list[Piece], list[Piece]]) -> float:
        rows, total = self.rows, 0.0
        for piece in sides[0]:
            lines = row - GAP - rows[piece.head]
            if lines < 1:
                return _NEVER
            total += piece.leaf.charge[lines]
        for piece in sides[1]:
            lines = rows[piece.foot] - GAP - row
            if lines < 1:
                return _NEVER
            total += piece.leaf.charge[lines]
        return total
