"""Late re-issues: why a published edition was opened again, how it stood until then, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User
from editions.models.edition import Edition


class ReissueQuerySet(models.QuerySet["Reissue"]):
    def under_way(self, edition: Edition) -> Reissue | None:
        """The one that an edition is open for, if it is."""
        return self.filter(edition=edition, outcome=Reissue.Outcome.NONE).select_related("by").first()


class Reissue(models.Model):
    """A published edition opened again for a reason readers are told; one at a time.

    `revision` is the one that is to come out. `before` is the edition as readers have it, enough to put it back:
    {"pages": [...], "articles": [...], "versions": [...]}; PostgreSQL lets nothing else be put back.
    """

    class Outcome(models.TextChoices):
        NONE = "", _("under way")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reissues")
    revision = models.PositiveSmallIntegerField(_("revision"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(db_default=Now())
    before = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = ReissueQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-issue")
        verbose_name_plural = _("re-issues")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="editions_reissued_for_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_by__isnull=True, closed_at__isnull=True)
                | Q(outcome__in=["published", "cancelled"], closed_by__isnull=False, closed_at__isnull=False),
                name="editions_reissue_closed_by_somebody",
            ),
            models.UniqueConstraint(fields=["edition"], condition=Q(outcome=""), name="editions_one_reissue_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.revision}"
