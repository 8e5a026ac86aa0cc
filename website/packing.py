"""Packing what readers are sent: in which codings, how hard, and what is not worth it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from functools import lru_cache
from http import HTTPStatus

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

# A smaller answer fits into the first packet whether it is compressed or not.
WORTH_COMPRESSING = 256
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
# No browser says more; a longer text would only be remembered.
LONGEST_ACCEPT = 120
# The best first.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}


class PackingMiddleware:
    """Packs what Django makes for one reader alone, as the results of a search, where no web server does.

    Packing lets somebody who sees the length of answers, and may put words into them, guess a secret that stands beside
    these words (BREACH). Readers' pages hold none: no session, no token, no cookie, nothing that one reader is shown
    and another is not. The desk's pages do, so this belongs to the website's side only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # What goes out in pieces is a file: a picture, a PDF, a book. It is packed already, and asked for in parts.
        if isinstance(response, HttpResponse) and "Content-Encoding" not in response.headers:
            _pack(response, request.headers.get("Accept-Encoding", ""))
        return response


def _pack(response: HttpResponse, accepted: str) -> None:
    """Pack a text that is worth it. Its Vary is said either way, and when there is nothing new as well."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        patch_vary_headers(response, ["Accept-Encoding"])
    if not _is_text(response.headers.get("Content-Type", "")):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    coding = next(iter(codings(accepted)), None)
    if coding is None or len(response.content) < WORTH_COMPRESSING:
        return
    response.content = PACKERS[coding](response.content)
    response.headers["Content-Encoding"] = coding
    response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"  # there are several forms of it


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(("json", "xml"))


def codings(accepted: str) -> Sequence[str]:
    """The codings of an Accept-Encoding header that we have, the best first."""
    return _weighed(accepted) if len(accepted) <= LONGEST_ACCEPT else ()


@lru_cache(maxsize=256)
def _weighed(accepted: str) -> Sequence[str]:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        number = weight.strip().removeprefix("q=")
        try:
            weights[name.strip()] = float(number) if number else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    others = weights.get("*", 0.0)
    return tuple(coding for coding in PACKERS if weights.get(coding, others) > 0)
