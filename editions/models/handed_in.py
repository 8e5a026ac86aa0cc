"""What is kept of any PDF that another house handed in, whatever it is printed as."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User


class HandedIn(models.Model):
    """A PDF as it came, and what was read of it.

    `folder` is where its files lie in the private store: original.pdf as it came, page.pdf cleaned, and pictures of it.
    `width` and `height` are the pixels of the largest, `width_mm` and `height_mm` those of the sheet; `fonts` are those
    the PDF does not carry.
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
        abstract = True


def checks(noun: str) -> list[models.BaseConstraint]:
    """What PostgreSQL holds every such row to; `noun` stands in the names."""
    measures = Q(width__gt=0, height__gt=0, width_mm__gt=0, height_mm__gt=0, bytes__gt=0)
    return [
        models.CheckConstraint(condition=measures, name=f"editions_{noun}_has_measures"),
        models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name=f"editions_{noun}_has_digest"),
    ]
