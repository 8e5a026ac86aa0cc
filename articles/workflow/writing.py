"""Writing: how the words of an article are stored, and how each stored text becomes a version."""

from __future__ import annotations

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import policy, versions
from articles.clock import database_now
from articles.models import Article, State
from articles.workflow.rows import Refused, StaleText, check_deferred, database_said, lock, record
from authors.models import User


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
        check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    if article.current_version_id != old and old is not None:
        record("edit", article, before=before, by=by)
    return article
