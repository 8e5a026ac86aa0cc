"""What readers are told of corrections: beside the article, in the list of all, and on the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.utils.translation import pgettext_lazy

from website.models.article import PLACES_OF_CORRECTIONS, PublishedArticle
from website.models.edition import PublishedPage
from website.rows import along


class PublishedCorrectionQuerySet(models.QuerySet["PublishedCorrection"]):
    def readable(self) -> Self:
        """Those of articles readers may see: of a withdrawn one nothing is told but that it is withdrawn."""
        return self.filter(article__withdrawn_at__isnull=True).exclude(notice="")

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def printed_on(self, page: PublishedPage) -> Self:
        """Those of earlier issues that stand on a page in print, in their order, with their `polygons` there."""
        return self.filter(printed__page=page).annotate(polygons=F("printed__polygons")).order_by("printed__order")

    def with_places(self) -> Self:
        """With the article's headline and where it stood in print, in one query."""
        return along(self.select_related("article").defer("article__body"), PLACES_OF_CORRECTIONS)


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

    if TYPE_CHECKING:
        # What `printed_on` adds: where it stands on the picture of that page.
        polygons: list[list[float]]

    objects = PublishedCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.notice


class InPrintQuerySet(models.QuerySet["PrintedCorrection"]):
    def in_picture(self) -> Self:
        """Those that stand in the picture of their page, or stood there before their article was withdrawn."""
        return self.exclude(polygons=[])

    def withdrawn(self) -> Self:
        return self.filter(correction__article__withdrawn_at__isnull=False)


class PrintedCorrection(models.Model):
    """A correction in print: on which page of an edition it stands, and where on the page's picture.

    `polygons` are lists of corners, x, y, x, y … in percent of its width and height; none on a page that is a list.
    """

    page = models.ForeignKey(PublishedPage, models.CASCADE, related_name="printed_corrections")
    correction = models.ForeignKey(PublishedCorrection, models.CASCADE, related_name="printed")
    order = models.PositiveSmallIntegerField()
    polygons = models.JSONField(default=list, blank=True)

    objects = InPrintQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["page", "order"], name="website_printed_correction_order")]

    def __str__(self) -> str:
        return f"{self.page} {self.correction}"
