"""A rendition: one file made from a photo, in a size and format of the fixed list, kept privately until publication."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from photos.models.photo import Photo


class Rendition(models.Model):
    """One file. `shape` is empty for the whole picture, else a `Shape`; `name` is its place in the private store."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="renditions")
    shape = models.CharField(max_length=10, blank=True)
    format = models.CharField(max_length=10)
    # The nominal width of the list; the file is as wide as its picture if that is smaller.
    size = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    bytes = models.PositiveIntegerField()
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["photo", "shape", "format", "size"]
        constraints = [
            models.UniqueConstraint(fields=["photo", "shape", "format", "size"], name="photos_rendition_once"),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0, bytes__gt=0), name="photos_rendition_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.photo} {self.shape or ''} {self.size} {self.format}"
