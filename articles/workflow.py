"""What may happen to an article: the only place where its state or text changes. `take()` is the one door.

Which verbs there are, and who may take them when, stands in `verbs.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, InternalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import policy, versions
from articles.clock import database_now
from articles.models import Article, Review, State, StateChange, Verdict, Version
from articles.verbs import PASSING, Verb, refusal
from authors.models import User


class Refused(Exception):
    """A verb was refused; the message is a sentence for the person who tried."""


class StaleText(Refused):
    """Somebody saved other words since the form was opened; nothing was overwritten."""


@transaction.atomic
def take(verb: Verb, article: Article, *, by: User, note: str = "", seen_version: int | None = None) -> Article:
    """Move the article along one arrow and record who moved it.

    Locks the row first and looks again; raises `Refused` with a sentence when the policy, the state or PostgreSQL
    says no. With `seen_version` it is taken on that version only: nobody passes words he has not read. Returns the
    article as it now is.
    """
    article = lock(article)
    if seen_version is not None and current(article).number != seen_version:
        raise StaleText(_("The text has changed since; look at the newest version first."))
    note = note.strip()
    if sentence := refusal(verb, article, by=by):
        raise Refused(sentence)
    if verb.needs_note and not note:
        raise Refused(_("Say why: the others need to know."))
    before = article.state
    try:
        with transaction.atomic():
            if verb.name == "submit":
                _begin_round(article, by=by)
            _record_review(verb, article, by=by, note=note)
            _move(verb, article, by=by)
    except (IntegrityError, InternalError) as error:
        raise Refused(_database_said(error)) from error
    _record(verb.name, article, before=before, by=by, note=note)
    return article


def lock(article: Article) -> Article:
    """The article as it stands now, its row locked until the transaction ends."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def current(article: Article) -> Version:
    """The current version; PostgreSQL lets no article be committed without one."""
    assert article.current_version is not None
    return article.current_version


def lock_in_order(articles: Iterable[int]) -> list[Article]:
    """Several at once, always in the order of their numbers: two lockers never wait for each other in a circle."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("current_version")
    return list(rows.filter(pk__in=list(articles)).order_by("pk"))


def _begin_round(article: Article, *, by: User) -> None:
    """A text that was reviewed before starts again at the first stage, as a version of its own."""
    if article.reviews.filter(version=article.current_version_id).exists():
        versions.cut(article, by=by, even_if_same=True)


def _record_review(verb: Verb, article: Article, *, by: User, note: str) -> None:
    if article.state != State.SUBMITTED or verb.name not in PASSING | {"return"}:
        return
    stage = policy.next_stage(article)
    assert stage is not None  # `refusal` let only the reviewer of this stage through
    verdict = Verdict.PASS if verb.name in PASSING else Verdict.RETURN
    Review.objects.create(
        article=article,
        version=current(article),
        stage=stage,
        reviewer=by,
        verdict=verdict,
        note=note,
    )


def _move(verb: Verb, article: Article, *, by: User) -> None:
    now = database_now()
    article.state = verb.target
    article.changed_at = now
    if verb.name == "submit":
        article.submitted_at = now
    if verb.name == "publish":
        article.published_at = now
    article.claimed_by, article.claimed_at = (by, now) if verb.name == "claim" else (None, None)
    article.save(
        update_fields=[
            "state",
            "changed_at",
            "submitted_at",
            "published_at",
            "claimed_by",
            "claimed_at",
        ]
    )


def _record(verb: str, article: Article, *, before: str, by: User, note: str = "") -> None:
    StateChange.objects.create(
        article=article,
        version=current(article),
        verb=verb,
        before=before,
        after=article.state,
        by=by,
        note=note,
    )


@transaction.atomic
def begin(article: Article, *, by: User) -> Article:
    """Put a new article on its author's desk. `finish_text` makes its first version once bylines are attached."""
    if not policy.can_file(by):
        raise Refused(_("Your role at the paper does not include filing articles."))
    article.created_by = by
    article.state = State.DRAFT
    article.save()
    return article


@transaction.atomic
def save_text(article: Article, *, by: User, seen_version: int) -> Article:
    """Store changed words of the working copy, unless somebody stored others since `seen_version` was shown.

    Must be followed, in the same transaction, by `finish_text`, which makes the version. Raises `StaleText`.
    """
    stored = lock(article)
    if sentence := policy.refusal_to_edit(by, stored):
        raise Refused(sentence)
    number = stored.current_version.number if stored.current_version else 0
    if number != seen_version:
        raise StaleText(stale_sentence(stored))
    article.changed_at = database_now()
    article.save(
        update_fields=[
            *Article.TEXT_FIELDS,
            "section",
            "series",
            "series_part",
            "embargo_until",
            "changed_at",
        ]
    )
    return article


def stale_sentence(stored: Article) -> str:
    """What somebody is told whose form is older than the text."""
    version = stored.current_version
    return _(
        "%(person)s saved version %(number)s while you were writing. Nothing was overwritten: your words are still in "
        "this form. Open the article in another window, compare, and copy what you want to keep."
    ) % {"person": version.created_by if version else "", "number": version.number if version else 0}


@transaction.atomic
def finish_text(article: Article, *, by: User) -> Article:
    """Make the version of what was saved. Changed words void the passes; an approved article is in review again."""
    article = lock(article)
    before, old = article.state, article.current_version_id
    try:
        versions.cut(article, by=by)
        article.refresh_from_db()
        _check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(_database_said(error)) from error
    if article.current_version_id != old and old is not None:
        _record("edit", article, before=before, by=by)
    return article


def _check_deferred() -> None:
    """Let PostgreSQL look at its deferred rules now, while a refusal can still be told to the person."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# What the triggers of migration 0002 say, in words for people.
DATABASE_SENTENCES = {
    "newsroom: own work": gettext_lazy("This is your own work; somebody else reviews it."),
    "newsroom: stale version": gettext_lazy("The text has changed since; look at the newest version first."),
    "newsroom: stage not reached": gettext_lazy("Earlier reviews have not passed this version yet."),
    "newsroom: not in review": gettext_lazy("This article is not in review any more."),
    "newsroom: passes missing": gettext_lazy("The current version has not passed every review."),
    "articles_one_pass_a_stage": gettext_lazy("Somebody else has just passed this stage."),
    "articles_one_stage_a_person": gettext_lazy(
        "You have passed this version at an earlier stage; another person must do this one."
    ),
}


def _database_said(error: Exception) -> str:
    text = str(error)
    for mark, sentence in DATABASE_SENTENCES.items():
        if mark in text:
            return str(sentence)
    return _("The database refused this change: %(reason)s") % {"reason": text.splitlines()[0]}
