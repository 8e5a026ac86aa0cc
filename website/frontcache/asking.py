"""Which requests may be answered from memory, and under which key: what in a request makes a difference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

Environ = dict[str, Any]
# Host as it was sent, path, query, scheme.
Key = tuple[str, str, str, str]

# The names in a query that mean something at an address; all others mean nothing there, and are dropped.
LIST, PLAIN = ("page",), ()
# Any name means something there or is refused: kept only where there is no query at all.
ONLY_WITHOUT_QUERY = None
NAMES: Mapping[str, tuple[str, ...] | None] = {
    **dict.fromkeys(("section", "series", "author", "topics"), LIST),
    **dict.fromkeys(("corrections", "topic"), ("before",)),
    **dict.fromkeys(
        ("front", "front_of", "front_at", "article", "table", "about", "feeds", "offline", "manifest", "offline_issue"),
        PLAIN,
    ),
    **dict.fromkeys(("epaper", "latest_calendar", "calendar", "edition", "page", "clip"), PLAIN),
    **dict.fromkeys(("feed", "section_feed", "series_feed", "topic_feed", "author_feed"), PLAIN),
    **dict.fromkeys(("latest_issue_feed", "issue_feed"), PLAIN),
    **dict.fromkeys(("sitemap", "sitemap_pages", "sitemap_news", "sitemap_month", "old_page", "old_article"), PLAIN),
    **dict.fromkeys(("search", "article_ninjs", "issue_ninjs", "api", "api_description"), ONLY_WITHOUT_QUERY),
    **dict.fromkeys(("api_articles", "api_article", "api_issues", "api_issue", "api_changes"), ONLY_WITHOUT_QUERY),
    **dict.fromkeys(("api_sections", "api_series", "api_topics", "api_authors", "api_corrections"), ONLY_WITHOUT_QUERY),
}
# In seconds by the database's clock: what depends on the time of day, and all else, should anything change unnoticed.
LIFETIMES: Mapping[str, float] = {"sitemap_news": 60.0}
LONGEST_LIFETIME = 3600.0
# One way to write a number: every other one would be a further key for the same page.
NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
LONGEST_PATH, LONGEST_QUERY = 200, 1000
# What makes the answer; nothing else of a request gets through to a page that is kept.
MAKES_THE_ANSWER = (
    "SCRIPT_NAME", "PATH_INFO", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO",
    "REMOTE_ADDR", "wsgi.version", "wsgi.url_scheme", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess",
    "wsgi.run_once",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that many may make: its key, and for how many seconds its answer may be kept."""

    key: Key
    lifetime: float


class Asking:
    """Reads requests by the settings of this process."""

    def __init__(self) -> None:
        self._hosts = {host.lower() for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))}
        if settings.WEBSITE_URL:
            self._hosts.add(urlsplit(settings.WEBSITE_URL).netloc.lower())
        self._sessions = (f"{settings.SESSION_COOKIE_NAME}=", f"{settings.CSRF_COOKIE_NAME}=")
        self._believes_proxy = bool(settings.BEHIND_PROXY)
        # A link that is sent round comes with a query that means nothing: nobody looks its path up each time.
        self._name_of = lru_cache(maxsize=2048)(_name_of)

    def scheme_of(self, environ: Environ) -> str:
        """The scheme as Django will see it, or a text that no key has."""
        if self._believes_proxy and (told := environ.get("HTTP_X_FORWARDED_PROTO")):
            return str(told)
        return str(environ["wsgi.url_scheme"])

    def is_private(self, environ: Environ) -> bool:
        """Whether a request says who asks: of a website that knows nobody, no such answer is kept or given."""
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookie = environ.get("HTTP_COOKIE")
        return cookie is not None and any(name in cookie for name in self._sessions)

    def read(self, environ: Environ) -> Asked | None:
        """What of this request many may ask; None: it is for Django alone."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or self.is_private(environ) or environ.get("SCRIPT_NAME"):
            return None
        host, scheme = environ.get("HTTP_HOST", ""), self.scheme_of(environ)
        if not self._is_ours(host, environ["SERVER_PORT"]) or scheme not in {"http", "https"}:
            return None
        if settings.SECURE_SSL_REDIRECT and scheme == "http":
            return None  # it leads on with the query as it is
        path = get_path_info(environ)
        name = self._name_of(path) if len(path) <= LONGEST_PATH else ""
        if name not in NAMES:
            return None
        query = _query(NAMES[name], environ.get("QUERY_STRING", ""))
        if query is None:
            return None
        key = (host, environ["PATH_INFO"], query, scheme)
        return Asked(key, LIFETIMES.get(name, LONGEST_LIFETIME))

    def _is_ours(self, host: str, port: str) -> bool:
        """A name with any other port would be served too, and be a further key for each page."""
        return host in self._hosts or host.removesuffix(f":{port}") in self._hosts


def stripped(environ: Environ, asked: Asked) -> Environ:
    """The request that stands for all with this key."""
    kept = {name: environ[name] for name in MAKES_THE_ANSWER if name in environ}
    return {**kept, "REQUEST_METHOD": "GET", "QUERY_STRING": asked.key[2], "wsgi.input": BytesIO()}


def _name_of(path: str) -> str:
    """The name of the address; "" where the path is not written as we write it, as /article/007/."""
    try:
        match = resolve(path)
        canonical = reverse(match.view_name, kwargs=match.kwargs)
    except (Resolver404, NoReverseMatch):
        return ""
    return (match.url_name or "") if canonical == path and match.namespaces == ["website"] else ""


def _query(names: tuple[str, ...] | None, raw: str) -> str | None:
    """The query reduced to what means something; None where its answer is not to be kept."""
    if not raw:
        return ""
    if names is ONLY_WITHOUT_QUERY or len(raw) > LONGEST_QUERY:
        return None
    given = dict(parse_qsl(raw, keep_blank_values=True))  # of two with one name the last counts, as for Django
    told = {name: given[name] for name in names if name in given}
    if not all(NUMBER.fullmatch(value) for value in told.values()):
        return None
    return "&".join(f"{name}={value}" for name, value in told.items())
