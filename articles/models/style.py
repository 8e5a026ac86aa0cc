"""The house style as this house keeps it: how strictly each rule is taken, and the list of words."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StyleSeverity(models.TextChoices):
    """How strictly a rule is taken; the names are those of `articles.house_style.remark`."""

    OFF = "off", pgettext_lazy("house style", "Off")
    ADVICE = "advice", pgettext_lazy("house style", "Advice")
    BLOCKING = "blocking", pgettext_lazy("house style", "Must be settled")


class StyleRule(models.Model):
    """How strictly this house takes one of the rules of `articles.house_style.rules`."""

    code = models.CharField(_("rule"), max_length=30, unique=True)
    severity = models.CharField(
        _("severity"), max_length=10, choices=StyleSeverity.choices, default=StyleSeverity.ADVICE
    )

    class Meta:
        verbose_name = _("rule of the house style")
        verbose_name_plural = _("house style")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=StyleSeverity.values), name="articles_known_style_severity"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StyleWordQuerySet(models.QuerySet["StyleWord"]):
    def in_use(self) -> Self:
        return self.filter(is_active=True).order_by("pattern")


class StyleWord(models.Model):
    """A word this house does not write, and what it writes instead."""

    LONGEST, LONGEST_SUGGESTION = 30, 60

    pattern = models.CharField(
        _("not this"),
        max_length=LONGEST,
        unique=True,
        help_text=_("As it stands in the text; capital letters differ from small ones."),
    )
    suggestion = models.CharField(_("but this"), max_length=LONGEST_SUGGESTION, blank=True)
    severity = models.CharField(
        _("severity"),
        max_length=10,
        choices=[choice for choice in StyleSeverity.choices if choice[0] != StyleSeverity.OFF],
        default=StyleSeverity.ADVICE,
    )
    exceptions = models.CharField(
        _("except in"),
        max_length=300,
        blank=True,
        help_text=_("Longer words in which it is right, with spaces between; “…” stands for anything in the sentence."),
    )
    note = models.CharField(_("why"), max_length=200, blank=True, help_text=_("Shown instead of the usual sentence."))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = StyleWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the house style")
        verbose_name_plural = _("words of the house style")
        ordering = ["pattern"]
        constraints = [
            models.CheckConstraint(condition=~Q(pattern=""), name="articles_style_word_has_letters"),
            models.CheckConstraint(
                condition=Q(severity__in=["advice", "blocking"]), name="articles_known_word_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} → {self.suggestion}" if self.suggestion else self.pattern
