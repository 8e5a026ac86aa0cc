"""The ways of review: which stages an article must pass, who gives each, how long it may take, and the fast lane."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.section import Section
from authors.models import Role, User

FINAL = 3


class ReviewStage(models.Model):
    """One of the reviews an article must pass (初审, 复审, 终审), and the role that gives it."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    name = models.CharField(_("name"), max_length=20)
    role = models.CharField(pgettext_lazy("at the paper", "role"), max_length=20, choices=Role.choices)
    minutes = models.PositiveSmallIntegerField(
        pgettext_lazy("review", "minutes"),
        null=True,
        blank=True,
        help_text=_("How long the review may take. Empty: no deadline."),
    )
    is_asked = models.BooleanField(
        _("is asked for"), default=True, help_text=_("A paper may do with one or two reviews; the final one stays.")
    )

    class Meta:
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__range=(1, FINAL)), name="articles_one_to_three_stages"),
            models.CheckConstraint(condition=Q(is_asked=True) | Q(number__lt=FINAL), name="articles_final_is_asked"),
        ]

    def __str__(self) -> str:
        return self.name


class SectionStage(models.Model):
    """How a section differs at one stage: another role, another deadline, or no such review."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="stages", verbose_name=_("section"))
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="in_sections", verbose_name=_("stage"))
    role = models.CharField(
        pgettext_lazy("at the paper", "role"),
        max_length=20,
        choices=Role.choices,
        blank=True,
        help_text=_("Empty: as everywhere."),
    )
    minutes = models.PositiveSmallIntegerField(
        pgettext_lazy("review", "minutes"), null=True, blank=True, help_text=_("Empty: as everywhere.")
    )
    is_asked = models.BooleanField(_("is asked for"), default=True)

    class Meta:
        verbose_name = _("review of the section")
        verbose_name_plural = _("reviews of the section")
        ordering = ["stage"]
        constraints = [
            models.UniqueConstraint(fields=["section", "stage"], name="articles_section_stage_once"),
            models.CheckConstraint(
                condition=Q(is_asked=True) | ~Q(stage=FINAL), name="articles_section_keeps_the_final"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.stage}"


class ReviewRules(models.Model):
    """What the house has decided about its reviews; one row."""

    class ReturnTo(models.TextChoices):
        FIRST = "first", _("At the first review again")
        SAME = "same", _("At the review that returned it")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    return_to = models.CharField(
        _("where a returned article goes on"),
        max_length=10,
        choices=ReturnTo.choices,
        default=ReturnTo.FIRST,
        help_text=_("“At the review that returned it” keeps the passes that earlier reviewers gave to other words."),
    )
    has_fast_lane = models.BooleanField(
        _("fast lane"),
        default=True,
        help_text=_("In an emergency the chief editor may let two people decide; it is shown until looked at again."),
    )

    class Meta:
        verbose_name = _("rules of review")
        verbose_name_plural = _("rules of review")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="articles_one_row_of_rules")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FastLaneQuerySet(models.QuerySet["FastLane"]):
    def to_look_at_again(self) -> Self:
        """Those whose article was approved by two people and that nobody else has looked at since."""
        return self.filter(approved_at__isnull=False, looked_at__isnull=True)


class FastLane(models.Model):
    """An emergency: two people decide on an article instead of three, the chief editor one of them, for a reason.

    It is shown the next day, until a third person has looked at the article again.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="fast_lanes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"), db_default=Now())
    approved_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finding = models.TextField(_("what was found"), blank=True)

    objects = FastLaneQuerySet.as_manager()

    class Meta:
        verbose_name = _("fast lane")
        verbose_name_plural = _("fast lanes")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="articles_fast_lane_says_why"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                | Q(looked_at__isnull=False, looked_by__isnull=False, approved_at__isnull=False),
                name="articles_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=models.F("by")), name="articles_somebody_else_looks"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
