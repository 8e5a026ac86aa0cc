"""What narrows a search, as questions to PostgreSQL: what each row says itself, and the pages on which it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from website.days import midnight
from website.models import BELONGS, Appearance, PublishedByline, PublishedPage, PublishedTopic, TopicEntry
from website.search.asking import Asked

KINDS = ("section", "series", "genre")
# A label of more pages than these is no rare one.
FEW = 500
PLACES, PAGES = Appearance._meta.db_table, PublishedPage._meta.db_table
NEWEST = "published_at DESC, article_id DESC"

_ON_PAGE = f"FROM {PLACES} place JOIN {PAGES} page ON page.id = place.page_id WHERE page.label = %s"
# As a question of its own, asked once; joined, PostgreSQL may go through all these pages for each row.
_OF_PAGES = f"(article_id IN (SELECT place.article_id {_ON_PAGE})) IS TRUE"
_IS_ON_PAGE = f"(SELECT true {_ON_PAGE} AND place.article_id = found.article_id LIMIT 1)"
_PAGES_UP_TO = f"SELECT count(*) FROM (SELECT 1 FROM {PAGES} WHERE label = %s LIMIT %s) AS known"
_IN_A_TOPIC = (
    f"SELECT entry.article_id FROM {TopicEntry._meta.db_table} entry"
    f" JOIN {PublishedTopic._meta.db_table} topic ON topic.id = entry.topic_id WHERE topic.slug = %s"
)


def of_a_row(asked: Asked, year: int, *, with_words: bool) -> tuple[list[str], list[Any]]:
    """Conditions on the rows of a year, with their values; `with_words` where the index of words has their kinds."""
    kinds = {kind: wanted for kind in KINDS if (wanted := getattr(asked, kind))}
    parts, values = [f"{kind} = %s" for kind in kinds], list(kinds.values())
    if kinds and with_words:
        # As migration 0023 writes them.
        parts = [f"{BELONGS}(year, section, series, genre) @> %s::text[]"]
        values = [[f"{year} {kind} {wanted}" for kind, wanted in kinds.items()]]
    if asked.since:
        parts.append("published_at >= %s")
        values.append(midnight(asked.since))
    if asked.until:
        parts.append("published_at < %s")
        values.append(midnight(asked.until + timedelta(days=1)))
    if asked.author:
        table = PublishedByline._meta.db_table
        # As an array, that PostgreSQL reads once; else it looks through all that is his for each candidate's sake.
        parts.append(f"article_id = ANY (ARRAY(SELECT article_id FROM {table} WHERE author_id = %s))")
        values.append(asked.author)
    if asked.topic:
        parts.append(f"article_id IN ({_IN_A_TOPIC})")
        values.append(asked.topic)
    return parts, values


class Newest:
    """The newest of what was found in some years; where a page is asked for, of what stands on such pages."""

    def __init__(self, asked: Asked) -> None:
        self.values = [asked.page.upper()] if asked.page else []
        self.is_rare_page = bool(asked.page) and self._are_few()

    def _are_few(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_PAGES_UP_TO, [*self.values, FEW + 1])
            return int(cursor.fetchone()[0]) <= FEW

    def of(self, years: list[str], most: int, *, in_order: bool = True) -> str:
        """A question for at most so many rows of `years`, a question each; its own `values` come behind theirs."""
        order = f"ORDER BY {NEWEST}" if in_order or self.values else ""
        if not self.values:
            each = [f"(WITH found AS MATERIALIZED ({rows}) SELECT * FROM found {order} LIMIT {most})" for rows in years]
            return f"SELECT * FROM ({' UNION ALL '.join(each)}) AS found {order} LIMIT {most}"
        on_page, rows = _OF_PAGES, "found"
        if not self.is_rare_page:
            # One after the other, until there are so many: OFFSET keeps PostgreSQL from looking where each of all is.
            on_page, rows = _IS_ON_PAGE, f"(SELECT * FROM found {order} OFFSET 0) AS found"
        found = f"WITH found AS MATERIALIZED ({' UNION ALL '.join(years)})"
        return f"{found} SELECT * FROM {rows} WHERE {on_page} {order} LIMIT {most}"
