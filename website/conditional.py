"""When a reader's page has changed: ETag and Last-Modified, derived from the published record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from website.models import OutboxEvent

View = Callable[..., HttpResponse]


class Release(NamedTuple):
    """What pages are made with: it changes when the software does."""

    digest: str
    changed: int


class RecordState(NamedTuple):
    """How often and when the record was last written: every change of it leaves an event in the outbox."""

    events: int
    newest_id: int
    changed: datetime | None


def readers_page(view: View) -> View:
    """Answer GET and HEAD, and say 304 to a browser that has the page as it stands.

    The state is read before the page is made: should an edition appear in between, the new page goes out under
    the old tag and is asked for once more, never the other way round.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release, state = the_release(), record_state()
        etag = _etag(request, release, state)
        modified = max(int(state.changed.timestamp()) if state.changed else 0, release.changed)
        if "If-None-Match" in request.headers:
            early = get_conditional_response(request, etag=etag, last_modified=modified)
            if early is not None and early.status_code == 304:
                return _marked(early, etag, modified)
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        # A date alone is honoured only now: whoever sends one may never have seen the page, and it may not exist.
        late = get_conditional_response(request, etag, modified, response) or response
        return _marked(late, etag, modified)

    return answer


def record_state() -> RecordState:
    """Counting catches a publication that took its number first and was completed last."""
    row = OutboxEvent.objects.exclude(kind__in=OutboxEvent.TOLD_ONLY).aggregate(
        Count("id"), Max("id"), Max("created_at")
    )
    return RecordState(row["id__count"], row["id__max"] or 0, row["created_at__max"])


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
