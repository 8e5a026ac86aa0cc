"""How a program is answered: JSON with a tag to ask again by, or a sentence that says why not; open to all pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from website.api.asking import NotUnderstood
from website.conditional import readers_page
from website.context_processors import site_root

View = Callable[..., HttpResponse]
JSON = "application/json"
PROBLEM = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
# Of the addresses that only programs ask.
FIRST_WORDS, LAST_WORDS = "/api/", "/ninjs.json"


def for_programs(view: View) -> View:
    """Answer any program anywhere; what goes wrong is said in JSON too."""
    conditional = readers_page(_in_sentences(view))

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": METHODS})
        elif request.method not in {"GET", "HEAD"}:
            response = problem(405, _("The published record can only be read."))
            response.headers["Allow"] = METHODS
        else:
            response = conditional(request, *args, **kwargs)
        return _open_to_all(response)

    return answer


def record(content: dict[str, Any], *, kind: str = JSON, status: int = 200, **headers: str) -> HttpResponse:
    """A part of the record."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type=kind, status=status, headers=said)


def listed(request: HttpRequest, items: Sequence[dict[str, Any]], *, after: object = None, **more: Any) -> HttpResponse:
    """A part of a list; `after` is the place of its last row where there are more."""
    if after is None:
        return record({"items": items, "next": None, **more})
    following = going_on(request, after)
    return record({"items": items, "next": following, **more}, Link=f'<{following}>; rel="next"')


def going_on(request: HttpRequest, after: object) -> str:
    """The address at which a list goes on after the row at this place."""
    return f"{root_of(request)}{request.path}?{urlencode({**request.GET.dict(), 'after': str(after)})}"


def problem(status: int, sentence: str, **more: Any) -> HttpResponse:
    """Why there is no answer, in the form of RFC 9457."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence, **more}
    words = json.dumps(content, ensure_ascii=False)
    return HttpResponse(words, status=status, content_type=PROBLEM, headers={"Cache-Control": "no-cache"})


def nothing_at(request: HttpRequest) -> HttpResponse:
    """At an address that nobody has written down; where they are all written down is said."""
    document = f"{root_of(request)}{reverse('website:api_description')}"
    return _open_to_all(
        problem(404, _("There is no such address; %(document)s names them all.") % {"document": document})
    )


def not_now(status: int, *, wait: int | None = None) -> HttpResponse:
    """When something of ours is broken or away; `wait` is for how many seconds, where that is known."""
    response = problem(status, _("There is no answer at the moment; please ask again later."))
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return _open_to_all(response)


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, who reads no page; also where there is nothing."""
    return request.path.startswith(FIRST_WORDS) or request.path.endswith(LAST_WORDS)


def root_of(request: HttpRequest) -> str:
    """What every address in an answer begins with."""
    return site_root(request)


def _in_sentences(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotUnderstood as error:
            return problem(400, str(error))
        except Http404:
            return problem(404, _("There is no such thing in the published record."))

    return answer


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Pages of other houses may ask, and see the tag and the way to the rest; nobody is known here by a cookie."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    if response.status_code == 204:
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
