"""Who proof-reads: corrects typos in an approved text, and signs that he has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, ProofMark, State, Version, final_edit_unproved
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def refusal_to_proof(user: User | AnonymousUser, article: Article) -> str | None:
    """Why this person may not proof-read this article that exists for him, as a sentence; None if he may."""
    if not isinstance(user, User) or not user.holds({Role.PROOFREADER}):
        return _("Only a proofreader does this.")
    if article.state != State.APPROVED:
        return _("Only approved articles are proof-read; this one is “%(state)s”.") % {
            "state": article.get_state_display()
        }
    if policy.is_own_work(user, article):
        return _("This is your own work; somebody else reads the proof.")
    return None


def refusal_to_sign(user: User, article: Article) -> str | None:
    """Why this person may not sign that he has read the current version, as a sentence; None if he may.

    His own corrections of typos are no hindrance: the final review has read them after him.
    """
    return refusal_to_proof(user, article) or refusal_of_version(user, article)


def refusal_of_version(user: User, article: Article) -> str | None:
    """Why somebody who proof-reads may not sign this version, as a sentence; None if he may."""
    version = article.current_version
    if version is None or (version.created_by_id == user.pk and version.kind != Version.Kind.TYPO):
        return _("This version was made by you; somebody else reads the proof.")
    if ProofMark.objects.filter(version=article.current_version_id, by=user).exists():
        return _("You have signed this version already.")
    return None


def to_proof(user: User | AnonymousUser) -> QuerySet[Article]:
    """The approved articles whose current version nobody has signed, for who may sign them.

    Annotated with `needs_proof`: those that cannot be published without a signature come first, then the oldest.
    """
    if not isinstance(user, User) or not user.holds({Role.PROOFREADER}):
        return Article.objects.none()
    signed = ProofMark.objects.filter(version=OuterRef("current_version"))
    waiting = policy.visible_to(user).filter(~Exists(signed), state=State.APPROVED).not_the_work_of(user)  # type: ignore[attr-defined]
    found: QuerySet[Article] = (
        waiting.exclude(Q(current_version__created_by=user) & ~Q(current_version__kind=Version.Kind.TYPO))
        .for_list()
        .annotate(needs_proof=final_edit_unproved())
        .order_by("-needs_proof", F("changed_at").asc(), "pk")
    )
    return found
