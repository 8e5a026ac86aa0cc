"""The record of a page's layout: who changed what, and how the page was before, so that it can be undone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User
from editions.models.edition import Page

# The verb of other measures of the sheet a page stands on: whoever keeps the house's paper lays no page out by that.
MEASURES = "measures"


class LayoutChangeQuerySet(models.QuerySet["LayoutChange"]):
    def laid_out_by(self, user: User) -> Self:
        """Those by which this person has laid a page out; he does not sign it off."""
        return self.filter(by=user).exclude(verb=MEASURES)


class LayoutChange(models.Model):
    """One change of a page: `before` is its whole layout until then; append-only.

    `number` is the page's layout number after the change. An undoing names the change it took back.
    """

    # A page that is removed, because it is empty and nobody has read it, takes its record along.
    page = models.ForeignKey(Page, models.CASCADE, related_name="layout_changes")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    before = models.JSONField()
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")

    objects = LayoutChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a layout")
        verbose_name_plural = _("changes of layouts")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.page} {self.number} {self.verb}"
