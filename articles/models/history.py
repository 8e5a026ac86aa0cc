"""What has happened to an article and can never be rewritten: versions, reviews and changes of state.

The tables are append-only; PostgreSQL refuses to update or delete a row (migration 0002).
"""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, State
from articles.models.stages import ReviewStage
from articles.richtext import body_check
from authors.models import User


class VersionQuerySet(models.QuerySet["Version"]):
    def approved(self) -> Self:
        """The versions that may be placed on a page: current ones of approved articles."""
        return self.filter(article__state=State.APPROVED, article__current_version=models.F("pk"))

    def edited_by(self, user: User) -> Self:
        """Those this person made within a review of his."""
        return self.filter(kind=Version.Kind.REVIEW, created_by=user)

    def outside(self, stage: int) -> Self:
        """Those made within the review of another stage, since the text was last written anew."""
        anew = Version.objects.filter(article=models.OuterRef("article"), kind__in=["text", "round"])
        last = anew.order_by("-number").values("number")[:1]
        return self.exclude(stage=stage).filter(number__gt=models.Subquery(last))


class Version(models.Model):
    """An immutable snapshot of an article: all that readers may come to see, as one text with its SHA-256."""

    class Kind(models.TextChoices):
        """How a version came to be; it decides which passes it keeps."""

        TEXT = "text", _("Written")
        ROUND = "round", _("The same words, reviewed anew")
        REVIEW = "review", _("Edited in review")
        RECALL = "recall", _("Recalled to the final review")
        TYPO = "typo", _("Typos corrected")
        CORRECTION = "correction", _("Corrected after publication")
        IMPORT = "import", _("Brought in from the archive")

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TEXT)
    # The stage in whose review it was edited.
    stage = models.PositiveSmallIntegerField(_("in review stage"), null=True)
    # Canonical JSON (sorted keys, no spaces), kept as text: the bytes that were approved are the bytes published.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_in_state = models.CharField(max_length=20, choices=State.choices)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("at"), db_default=Now())

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articles_version_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="articles_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(kind="review", stage__isnull=False) | (~Q(kind="review") & Q(stage__isnull=True)),
                name="articles_edited_at_a_stage",
            ),
            body_check("content", key="body", name="articles_version_is_clean"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} · v{self.number}"

    @cached_property
    def parts(self) -> dict[str, Any]:
        """The content as a dictionary to be read only; see `articles.versions.content_of` for its shape."""
        loaded: dict[str, Any] = json.loads(self.content)
        return loaded

    @cached_property
    def headline(self) -> str:
        return str(self.parts["headline"])


class Contributor(models.Model):
    """Somebody who had a part in some version of an article: written by PostgreSQL with each version, never removed.

    So nobody becomes a reviewer of his own work by taking his name off it.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="contributors")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="articles_contributor_once")]

    def __str__(self) -> str:
        return str(self.user)


class Verdict(models.TextChoices):
    """How a review ended."""

    PASS = "pass", _("Passed")
    RETURN = "return", _("Returned")


class Review(models.Model):
    """One person's verdict on one version at one stage."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="+", verbose_name=_("stage"))
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="reviews", verbose_name=_("reviewer"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())
    # A pass of an earlier version that still stands: the words were changed within a later review. PostgreSQL alone
    # writes these (migration 0011).
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stage"],
                condition=Q(verdict="pass"),
                name="articles_one_pass_a_stage",
            ),
            models.UniqueConstraint(
                fields=["version", "reviewer"],
                condition=Q(verdict="pass"),
                name="articles_one_stage_a_person",
            ),
            models.CheckConstraint(condition=Q(verdict__in=["pass", "return"]), name="articles_known_verdict"),
            models.CheckConstraint(condition=Q(verdict="pass") | ~Q(note=""), name="articles_return_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.get_verdict_display()}"


class StateChange(models.Model):
    """Who did what to an article, when, and from which state to which."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="changes")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=20, choices=State.choices)
    after = models.CharField(max_length=20, choices=State.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.verb}: {self.before} → {self.after}"
