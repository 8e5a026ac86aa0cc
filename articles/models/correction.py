"""What an article goes through after publication to say something else: its corrections, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article, State
from articles.models.history import Version
from articles.richtext import CleanHTMLField, body_check
from authors.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class CorrectionState(models.TextChoices):
    """How far a correction is on its way to readers."""

    ASKED = "asked", pgettext_lazy("correction", "To be written")
    FILED = "filed", pgettext_lazy("correction", "To be checked")
    CHECKED = "checked", pgettext_lazy("correction", "Waits for the chief editor")
    PUBLISHED = "published", pgettext_lazy("correction", "Published")
    DROPPED = "dropped", pgettext_lazy("correction", "Dropped")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def under_way(self) -> Self:
        return self.filter(state__in=[CorrectionState.ASKED, CorrectionState.FILED, CorrectionState.CHECKED])

    def published(self) -> Self:
        return self.filter(state=CorrectionState.PUBLISHED)

    def of_readable_articles(self) -> Self:
        return self.filter(article__state=State.PUBLISHED)


class Correction(models.Model):
    """One correction of a published article (更正): what was wrong, what it shall say, and what readers are told.

    `is_typo` takes the short way of two people; the words then differ by no more than typos.
    """

    TEXT_FIELDS = ("kicker", "headline", "deck", "dateline", "body")
    LONGEST_NOTICE = 300

    class Kind(models.TextChoices):
        """Who found it: the paper itself, somebody who demanded it, or somebody with a right of reply.

        An update puts nothing right: the news goes on, before any edition holds the article.
        """

        SELF = "self", pgettext_lazy("correction", "Found by ourselves")
        REQUESTED = "requested", pgettext_lazy("correction", "Demanded")
        REPLY = "reply", pgettext_lazy("correction", "Reply of a person concerned")
        UPDATE = "update", pgettext_lazy("correction", "No error: the news goes on")

    article = models.ForeignKey(Article, models.PROTECT, related_name="corrections", verbose_name=_("article"))
    # The published version whose words it changes.
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SELF)
    state = models.CharField(
        _("state"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.ASKED, editable=False
    )
    is_typo = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    reason = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    notice = models.CharField(_("what readers are told"), max_length=LONGEST_NOTICE, blank=True)
    kicker = models.CharField(_("kicker"), max_length=200, blank=True)
    headline = models.CharField(_("headline"), max_length=200)
    deck = models.CharField(_("deck"), max_length=300, blank=True)
    dateline = models.CharField(_("dateline"), max_length=60, blank=True)
    body = CleanHTMLField(_("text"), blank=True)
    # Counts each change of its words, so that nobody writes over or decides on words he has not seen.
    revision = models.PositiveIntegerField(default=1, editable=False)
    # Of the version that these words make; from filing on.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    version = models.OneToOneField(Version, models.PROTECT, null=True, editable=False, related_name="correction")

    if TYPE_CHECKING:
        steps: RelatedManager[CorrectionStep]

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state__in=["asked", "filed", "checked"]),
                name="articles_one_correction_under_way",
            ),
            body_check("body", name="articles_correction_is_clean"),
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="articles_correction_state"),
            models.CheckConstraint(
                condition=Q(kind__in=["self", "requested", "reply", "update"]), name="articles_correction_kind"
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="articles_correction_has_a_headline"),
            models.CheckConstraint(condition=~Q(reason=""), name="articles_correction_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "dropped"])
                | Q(written_by__isnull=False) & ~Q(notice="") & ~Q(sha256=""),
                name="articles_correction_is_written",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "dropped", "asked"]) | Q(is_typo=True) | Q(checked_by__isnull=False),
                name="articles_correction_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["checked", "published", "dropped"]) | Q(checked_by__isnull=True),
                name="articles_correction_check_is_void",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="published", approved_by__isnull=False, published_at__isnull=False, version__isnull=False
                )
                | ~Q(state="published") & Q(approved_by__isnull=True, published_at__isnull=True, version__isnull=True),
                name="articles_correction_is_approved",
            ),
            models.CheckConstraint(
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("written_by")))
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")))
                & (Q(approved_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(approved_by=F("checked_by"))),
                name="articles_correction_by_different_people",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def is_update(self) -> bool:
        """Whether it puts nothing right, and readers are told only when the words were renewed."""
        return self.kind == self.Kind.UPDATE

    @property
    def is_under_way(self) -> bool:
        return self.state in {CorrectionState.ASKED, CorrectionState.FILED, CorrectionState.CHECKED}


class CorrectionStep(models.Model):
    """Who did what to a correction, with the hash of the words he did it to; append-only."""

    class Verb(models.TextChoices):
        ASK = "ask", pgettext_lazy("correction", "Asked for it")
        FILE = "file", pgettext_lazy("correction", "Filed")
        CHECK = "check", pgettext_lazy("correction", "Checked")
        RETURN = "return", pgettext_lazy("correction", "Returned")
        PUBLISH = "publish", pgettext_lazy("correction", "Published")
        DROP = "drop", pgettext_lazy("correction", "Dropped")

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("step of a correction")
        verbose_name_plural = _("steps of a correction")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.correction}"
