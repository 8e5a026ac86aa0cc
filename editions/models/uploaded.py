"""Pages set elsewhere: the PDF a page was handed in as, the region of each article on it, and who changed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from authors.models import User
from editions.composing.source import Region
from editions.models import handed_in
from editions.models.edition import Page

if TYPE_CHECKING:
    from datetime import datetime


class PageFile(handed_in.HandedIn):
    """One PDF that a page was handed in as; the newest one counts, the earlier ones are kept. Append-only.

    Its pictures are page-<width>.webp. `lines` is the text as it was read, [[text, left, top, right, bottom, size], …]
    and `pictures` the boxes of its images, in mm.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="files", verbose_name=_("page"))
    pdf_page = models.PositiveSmallIntegerField(default=1)
    pdf_pages = models.PositiveSmallIntegerField(default=1)
    lines = models.JSONField(default=list)
    pictures = models.JSONField(default=list)

    class Meta:
        verbose_name = _("file of a page")
        verbose_name_plural = _("files of pages")
        ordering = ["-id"]
        constraints = handed_in.checks("page_file")

    def __str__(self) -> str:
        return f"{self.page} {self.name}"


class RegionQuerySet(models.QuerySet["PageRegion"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_by__isnull=False)

    def waiting(self) -> Self:
        """Proposed ones that nobody has looked at."""
        return self.filter(confirmed_by__isnull=True)


class PageRegion(models.Model):
    """Where an article stands on the picture of an uploaded page; an article in several pieces has several.

    `points` are the corners in percent of width and height, [[x, y], …], at least three; a CHECK of the table says so.
    What a person draws counts as confirmed by him.
    """

    class Source(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DRAWN = "drawn", _("drawn by hand")

    page = models.ForeignKey(Page, models.PROTECT, related_name="regions", verbose_name=_("page"))
    article = models.ForeignKey(Article, models.PROTECT, related_name="+", verbose_name=_("article"))
    points = models.JSONField(_("corners"))
    source = models.CharField(max_length=10, choices=Source.choices)
    # How sure the proposal was, and how much of the article's text stands here; from 0 to 1.
    confidence = models.FloatField(null=True, blank=True)
    found = models.FloatField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    if TYPE_CHECKING:
        confirmed_by_id: int | None

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region of a page")
        verbose_name_plural = _("regions of pages")
        ordering = ["page", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["proposed", "drawn"]), name="editions_region_has_known_source"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, source="proposed")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="editions_region_confirmed_with_name_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.order}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_by_id is not None

    @property
    def region(self) -> Region:
        return Region(self.article_id, tuple((float(x), float(y)) for x, y in self.points))

    def as_row(self) -> dict[str, Any]:
        """Everything that is needed to put it back."""
        at: datetime | None = self.confirmed_at
        return {
            "article_id": self.article_id, "points": self.points, "source": self.source, "confidence": self.confidence,
            "found": self.found, "order": self.order, "confirmed_by_id": self.confirmed_by_id,
            "confirmed_at": at.isoformat() if at else None,
        }  # fmt: skip


class RegionChange(models.Model):
    """One change of a page's regions: `before` is how they all were until then; append-only.

    `number` counts a page's changes; who changes something says which he saw, so nobody overwrites what he has not
    seen. An undoing names the change it took back.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="region_changes")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    before = models.JSONField(default=list)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        verbose_name = _("change of a page's regions")
        verbose_name_plural = _("changes of pages' regions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="editions_region_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.number} {self.verb}"
