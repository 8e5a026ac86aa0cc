"""The front page of the website as the desk arranges it: every change of it, who made it and when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from authors.models import User
from editions.models.edition import Edition


class FrontVerb(models.TextChoices):
    PUT = "put", _("put in its place")
    TAKE_AWAY = "take_away", _("taken off the front page")
    RELEASE = "release", _("left to the rule again")
    SAY = "say", _("headline or end changed")
    BY_RULE = "by_rule", _("everything left to the rule")
    UNDO = "undo", _("change taken back")
    PUBLISH = "publish", _("published")
    CARRY = "carry", _("taken over from the issue before")


# What readers got; all else waits until the next of these.
OUT = (FrontVerb.PUBLISH, FrontVerb.CARRY)


class FrontChangeQuerySet(models.QuerySet["FrontChange"]):
    def out(self) -> Self:
        return self.filter(verb__in=OUT)


class FrontChange(models.Model):
    """One change of the front page of an issue; append-only. The last one is what is being arranged.

    `places` is all that is by hand after it, as `front_places` writes it, `before` until then. `number` counts from 1
    in each issue: of two people who change the same state, PostgreSQL takes the first.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="front_changes")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20, choices=FrontVerb.choices)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    places = models.JSONField()
    before = models.JSONField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    objects = FrontChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the front page")
        verbose_name_plural = _("changes of the front page")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="editions_front_one_after_another"),
            models.CheckConstraint(
                condition=Q(number__gte=1, verb__in=FrontVerb.values), name="editions_front_change_is_one"
            ),
            models.CheckConstraint(
                condition=Q(verb="undo", undoes__isnull=False) | (~Q(verb="undo") & Q(undoes__isnull=True)),
                name="editions_front_undo_names_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number} {self.verb}"
