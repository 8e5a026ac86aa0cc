"""How the desk finds editions: declarations; the rules are in policy.py and the workflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from authors.models import User
from editions import policy
from editions.admin.house import HiddenModelAdmin
from editions.admin_views import (
    calendar,
    drawings,
    elsewhere,
    front,
    page_board,
    page_fit,
    plan,
    proofing,
    reissuing,
    suggesting,
)
from editions.admin_views import edition as edition_views
from editions.board import issue_address
from editions.models import Edition


@admin.register(Edition)
class EditionAdmin(HiddenModelAdmin):
    list_display = ["day", "number", "state_badge", "pages", "articles", "appears"]
    list_display_links = ["day"]
    list_filter = ["state", "kind"]
    date_hierarchy = "date"

    # -- who may -----------------------------------------------------------------------------------------------
    def visible_to(self, request: HttpRequest) -> QuerySet[Edition]:
        return policy.visible_to(request.user).with_counts()  # type: ignore[attr-defined, no-any-return]

    def may_look(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.holds(policy.SEE)

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_compose(request.user)

    # -- the pages: not Django's forms, but our own ------------------------------------------------------------
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return plan.new_edition(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return edition_views.board(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        own: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "pages": ("pages/", edition_views.pages),
            "correction": ("correction/", edition_views.correction),
            "numbers": ("numbers/", plan.numbers),
            "place": ("place/", edition_views.place),
            "placement": ("placement/<int:placement_id>/", edition_views.placement),
            "publish": ("publish/", edition_views.publish),
            "schedule": ("schedule/", edition_views.schedule),
            "unschedule": ("unschedule/", edition_views.unschedule),
            "page": ("page/<int:page_id>/", page_board.board),
            "page_slots": ("page/<int:page_id>/slots.css", page_board.slots_sheet),
            "page_do": ("page/<int:page_id>/do/", page_board.do),
            "page_fit": ("page/<int:page_id>/fit/", page_fit.fit),
            "page_suggest": ("page/<int:page_id>/suggest/", suggesting.suggest),
            "page_proof": ("page/<int:page_id>/proof/", proofing.proof),
            "page_proof_do": ("page/<int:page_id>/proof/do/", proofing.do),
            "drawing": ("page/<int:page_id>/drawing/<int:drawing_id>/<str:name>", drawings.file),
            "advert": ("page/<int:page_id>/advert/<int:file_id>/", drawings.advert),
            "reissue": ("reissue/", reissuing.reopen),
            "reissue_cancel": ("reissue/cancel/", reissuing.cancel),
            "contact_sheet": ("contact-sheet/", drawings.contact_sheet),
        }
        urls = [
            path(f"<int:edition_id>/{address}", self.admin_site.admin_view(view), name=f"editions_edition_{name}")
            for name, (address, view) in own.items()
        ]
        front_page: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "front": ("", front.board),
            "front_do": ("do/", front.do),
            "front_preview": ("preview/", front.preview),
        }
        urls += [
            path(f"front/{address}", self.admin_site.admin_view(view), name=f"editions_edition_{name}")
            for name, (address, view) in front_page.items()
        ]
        coming = self.admin_site.admin_view(calendar.open_days)
        urls.append(path("coming/", coming, name="editions_edition_open_days"))
        return [*urls, *elsewhere.addresses(), *super().get_urls()]

    # -- the list ----------------------------------------------------------------------------------------------
    @admin.display(description=_("date"), ordering="date")
    def day(self, edition: Edition) -> SafeString:
        return format_html(
            '<span class="edition-day">{}</span> <span class="edition-weekday">{}</span> {} {}',
            edition.slug,
            _weekdays(edition),
            "" if edition.is_ordinary else format_html('<b class="edition-kind">{}</b>', edition.get_kind_display()),
            "" if edition.name == edition.get_kind_display() else edition.name,
        )

    @admin.display(description=_("total number"), ordering="total_number")
    def number(self, edition: Edition) -> str:
        return _now("Issue no. %(number)s") % {"number": edition.numbers} if edition.numbers else "–"

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, edition: Edition) -> SafeString:
        return format_html('<span class="state state-{}">{}</span>', edition.state, edition.get_state_display())

    @admin.display(description=_("pages"))
    def pages(self, edition: Edition) -> str:
        return ngettext("%(count)s page", "%(count)s pages", edition.page_count) % {"count": edition.page_count}

    @admin.display(description=_("articles"))
    def articles(self, edition: Edition) -> str:
        count = edition.article_count
        return ngettext("%(count)s article", "%(count)s articles", count) % {"count": count}

    @admin.display(description=_("appears"), ordering="published_at")
    def appears(self, edition: Edition) -> SafeString | str:
        """The hour, with a link to the issue once readers have it."""
        moment = edition.published_at if edition.is_out else edition.go_live_at
        hour = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
        address = issue_address(edition)
        if not address:
            return hour
        return format_html('{} <a href="{}">{}</a>', hour, address, _now("Read the issue"))


def _weekdays(edition: Edition) -> str:
    """Its weekday; of a merged edition the last day too."""
    weekday = date_format(edition.date, "l")
    if not edition.date_to:
        return weekday
    last = {"date": date_format(edition.date_to, "MONTH_DAY_FORMAT"), "weekday": date_format(edition.date_to, "l")}
    return f"{weekday} – {last['date']} {last['weekday']}"
