"""Looking through the archive year by year, the newest first: headlines, then texts.

In each year an index names the articles that have all grams of what is asked for; of these, newest first, the words
themselves are read, no more of them than fill the page. PostgreSQL's planner would rather walk all articles by date,
which takes seconds for a rare word; so the first step stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from website.models import PublishedArticle, SearchText
from website.search import grams
from website.search.asking import Asked, Cursor
from website.search.narrowing import Newest, of_a_row

# So many texts are read at first, then twice as many; and so many in all before a page is closed.
TEXTS, READ_AT_MOST = 40, 160
PRIVATE_USE = "\ue000"
TABLE, ARTICLES = SearchText._meta.db_table, PublishedArticle._meta.db_table


@dataclass(frozen=True, slots=True)
class Found:
    """Results in their order, newest first in headlines, then in texts; `more` is where the next page begins.

    There may be a next page behind one that is not full, and be nothing on it. `is_cut` when a page was closed because
    so many texts were read for it.
    """

    articles: list[PublishedArticle]
    more: Cursor | None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Tier:
    """One of the two: articles with all words in their headline, and those with all words in their text only."""

    in_headline: bool

    @property
    def grams(self) -> str:
        return "headline_grams" if self.in_headline else "grams"

    def wanted(self, asked: Asked, year: int) -> list[int]:
        return (grams.of_terms_in_headline if self.in_headline else grams.of_terms)(asked.terms, year)

    def is_exact(self, asked: Asked) -> bool:
        """Whether the index alone knows: two characters are one gram, and no other pair of a year has it.

        Only two characters from the private use area on, or from behind the first 65,536, can pass for others.
        """
        return not self.in_headline and all(len(term) == 2 and max(term) < PRIVATE_USE for term in asked.terms)

    def reading(self, asked: Asked) -> tuple[str, list[str]]:
        """The condition on the words themselves, with its values."""
        column = "headline" if self.in_headline else "words"
        patterns = [f"%{_escaped(term)}%" for term in asked.terms]
        condition = " AND ".join([f"{column} LIKE %s"] * len(patterns))
        if self.in_headline:
            return condition, patterns
        not_in_headline = f"NOT ({condition.replace('words', 'headline')})"
        if self.is_exact(asked):
            return not_in_headline, patterns
        return f"{condition} AND {not_in_headline}", patterns * 2


@contextmanager
def _by_index() -> Iterator[None]:
    """Grams stand beside their rows, and PostgreSQL takes it for cheap to read them all while an archive is small."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        yield


@_by_index()
def find(asked: Asked, *, after: Cursor | None = None, limit: int = 20) -> Found:
    """What the archive has; with nothing asked for, nothing.

    Two words that stand in every article, written together, stand together in hardly any: to know that, all texts of
    all years would be read. So one page reads no more than `READ_AT_MOST`, and `more` says where the next goes on.
    """
    hits: list[Cursor] = []
    years, reader = _years(asked), _Reader(asked)
    for tier in _tiers(asked):
        if after and after.in_headline is False and tier.in_headline:
            continue
        start = after if after and after.in_headline == tier.in_headline else None
        hits += islice(reader.hits(tier, years, start), limit + 1 - len(hits))
        if len(hits) > limit or reader.stopped_at:
            break
    shown = hits[:limit]
    if len(hits) > limit:
        return Found(_articles(shown), shown[-1])
    return Found(_articles(shown), reader.stopped_at, is_cut=reader.stopped_at is not None)


@_by_index()
def count_up_to(asked: Asked, most: int) -> int | None:
    """How many articles there are, counted up to `most`; None where too many texts would have to be read for that."""
    if not asked.terms:
        return 0
    # A headline is the first line of its text.
    tier = _Tier(in_headline=asked.only_in_headlines)
    newest = Newest(asked)
    found = read = 0
    for years in _together(_years(asked)):
        counted, looked_at = _count(tier, asked, newest, years, most - found)
        found, read = found + counted, read + looked_at
        if found >= most:
            return most
        if read >= 2 * most and not tier.is_exact(asked):
            return None
    return found


def _tiers(asked: Asked) -> list[_Tier]:
    if not asked.terms:
        return []
    return [_Tier(True)] if asked.only_in_headlines else [_Tier(True), _Tier(False)]


def _years(asked: Asked) -> range:
    """The years that may have something, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(published_at), max(published_at) FROM {ARTICLES} WHERE withdrawn_at IS NULL")
        ends = cursor.fetchone()
    if ends[0] is None:
        return range(0)
    first, last = (timezone.localtime(end).year for end in ends)
    if asked.since:
        first = max(first, asked.since.year)
    if asked.until:
        last = min(last, asked.until.year)
    return range(last, first - 1, -1)


def _together(years: Sequence[int]) -> Iterator[Sequence[int]]:
    """The newest year by itself, then two, then four: what is often found is found at once, and what is not, soon."""
    start, count = 0, 1
    while start < len(years):
        yield years[start : start + count]
        start, count = start + count, count * 2


class _Reader:
    """Reads the texts of candidates, and stops when it has read many and found nothing to fill a page with.

    `stopped_at` is the last text it has read then.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.newest = Newest(asked)
        self.read = 0
        self.stopped_at: Cursor | None = None

    def hits(self, tier: _Tier, years: Sequence[int], after: Cursor | None) -> Iterator[Cursor]:
        if after:
            newest = timezone.localtime(after.published_at).year
            years = [year for year in years if year <= newest]
        for some in _together(years):
            candidates = _candidates(tier, self.asked, self.newest, some, after, READ_AT_MOST - self.read)
            for several in _ever_more(candidates):
                meant = _meant(tier, self.asked, several)
                yield from (one for one in several if one.article in meant)
                self.read += len(several)
            if self.read >= READ_AT_MOST:
                self.stopped_at = candidates[-1]
                return


def _ever_more(candidates: Sequence[Cursor]) -> Iterator[Sequence[Cursor]]:
    start, count = 0, TEXTS
    while start < len(candidates):
        yield candidates[start : start + count]
        start, count = start + count, count * 2


def _candidates(
    tier: _Tier, asked: Asked, newest: Newest, years: Sequence[int], after: Cursor | None, most: int
) -> list[Cursor]:
    """The newest articles of these years that may be meant, after one."""
    found, values = _rows(tier, asked, years, after)
    with connection.cursor() as cursor:
        cursor.execute(newest.of(found, most), values + newest.values)
        return [Cursor(tier.in_headline, moment, number) for number, moment in cursor.fetchall()]


def _meant(tier: _Tier, asked: Asked, candidates: Sequence[Cursor]) -> set[int]:
    """Those of them whose words say so."""
    reads, patterns = tier.reading(asked)
    numbers = [one.article for one in candidates]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT article_id FROM {TABLE} WHERE article_id = ANY (%s) AND {reads}", [numbers, *patterns])
        return {number for (number,) in cursor.fetchall()}


def _count(tier: _Tier, asked: Asked, newest: Newest, years: Sequence[int], most: int) -> tuple[int, int]:
    """How many articles of these years there are, counted up to `most`, and how many might have been meant."""
    # Where texts are read, they are those that the first page has just read.
    is_exact = tier.is_exact(asked)
    found, values = _rows(tier, asked, years)
    candidates = newest.of(found, most if is_exact else 2 * most, in_order=not is_exact)
    column = "headline" if tier.in_headline else "words"
    reads = " AND ".join([f"{column} LIKE %s"] * len(asked.terms))
    matched = f"SELECT 1 FROM found JOIN {TABLE} USING (article_id) WHERE {reads} LIMIT %s"
    if is_exact:
        matched, patterns = "SELECT 1 FROM found LIMIT %s", []
    else:
        patterns = [f"%{_escaped(term)}%" for term in asked.terms]
    sql = f"""WITH found AS MATERIALIZED ({candidates})
        SELECT (SELECT count(*) FROM ({matched}) AS counted), (SELECT count(*) FROM found)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *newest.values, *patterns, most])
        counted, looked_at = cursor.fetchone()
        return int(counted), int(looked_at)


def _rows(tier: _Tier, asked: Asked, years: Sequence[int], after: Cursor | None = None) -> tuple[list[str], list[Any]]:
    """A question of each year for the rows that an index and the narrow columns name, and the values of all."""
    questions, values = [], []
    for year in years:
        parts, narrowing = of_a_row(asked, year, with_words=not tier.in_headline)
        if after:
            parts.append("(published_at, article_id) < (%s, %s)")
            narrowing += [after.published_at, after.article]
        conditions = " AND ".join([f"{tier.grams} @> %s::bigint[]", "year = %s", *parts])
        questions.append(f"SELECT article_id, published_at FROM {TABLE} WHERE {conditions}")
        values += [tier.wanted(asked, year), year, *narrowing]
    return questions, values


def _escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _articles(hits: list[Cursor]) -> list[PublishedArticle]:
    """The articles themselves, asked for once more whether readers may see them."""
    found = PublishedArticle.objects.readable().with_words().in_bulk([hit.article for hit in hits])
    return [found[hit.article] for hit in hits if hit.article in found]
