"""The part of a page that is to be filled: the grid without its masthead, its adverts and every locked slot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from editions.composing.grid import Cells, Grid
from editions.composing.slots import Slot
from editions.composing.taboos import GAP, HOLE


@dataclass(frozen=True, slots=True)
class Stretch:
    """Free rows of one column, from `top` to `bottom` (not included), the gaps to its neighbours taken off."""

    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Area:
    """A page with what already stands on it: `locked` slots and `furniture`, neither of which is ever moved."""

    grid: Grid
    locked: tuple[Slot, ...] = ()
    furniture: tuple[Cells, ...] = ()

    @property
    def taken(self) -> tuple[Cells, ...]:
        return (*(slot.cells for slot in self.locked), *self.furniture)

    def stretches(self) -> tuple[tuple[Stretch, ...], ...]:
        """For each column its free stretches from the top down. Strips no higher than a hole stay white."""
        return tuple(tuple(self._free(column)) for column in range(self.grid.columns))

    def lines(self) -> int:
        """How much there is to fill, in column lines."""
        return sum(each.bottom - each.top for column in self.stretches() for each in column)

    def corner(self) -> tuple[int, int] | None:
        """Column and row of the upper left corner, the lead's place, or nothing where a locked slot stands there."""
        first = self.stretches()[0]
        above = [slot for slot in self.locked if slot.cells.column == 0 and slot.role != "advert"]
        if not first or any(slot.cells.row < first[0].top for slot in above):
            return None
        return 0, first[0].top

    def _free(self, column: int) -> list[Stretch]:
        rows = [True] * self.grid.lines
        for cells in self.taken:
            if cells.column <= column < cells.right:
                for row in range(max(0, cells.row), min(cells.bottom, self.grid.lines)):
                    rows[row] = False
        found = []
        row = 0
        for free, run in groupby(rows):
            length = len(list(run))
            top, bottom = row, row + length
            row = bottom
            if free and length > HOLE:
                found.append(Stretch(top + GAP * (top > 0), bottom - GAP * (bottom < self.grid.lines)))
        return found
