"""The front page as editors arranged it: which article stands where, until when, and what it is called there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Now

from website.models.article import PublishedArticle
from website.models.edition import PublishedEdition
from website.rows import along, related

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


CREDITS_AND_PICTURES = (
    related("bylines", "website_publishedbyline", "website_frontplace.article_id", inside="article"),
    related("pictures", "website_publishedpicture", "website_frontplace.article_id", inside="article"),
)


class FrontArrangement(models.Model):
    """One arrangement of the front page of an issue. The last one counts; without places it is the rule's."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="arrangements")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    if TYPE_CHECKING:
        places: RelatedManager[FrontPlace]

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="website_front_number")]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"


class FrontPlaceQuerySet(models.QuerySet["FrontPlace"]):
    def standing(self, edition: PublishedEdition, at: datetime | None = None) -> Self:
        """Those of the last arrangement of an issue's front page that have not ended, now or at a moment before."""
        last = FrontArrangement.objects.filter(edition=edition).order_by("-number")
        return self.filter(arrangement=Subquery(last.values("pk")[:1])).running(at)

    def running(self, at: datetime | None = None) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=at or Now())).order_by("position", "id")

    def with_articles(self) -> Self:
        """With what a front page shows of the articles; those that were withdrawn are left out. One query."""
        rows = self.filter(article__withdrawn_at__isnull=True).select_related("article__section", "article__series")
        return along(rows.defer("article__body"), *CREDITS_AND_PICTURES)


class FrontPlace(models.Model):
    """Where an article stands in an arrangement; `page` is the label of the page in whose block, `until` its end.

    `position` counts from 1 in its zone; 1 on top is the lead. `headline` is said instead of its own as long as its
    words are those of `content_hash`: whoever wrote it has not seen others.
    """

    class Zone(models.TextChoices):
        TOP = "top"
        PAGE = "page"
        OPINION = "opinion"
        PHOTOS = "photos"
        OFF = "off"

    LONGEST_HEADLINE = 80

    arrangement = models.ForeignKey(FrontArrangement, models.CASCADE, related_name="places")
    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="front_places")
    zone = models.CharField(max_length=10, choices=Zone.choices)
    page = models.CharField(max_length=8, blank=True)
    position = models.PositiveSmallIntegerField()
    headline = models.CharField(max_length=LONGEST_HEADLINE, blank=True)
    content_hash = models.CharField(max_length=64)
    until = models.DateTimeField(null=True, blank=True)

    objects = FrontPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["until"], condition=Q(until__isnull=False), name="website_front_ends")]
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "article"], name="website_front_article_once"),
            models.UniqueConstraint(
                fields=["arrangement", "zone", "page", "position"], name="website_front_one_in_a_place"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, zone__in=["top", "page", "opinion", "photos", "off"]),
                name="website_front_place_is_one",
            ),
            models.CheckConstraint(
                condition=(Q(zone="page") & ~Q(page="")) | (~Q(zone="page") & Q(page="")),
                name="website_front_page_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrangement} {self.zone} {self.position}"
