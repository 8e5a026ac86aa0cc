"""When the record last changed, article by article: what a partner needs to follow it without missing anything."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Max

from website.models.article import PublishedArticle


class ArticleChangeQuerySet(models.QuerySet["ArticleChange"]):
    def after(self, number: int) -> Self:
        """What changed after a change that is known, in the order in which readers got it."""
        return self.filter(number__gt=number).order_by("number")

    def since(self, moment: datetime) -> Self:
        """The same from a moment on: the index of moments says with which number that begins."""
        first = self.filter(at__gte=moment).order_by("at", "number").values_list("number", flat=True).first()
        return self.none() if first is None else self.after(first - 1)

    def newest_number(self) -> int:
        """The number up to which everything is known now; 0 before the first article."""
        return self.aggregate(newest=Max("number"))["newest"] or 0


class ArticleChange(models.Model):
    """The last change of an article: published, printed elsewhere, corrected, withdrawn, published again.

    The database counts them when a transaction is completed, one transaction after the other. So whoever has read up
    to a number has missed nothing below it, though a publication that began first may be completed last.
    """

    article = models.OneToOneField(PublishedArticle, models.CASCADE, primary_key=True, related_name="change")
    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)

    objects = ArticleChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number}: {self.article_id}"
