"""Chinese prose that means nothing and is shaped like a newspaper's: lengths, common pairs of characters, rare names.

It is drawn from the demo's own copy: a chain of characters makes clauses, clauses make sentences, and into these go
names from a long list of which a few are met daily and most once in years. So an index sees about as many different
pairs as in real text, and a search for something rare finds something rare.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from newsroom.demo import manuscripts

CLAUSE = re.compile("[一-鿿]{3,}")
CLAUSES, NAMES = 60_000, 60_000
SHORTEST, LONGEST = 120, 6000
# Of the lengths of articles, in characters: half are shorter than the first; the second says how far they differ.
MEDIAN, SPREAD = 560, 0.65
ENDINGS = "。。。。。。。。！？"


class Prose:
    """An endless supply of headlines and texts; the same seed gives the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        said = [clause for text in _texts() for clause in CLAUSE.findall(text)]
        self.followers: dict[str, str] = _chain(said)
        self.beginnings = [clause[:2] for clause in said]
        self.characters = "".join(said)
        self.clauses = [self._clause() for _number in range(CLAUSES)]
        self.names = [self._name() for _number in range(NAMES)]
        self.name_weights = list(accumulate(1 / (rank + 20) for rank in range(NAMES)))

    def name(self) -> str:
        """Some of them often, most of them hardly ever."""
        place = bisect(self.name_weights, self.random.random() * self.name_weights[-1])
        return self.names[min(place, NAMES - 1)]

    def headline(self) -> str:
        clauses = self.random.choice
        line = clauses(self.clauses) if self.random.random() < 0.5 else self.name() + clauses(self.clauses)
        return line[:30] if self.random.random() < 0.6 else f"{line[:20]} {clauses(self.clauses)[:18]}"

    def body(self) -> str:
        """Paragraphs of clean HTML, of a length as newspapers have them."""
        wanted = int(MEDIAN * 2.718 ** self.random.gauss(0, SPREAD))
        wanted, paragraphs, written = max(SHORTEST, min(LONGEST, wanted)), [], 0
        while written < wanted:
            paragraph = self._paragraph()
            paragraphs.append(f"<p>{paragraph}</p>")
            written += len(paragraph)
        return "\n".join(paragraphs)

    def _paragraph(self) -> str:
        return "".join(self._sentence() for _number in range(self.random.randint(1, 5)))

    def _sentence(self) -> str:
        pieces = self.random.choices(self.clauses, k=self.random.choice((1, 2, 2, 2, 3, 3, 4)))
        if self.random.random() < 0.45:
            place = self.random.randrange(len(pieces))
            pieces[place] = self.name() + pieces[place]
        if self.random.random() < 0.2:
            pieces.append(f"{self.random.randint(2, 9999)}{pieces.pop()}")
        return "，".join(pieces) + self.random.choice(ENDINGS)

    def _clause(self) -> str:
        text: str = self.random.choice(self.beginnings)
        length = self.random.randint(4, 16)
        while len(text) < length:
            following = self.followers.get(text[-2:])
            if not following:
                break
            text += self.random.choice(following)
        return text

    def _name(self) -> str:
        return "".join(self.random.choices(self.characters, k=self.random.choice((2, 2, 3, 3, 4))))


def _chain(said: list[str]) -> dict[str, str]:
    """What follows two characters, as often as it does."""
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for clause in said:
        for (first, second), third in zip(pairwise(clause), clause[2:], strict=False):
            followers[first + second].append(third)
    return {pair: "".join(found) for pair, found in followers.items()}


def _texts() -> Iterator[str]:
    for path in sorted(manuscripts.COPY.glob("*.toml")):
        yield from _strings(manuscripts.load(path.name))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
