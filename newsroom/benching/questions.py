"""What readers ask the archive when it is measured: words of each kind, and how long their pages take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

from newsroom.benching.answers import Answers, Clock, all_of
from newsroom.benching.prose import Prose
from website import search
from website.models import PublishedByline, SearchText
from website.searching import COUNTED

PAGES = 5
EACH = 40


def measure(clock: Clock, seed: int = 7) -> Iterator[Answers]:
    """First pages and fifth ones, for words of each kind and narrowed in each way, then all together."""
    every = []
    for kind, asked in _questions(Random(seed)).items():
        answers = Answers(kind)
        for one in asked:
            _ask(clock, one, answers)
        every.append(answers)
        yield answers
    yield all_of("all", every)


def _ask(clock: Clock, asked: search.Asked, answers: Answers) -> None:
    found: list[search.Found] = []

    def turn_page() -> None:
        found.append(search.find(asked, after=found[-1].more if found else None))
        if len(found) == 1 and found[0].more and not found[0].is_cut:
            search.count_up_to(asked, COUNTED + 1)

    while len(found) < PAGES and (not found or found[-1].more):
        taken = clock.taken(turn_page)
        if len(found) in {1, PAGES}:
            answers.add(taken)


def _questions(draw: Random) -> dict[str, list[search.Asked]]:
    """By words, and by frequent words narrowed."""
    words = _words(draw)
    kinds = {kind: [search.Asked(q=one) for one in some] for kind, some in words.items()}
    some = words["frequent"] + words["three characters"]
    return {**kinds, **{kind: [replace(narrowed, q=one) for one in some] for kind, narrowed in _narrowings(draw)}}


def _narrowings(draw: Random) -> Iterator[tuple[str, search.Asked]]:
    row = SearchText.objects.order_by("-pk").exclude(series="")[: 50 * EACH]
    chosen = draw.choice(list(row.values("section", "series", "genre", "published_at")) or [None])
    if chosen is None:
        return
    day = chosen["published_at"].date()
    author = PublishedByline.objects.exclude(author=None).values_list("author", flat=True).first()
    yield "in a section", search.Asked(section=chosen["section"])
    yield "in a series", search.Asked(series=chosen["series"])
    yield "of a genre", search.Asked(genre=chosen["genre"])
    yield "of a month", search.Asked(since=day - timedelta(days=30), until=day)
    yield "of an author", search.Asked(author=author or "")
    yield "on front pages", search.Asked(page="A01")


def _words(draw: Random) -> dict[str, list[str]]:
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
