"""The published issue: editions and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from website.models.article import Appearance

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from website.models.issue_files import PublishedRegion


class PublishedEditionQuerySet(models.QuerySet["PublishedEdition"]):
    def latest_first(self) -> Self:
        return self.order_by("-date", "-number_in_day")

    def newest(self) -> PublishedEdition | None:
        return self.latest_first().first()

    def with_contents(self) -> Self:
        """Whole editions: pages in order, and on each its readable articles in order. Five queries."""
        appearances = Appearance.objects.readable().with_teasers()
        return self.prefetch_related("pages", Prefetch("pages__appearances", appearances))

    def before(self, edition: PublishedEdition) -> Self:
        """Older issues, the nearest first."""
        return self.filter(
            Q(date__lt=edition.date) | Q(date=edition.date, number_in_day__lt=edition.number_in_day)
        ).latest_first()

    def after(self, edition: PublishedEdition) -> Self:
        """Younger issues, the nearest first."""
        return self.filter(
            Q(date__gt=edition.date) | Q(date=edition.date, number_in_day__gt=edition.number_in_day)
        ).order_by("date", "number_in_day")


class PublishedEdition(models.Model):
    """One dated issue, whole."""

    id = models.BigIntegerField(primary_key=True)
    date = models.DateField()
    number_in_day = models.PositiveSmallIntegerField(default=1)
    total_number = models.PositiveIntegerField()
    name = models.CharField(max_length=60, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField()
    # The name of its public file; empty while there is none.
    pdf = models.CharField(max_length=110, blank=True)
    reissued_at = models.DateTimeField(null=True, blank=True)
    reissue_reason = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        pages: RelatedManager[PublishedPage]

    objects = PublishedEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["date", "number_in_day"], name="website_edition_of_day"),
            models.UniqueConstraint(fields=["total_number"], name="website_edition_total_number"),
            models.CheckConstraint(
                condition=Q(reissued_at__isnull=True, reissue_reason="")
                | (Q(reissued_at__isnull=False, revision__gt=1) & ~Q(reissue_reason="")),
                name="website_reissued_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("website:edition", args=[self.slug])

    @property
    def slug(self) -> str:
        """The part of the address that names this edition: 2025-10-17, a second one that day 2025-10-17-2."""
        suffix = "" if self.number_in_day == 1 else f"-{self.number_in_day}"
        return f"{self.date.isoformat()}{suffix}"


class PublishedPage(models.Model):
    """One numbered page of a published edition."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="pages")
    label = models.CharField(max_length=8)
    name = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()
    responsible_editor = models.CharField(max_length=60, blank=True)
    designer = models.CharField(max_length=60, blank=True)
    proofreader = models.CharField(max_length=60, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    # `picture_base`-`size`.webp are the public files of its picture, as wide as their size says; all empty while there
    # is none. Width and height are those of the largest.
    picture_base = models.CharField(max_length=100, blank=True)
    picture_sizes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    picture_width = models.PositiveIntegerField(default=0)
    picture_height = models.PositiveIntegerField(default=0)
    # The name of its public file.
    pdf = models.CharField(max_length=110, blank=True)

    if TYPE_CHECKING:
        appearances: RelatedManager[Appearance]
        regions: RelatedManager[PublishedRegion]

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "label"], name="website_page_label"),
            models.UniqueConstraint(fields=["edition", "order"], name="website_page_order"),
            models.CheckConstraint(
                condition=Q(picture_base="", picture_width=0, picture_height=0, picture_sizes=[])
                | (Q(picture_width__gt=0, picture_height__gt=0) & ~Q(picture_base="") & ~Q(picture_sizes=[])),
                name="website_page_picture_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("website:page", args=[self.edition.slug, self.label])

    def picture_files(self) -> list[tuple[str, int]]:
        """Name and width in pixels of each file of its picture, the smallest first; none without a picture."""
        return [(f"{self.picture_base}-{size}.webp", min(size, self.picture_width)) for size in self.picture_sizes]
