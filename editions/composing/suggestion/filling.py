"""Laying articles down from the top: each goes where the columns are emptiest, as wide as its form says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from editions.composing.suggestion.area import Stretch
from editions.composing.suggestion.leaf import FILLER_IS, Leaf
from editions.composing.suggestion.seams import Piece, Seams
from editions.composing.taboos import GAP

# A column this full is full.
_FULL = 10_000
# What stands above may be drawn this much longer to meet the foot of its neighbour; the seams settle it later.
_SNAP = 9
# Less than this below an article is no place for another.
_PLACE = 7
# An article may be laid this much too tight; the seams settle that, too.
_TIGHT = 4

# The forms of one article in the order they are tried, and whether it leans to the right where there is room.
Wish = tuple[Sequence[Leaf], bool]


class Filling:
    """A page half filled: the front of every column, what stands above it, and where the free stretch ends."""

    def __init__(self, stretches: Sequence[Sequence[Stretch]], fillers: Sequence[Leaf]) -> None:
        self.stretches = stretches
        self.fillers = fillers
        self.columns = len(stretches)
        self.seams = Seams()
        self.pieces: list[Piece] = []
        self.next = [0] * self.columns
        self.front = [_FULL] * self.columns
        self.floor = [_FULL] * self.columns
        self.seam = [0] * self.columns
        self.above: list[Piece | None] = [None] * self.columns
        for column in range(self.columns):
            self._begin(column)

    def fill(self, wishes: Sequence[Wish], height: Callable[[Leaf], int], corner: bool) -> list[int]:
        """Lay all of them down as high as `height` says, in the upper left `corner` the first; who found no place."""
        if corner and wishes and self._lay(wishes[0], 0, height):
            wishes = wishes[1:]
        waiting = list(wishes)
        while waiting:
            column = self.front.index(min(self.front))
            if self.front[column] == _FULL:
                break
            for number, wish in enumerate(waiting):
                # An article further down the queue may step in for one that does not fit; a filler waits its turn.
                if (not number or wish[0][0].who != FILLER_IS) and self._lay(wish, column, height):
                    del waiting[number]
                    break
            else:
                self._raise(column)
        self._close()
        return [leaves[0].who for leaves, _ in waiting]

    def _begin(self, column: int) -> None:
        """The next free stretch of a column."""
        self.above[column] = None
        if self.next[column] == len(self.stretches[column]):
            self.front[column] = self.floor[column] = _FULL
            return
        stretch = self.stretches[column][self.next[column]]
        self.next[column] += 1
        self.front[column], self.floor[column] = stretch.top, stretch.bottom
        self.seam[column] = self.seams.new(stretch.top, stretch.top, held=True)

    def _lay(self, wish: Wish, column: int, height: Callable[[Leaf], int]) -> bool:
        leaves, right = wish
        for leaf in leaves:
            found = self._window(leaf, column, right)
            if found is not None:
                left, top = found
                self._put(leaf, left, top, top + height(leaf))
                return True
        return False

    def _window(self, leaf: Leaf, column: int, right: bool) -> tuple[int, int] | None:
        """The best columns for it that include this one: those that leave least to draw longer."""
        best: tuple[int, int, int] | None = None
        for left in range(max(0, column - leaf.span + 1), min(column, self.columns - leaf.span) + 1):
            window = range(left, left + leaf.span)
            top = max(self.front[left : left + leaf.span])
            if top == _FULL or min(self.floor[left : left + leaf.span]) - top < leaf.least - _TIGHT:
                continue
            drawn = self._drawn(window, top)
            if drawn is None:
                continue
            rank = (drawn, -left if right else left, left)
            if best is None or rank < best:
                best = rank
        if best is None:
            return None
        return best[2], max(self.front[best[2] : best[2] + leaf.span])

    def _drawn(self, window: range, top: int) -> int | None:
        """How many lines what stands above must be drawn longer for these columns to be level; None: it cannot."""
        drawn = 0
        for column in window:
            short = top - self.front[column]
            if not short:
                continue
            piece = self.above[column]
            if short > _SNAP or piece is None or not piece.loose:
                return None
            if min(self.floor[piece.column : piece.right]) < top - GAP:
                return None
            drawn += short
        return drawn

    def _put(self, leaf: Leaf, left: int, top: int, bottom: int) -> None:
        right = left + leaf.span
        for column in range(left, right):
            piece = self.above[column]
            if piece is None:
                continue
            if self.front[column] < top:
                self._draw(piece, top - GAP)
            piece.loose = False
        head = self.seams.join(self.seam[left:right], top)
        floor = min(self.floor[left:right])
        if floor - bottom < GAP + _PLACE:
            bottom = floor
        foot = self.seams.new(bottom + GAP, floor + GAP, held=bottom == floor)
        piece = Piece(leaf, left, top, bottom, head, foot)
        self.pieces.append(piece)
        for column in range(left, right):
            self.above[column], self.seam[column] = piece, foot
        self._draw(piece, bottom)

    def _draw(self, piece: Piece, bottom: int) -> None:
        """The piece ends there: the fronts of its columns follow, and a used-up stretch gives way to the next."""
        floor = min(self.floor[piece.column : piece.right])
        piece.bottom = bottom
        seam = self.seams.of(piece.foot)
        self.seams.rows[seam] = bottom + GAP
        self.seams.held[seam] = bottom == floor
        piece.loose = bottom < floor
        for column in range(piece.column, piece.right):
            if self.floor[column] - bottom <= GAP:
                self._begin(column)
            else:
                self.front[column] = bottom + GAP

    def _raise(self, column: int) -> None:
        """Nothing fits here: draw what stands above down to its neighbours' front, or put a filler there."""
        left, right = self._valley(column)
        row, floor = self.front[column], self.floor[column]
        beside = [self.front[side] for side in (left - 1, right) if 0 <= side < self.columns]
        level = min((front - GAP for front in beside if row + GAP < front < floor), default=floor)
        piece = self.above[column]
        if piece and piece.loose and left <= piece.column and piece.right <= right:
            self._draw(piece, level)
        else:
            self._put(self.fillers[right - left - 1], left, row, level)

    def _valley(self, column: int) -> tuple[int, int]:
        """The columns around this one with the same front and the same floor."""
        level = (self.front[column], self.floor[column])
        left, right = column, column + 1
        while left > 0 and (self.front[left - 1], self.floor[left - 1]) == level:
            left -= 1
        while right < self.columns and (self.front[right], self.floor[right]) == level:
            right += 1
        return left, right

    def _close(self) -> None:
        """Draw the last articles down to the foot; a filler where none can be."""
        while (row := min(self.front)) != _FULL:
            column = self.front.index(row)
            piece = self.above[column]
            if piece and piece.loose:
                self._draw(piece, min(self.floor[piece.column : piece.right]))
            else:
                left, right = self._valley(column)
                self._put(self.fillers[right - left - 1], left, row, self.floor[column])
