"""What readers ask the archive when it is measured: words of each kind, and how long their pages take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from newsroom.benching.prose import Prose
from website import search
from website.models import SearchText
from website.searching import COUNTED

PAGES = 5
EACH = 40


@dataclass(frozen=True, slots=True)
class Answered:
    """How long answers of one kind took, in milliseconds, in rising order."""

    kind: str
    milliseconds: tuple[float, ...]

    def at(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


def measure(seed: int = 7) -> Iterator[Answered]:
    """First pages and fifth ones, for words of each kind, then all together."""
    every: list[float] = []
    for kind, questions in _questions(Random(seed)).items():
        taken = [milliseconds for words in questions for milliseconds in _pages(words)]
        every += taken
        yield Answered(kind, tuple(sorted(taken)))
    yield Answered("all", tuple(sorted(every)))


def _pages(words: str) -> Iterator[float]:
    asked, more = search.Asked(q=words), None
    for number in range(1, PAGES + 1):
        begun = time.perf_counter()
        found = search.find(asked, after=more)
        if number == 1 and found.more:
            search.count_up_to(asked, COUNTED + 1)
        if number in {1, PAGES}:
            yield (time.perf_counter() - begun) * 1000
        more = found.more
        if more is None:
            return


def _questions(draw: Random) -> dict[str, list[str]]:
    texts = list(SearchText.objects.order_by("pk").values_list("words", flat=True)[:300])
    pairs = Counter(first + second for text in texts for first, second in pairwise(text) if _is_chinese(first + second))
    common = [pair for pair, _times in pairs.most_common(EACH)]
    return {
        "two characters": _samples(draw, 2),
        "three characters": _samples(draw, 3),
        "four characters": _samples(draw, 4),
        "rare names": Prose().names[-EACH:],
        "frequent": common,
        "frequent, glued": ["".join(draw.sample(common, 2)) for _number in range(EACH)],
        "frequent, two words": [" ".join(draw.sample(common, 2)) for _number in range(EACH)],
        "no hits": ["".join(draw.sample("鑫鼐龘犇骉淼焱垚", 3)) for _number in range(EACH)],
    }


def _samples(draw: Random, length: int) -> list[str]:
    """Words as they stand in texts from all years."""
    years = SearchText.objects.order_by().values_list("year", flat=True).distinct()
    found: list[str] = []
    for year in draw.choices(sorted(years), k=4 * EACH):
        first = SearchText.objects.filter(year=year).order_by("pk").values_list("words", flat=True)
        text = first[draw.randrange(30) :][:1].first() or ""
        start = draw.randrange(max(1, len(text) - length))
        if _is_chinese(word := text[start : start + length]) and len(word) == length:
            found.append(word)
    return found[:EACH]


def _is_chinese(text: str) -> bool:
    return all("一" <= character <= "鿿" for character in text)
