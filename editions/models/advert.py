"""Advertisements handed in as PDF: the file as it came, and what is printed of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User


class AdvertFile(models.Model):
    """The PDF of an advertisement, which one slot or several print; another file is another row. Append-only.

    `folder` is where it lies in the private store: original.pdf as it came, page.pdf cleaned and cut to its trim box,
    print.jpg of `width` by `height` pixels, which is printed. `width_mm` and `height_mm` are those of the trim box;
    `fonts` are those the PDF does not carry.
    """

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    folder = models.CharField(max_length=100, unique=True)
    width_mm = models.FloatField()
    height_mm = models.FloatField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fonts = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=Now())

    class Meta:
        verbose_name = _("file of an advertisement")
        verbose_name_plural = _("files of advertisements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, width_mm__gt=0, height_mm__gt=0, bytes__gt=0),
                name="editions_advert_file_has_measures",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="editions_advert_file_has_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def print_name(self) -> str:
        """How a page source names what is printed of it."""
        return f"advert-{self.pk}-{self.sha256[:16]}"
