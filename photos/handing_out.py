"""Files of the private store for the browsers of those who may have them; who that is the view has decided before."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

from photos.keeping import out_of_reach


def file_response(open_file: Callable[[], IO[bytes]], kind: str, **options: Any) -> HttpResponseBase:
    """The file as `open_file` opens it: 404 where there is none, 503 with a sentence while it cannot be had.

    `options` are those of FileResponse.
    """
    try:
        opened = open_file()
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError:
        kind, headers = "text/plain; charset=utf-8", {"Retry-After": "5"}
        return HttpResponse(out_of_reach(), status=503, content_type=kind, headers=headers)
    return FileResponse(opened, content_type=kind, **options)
