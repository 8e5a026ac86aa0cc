"""Keeping what is being written: the autosaves of open forms, and who has an article open. None of it is a version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Autosave, Presence
from articles.models.drafting import MOST_CHARACTERS, PRESENCE_LASTS
from articles.richtext import character_count, clean_html
from articles.workflow.rows import Refused
from authors.models import User

Words = Mapping[str, Sequence[str]]

WORDS_LAST = timedelta(days=30)
CLOSED_LASTS = timedelta(days=1)
# As many open forms of one article, or of new ones, as one person can have; the oldest make room.
MOST_FORMS = 50
# Fields of the form that speak of the form itself.
ABOUT_THE_FORM = re.compile("csrfmiddlewaretoken|draft_.*|_.*")
# What PostgreSQL's JSON does not take, and no reader sees.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of words that a form sent: `is_newest` when they were taken, or the number that was there before.

    A form that was saved is closed: nothing more is taken from it, and `article` is what it became.
    """

    is_newest: bool
    sequence: int
    saved_at: datetime
    is_closed: bool = False
    article: int | None = None


@transaction.atomic
def keep(words: Words, *, by: User, article: Article | None, token: UUID, sequence: int, base_version: int = 0) -> Kept:
    """Keep the words of an open form, unless it has sent later ones already.

    Raises `Refused` when the person may not write here now, ValidationError when it is more than a form may hold.
    """
    refused = policy.refusal_to_edit(by, article) if article else None
    if refused or not (article or policy.can_file(by)):
        raise Refused(refused or _("Your role at the paper does not include filing articles."))
    values = {**_cleaned(words), "sequence": sequence, "base_version": base_version}
    rows = Autosave.objects.by(by).filter(token=token)
    is_taken = _take(rows, article, values)
    if not is_taken:
        if not rows.exists():
            _make_room(by, article)
            Autosave.objects.bulk_create([Autosave(user=by, token=token, article=article)], ignore_conflicts=True)
        # The row may be ours, or have been made by an earlier one since the first look.
        is_taken = _take(rows, article, values)
    row = rows.get()
    return Kept(is_taken, row.sequence, row.saved_at, row.closed_at is not None, row.article_id)


def _take(rows: QuerySet[Autosave], article: Article | None, values: dict[str, Any]) -> bool:
    """One statement, so that of many that arrive together the last one sent remains."""
    waiting = rows.filter(article=article, closed_at=None, sequence__lt=values["sequence"])
    return bool(waiting.update(**values, saved_at=Now()))


def _make_room(by: User, article: Article | None) -> None:
    surplus = Autosave.objects.by(by).filter(article=article, closed_at=None).order_by("-saved_at", "-pk")
    Autosave.objects.filter(pk__in=list(surplus.values_list("pk", flat=True)[MOST_FORMS - 1 :])).delete()


def _cleaned(words: Words) -> dict[str, Any]:
    """The columns of the row for what a form sent; the text is cleaned as it is when an article is saved."""
    fields = {
        NOT_TEXT.sub("", name): [NOT_TEXT.sub("", value) for value in values]
        for name, values in words.items()
        if not ABOUT_THE_FORM.fullmatch(name)
    }
    body = clean_html("".join(fields.pop("body", [])[-1:]))
    if sum(len(name) + sum(len(value) + 4 for value in values) for name, values in fields.items()) > MOST_CHARACTERS:
        raise ValidationError(_("The lines and rows of this form are too long to be kept."), code="too_long")
    headline = "".join(fields.get("headline", [])[-1:])
    return {"fields": fields, "body": body, "headline": headline[:200], "characters": character_count(body)}


def supersede(token: UUID, *, by: User, sequence: int) -> None:
    """Let go of words that another form has taken up, unless the form they came from has written on."""
    Autosave.objects.open().by(by).filter(token=token, sequence=sequence).delete()


def throw_away(token: UUID, *, by: User) -> None:
    """Let go of words nobody wants any more."""
    Autosave.objects.open().by(by).filter(token=token).delete()


def close(token: UUID, *, by: User, article: Article) -> bool:
    """The form was saved: its words stand in a version now, and what it may still send is refused.

    Answers False when it was closed before: then this is the same form, sent twice.
    """
    empty: dict[str, Any] = {"headline": "", "body": "", "fields": {}, "characters": 0}
    values = {**empty, "article": article, "closed_at": Now()}
    if Autosave.objects.by(by).filter(token=token, closed_at=None).update(**values):
        return True
    _row, is_new = Autosave.objects.get_or_create(user=by, token=token, defaults=values)
    return is_new


def kept_words(user: User, article: Article | None) -> QuerySet[Autosave]:
    """What this person wrote in forms of this article, or of no article yet, and never saved; newest first."""
    return Autosave.objects.open().by(user).filter(article=article).order_by("-saved_at")


def unfiled_drafts(user: User) -> QuerySet[Autosave]:
    """The articles this person began and never filed, for his desk: `headline`, `characters`, `saved_at`, `token`.

    One is opened at the address of a new article with `?draft=<token>`.
    """
    return kept_words(user, None).defer("body", "fields")


def be_present(article: Article, *, by: User) -> None:
    """Note that this person has the article's form open."""
    since = Case(When(seen_at__lt=Now() - PRESENCE_LASTS, then=Now()), default=F("since"))
    if not Presence.objects.filter(article=article, user=by).update(since=since, seen_at=Now()):
        Presence.objects.bulk_create([Presence(article=article, user=by)], ignore_conflicts=True)


def others_present(article: Article, *, besides: User) -> QuerySet[Presence]:
    """Who else has the article's form open now."""
    here = Presence.objects.filter(article=article, seen_at__gte=Now() - PRESENCE_LASTS)
    return here.exclude(user=besides).select_related("user").order_by("since")


def forget_old() -> int:
    """Remove words nobody asked for in 30 days, and what closed forms and old visits left behind. Answers how many."""
    old_words = Autosave.objects.filter(closed_at=None, saved_at__lt=Now() - WORDS_LAST)
    closed = Autosave.objects.filter(closed_at__lt=Now() - CLOSED_LASTS)
    visits = Presence.objects.filter(seen_at__lt=Now() - CLOSED_LASTS)
    return sum(rows.delete()[0] for rows in (old_words, closed, visits))
