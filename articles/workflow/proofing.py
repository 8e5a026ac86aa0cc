"""Proof-reading: typos corrected in an approved text, and the sign that a version was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import policy, typos, versions
from articles.clock import database_now
from articles.models import Article, ProofMark, Version, final_edit_unproved
from articles.policy import proofs as proof_policy
from articles.typos import Fix, NotATypo
from articles.workflow.deciding import set_deadline
from articles.workflow.rows import Refused, StaleText, check_deferred, current, database_said, lock, record
from authors.models import User


@transaction.atomic
def correct_typos(article: Article, fixes: Sequence[Fix], *, by: User, seen_version: int) -> Article:
    """Store an approved text with its typos corrected, as a version of which only the final review is asked again.

    The corrections were made on `seen_version`. Raises `NotATypo` for one that is more than a typo, `StaleText` and
    `Refused`.
    """
    article = lock(article)
    _refuse(proof_policy.refusal_to_proof(by, article), article, by=by, seen_version=seen_version)
    if versions.is_stale(article):
        raise Refused(_("A photo or a name in it was changed since the approval; an editor looks at it first."))
    before = article.state
    _store(article, typos.fix_typos(current(article).parts, fixes))
    try:
        with transaction.atomic():
            versions.cut(article, by=by, kind=Version.Kind.TYPO)
            article.refresh_from_db()
            check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    set_deadline(article)
    record("typo", article, before=before, by=by, note="\n".join(f"{fix.wrong} → {fix.right}" for fix in fixes))
    return article


def _store(article: Article, content: dict[str, str]) -> None:
    for name in typos.FIELDS:
        setattr(article, name, content[name])
    try:
        article.clean_fields(exclude={field.name for field in Article._meta.fields} - set(typos.FIELDS))
    except ValidationError as error:
        raise NotATypo(" ".join(error.messages)) from error
    article.changed_at = database_now()
    article.save(update_fields=[*typos.FIELDS, "changed_at"])


@transaction.atomic
def sign_proof(article: Article, *, by: User, seen_version: int) -> ProofMark:
    """Sign “read, no errors” under the current version. Raises `StaleText` and `Refused`."""
    article = lock(article)
    _refuse(proof_policy.refusal_to_sign(by, article), article, by=by, seen_version=seen_version)
    try:
        with transaction.atomic():
            mark = ProofMark.objects.create(article=article, version=current(article), by=by)
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    record("proof", article, before=article.state, by=by)
    return mark


def _refuse(sentence: str | None, article: Article, *, by: User, seen_version: int) -> None:
    if not policy.can_see(by, article):
        raise Refused(_("There is no such article."))
    if sentence:
        raise Refused(sentence)
    if current(article).number != seen_version:
        raise StaleText(_("The text has changed since; look at the newest version first."))


def needs_proof(article: Article) -> bool:
    """Whether a proofreader must sign before publication: the final review changed words that nobody else has seen."""
    return bool(unproved([article.pk]))


def unproved(articles: Iterable[int]) -> set[int]:
    """Those among these articles that `needs_proof`, in one query."""
    found = Article.objects.filter(final_edit_unproved(), pk__in=list(articles))
    return set(found.values_list("pk", flat=True))
