"""Writing: how the words of an article are stored, and how each stored text becomes a version."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import body_photos, policy, versions
from articles.clock import database_now
from articles.models import Article, ArticlePhoto, State, Version
from articles.workflow.deciding import set_deadline
from articles.workflow.rows import Refused, StaleText, check_deferred, database_said, lock, record
from authors.models import Role, User
from photos import renditions
from photos.models import Photo


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
    if sentence := _refusal_to_move_embargo(stored, article.embargo_until, by=by):
        raise Refused(sentence)
    article.changed_at = database_now()
    article.save(
        update_fields=[
            *Article.TEXT_FIELDS,
            "section",
            "series",
            "series_part",
            "embargo_until",
            "target_length",
            "changed_at",
        ]
    )
    return article


def _refusal_to_move_embargo(stored: Article, until: datetime | None, *, by: User) -> str | None:
    """An embargo may always be lengthened; once the article was submitted only the chief editor shortens it."""
    is_shorter = stored.embargo_until is not None and (until is None or until < stored.embargo_until)
    if not is_shorter or stored.submitted_at is None or by.holds({Role.CHIEF_EDITOR}):
        return None
    return _("Only the chief editor can lift this embargo or make it shorter.")


def stale_sentence(stored: Article) -> str:
    """What somebody is told whose form is older than the text."""
    version = stored.current_version
    return _(
        "%(person)s saved version %(number)s while you were writing. Nothing was overwritten: your words are still in "
        "this form. Open the article in another window, compare, and copy what you want to keep."
    ) % {"person": version.created_by if version else "", "number": version.number if version else 0}


@transaction.atomic
def attach_named_photos(article: Article) -> None:
    """Let every photo that the saved text names be one of the article's photos; then have the shapes in use made.

    Whether the writer may name it was asked where the text came in.
    """
    rows = list(article.photos.select_related("photo"))
    known, last = {row.photo_id for row in rows}, max((row.order for row in rows), default=0)
    new = [number for number in body_photos.numbers(article.body) if number not in known]
    found = Photo.objects.in_bulk(new)
    ArticlePhoto.objects.bulk_create(
        ArticlePhoto(article=article, photo=found[number], order=last + place)
        for place, number in enumerate(new, 1)
        if number in found
    )
    for row in rows:
        if row.shape:
            renditions.order_again(row.photo)


@transaction.atomic
def finish_text(article: Article, *, by: User, verb: str = "edit", note: str = "") -> Article:
    """Make the version of what was saved, and record the change under `verb`.

    Changed words void the passes, except those that a later reviewer's own change leaves standing.
    """
    article = lock(article)
    before, old = article.state, article.current_version_id
    try:
        _cut(article, by=by)
        article.refresh_from_db()
        check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    if article.current_version_id != old and old is not None:
        set_deadline(article)
        record(verb, article, before=before, by=by, note=note)
    return article


def _cut(article: Article, *, by: User) -> None:
    """Make the version; words changed in review belong to the review of whoever changes them, who claims it."""
    stage = policy.next_stage(article)
    if stage is None or policy.refusal_to_review(by, article, stage):
        versions.cut(article, by=by)
        return
    if article.claimed_by_id is None and versions.is_stale(article):
        article.claimed_by, article.claimed_at = by, database_now()
        article.save(update_fields=["claimed_by", "claimed_at"])
    versions.cut(article, by=by, kind=Version.Kind.REVIEW, stage=stage.number)
