"""Where a correction is printed: the page of the edition that puts right what an earlier one said."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Correction, State
from authors.models import User
from editions.models.edition import Page


class PrintedCorrectionQuerySet(models.QuerySet["PrintedCorrection"]):
    def standing(self) -> Self:
        """In the order of placing, without those of withdrawn articles: nothing is left to be put right."""
        return self.filter(correction__article__state=State.PUBLISHED).order_by("pk")


class PrintedCorrection(models.Model):
    """A published correction on a page; due in the next edition, on a page as good as the one it corrects."""

    correction = models.OneToOneField(Correction, models.PROTECT, related_name="printed")
    # A page that is taken out of an unpublished edition leaves the correction due again.
    page = models.ForeignKey(Page, models.CASCADE, related_name="printed_corrections", verbose_name=_("page"))
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("placed by"))
    placed_at = models.DateTimeField(_("placed"), db_default=Now())

    objects = PrintedCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed correction")
        verbose_name_plural = _("printed corrections")
        ordering = ["page", "id"]

    def __str__(self) -> str:
        return f"{self.page} {self.correction}"
