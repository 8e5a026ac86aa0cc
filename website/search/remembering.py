"""The words of articles for search: kept with publication and correction, gone with withdrawal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from website.models import PublishedArticle, SearchText
from website.search import grams
from website.search.words import folded, headline_of, text_of

AT_ONCE = 200


def remember(articles: Iterable[int]) -> None:
    """Keep the words of these articles as they stand now; of what readers may not see nothing is kept."""
    numbers = list(articles)
    rows = PublishedArticle.objects.readable().filter(pk__in=numbers).prefetch_related("bylines", "pictures")
    kept = [_words_of(article) for article in rows.order_by("pk")]
    forget(set(numbers) - {row.pk for row in kept})
    SearchText.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=[field.name for field in SearchText._meta.fields if not field.primary_key],
    )


def forget(articles: Iterable[int]) -> None:
    SearchText.objects.filter(pk__in=list(articles)).delete()


def catch_up(at_once: int = AT_ONCE) -> int:
    """Make the words of articles that have none, or that were made in another way, so many at once; how many it were.

    A paper that was there before search, or whose words are cut otherwise now, becomes searchable while it runs.
    """
    missing = Q(search_text__isnull=True) | ~Q(search_text__made=SearchText.MADE)
    with transaction.atomic():
        rows = PublishedArticle.objects.readable().filter(missing).order_by(F("published_at").desc(), "pk")
        numbers = list(rows.values_list("pk", flat=True)[:at_once])
        # Whoever withdraws one of them meanwhile waits, or has come before and it is not kept.
        locked = PublishedArticle.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
        remember([article.pk for article in locked.only("pk")])
    return len(numbers)


class CatchingUp:
    """Once a press has found nothing missing it looks no more: from then on every publication keeps its words."""

    def __init__(self) -> None:
        self.is_done = False

    def go_on(self) -> None:
        self.is_done = self.is_done or catch_up() == 0


def _words_of(article: PublishedArticle) -> SearchText:
    headline, words = folded(headline_of(article)), folded(text_of(article))
    year = timezone.localtime(article.published_at).year
    return SearchText(
        article=article,
        year=year,
        published_at=article.published_at,
        section=article.section_id,
        series=article.series_id or "",
        genre=article.genre,
        headline=headline,
        words=words,
        headline_grams=grams.of_headline(headline, year),
        grams=grams.of_text(words, year),
    )
