"""Files readers get: published pictures, and the note to crawlers."""

from __future__ import annotations

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FOR_EVER = "public, max-age=31536000, immutable"
# Not asked of the system: the tables of many do not know the newer ones.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A file of the public store. The address only matches names the press gives; nothing lists them.

    In production the web server in front answers these addresses; this view is for where there is none.
    """
    try:
        file = storages["public"].open(name)
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file,
        content_type=KINDS[name.rpartition(".")[2]],
        headers={"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "User-agent: *\nDisallow:\n",
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )
