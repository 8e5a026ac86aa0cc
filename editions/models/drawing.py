"""The drawings of a page: its picture and PDF as they were made from one page source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from editions.models.edition import Page


class Drawing(models.Model):
    """One page source, drawn by the press; the same source is drawn once.

    `folder` is where its files lie in the private store: page.pdf and page-<width>.webp. `layout_number` is the page's
    when it last looked like this, `blocks` the digests of what is read for itself, by key, and `over` how many
    characters find no place. `missing` are characters that no font has, `tightened` how many pieces the engine had to
    press together, `taboos` the rules of good layout the page offends; `failure` says why there are no files.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="drawings")
    digest = models.CharField(max_length=64)
    layout_number = models.PositiveIntegerField()
    blocks = models.JSONField(default=dict)
    over = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())
    seconds = models.FloatField(default=0)
    folder = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    taboos = models.JSONField(default=list)
    tightened = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("drawing of a page")
        verbose_name_plural = _("drawings of pages")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "digest"], name="editions_drawn_once"),
            models.CheckConstraint(
                condition=Q(failure="", width__gt=0, height__gt=0) & ~Q(folder="") | (~Q(failure="") & Q(folder="")),
                name="editions_drawing_has_files_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.digest[:8]}"

    @property
    def is_good(self) -> bool:
        return not self.failure


class DrawingOrder(models.Model):
    """A page that the press has to draw, since its layout or what stands on it has changed; the longest waiting first.

    Whoever orders a page again while it is being drawn moves `since`, and the press comes back to it.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="drawing_order")
    since = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("order of a drawing")
        verbose_name_plural = _("orders of drawings")
        ordering = ["since"]

    def __str__(self) -> str:
        return str(self.page)
