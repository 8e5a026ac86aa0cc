"""One answer as it is kept: compressed beforehand, with its headers for every form in which it can go out."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from website.conditional import not_before
from website.packing import PACKERS, WORTH_COMPRESSING, codings

Headers = list[tuple[str, str]]
Form = tuple[Headers, list[bytes]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

KEEPABLE = frozenset({"200", "301", "302", "410"})
FORBIDDING = ("private", "no-store", "no-cache")
# What belongs to a body, and is not said where there is none.
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Every page that shows something of an article leads to it.
SHOWN_ARTICLE = re.compile(rb"/(?:article|clip)/([0-9]{1,18})")
# What Python needs for an answer besides its bytes, measured with tracemalloc.
OVERHEAD = 3000
# Packed, in bytes; sixty-four larger ones, lying open, would need more than their share.
LARGEST_OPENED = 32 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django said, whole."""

    status: str
    headers: Headers
    body: bytes

    @property
    def is_failure(self) -> bool:
        return self.status.startswith("5")

    def header(self, name: str) -> str:
        return ", ".join(value for header, value in self.headers if header.lower() == name)

    def may_be_kept(self) -> bool:
        """Only what is the same for everybody, and says so by not saying otherwise."""
        said = self.header("cache-control").lower()
        return (
            self.status[:3] in KEEPABLE
            and not self.header("set-cookie")
            and not any(word in said for word in FORBIDDING)
            and self.header("vary").lower() in {"", "accept-encoding"}
            and not self.header("content-encoding")
        )


@dataclass(slots=True, eq=False)
class Kept:
    """An answer in memory. `generation` is the state of the record it was made of, `until` by the database's clock."""

    status: str
    generation: int
    until: float
    etag: str
    modified: int | None
    forms: dict[str, Form]
    unchanged: Headers
    articles: frozenset[int]
    size: int
    was_asked: bool = False

    @classmethod
    def of(cls, answer: Answer, path: str, *, generation: int, until: float) -> Kept:
        etag, moment = answer.header("etag"), answer.header("last-modified")
        own = {"etag", "vary", "content-length"}
        headers = [_shared(pair) for pair in answer.headers if pair[0].lower() not in own]
        headers.append(("Vary", "Accept-Encoding"))
        if etag:
            etag = etag if etag.startswith("W/") else f"W/{etag}"  # there are several forms of it
            headers.append(("ETag", etag))
        forms = {coding: _form(headers, coding, body) for coding, body in _packed(answer.body).items()}
        shown = {int(number) for number in SHOWN_ARTICLE.findall(answer.body + path.encode())}
        return cls(
            status=answer.status,
            generation=generation,
            until=until,
            etag=etag,
            modified=not_before(parse_http_date_safe(moment) or 0) if moment else None,
            forms=forms,
            unchanged=[pair for pair in headers if pair[0].lower() not in OF_THE_BODY],
            articles=frozenset(shown),
            size=sum(len(body) for _headers, (body,) in forms.values()) + OVERHEAD + 32 * len(shown),
        )

    def form(self, accepted: str) -> Form:
        """Headers and body for a browser that accepts these codings."""
        for coding in codings(accepted):
            if (form := self.forms.get(coding)) is not None:
                return form
        if (form := self.forms.get("identity")) is not None:
            return form
        _headers, (packed,) = self.forms["gzip"]
        return _plain(self) if len(packed) <= LARGEST_OPENED else _opened(self)

    def condition(self, environ: dict[str, Any]) -> int:
        """What a browser's conditions come to: 304, 412, or 200 for the whole answer."""
        if not self.etag:
            return 200
        if environ.get("HTTP_IF_NONE_MATCH") == self.etag:
            return 304
        response = get_conditional_response(WSGIRequest(environ), self.etag, self.modified)
        return 200 if response is None else response.status_code


@lru_cache(maxsize=64)
def _plain(kept: Kept) -> Form:
    """Of what was lately asked for by programs that take nothing packed: opening it costs more than giving it."""
    return _opened(kept)


def _opened(kept: Kept) -> Form:
    headers, (packed,) = kept.forms["gzip"]
    plain = [pair for pair in headers if pair[0] not in {"Content-Encoding", "Content-Length"}]
    return _form(plain, "identity", gzip.decompress(packed))


def ask(application: Application, environ: dict[str, Any]) -> Answer:
    """Have Django answer, to the end."""
    said: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        said.append((status, headers))
        return _write

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = said[-1]
    return Answer(status, headers, body)


def _packed(body: bytes) -> dict[str, bytes]:
    if len(body) < WORTH_COMPRESSING:
        return {"identity": body}
    return {coding: pack(body) for coding, pack in PACKERS.items()}


def _form(headers: Headers, coding: str, body: bytes) -> Form:
    coded = [] if coding == "identity" else [("Content-Encoding", coding)]
    return [*headers, *coded, ("Content-Length", str(len(body)))], [body]


def _shared(pair: tuple[str, str]) -> tuple[str, str]:
    """The same text for all answers that say the same: the policies alone are a thousand characters."""
    return sys.intern(pair[0]), sys.intern(pair[1])


def _write(_data: bytes) -> None:
    raise NotImplementedError("Django hands its answers back")
