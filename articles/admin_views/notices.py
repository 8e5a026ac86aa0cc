"""What happened: a person's notices, opening what one tells of, and how he wants to hear by mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from articles.clock import database_now
from articles.models import Notice, NoticeChoice
from articles.notices import inbox, mailing, sentences
from authors.models import User

# The greatest number PostgreSQL gives a row.
GREATEST = 2**63 - 1


def addresses() -> list[URLPattern]:
    return [
        _path("", listing, name="changelist"),
        _path("seen/", mark_all_seen, name="seen"),
        _path("choice/", choose, name="choice"),
        _path("<int:number>/", open_one, name="open"),
    ]


def _path(route: str, view: Callable[..., Any], *, name: str) -> URLPattern:
    return path(route, admin.site.admin_view(view), name=f"articles_notice_{name}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice as it stands on the page."""

    notice: Notice
    sentence: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: list[Entry]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The notices of who asks, newest first; `?before=<number>` goes on below that one."""
    before = _number(request.GET.get("before", ""))
    page = inbox.page(_person(request), before=before)
    context = {
        "days": _by_day(page.notices),
        "is_first": before is None,
        "newest": page.notices[0].pk if page.notices else 0,
        "older": page.notices[-1].pk if page.has_older else None,
        "has_unread": any(notice.seen_at is None for notice in page.notices),
    }
    return _page(request, "list", _("What happened"), context)


@require_GET
def open_one(request: HttpRequest, number: int) -> HttpResponse:
    """The way from a notice to its article, which notes that it was seen: reading is all that happens."""
    notice = inbox.open_one(_person(request), number) if number <= GREATEST else None
    if notice is None:
        raise Http404
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[notice.article_id]))


@require_POST
def mark_all_seen(request: HttpRequest) -> HttpResponse:
    inbox.mark_all_seen(_person(request), up_to=_number(request.POST.get("up_to", "")) or 0)
    return HttpResponseRedirect(reverse("admin:articles_notice_changelist"))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """How this person hears of what happened; only his own choice is ever shown or changed."""
    user = _person(request)
    choice = NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)
    form = NoticeChoiceForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("admin:articles_notice_changelist"))
    return _page(request, "choice", _("How I hear of it"), {"form": form, "address": user.email})


class NoticeChoiceForm(forms.ModelForm):
    """The choice between a mail for each notice, one a day, and none."""

    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("at which hour"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int
    )

    class Meta:
        model = NoticeChoice
        fields = ["mail", "digest_hour"]
        widgets = {"mail": forms.RadioSelect}

    def save(self, commit: bool = True) -> NoticeChoice:
        """The first digest comes when its hour strikes next, and counts from now on."""
        choice, now = self.instance, database_now()
        is_digest = choice.mail == NoticeChoice.Mail.DIGEST
        choice.digest_due_at = mailing.next_digest(choice.digest_hour, now) if is_digest else None
        choice.digested_at, choice.digest_attempts = now, 0
        saved: NoticeChoice = super().save(commit)
        return saved


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    base = {**admin.site.each_context(request), "opts": Notice._meta, "title": title}
    return TemplateResponse(request, f"admin/articles/notice/{name}.html", {**base, **context})


def _by_day(notices: list[Notice]) -> list[Day]:
    days = groupby(notices, key=lambda notice: timezone.localdate(notice.at))
    return [Day(day, [Entry(notice, sentences.sentence(notice)) for notice in found]) for day, found in days]


def _number(text: str) -> int | None:
    return min(int(text), GREATEST) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _person(request: HttpRequest) -> User:
    """Who asks: `admin_view` lets nobody else through."""
    return cast(User, request.user)
