"""The published issue: editions and their pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from website.addresses import EditionKey
from website.links import address
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
        """Whole editions: pages in order, and on each its readable articles in order. Three queries."""
        appearances = Appearance.objects.readable().with_teasers()
        return self.prefetch_related("pages", Prefetch("pages__appearances", appearances))

    def with_page(self, key: EditionKey, label: str) -> Self:
        """Whole editions too, but of their articles only those that stand on one page, wherever else they stand."""
        page = {
            "page__edition__date": key.date,
            "page__edition__number_in_day": key.number_in_day,
            "page__label": label,
        }
        there = Appearance.objects.filter(**page).values("article")
        appearances = Appearance.objects.readable().filter(article__in=there).with_teasers()
        return self.prefetch_related("pages", Prefetch("pages__appearances", appearances))

    def of_days(self, first: dt.date, last: dt.date) -> Self:
        """The issues of these days, a merged issue with any of its days, the oldest first."""
        reaches = Q(date_to__isnull=True, date__gte=first) | Q(date_to__gte=first)
        return self.filter(reaches, date__lte=last).order_by("date", "number_in_day")

    def merged_over(self, key: EditionKey) -> PublishedEdition | None:
        """The merged issue that stands for a day it is not dated, when the address asks for that day's paper."""
        if key.number_in_day != 1:
            return None
        return self.filter(date__lt=key.date, date_to__gte=key.date).first()

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
    """One dated issue, whole; a merged one stands for several days and numbers, an extra may have no number."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary issue")
        MERGED = "merged", _("Merged issue")
        SUPPLEMENT = "supplement", _("Additional issue")
        EXTRA = "extra", _("Extra")

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ORDINARY)
    date = models.DateField()
    date_to = models.DateField(null=True, blank=True)
    number_in_day = models.PositiveSmallIntegerField(default=1)
    total_number = models.PositiveIntegerField(null=True, blank=True)
    total_number_to = models.PositiveIntegerField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(
                    kind="merged",
                    date_to__isnull=False,
                    total_number_to__isnull=False,
                    date_to__gt=F("date"),
                    total_number_to__gt=F("total_number"),
                )
                | (~Q(kind="merged") & Q(date_to=None, total_number_to=None)),
                name="website_merged_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return address("edition", self.slug)

    @property
    def slug(self) -> str:
        """The part of the address that names this edition: 2025-10-17, a second one that day 2025-10-17-2."""
        suffix = "" if self.number_in_day == 1 else f"-{self.number_in_day}"
        return f"{self.date.isoformat()}{suffix}"

    @property
    def is_ordinary(self) -> bool:
        return self.kind == self.Kind.ORDINARY

    @property
    def numbers(self) -> str:
        """The total number, of a merged issue the first and the last: 18264–18265; empty where it has none."""
        if self.total_number is None:
            return ""
        return str(self.total_number) if not self.total_number_to else f"{self.total_number}–{self.total_number_to}"

    @property
    def days(self) -> list[dt.date]:
        """All the days it stands for."""
        last = self.date_to or self.date
        return [self.date + dt.timedelta(days=ahead) for ahead in range((last - self.date).days + 1)]


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
        indexes = [models.Index(fields=["label"], name="website_page_labels")]
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
        return address("page", self.edition.slug, self.label)

    def picture_files(self) -> list[tuple[str, int]]:
        """Name and width in pixels of each file of its picture, the smallest first; none without a picture."""
        return [(f"{self.picture_base}-{size}.webp", min(size, self.picture_width)) for size in self.picture_sizes]
