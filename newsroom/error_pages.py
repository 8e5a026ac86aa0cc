"""What both sides answer when a request cannot be read or something of ours breaks: pages that need nothing to work."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.defaults import page_not_found

from website.api import answers
from website.away import WAIT_SECONDS, just_a_moment


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own handler would read the request once more, and fail as it did before."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("500.html"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """To readers a page with ways on; to programs a sentence in JSON."""
    return answers.nothing_at(request) if answers.is_for_programs(request) else page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our mistake; or, when the database is away or too busy, nobody's: then the words of a form come back."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return database_away(request)
    if answers.is_for_programs(request):
        return answers.not_now(500)
    return HttpResponse(render_to_string("500.html"), status=500)


def database_away(request: HttpRequest) -> HttpResponse:
    """Whether anything was stored is not known. What a form about an article sent stands there, to be sent again."""
    if answers.is_for_programs(request):
        return answers.not_now(503, wait=WAIT_SECONDS)
    return just_a_moment(_sent(request))


def _sent(request: HttpRequest) -> dict[str, Any]:
    if not settings.HAS_DESK:
        return {}
    from articles.admin_views import expired  # the website's processes have no part in the desk

    words = expired.sent_by_our_page(request)
    return {**expired.shown(words), "address": request.path, "csrf_token": get_token(request)} if words else {}


def strange_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of this session: most often somebody signed in again in another window."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
