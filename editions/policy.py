"""Who may see, make and publish editions. Every queryset, form and button of the composing desk asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from authors.models import Role, User
from editions.models import Edition, Page

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SEE = frozenset({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR, Role.PROOFREADER, Role.PAGE_DESIGNER})
COMPOSE = frozenset({Role.PAGE_DESIGNER, Role.CHIEF_EDITOR})
READ_PROOFS = frozenset({Role.PROOFREADER, Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR})
SIGN_OFF = frozenset({Role.CHIEF_EDITOR, Role.SECTION_HEAD})
PUBLISH = frozenset({Role.CHIEF_EDITOR})
# Whoever signs pages off prepares the website's front page too; readers get it from whoever publishes.
ARRANGE_FRONT = SIGN_OFF
KEEP_HOUSE = frozenset({Role.CHIEF_EDITOR, Role.ADMIN})


def visible_to(user: User | AnonymousUser) -> QuerySet[Edition]:
    """The editions that exist for this person."""
    if isinstance(user, User) and user.holds(SEE):
        return Edition.objects.all()
    return Edition.objects.none()


def can_compose(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(COMPOSE)


def can_publish(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(PUBLISH)


def can_arrange_front(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(ARRANGE_FRONT)


def refusal_to_arrange_front(user: User | AnonymousUser) -> str | None:
    """Why this person may not arrange the website's front page, as a sentence; None if he may."""
    return None if can_arrange_front(user) else _("Your role at the paper does not include the website’s front page.")


def refusal_to_publish_front(user: User | AnonymousUser) -> str | None:
    """Why this person may not give readers an arranged front page, as a sentence; None if he may."""
    return None if can_publish(user) else _("Only the chief editor publishes the website’s front page.")


def can_sign_off(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(SIGN_OFF)


def can_keep_house(user: User | AnonymousUser) -> bool:
    """Whether the person may change the imprint, the page templates and the weekday plan."""
    return isinstance(user, User) and user.holds(KEEP_HOUSE)


def refusal_to_compose(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not change the pages, as a sentence; None if he may."""
    if not can_compose(user):
        return _("Your role at the paper does not include composing pages.")
    if edition.is_published:
        return _("This edition is published; a published page is never changed.")
    return None


def refusal_to_make_new(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not change what an edition is or prints of corrections: a re-issue keeps both."""
    if sentence := refusal_to_compose(user, edition):
        return sentence
    if edition.is_out:
        return _("A re-issue keeps the edition's numbers, pages and corrections.")
    return None


def refusal_to_reopen(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not issue a published edition again, as a sentence; None if he may."""
    if not can_publish(user):
        return _("Only the chief editor issues an edition again.")
    if not edition.is_published:
        return _("Only a published edition is issued again.")
    return None


def refusal_to_publish(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not publish or schedule the edition, as a sentence; None if he may."""
    if not can_publish(user):
        return _("Only the chief editor publishes an edition.")
    if edition.is_published:
        return _("This edition is published already.")
    return None


def refusal_to_read_proofs(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not read and mark the proofs, as a sentence; None if he may."""
    if not (isinstance(user, User) and user.holds(READ_PROOFS)):
        return _("Your role at the paper does not include reading proofs.")
    if edition.is_published:
        return _("This edition is published; a published page is never changed.")
    return None


def refusal_to_close_marks(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not say what became of a mark, as a sentence; None if he may."""
    if can_compose(user):
        return refusal_to_compose(user, edition)
    return refusal_to_read_proofs(user, edition)


def refusal_to_sign_off(user: User | AnonymousUser, edition: Edition) -> str | None:
    """Why this person may not sign pages off for print, as a sentence; None if he may. His own layout is the page's."""
    if not can_sign_off(user):
        return _("Your role at the paper does not include signing pages off.")
    if edition.is_published:
        return _("This edition is published; a published page is never changed.")
    return None


def refusal_to_remove_page(page: Page) -> str | None:
    """Why a page stays in its edition, as a sentence; None if it is empty and nothing of it is on the record."""
    sentence = None
    if page.placements.exists():
        sentence = _("%(page)s is not empty. Take its articles off first, then remove the page.")
    elif page.sign_offs.exists():
        sentence = _("%(page)s has been signed off for print, so it stays on the record. Leave it empty instead.")
    elif page.proofs.exists() or page.marks.exists():
        sentence = _("%(page)s has been read in proof, so it stays on the record. Leave it empty instead.")
    elif page.files.exists() or page.region_changes.exists():
        sentence = _("%(page)s has been handed in as a file, so it stays on the record. Leave it empty instead.")
    return sentence % {"page": page.label} if sentence else None
