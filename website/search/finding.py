"""Looking through the archive year by year, the newest first: headlines, then texts.

In each year an index names the articles that have all grams of what is asked for; of so many at a time, newest first,
the words themselves are read. PostgreSQL's planner would rather walk all articles by date, which takes seconds for a
rare word; so the first step stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from website.days import midnight
from website.models import Appearance, PublishedArticle, PublishedByline, SearchText
from website.search import grams
from website.search.asking import Asked, Cursor

# So many candidates are read at a time.
CANDIDATES = 60
TABLE = SearchText._meta.db_table


@dataclass(frozen=True, slots=True)
class Found:
    """Results in their order, newest first in headlines, then in texts; `more` is where the next page begins."""

    articles: list[PublishedArticle]
    more: Cursor | None


@dataclass(frozen=True, slots=True)
class _Tier:
    """One of the two: articles with all words in their headline, and those with all words in their text only."""

    in_headline: bool

    @property
    def grams(self) -> str:
        return "headline_grams" if self.in_headline else "grams"

    def wanted(self, asked: Asked, year: int) -> list[int]:
        return (grams.of_terms_in_headline if self.in_headline else grams.of_terms)(asked.terms, year)

    def reading(self, asked: Asked) -> tuple[str, list[str]]:
        """The condition on the words themselves, with its values."""
        column = "headline" if self.in_headline else "words"
        patterns = [f"%{_escaped(term)}%" for term in asked.terms]
        condition = " AND ".join([f"{column} LIKE %s"] * len(patterns))
        if self.in_headline:
            return condition, patterns
        return f"{condition} AND NOT ({condition.replace('words', 'headline')})", patterns * 2


def find(asked: Asked, *, after: Cursor | None = None, limit: int = 20) -> Found:
    """What the archive has; with nothing asked for, nothing."""
    hits: list[Cursor] = []
    for tier in _tiers(asked):
        if after and after.in_headline is False and tier.in_headline:
            continue
        start = after if after and after.in_headline == tier.in_headline else None
        hits += _take(_hits(tier, asked, start), limit + 1 - len(hits))
        if len(hits) > limit:
            break
    shown = hits[:limit]
    return Found(_articles(shown), shown[-1] if len(hits) > limit else None)


def count_up_to(asked: Asked, most: int) -> int:
    """How many articles there are, counted up to `most`."""
    found = 0
    for tier in _tiers(asked):
        for year in _years(asked, None):
            found += _count(tier, asked, year, most - found)
            if found >= most:
                return most
    return found


def _tiers(asked: Asked) -> list[_Tier]:
    if not asked.terms:
        return []
    return [_Tier(True)] if asked.only_in_headlines else [_Tier(True), _Tier(False)]


def _years(asked: Asked, after: Cursor | None) -> Iterator[int]:
    """The years that may have something, the newest first."""
    ends = PublishedArticle.objects.readable().aggregate(first=Min("published_at"), last=Max("published_at"))
    if ends["first"] is None:
        return
    first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
    if asked.since:
        first = max(first, asked.since.year)
    if asked.until:
        last = min(last, asked.until.year)
    if after:
        last = min(last, timezone.localtime(after.published_at).year)
    yield from range(last, first - 1, -1)


def _hits(tier: _Tier, asked: Asked, after: Cursor | None) -> Iterator[Cursor]:
    for year in _years(asked, after):
        last = after
        while True:
            candidates = _candidates(tier, asked, year, last)
            yield from (cursor for cursor, is_hit in candidates if is_hit)
            if len(candidates) < CANDIDATES:
                break
            last = candidates[-1][0]


def _candidates(tier: _Tier, asked: Asked, year: int, after: Cursor | None) -> list[tuple[Cursor, bool]]:
    """The newest articles of a year that may be meant, after one; and whether its words say so."""
    condition, values = _narrowing(tier, asked, year)
    if after:
        condition += " AND (published_at, article_id) < (%s, %s)"
        values += [after.published_at, after.article]
    reads, patterns = tier.reading(asked)
    sql = f"""
        WITH found AS MATERIALIZED (SELECT article_id, published_at FROM {TABLE} WHERE {condition}),
        newest AS MATERIALIZED (
          SELECT * FROM found ORDER BY published_at DESC, article_id DESC LIMIT {CANDIDATES})
        SELECT article_id, newest.published_at, {reads} FROM newest JOIN {TABLE} USING (article_id)
        ORDER BY newest.published_at DESC, article_id DESC"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *patterns])
        return [(Cursor(tier.in_headline, moment, number), hit) for number, moment, hit in cursor.fetchall()]


def _count(tier: _Tier, asked: Asked, year: int, most: int) -> int:
    condition, values = _narrowing(tier, asked, year)
    reads, patterns = tier.reading(asked)
    sql = f"""
        WITH found AS MATERIALIZED (SELECT article_id FROM {TABLE} WHERE {condition})
        SELECT count(*) FROM (
          SELECT 1 FROM found JOIN {TABLE} USING (article_id) WHERE {reads} LIMIT %s) AS counted"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *patterns, most])
        return int(cursor.fetchone()[0])


def _narrowing(tier: _Tier, asked: Asked, year: int) -> tuple[str, list[Any]]:
    """The condition that an index and the narrow columns answer, with its values."""
    parts, values = [f"{tier.grams} @> %s::integer[]", "year = %s"], [tier.wanted(asked, year), year]
    for column in ("section", "series", "genre"):
        if wanted := getattr(asked, column):
            parts.append(f"{column} = %s")
            values.append(wanted)
    if asked.since:
        parts.append("published_at >= %s")
        values.append(midnight(asked.since))
    if asked.until:
        parts.append("published_at < %s")
        values.append(midnight(asked.until + timedelta(days=1)))
    if asked.author:
        table = PublishedByline._meta.db_table
        parts.append(f"article_id IN (SELECT article_id FROM {table} WHERE author_id = %s)")
        values.append(asked.author)
    if asked.page:
        parts.append(f"article_id IN ({_ON_A_PAGE})")
        values.append(asked.page.upper())
    return " AND ".join(parts), values


_ON_A_PAGE = (
    f"SELECT place.article_id FROM {Appearance._meta.db_table} place"
    " JOIN website_publishedpage page ON page.id = place.page_id WHERE page.label = %s"
)


def _escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _take(hits: Iterator[Cursor], most: int) -> list[Cursor]:
    return list(islice(hits, most))


def _articles(hits: list[Cursor]) -> list[PublishedArticle]:
    """The articles themselves, asked for once more whether readers may see them."""
    rows = PublishedArticle.objects.readable().select_related("section", "series")
    found = rows.prefetch_related("bylines", "pictures", "appearances__page__edition").in_bulk(
        [hit.article for hit in hits]
    )
    return [found[hit.article] for hit in hits if hit.article in found]
