"""A crop: the part of a photo that is shown where another shape is needed."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from photos.models.photo import Photo


class Shape(models.TextChoices):
    """The shapes a photo is shown in besides its own, width to height."""

    WIDE = "16x9", _("Wide 16:9")
    CLASSIC = "3x2", _("Classic 3:2")
    SQUARE = "1x1", _("Square 1:1")
    UPRIGHT = "3x4", _("Upright 3:4")

    @property
    def ratio(self) -> float:
        width, height = self.value.split("x")
        return int(width) / int(height)


class Crop(models.Model):
    """Chosen by hand for one shape, in thousandths of the upright picture; without one the focus decides."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="crops")
    shape = models.CharField(_("shape"), max_length=10, choices=Shape.choices)
    left = models.PositiveSmallIntegerField(_("from the left"), validators=[MaxValueValidator(999)])
    top = models.PositiveSmallIntegerField(_("from the top"), validators=[MaxValueValidator(999)])
    width = models.PositiveSmallIntegerField(_("width"), validators=[MinValueValidator(1), MaxValueValidator(1000)])
    height = models.PositiveSmallIntegerField(_("height"), validators=[MinValueValidator(1), MaxValueValidator(1000)])

    class Meta:
        verbose_name = _("crop")
        verbose_name_plural = _("crops")
        ordering = ["photo", "shape"]
        constraints = [
            models.UniqueConstraint(fields=["photo", "shape"], name="photos_crop_once"),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, left__lte=1000 - F("width"), top__lte=1000 - F("height")),
                name="photos_crop_inside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.photo} {self.get_shape_display()}"
