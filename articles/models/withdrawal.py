"""A published article taken back, and the second person's word on it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, State
from articles.models.history import StateChange
from authors.models import User


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def unanswered(self) -> Self:
        """Those of articles still withdrawn that no second person has confirmed or overturned."""
        return self.filter(article__state=State.WITHDRAWN, confirmed_at__isnull=True, overturned_at__isnull=True)

    def with_overdue(self) -> Self:
        """Annotate `is_overdue`: the time for the second person is over, by the database's clock."""
        late = Q(confirm_by__lte=Now(), confirmed_at__isnull=True, overturned_at__isnull=True)
        return self.annotate(is_overdue=ExpressionWrapper(late, output_field=models.BooleanField()))


class Withdrawal(models.Model):
    """One withdrawal (撤稿): it takes effect at once, and a second person makes it final or overturns it in time."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="withdrawals")
    change = models.OneToOneField(StateChange, models.PROTECT, related_name="withdrawal")
    notice = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    confirm_by = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    overturned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    overturned_at = models.DateTimeField(null=True)

    is_overdue: bool

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")))
                & (Q(overturned_by__isnull=True) | ~Q(overturned_by=F("by"))),
                name="articles_withdrawal_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, overturned_at__isnull=True),
                name="articles_withdrawal_confirmed_by",
            ),
            models.CheckConstraint(
                condition=Q(overturned_by__isnull=True, overturned_at__isnull=True)
                | Q(overturned_by__isnull=False, overturned_at__isnull=False, confirmed_at__isnull=True),
                name="articles_withdrawal_overturned_by",
            ),
            models.CheckConstraint(condition=Q(confirm_by__gt=F("at")), name="articles_withdrawal_time_to_confirm"),
        ]

    def __str__(self) -> str:
        return str(self.article)

    @property
    def is_answered(self) -> bool:
        return self.confirmed_at is not None or self.overturned_at is not None
