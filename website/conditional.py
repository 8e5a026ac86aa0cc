"""When a reader's page has changed: ETag and Last-Modified, derived from the published record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any, NamedTuple, overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from website.record import RecordState, note_state, record_state, state_of

View = Callable[..., HttpResponse]


class Release(NamedTuple):
    """What pages are made with: it changes when the software does. `since` is when it came to this machine."""

    digest: str
    since: int


@overload
def readers_page(view: View) -> View: ...
@overload
def readers_page(*, brings_state: bool) -> Callable[[View], View]: ...
def readers_page(view: View | None = None, *, brings_state: bool = False) -> View | Callable[[View], View]:
    """Answer GET and HEAD, and say 304 to a browser that has the page as it stands.

    The state is read before the page is made: should an edition appear in between, the new page goes out under
    the old tag and is asked for once more, never the other way round. A view that brings the state reads both in one
    look, and leaves it with `note_state`.
    """
    if view is None:
        return partial(_conditional, brings_state=brings_state)
    return _conditional(view, brings_state=brings_state)


def _conditional(view: View, *, brings_state: bool) -> View:
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "If-None-Match" in request.headers or not brings_state:
            note_state(request, record_state())
            early = _unchanged(request)
            if early is not None:
                return early
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        # A date alone is honoured only now: whoever sends one may never have seen the page, and it may not exist.
        etag, modified = _marks(request)
        late = get_conditional_response(request, etag, not_before(modified), response) or response
        return _marked(late, etag, modified)

    return answer


def _unchanged(request: HttpRequest) -> HttpResponse | None:
    """304 for a browser that names the tag of the page as it stands; nothing of the page is read for it."""
    if "If-None-Match" not in request.headers:
        return None
    etag, modified = _marks(request)
    response = get_conditional_response(request, etag=etag, last_modified=not_before(modified))
    if response is None or response.status_code != 304:
        return None
    return _marked(response, etag, modified)


def _marks(request: HttpRequest) -> tuple[str, int]:
    """The tag of a page and when it last changed, in seconds since 1970: the same on every machine."""
    state = state_of(request)
    return _etag(request, the_release(), state), int(state.changed.timestamp()) if state.changed else 0


def not_before(modified: int) -> int:
    """Since when a browser must have a page to be told by its date alone that nothing has changed.

    It may have been made with the release before, of which the date says nothing.
    """
    return max(modified, the_release().since)


@cache
def the_release() -> Release:
    """A fingerprint of code, templates and styles, equal on all machines that run the same release."""
    digest, newest = hashlib.sha256(), 0
    for folder in ("website", "templates/website", "static/website", "newsroom/locale"):
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".css", ".js", ".json", ".mo", ".xml"}:
                digest.update(file.read_bytes())
                newest = max(newest, int(file.stat().st_mtime))
    return Release(digest.hexdigest(), newest)


def _etag(request: HttpRequest, release: Release, state: RecordState) -> str:
    """Weak, because a server in front may compress. The whole address is in it, so a tag fits one page only."""
    whole = f"{request.build_absolute_uri()}\n{get_language()}\n{release.digest}\n{state[:2]}"
    return f'W/"{hashlib.sha256(whole.encode()).hexdigest()[:32]}"'


def _marked(response: HttpResponse, etag: str, modified: int) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    # Browsers and caches keep it but ask each time: a withdrawn article is gone at once.
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    if settings.TDM_POLICY:
        response.headers["tdm-reservation"] = "1"
        response.headers["tdm-policy"] = settings.TDM_POLICY
    return response
