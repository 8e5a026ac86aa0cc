"""What may happen to an account, and that each of these leaves a record; the only place that does any of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from authors import locks, policy, second_factor
from authors.models import AccountEvent, Author, Role, RoleRequest, User
from authors.username import same_username

What = AccountEvent.What


class Refused(Exception):
    """Not done; the message is a sentence for the person who tried."""


def record(account: User, what: AccountEvent.What, *, by: User | None, detail: str = "") -> AccountEvent:
    """Note what was done to an account; without `by` it was done on the server."""
    return AccountEvent.objects.create(account=account, what=what, by=by, detail=detail)


def _require_keeper(by: User | None) -> None:
    if by is not None and not policy.can_keep_accounts(by):
        raise Refused(_("Only an administrator may do this."))


# -- roles -----------------------------------------------------------------------------------------------------
@transaction.atomic
def set_roles(account: User, wanted: Iterable[str], *, by: User | None) -> list[RoleRequest]:
    """Give and take roles (groups by their names) until the account holds those wanted.

    What an administrator adds to his own roles is asked for instead; answers with these requests. Raises Refused when
    nobody would be left to keep the accounts.
    """
    _require_keeper(by)
    _one_change_of_administrators_at_a_time()
    held, wanted = set(account.groups.values_list("name", flat=True)), set(wanted)
    added, removed = wanted - held, held - wanted
    if Role.ADMIN.value in removed:
        _require_another_administrator(account)
    requests = []
    if by is not None and by.pk == account.pk:
        requests = [_ask(account, role, by=by) for role in sorted(added & set(Role.values))]
        added = set()
    if added or removed:
        _move(account, added, removed)
        signs = [f"+{name}" for name in sorted(added)] + [f"-{name}" for name in sorted(removed)]
        record(account, What.ROLES, by=by, detail=" ".join(signs)[:200])
    return requests


def _ask(account: User, role: str, *, by: User) -> RoleRequest:
    request, is_new = RoleRequest.objects.get_or_create(user=account, role=role, answer="", defaults={"asked_by": by})
    if is_new:
        record(account, What.ROLE_ASKED, by=by, detail=f"+{role}")
    return request


def _move(account: User, added: Iterable[str], removed: Iterable[str]) -> None:
    account.groups.add(*Group.objects.filter(name__in=added))
    account.groups.remove(*Group.objects.filter(name__in=removed))
    account.__dict__.pop("roles", None)


@transaction.atomic
def confirm_role(request: RoleRequest, *, by: User) -> None:
    """Make a role his who asked for it; raises Refused for all but another administrator."""
    request = _unanswered(request)
    if why := policy.why_not_confirm(request, by):
        raise Refused(why)
    _answer(request, RoleRequest.Answer.CONFIRMED, by=by)
    _move(request.user, [request.role], [])
    record(request.user, What.ROLE_CONFIRMED, by=by, detail=f"+{request.role}")


@transaction.atomic
def refuse_role(request: RoleRequest, *, by: User) -> None:
    """Another administrator refuses it, or he himself wants it no more."""
    _require_keeper(by)
    request = _unanswered(request)
    _answer(request, RoleRequest.Answer.REFUSED, by=by)
    record(request.user, What.ROLE_REFUSED, by=by, detail=f"-{request.role}")


def _unanswered(request: RoleRequest) -> RoleRequest:
    found = RoleRequest.objects.select_for_update().get(pk=request.pk)
    if found.answer:
        raise Refused(_("This has been answered meanwhile."))
    return found


def _answer(request: RoleRequest, answer: RoleRequest.Answer, *, by: User) -> None:
    RoleRequest.objects.filter(pk=request.pk).update(answer=answer, answered_by=by, answered_at=Now())


def _one_change_of_administrators_at_a_time() -> None:
    """Two who take the role from each other at the same moment must not both find the other still holding it."""
    list(Group.objects.select_for_update().filter(name=Role.ADMIN.value))


def _require_another_administrator(account: User) -> None:
    if policy.is_last_administrator(account):
        raise Refused(_("This is the last administrator. Make somebody else one first."))


# -- authors ---------------------------------------------------------------------------------------------------
@transaction.atomic
def keep_author(author: Author, *, by: User) -> None:
    """Store an author; who signs in as him from now on, and who does no more, is noted in the records of both accounts.

    Raises Refused for a name that has articles and somebody's own account.
    """
    before = Author.objects.select_for_update(of=("self",)).filter(pk=author.pk).first()
    had, has = before.user if before else None, author.user
    if told := policy.refusal_to_tie(by, before or author, has):
        raise Refused(told)
    author.save()
    if had == has:
        return
    if had:
        record(had, What.UNTIED, by=by, detail=author.name)
    if has:
        record(has, What.TIED, by=by, detail=author.name)


# -- coming and going --------------------------------------------------------------------------------------------
@transaction.atomic
def disable(account: User, *, by: User | None) -> None:
    """Let somebody in no more and end his sessions; his name stays on everything. Raises Refused for the last admin."""
    _require_keeper(by)
    _one_change_of_administrators_at_a_time()
    _require_another_administrator(account)
    _set(account, is_active=False, times_signed_out=F("times_signed_out") + 1)
    record(account, What.DISABLED, by=by)


@transaction.atomic
def enable(account: User, *, by: User | None) -> None:
    _require_keeper(by)
    _set(account, is_active=True)
    record(account, What.ENABLED, by=by)


@transaction.atomic
def sign_out_everywhere(account: User, *, by: User | None) -> None:
    """End all sessions of an account, the one that asks for it included, at their next request."""
    if by != account:
        _require_keeper(by)
    _set(account, times_signed_out=F("times_signed_out") + 1)
    record(account, What.SIGNED_OUT, by=by)


def _set(account: User, **values: object) -> None:
    User.objects.filter(pk=account.pk).update(**values)
    account.refresh_from_db(fields=list(values))
    account.__dict__.pop("roles", None)


def unlock(name: str, *, by: User | None) -> int:
    """Open the doors that too many wrong passwords with this name have shut; how many there were."""
    _require_keeper(by)
    opened = locks.open_again(name)
    account = User.objects.filter(username__iexact=same_username(name).replace("\0", "")).first()
    if opened and account:
        record(account, What.UNLOCKED, by=by)
    return opened


# -- the second factor -------------------------------------------------------------------------------------------
@transaction.atomic
def set_up_factor(account: User, key: str, code: str) -> list[str] | None:
    """Tie a telephone to the account and give its recovery codes; None if the code is not the telephone's."""
    if second_factor.set_up(account, key, code) is None:
        return None
    record(account, What.FACTOR_ON, by=account)
    return second_factor.new_recovery_codes(account)


@transaction.atomic
def renew_codes(account: User) -> list[str]:
    record(account, What.NEW_CODES, by=account)
    return second_factor.new_recovery_codes(account)


@transaction.atomic
def take_factor_away(account: User) -> None:
    """The person himself, who has just given a code, has another telephone or wants none."""
    second_factor.take_away(account)
    record(account, What.FACTOR_OFF, by=account)


@transaction.atomic
def reset_factor(account: User, *, by: User | None) -> None:
    """For somebody whose telephone is lost: his codes and his sessions are gone. Nobody does it for himself."""
    _require_keeper(by)
    if by == account:
        raise Refused(_("Another administrator has to reset your second factor."))
    if not second_factor.take_away(account):
        raise Refused(_("There is no second factor to reset."))
    _set(account, times_signed_out=F("times_signed_out") + 1)
    record(account, What.FACTOR_RESET, by=by)
