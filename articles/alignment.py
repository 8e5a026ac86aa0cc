"""Two rows of anything laid beside each other: what stayed, what went and what came, at a bounded cost."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """`old[i1:i2]` stands beside `new[j1:j2]`; where `is_same`, they are equal element by element."""

    is_same: bool
    i1: int
    i2: int
    j1: int
    j2: int


@dataclass(slots=True)
class Budget:
    """How many steps a comparison may still take; hostile texts make the search longer, never the wait."""

    steps: int

    def spend(self, steps: int) -> bool:
        """Take these steps; whether there were enough left."""
        self.steps -= steps
        return self.steps >= 0


def align(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> tuple[list[Block], bool]:
    """The blocks that lead from `old` to `new`, same and different in turn, and whether the search came to its end.

    If the budget runs out, everything between the equal beginning and the equal end counts as different.
    """
    head = _equal_at_start(old, new)
    tail = _equal_at_start(old[head:][::-1], new[head:][::-1])
    i2, j2 = len(old) - tail, len(new) - tail
    middle = _pairs(old[head:i2], new[head:j2], budget)
    pairs = [(i + head, j + head) for i, j in middle or ()]
    same = [(i, i) for i in range(head)] + pairs + [(i2 + k, j2 + k) for k in range(tail)]
    return list(_blocks(same, len(old), len(new))), middle is not None


def _equal_at_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    for count, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return count
    return min(len(old), len(new))


def _pairs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]] | None:
    """The positions of the longest common row (Myers, "An O(ND) Difference Algorithm", 1986); None: given up."""
    if set(old).isdisjoint(new):
        return []
    reach, rounds = {1: 0}, []
    for edits in range(len(old) + len(new) + 1):
        if not budget.spend(2 * edits + 1):
            return None
        rounds.append(reach.copy())
        for diagonal in range(-edits, edits + 1, 2):
            x = start = _step(reach, diagonal, edits)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            budget.spend(x - start)
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _way_back(rounds, x, y)
    raise AssertionError("deleting all and inserting all is always a way")


def _step(reach: dict[int, int], diagonal: int, edits: int) -> int:
    down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
    return reach[diagonal + 1] if down else reach[diagonal - 1] + 1


def _way_back(rounds: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for edits in range(len(rounds) - 1, -1, -1):
        reach, diagonal = rounds[edits], x - y
        down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        end = (reach[before], reach[before] - before) if edits else (0, 0)
        while x > end[0] and y > end[1]:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = end
    return pairs[::-1]


def _blocks(same: list[tuple[int, int]], old_length: int, new_length: int) -> Iterator[Block]:
    i = j = start = 0  # `start` is how long the equal run before (i, j) is
    for x, y in [*same, (old_length, new_length)]:
        if (x, y) != (i, j):
            if start:
                yield Block(True, i - start, i, j - start, j)
            yield Block(False, i, x, j, y)
            i, j, start = x, y, 0
        i, j, start = i + 1, j + 1, start + 1
    if start > 1:  # the last step went past the end
        yield Block(True, i - start, i - 1, j - start, j - 1)
