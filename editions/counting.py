"""Total numbers in the order of days: which one a new edition gets, and which later ones move on to make room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

# What the column holds.
HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Counted:
    """An edition that has numbers, `first` to `last`. `is_fixed`: it keeps them, for readers have it or will."""

    day: date
    number_in_day: int
    first: int
    last: int
    is_fixed: bool = False
    edition_id: int = 0

    @property
    def place(self) -> tuple[date, int]:
        return self.day, self.number_in_day

    def moved_to(self, first: int) -> Counted:
        return replace(self, first=first, last=first + self.last - self.first)


class NoRoom(Exception):
    """In the order of days the number would be `wanted`, and `kept` has it; without `kept` there is none so high."""

    def __init__(self, wanted: int, kept: Counted | None) -> None:
        super().__init__(wanted)
        self.wanted, self.kept = wanted, kept


def insert(new: Counted, order: Sequence[Counted], *, next_number: int) -> tuple[Counted, list[Counted]]:
    """The new edition with its numbers, and the later ones that move on, as they then are.

    Of `new` its place counts, and how many numbers it takes. `order` is that of the days; `next_number` is what the
    paper's newest edition gets. Raises `NoRoom`.
    """
    earlier = [one for one in order if one.place < new.place]
    later = [one for one in order if one.place > new.place]
    before, after = earlier[-1] if earlier else None, later[0] if later else None
    placed = new.moved_to(_first(new, before, after, next_number))
    return placed, list(_moved_on(placed, later))


def count_on(start: Counted, later: Sequence[Counted]) -> list[Counted]:
    """The editions after `start`, in the order of days, up to the first that keeps its numbers: one after the other."""
    moved, last = [], start.last
    for one in later:
        if one.is_fixed:
            if one.first <= last:
                raise NoRoom(start.first, one)
            break
        moved.append(one.moved_to(last + 1))
        last = moved[-1].last
    if last > HIGHEST:
        raise NoRoom(start.first, None)
    return [now for now, then in zip(moved, later, strict=False) if now != then]


def _first(new: Counted, before: Counted | None, after: Counted | None, next_number: int) -> int:
    """It follows the edition before it; where a gap is left between the two beside it, it keeps to the nearer day."""
    follows = before.last + 1 if before else 1
    if after is None:
        return max(follows, next_number)
    precedes = after.first - (new.last - new.first + 1)
    if precedes <= follows:
        return follows
    if before is None or after.day - new.day < new.day - before.day:
        return precedes
    return follows


def _moved_on(placed: Counted, later: Sequence[Counted]) -> Iterator[Counted]:
    """Only those that are in the way: a gap that somebody left takes the rest of them up."""
    last = placed.last
    for one in later:
        if one.first > last:
            break
        if one.is_fixed:
            raise NoRoom(placed.first, one)
        moved = one.moved_to(last + 1)
        last = moved.last
        yield moved
    if last > HIGHEST:
        raise NoRoom(placed.first, None)
