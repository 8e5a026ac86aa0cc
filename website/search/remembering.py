"""The words of articles for search: kept with publication and correction, gone with withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from website.bulk import Value, copy_rows
from website.models import PublishedArticle, SearchProgress, SearchText
from website.search import grams
from website.search.words import folded, one_line, text_of, text_of_parts

AT_ONCE = 200
# Of so many times as many articles the press asks at once whether search has them.
WINDOW = 10
GATHERED = "256MB"
FIELDS = (
    *("article_id", "made", "year", "published_at", "section", "series", "genre", "headline", "words"),
    *("headline_grams", "grams"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an article, folded, with their grams as COPY reads them; they are made before it has a number."""

    year: int
    headline: str
    words: str
    headline_grams: str
    grams: str


def words_of(lines: Sequence[str], body: str, end: Iterable[str], published_at: datetime) -> Words:
    """`lines` are headline, kicker, deck and dateline, `body` is clean HTML, `end` the names and whatever follows."""
    return _cut(lines[0], text_of_parts(lines, body, end), published_at)


def row(article: int, words: Words, published_at: datetime, *, section: str, series: str, genre: str) -> list[Value]:
    """What is kept of an article, in the order of `FIELDS`."""
    belongs = (words.year, published_at, section, series, genre)
    return [article, SearchText.MADE, *belongs, words.headline, words.words, words.headline_grams, words.grams]


def remember(articles: Iterable[int]) -> None:
    """Keep the words of these articles as they stand now; of what readers may not see nothing is kept."""
    numbers = list(articles)
    rows = PublishedArticle.objects.readable().filter(pk__in=numbers).prefetch_related("bylines", "pictures")
    kept = [_row_of(article) for article in rows.order_by("published_at", "pk")]
    forget(numbers)
    keep(kept)


def keep(rows: Sequence[list[Value]]) -> None:
    """Keep what `row` made, of articles of which nothing is kept; whoever keeps thousands puts them in order then."""
    if len(rows) > AT_ONCE:
        # By itself PostgreSQL puts them in order every 4 MB, which is a few hundred articles, and walks the same lists
        # of the index for each of these again.
        _take_memory("gin_pending_list_limit")
    copy_rows(SearchText, FIELDS, rows)


def forget(articles: Iterable[int]) -> None:
    SearchText.objects.filter(pk__in=list(articles)).delete()


def catch_up(at_once: int = AT_ONCE) -> bool:
    """Make the words of articles that have none, or that were made in another way; whether there may be more of them.

    A paper that was there before search, or whose words are cut otherwise now, becomes searchable while it runs. Each
    time looks at so many articles, from where the last one ended, and a mark says when all were looked at: an archive
    of a million is not looked through whenever a press starts.
    """
    with transaction.atomic():
        mark = _mark()
        below = PublishedArticle.objects.filter(pk__lt=mark.looked_down_to).order_by("-pk")
        window = list(below.values_list("pk", flat=True)[: at_once * WINDOW])
        if not window:
            return False
        missing = Q(search_text__isnull=True) | ~Q(search_text__made=SearchText.MADE)
        wanted = PublishedArticle.objects.readable().filter(missing, pk__lte=window[0], pk__gte=window[-1])
        numbers = list(wanted.order_by("-pk").values_list("pk", flat=True)[:at_once])
        # Whoever withdraws one of them meanwhile waits, or has come before and it is not kept.
        locked = PublishedArticle.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
        remember([article.pk for article in locked.only("pk")])
        mark.looked_down_to = numbers[-1] if len(numbers) == at_once else window[-1]
        mark.save()
    return True


def _mark() -> SearchProgress:
    """Where to go on: from the highest number, if nobody has begun or the words are cut otherwise now."""
    highest = PublishedArticle.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    begun = {"made": SearchText.MADE, "looked_down_to": highest + 1}
    mark, _new = SearchProgress.objects.select_for_update().get_or_create(id=1, defaults=begun)
    if mark.made != SearchText.MADE:
        mark.made, mark.looked_down_to = SearchText.MADE, highest + 1
    return mark


class CatchingUp:
    """Once a press has found nothing missing it looks no more: from then on every publication keeps its words.

    It goes on putting these in order.
    """

    def __init__(self) -> None:
        self.is_done = False

    def go_on(self) -> None:
        self.is_done = self.is_done or not catch_up()
        put_in_order()


def _take_memory(setting: str) -> None:
    """In this transaction, let PostgreSQL gather the grams of thousands before it goes through the index with them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, GATHERED])


def put_in_order() -> int:
    """Bring what was just kept from the heap before each index into the index, and say how many pages it filled.

    What stands in that heap is found, but every search looks through all of it. Nobody who publishes waits for that:
    the press does it. Left to autovacuum where this is not the owner of the table.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _take_memory("maintenance_work_mem")
        cursor.execute(
            "SELECT coalesce(sum(gin_clean_pending_list(oid)), 0) FROM pg_class"
            " WHERE relname = ANY (%s) AND pg_table_is_visible(oid) AND pg_has_role(relowner, 'USAGE')",
            [[index.name for index in SearchText._meta.indexes if isinstance(index, GinIndex)]],
        )
        return int(cursor.fetchone()[0])


def _row_of(article: PublishedArticle) -> list[Value]:
    belongs = {"section": article.section_id, "series": article.series_id or "", "genre": article.genre}
    words = _cut(article.headline, text_of(article), article.published_at)
    return row(article.pk, words, article.published_at, **belongs)


def _cut(headline: str, text: str, published_at: datetime) -> Words:
    headline, text, year = folded(one_line(headline)), folded(text), timezone.localtime(published_at).year
    of_headline, of_text = grams.of_headline(headline, year), grams.of_text(text, year)
    return Words(year, headline, text, grams.written(of_headline), grams.written(of_text))
