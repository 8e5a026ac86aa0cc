"""Where a list goes on: after which row of it, named so that rows which come in meanwhile shift nothing."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from website.addresses import EditionConverter, EditionKey
from website.api.asking import not_a_place
from website.models import PublishedArticle, PublishedArticleQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """The last article of a list that goes newest first, and within an issue in the paper's order."""

    published_at: datetime
    order: int
    number: int

    @classmethod
    def of(cls, article: PublishedArticle) -> ArticlePlace:
        return cls(article.published_at, article.edition_order, article.pk)

    @classmethod
    def read(cls, text: str) -> ArticlePlace:
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
            raise not_a_place()
        moment, order, number = map(int, parts)
        if moment > 10**17:
            raise not_a_place()
        return cls(EPOCH + timedelta(microseconds=moment), order, number)

    def __str__(self) -> str:
        return f"{(self.published_at - EPOCH) // timedelta(microseconds=1)}-{self.order}-{self.number}"

    def beyond(self, articles: PublishedArticleQuerySet) -> PublishedArticleQuerySet:
        """Those that come after it; the first condition alone is what the index answers."""
        same = Q(published_at=self.published_at)
        later = Q(edition_order__gt=self.order) | Q(edition_order=self.order, id__gt=self.number)
        return articles.filter(published_at__lte=self.published_at).filter(~same | later)


def edition_key(text: str) -> EditionKey:
    """The issue after which a list of issues goes on: it is named as in its address."""
    if re.fullmatch(EditionConverter.regex, text, re.ASCII):
        with suppress(ValueError):
            return EditionConverter().to_python(text)
    raise not_a_place()
