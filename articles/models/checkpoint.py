"""Names that people give to versions, so that the ones that matter are found again among all that were saved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.history import Version
from authors.models import User


class Checkpoint(models.Model):
    """A name under a version: “second draft”, “read by the lawyers”. A version may have several; rows never change."""

    LONGEST = 60

    version = models.ForeignKey(Version, models.PROTECT, related_name="checkpoints")
    name = models.CharField(_("name"), max_length=LONGEST)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="articles_checkpoint_once"),
            models.CheckConstraint(condition=~Q(name=""), name="articles_checkpoint_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
