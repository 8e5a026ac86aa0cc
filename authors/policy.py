"""Who may see and change people: authors and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from authors.models import AccountEvent, Author, Role, RoleRequest, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEEP_AUTHORS = frozenset({Role.CHIEF_EDITOR, Role.ADMIN})
KEEP_ACCOUNTS = frozenset({Role.ADMIN})
GIVING = (AccountEvent.What.ROLES, AccountEvent.What.ROLE_CONFIRMED)


def authors_visible_to(user: User | AnonymousUser) -> QuerySet[Author]:
    """Bylines are printed, so everybody at the desk may look them up."""
    return Author.objects.all() if isinstance(user, User) and user.roles else Author.objects.none()


def can_keep_authors(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(KEEP_AUTHORS)


def refusal_to_tie(user: User | AnonymousUser, author: Author, account: User | None) -> str:
    """Why this person may not say that an author signs in with this account, as a sentence; empty if he may.

    Whose name stands over an article sees it and writes it, drafts too: nobody gives himself a name that has articles.
    """
    if account is None or author.pk is None or account.pk != user.pk or author.user_id == account.pk:
        return ""
    return _("Somebody else who keeps the authors has to tie your own account to this name.")


def can_keep_accounts(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(KEEP_ACCOUNTS)


def accounts_visible_to(user: User | AnonymousUser) -> QuerySet[User]:
    return User.objects.all() if can_keep_accounts(user) else User.objects.none()


def requests_known_to(user: User | AnonymousUser) -> QuerySet[RoleRequest]:
    """The roles administrators want for themselves and wait for, his own included."""
    if not can_keep_accounts(user):
        return RoleRequest.objects.none()
    return RoleRequest.objects.open().select_related("user", "asked_by")


def requests_to_answer(user: User | AnonymousUser) -> QuerySet[RoleRequest]:
    """Those that wait for him or another administrator to answer."""
    return requests_known_to(user).exclude(user=user.pk)


def why_not_confirm(request: RoleRequest, user: User) -> str:
    """The sentence that tells why this person may not confirm a request; empty if he may.

    Two accounts of which one made the other are one person's for all we know.
    """
    if not can_keep_accounts(user) or user.pk in {request.user_id, request.asked_by_id}:
        return _("Another administrator has to confirm this.")
    made = AccountEvent.objects.filter(account=user, by=request.user, what__in=GIVING)
    if made.filter(detail__contains=f"+{Role.ADMIN.value}").exists():
        told = _("%(name)s made you an administrator: somebody else has to confirm this, or the command on the server.")
        return told % {"name": request.user}
    return ""


def is_last_administrator(account: User) -> bool:
    """Whether nobody could keep the accounts any more without this one."""
    keepers = User.objects.holding(Role.ADMIN)
    return keepers.filter(pk=account.pk).exists() and not keepers.exclude(pk=account.pk).exists()
