"""Notes in the margin: what reviewers say about an article or a passage of it, in threads, and which are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import BooleanField, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce, Length, Now, NullIf
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.history import Version
from authors.models import User

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager


class NoteQuerySet(models.QuerySet["Note"]):
    def threads(self) -> Self:
        """The notes that began something; the others are answers."""
        return self.filter(parent=None)

    def with_answers(self) -> Self:
        """Everything the margin shows of threads, in a fixed number of queries, in the order of writing."""
        answers = Prefetch("answers", Note.objects.select_related("by").order_by("pk"))
        return self.with_resolution().select_related("by", "version").prefetch_related(answers).order_by("pk")

    def with_resolution(self) -> Self:
        """Annotate `is_resolved` and `resolution_by` (a name or None) from a thread's newest resolution."""
        newest = Resolution.objects.filter(thread=OuterRef("pk")).order_by("-pk")
        is_resolved = Coalesce(
            Subquery(newest.values("is_resolved")[:1]), Value(value=False), output_field=BooleanField()
        )
        name = Coalesce(models.functions.NullIf(F("by__name"), Value("")), F("by__username"))
        return self.annotate(is_resolved=is_resolved, resolution_by=Subquery(newest.values(who=name)[:1]))

    def unresolved(self) -> Self:
        return self.with_resolution().filter(is_resolved=False)

    def last_word_not_by(self, user: User) -> Self:
        """The threads in which somebody else wrote last, newest word first.

        Annotates `last_by`, `last_name`, `last_at` and `last_text`: the account that wrote it, its name, when and what.
        """
        newest = Note.objects.filter(parent=OuterRef("pk")).order_by("-pk")
        name = Coalesce(NullIf(F("by__name"), Value("")), F("by__username"))
        return (
            self.annotate(
                last_by=Coalesce(Subquery(newest.values("by")[:1]), F("by_id"), output_field=models.BigIntegerField()),
                last_name=Coalesce(Subquery(newest.values(who=name)[:1]), name),
                last_at=Coalesce(Subquery(newest.values("at")[:1]), F("at")),
                last_text=Coalesce(Subquery(newest.values("text")[:1]), F("text")),
            )
            .exclude(last_by=user.pk)
            .order_by("-last_at", "-pk")
        )


class Note(models.Model):
    """Something said about an article, on the version its writer read; an answer names the note it answers.

    With a `quote` it is about that passage, else about the whole article. A thread is for editors alone unless it is
    addressed to the author. What was said stays: PostgreSQL refuses to change a row (migration 0008).
    """

    LONGEST = 2000
    LONGEST_QUOTE = 300

    article = models.ForeignKey(Article, models.PROTECT, related_name="notes")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), db_default=Now())
    text = models.TextField(_("note"), max_length=LONGEST)
    # The passage as plain text, where it stood and the how-manieth it was there; see `articles/passages.py`.
    quote = models.CharField(_("passage"), max_length=LONGEST_QUOTE, blank=True)
    field = models.CharField(max_length=20, blank=True)
    paragraph = models.PositiveSmallIntegerField(null=True)
    occurrence = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    to_author = models.BooleanField(_("to the author"), default=False)

    if TYPE_CHECKING:
        answers: RelatedManager[Note]
        resolutions: RelatedManager[Resolution]
        is_resolved: bool
        resolution_by: str | None
        last_by: int
        last_name: str
        last_at: datetime
        last_text: str

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), 2000)), name="articles_note_says_something"
            ),
            models.CheckConstraint(
                condition=Q(quote="", field="", paragraph=None)
                | (~Q(quote="") & ~Q(field="") & Q(parent=None, occurrence__gt=0)),
                name="articles_note_on_a_passage",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Resolution(models.Model):
    """A thread was settled, or opened again; the newest row counts."""

    thread = models.ForeignKey(Note, models.PROTECT, related_name="resolutions")
    is_resolved = models.BooleanField(default=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.is_resolved}"
