"""What both sides answer when a request cannot be read or something of ours breaks: pages that need nothing to work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own handler would read the request once more, and fail as it did before."""
    return HttpResponse(render_to_string("500.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def strange_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of this session: most often somebody signed in again in another window."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
