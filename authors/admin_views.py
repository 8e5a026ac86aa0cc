"""Pages and buttons of accounts: who is locked out, who wants a role, what an administrator may do to somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authors import locks, policy, second_factor, workflow
from authors.models import Role, User

MOST_EVENTS = 50


def _keeper(request: HttpRequest) -> User:
    """The administrator who asks; for everybody else there is no such page."""
    if not isinstance(request.user, User) or not policy.can_keep_accounts(request.user):
        raise Http404
    return request.user


def doors(request: HttpRequest) -> HttpResponse:
    """The list of those locked out, and the button that lets one in again."""
    keeper = _keeper(request)
    if request.method == "POST":
        name = request.POST.get("username", "")
        opened = workflow.unlock(name, by=keeper)
        told = ngettext("%(count)s lock opened.", "%(count)s locks opened.", opened) % {"count": opened}
        messages.success(request, told)
        return HttpResponseRedirect(_back(request))
    context = {
        **admin.site.each_context(request),
        "title": _("Locked out"),
        "doors": locks.locked(),
        "opts": User._meta,
        "tries": locks.limit(),
    }
    return TemplateResponse(request, "admin/authors/user/locks.html", context)


def _back(request: HttpRequest) -> str:
    account = request.POST.get("account", "")
    if account.isdecimal() and len(account) < 19:
        return reverse("admin:authors_user_change", args=[account])
    return reverse("admin:authors_user_locks")


def _sign_out(account: User, keeper: User) -> str:
    workflow.sign_out_everywhere(account, by=keeper)
    return _("%(name)s is signed out everywhere.") % {"name": account}


def _reset_factor(account: User, keeper: User) -> str:
    workflow.reset_factor(account, by=keeper)
    return _("%(name)s has no second factor any more and is signed out everywhere.") % {"name": account}


DEEDS: dict[str, Callable[[User, User], str]] = {"sign-out": _sign_out, "reset-factor": _reset_factor}


def do(request: HttpRequest, user_id: int, deed: str) -> HttpResponse:
    """One of DEEDS to somebody's account."""
    keeper = _keeper(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account = get_object_or_404(policy.accounts_visible_to(keeper), pk=user_id)
    if deed not in DEEDS:
        raise Http404
    _tell(request, lambda: DEEDS[deed](account, keeper))
    return HttpResponseRedirect(reverse("admin:authors_user_change", args=[account.pk]))


def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Confirm or refuse a role that somebody wants for himself."""
    keeper = _keeper(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wanted = get_object_or_404(policy.requests_known_to(keeper), pk=request_id)
    _tell(request, lambda: _answered(wanted, request.POST.get("answer", ""), keeper))
    return HttpResponseRedirect(reverse("admin:authors_user_change", args=[wanted.user_id]))


def _answered(wanted: Any, answer: str, keeper: User) -> str:
    if answer == "confirm":
        workflow.confirm_role(wanted, by=keeper)
        told = _("%(name)s holds the role now: %(role)s.")
    else:
        workflow.refuse_role(wanted, by=keeper)
        told = _("The request is closed; %(name)s does not get the role: %(role)s.")
    return told % {"name": wanted.user, "role": wanted.get_role_display()}


def _tell(request: HttpRequest, deed: Callable[[], str]) -> None:
    try:
        messages.success(request, deed())
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))


def facts(account: User, keeper: User) -> dict[str, Any]:
    """What the page of an account shows beside its form."""
    return {
        "doors": locks.locked().filter(username=account.username.lower()),
        "has_second_factor": second_factor.telephone_of(account) is not None,
        "second_factor_required": second_factor.is_required_of(account),
        "codes_left": second_factor.recovery_codes_left(account),
        "is_oneself": account.pk == keeper.pk,
        "requests": _with_refusals(account, keeper),
        "events": [
            (event, readable(event.detail)) for event in account.account_events.select_related("by")[:MOST_EVENTS]
        ],
    }


def _with_refusals(account: User, keeper: User) -> list[tuple[Any, str]]:
    found = policy.requests_known_to(keeper).filter(user=account)
    return [(wanted, policy.why_not_confirm(wanted, keeper)) for wanted in found]


def readable(detail: str) -> str:
    """The detail of an event in the reader's language: “+reporter” is stored, “+ Reporter” shown."""
    names = dict(Role.choices)
    words = [(word[:1], word[1:]) for word in detail.split() if word[:1] in "+-"]
    if not words:
        return detail
    return ", ".join(f"{'+' if sign == '+' else '−'} {names.get(name, name)}" for sign, name in words)
