"""Taking a verb: the one door through which an article changes its state."""

from __future__ import annotations

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import policy, versions
from articles.clock import database_now
from articles.models import Article, Review, State, Verdict
from articles.verbs import PASSING, Verb, refusal
from articles.workflow.rows import Refused, StaleText, current, database_said, lock, record
from authors.models import User


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
        raise Refused(database_said(error)) from error
    record(verb.name, article, before=before, by=by, note=note)
    return article


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
