"""What readers are told of corrections: beside the article, in the list of all, and on the printed page."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import pgettext_lazy

from website.models.article import Appearance, PublishedArticle
from website.models.edition import PublishedPage


class PublishedCorrectionQuerySet(models.QuerySet["PublishedCorrection"]):
    def readable(self) -> Self:
        """Those of articles readers may see: of a withdrawn one nothing is told but that it is withdrawn."""
        return self.filter(article__withdrawn_at__isnull=True).exclude(notice="")

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def with_places(self) -> Self:
        """With the article's headline and where it stood in print, in two queries."""
        places = models.Prefetch("article__appearances", Appearance.objects.with_place())
        return self.select_related("article").defer("article__body").prefetch_related(places)


class PublishedCorrection(models.Model):
    """One public notice of a correction (更正), under the number it has at the desk."""

    class Kind(models.TextChoices):
        SELF = "self", pgettext_lazy("correction", "Correction")
        REQUESTED = "requested", pgettext_lazy("correction", "Correction")
        REPLY = "reply", pgettext_lazy("correction", "Reply")

    number = models.BigIntegerField(unique=True)
    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Empty while the article is withdrawn.
    notice = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    objects = PublishedCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.notice


class PrintedCorrection(models.Model):
    """A correction in print: on which page of an edition it stands."""

    page = models.ForeignKey(PublishedPage, models.CASCADE, related_name="printed_corrections")
    correction = models.ForeignKey(PublishedCorrection, models.CASCADE, related_name="printed")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["page", "order"], name="website_printed_correction_order")]

    def __str__(self) -> str:
        return f"{self.page} {self.correction}"
