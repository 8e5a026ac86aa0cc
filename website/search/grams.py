"""Words cut into pairs of neighbouring characters, as numbers that an index of PostgreSQL can look up.

A gram begins with the year, so that in one table each year has an index of its own: the newest is asked first, and what
is found there spares the others. All of a year stands together in that index: whoever brings in a month touches a small
part of it. Chinese needs no dictionary that way and misses nothing. Latin letters come in threes as well, because pairs
of them stand in every English text.
"""

from __future__ import annotations

import itertools
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

from website.search.words import BREAK

LATIN = re.compile(r"[a-z0-9]{3,}")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# The pair has the lower half of 64 bits.
YEAR, PAIR = 1 << 32, 0xFFFFFFFF
# Where no character of a text stands: the private use area, and what is behind the last Latin letter in threes.
THREE, ONE = 0xE000, 0xF8FF
# Texts are rounded up to so many pairs, so that the constants for a length are made once.
LANES_AT_ONCE = 64
LAST_OF_ONE_UNIT = "\uffff"


def of_text(text: str, year: int) -> list[int]:
    """The grams of folded text, each once, in rising order: pairs on one line, and threes of Latin letters."""
    found = _pairs_of_text(text, year)
    found.update(_gram(*_three(three), year) for run in LATIN.findall(text) for three in set(_threes(run)))
    return sorted(found)


def written(grams: list[int]) -> str:
    """An array as PostgreSQL reads it; with hundreds of numbers each, that is no small part of bringing in years."""
    return f"{{{repr(grams)[1:-1]}}}"


def of_headline(text: str, year: int) -> list[int]:
    """As `of_text`, and each character by itself: whoever asks for one is shown the headlines it stands in."""
    return sorted({*of_text(text, year), *(_gram(ONE, ord(character), year) for character in set(text))})


def of_terms(terms: Iterable[str], year: int) -> list[int]:
    """The grams that a text must have, all of them, to have these folded terms; [] when all are single characters."""
    found: set[int] = set()
    for term in terms:
        rest = 0
        for run in LATIN.finditer(term):
            found.update(_gram(*_three(three), year) for three in _threes(run.group()))
            found.update(_pairs(term[rest : run.start() + 1], year))
            rest = run.end() - 1
        found.update(_pairs(term[rest:], year))
    return sorted(found)


def of_terms_in_headline(terms: Iterable[str], year: int) -> list[int]:
    """As `of_terms`, single characters included."""
    terms = list(terms)
    ones = {_gram(ONE, ord(term), year) for term in terms if len(term) == 1}
    return sorted({*of_terms(terms, year), *ones})


def _pairs(text: str, year: int) -> Iterator[int]:
    return (_gram(ord(first), ord(second), year) for first, second in itertools.pairwise(text))


def _threes(run: str) -> Iterator[str]:
    return (run[start : start + 3] for start in range(len(run) - 2))


def _three(three: str) -> tuple[int, int]:
    first, second, third = map(DIGITS.index, three)
    number = (first * 36 + second) * 36 + third
    return THREE + (number >> 8), number & 0xFF


def _gram(first: int, second: int, year: int) -> int:
    """A whole number as PostgreSQL's `bigint`; two pairs of common characters never have the same."""
    return year * YEAR + ((first << 16 ^ second) & PAIR)


def _pairs_of_text(text: str, year: int) -> set[int]:
    """The grams of all pairs that stand on one line."""
    lines = text.split(BREAK)
    if max(text, default="") > LAST_OF_ONE_UNIT:
        return set().union(*(_all_pairs(line, year) for line in lines))
    found = _all_pairs(text, year)
    ends = {(line[-1:] or BREAK) + BREAK for line in lines[:-1]} | {BREAK + (line[:1] or BREAK) for line in lines[1:]}
    found.difference_update(_gram(ord(end[0]), ord(end[1]), year) for end in ends)
    return found


def _all_pairs(text: str, year: int) -> set[int]:
    """The grams of all pairs of neighbours; a text has a thousand, so they are reckoned in one number of many lanes.

    A lane has 64 bits: in each of `even` stands one of the characters 0, 2, 4 …, in each of `odd` its right neighbour.
    So one shift does for all lanes what `_gram` does for one pair.
    """
    count = len(text) // 2 + 1
    count += -count % LANES_AT_ONCE
    low, years = _lanes(count, PAIR), _lanes(count, year * YEAR)
    characters = int.from_bytes(text.encode("utf-32-le", "surrogatepass"), "little")
    even, odd = characters & low, characters >> 32 & low
    found: set[int] = set()
    halves = ((even << 16 ^ odd, len(text) // 2), (odd << 16 ^ even >> 64, max(len(text) - 1, 0) // 2))
    for pairs, several in halves:
        numbers = array("q", (pairs & low | years).to_bytes(8 * count, "little"))
        if sys.byteorder == "big":
            numbers.byteswap()
        found.update(numbers[:several])
    return found


@lru_cache(maxsize=256)
def _lanes(count: int, value: int) -> int:
    """The same value in each of so many lanes."""
    return int.from_bytes(value.to_bytes(8, "little") * count, "little")
