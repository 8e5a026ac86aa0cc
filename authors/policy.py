"""Who may see and change people: authors and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from authors.models import Author, Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEEP_AUTHORS = frozenset({Role.CHIEF_EDITOR, Role.ADMIN})
KEEP_ACCOUNTS = frozenset({Role.ADMIN})


def authors_visible_to(user: User | AnonymousUser) -> QuerySet[Author]:
    """Bylines are printed, so everybody at the desk may look them up."""
    return Author.objects.all() if isinstance(user, User) and user.roles else Author.objects.none()


def can_keep_authors(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(KEEP_AUTHORS)


def can_keep_accounts(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(KEEP_ACCOUNTS)


def accounts_visible_to(user: User | AnonymousUser) -> QuerySet[User]:
    return User.objects.all() if can_keep_accounts(user) else User.objects.none()
