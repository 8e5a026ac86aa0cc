"""What is being written and not saved yet: the autosaves of open forms, and who has an article open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.richtext import CleanHTMLField, body_check
from authors.models import User

# Somebody whose form has not been heard of for so long has closed it, or lost the net.
PRESENCE_LASTS = timedelta(seconds=60)
# The other fields of a form beside its text, as JSON: rows of bylines and photos, captions, a note.
MOST_CHARACTERS = 200_000


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def open(self) -> Self:
        """Those whose words stand in no version yet."""
        return self.filter(closed_at=None, sequence__gt=0)

    def by(self, user: User) -> Self:
        return self.filter(user=user)


class Autosave(models.Model):
    """The words of one open form as they last reached us: no version, and nobody's to read but the writer's.

    `token` names the form in one window; with the first save of a new article it also tells a second press of the
    button from a second article. `sequence` counts what the window sent; what arrives late never takes the place of
    what was sent later. A form that was saved is closed: its words are gone from here, and stragglers are refused.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="autosaves")
    token = models.UUIDField()
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="autosaves")
    sequence = models.BigIntegerField(default=0)
    base_version = models.PositiveIntegerField(default=0)
    # As lists show it; what was typed stands with the other fields.
    headline = models.CharField(max_length=200, blank=True)
    body = CleanHTMLField(blank=True)
    # {name of the field: [what was sent under it]}, without the text itself.
    fields = models.JSONField(default=dict)
    characters = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsaved words")
        verbose_name_plural = _("unsaved words")
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "token"], name="articles_autosave_once"),
            models.CheckConstraint(condition=Q(sequence__gte=0), name="articles_autosave_counts_up"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(headline="", body="", fields={}),
                name="articles_closed_autosave_is_empty",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast("fields", models.TextField())), 2 * MOST_CHARACTERS),
                name="articles_autosave_is_no_archive",
            ),
            body_check("body", name="articles_autosave_is_clean"),
        ]
        indexes = [models.Index(fields=["article", "user", "-saved_at"], name="articles_autosave_newest")]

    def __str__(self) -> str:
        return self.headline or str(_("Without a headline"))

    @property
    def words(self) -> dict[str, list[Any]]:
        """Every field of the form with what was sent under its name."""
        return {**self.fields, "body": [self.body]}


class Presence(models.Model):
    """Somebody who has an article's form open: since when, and when his page was last heard of."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="articles_presence_once")]

    def __str__(self) -> str:
        return str(self.user)
