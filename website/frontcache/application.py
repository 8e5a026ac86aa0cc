"""The front cache itself: a WSGI application before Django's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from website.away import just_a_moment
from website.frontcache.asking import Asked, Asking, Environ, Key, stripped
from website.frontcache.flights import Flights
from website.frontcache.following import Event, Follower, Look
from website.frontcache.kept import CONDITIONS, Answer, Application, Kept, ask
from website.frontcache.shelf import Shelf
from website.models import OutboxEvent
from website.record import MADE_OF, RecordState

log = logging.getLogger("newsroom.frontcache")

StartResponse = Callable[..., Any]
# Of the room, for pages of lists: of them there are as many as somebody cares to number.
SHARE_OF_LISTS = 8
# In seconds: how long one waits for a page that another has made, and how long readers read on without the database.
PATIENCE = 10.0
LONGEST_BLIND = 4 * 3600.0


class FrontCache:
    """Answers from memory what is published and the same for everybody; all else goes on to `application`.

    `room` in bytes. What was made of an older state of the record is made again when it is asked for; while the
    database is away it is given as it is, except what shows a withdrawn article.
    """

    def __init__(self, application: Application, *, room: int) -> None:
        self.application = application
        self.pages, self.lists = Shelf(room - room // SHARE_OF_LISTS), Shelf(room // SHARE_OF_LISTS)
        self.flights, self.asking = Flights(PATIENCE), Asking()
        self.follower = Follower(self.saw, self.lost)
        self.generation, self.clock, self.sees, self.is_away = 0, 0.0, False, False
        self.state, self._withdrawn = RecordState(0, 0, None), set[int]()
        self._seen_at = time.monotonic()
        self._is_private, self._scheme_of = self.asking.is_private, self.asking.scheme_of
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], query, self._scheme_of(environ))
        kept = (self.lists if query else self.pages).get(key)
        if (
            kept is not None
            and self._is_right(kept)
            and environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and not self._is_private(environ)
        ):
            return self._give(kept, environ, start_response)
        return self._make(environ, start_response)

    # -- what the follower tells -------------------------------------------------------------------------------
    def saw(self, look: Look) -> None:
        """Take in what has changed: all that was made before is old, and what shows a withdrawn article goes."""
        with self._lock:
            self.clock, self.sees, self.is_away, self._seen_at = look.clock, True, False, time.monotonic()
            self.state = look.state or self.state
            if look.events is None:
                self.clear()
            elif look.events:
                self.generation += 1
                self._withdrawn -= _subjects(look.events, OutboxEvent.Kind.ARTICLE_READMITTED)
                if gone := _subjects(look.events, OutboxEvent.Kind.ARTICLE_WITHDRAWN):
                    self._withdrawn |= gone
                    for shelf in (self.pages, self.lists):
                        shelf.drop_where(lambda kept: not gone.isdisjoint(kept.articles))

    def lost(self, is_away: bool) -> None:
        """The record is out of sight. With its server away give what there is; not for ever, it may be so for us only.

        Otherwise pages are made each time, and what there is helps out where that fails.
        """
        with self._lock:
            self.sees, self.is_away = False, is_away
            if time.monotonic() - self._seen_at > LONGEST_BLIND:
                self.clear()

    def clear(self) -> None:
        self.generation += 1
        self.pages.clear()
        self.lists.clear()

    # -- answering ---------------------------------------------------------------------------------------------
    def _is_right(self, kept: Kept) -> bool:
        if self.sees:
            return kept.generation == self.generation and kept.until > self.clock
        return self.is_away

    def _make(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        asked = self.asking.read(environ)
        if asked is None:
            return self.application(environ, start_response)
        if not self.sees:
            self.follower.start()
        made = self.flights.answer(asked.key, self.generation, lambda: self._answer(environ, asked))
        if isinstance(made, Kept):
            return self._give(made, environ, start_response)
        if made is None or made.is_failure:
            kept = self._shelf(asked.key).get(asked.key)  # not what was kept before: it may have gone meanwhile
            if kept is not None:
                return self._give(kept, environ, start_response)
        return _say(made or _try_again(), environ, start_response)

    def _answer(self, environ: Environ, asked: Asked) -> Answer | Kept:
        """Have Django make the page, and keep it if that is allowed and nothing has changed meanwhile."""
        shelf, generation, clock = self._shelf(asked.key), self.generation, self.clock
        kept = shelf.get(asked.key)
        if kept is not None and self._is_right(kept):  # another has made it just now
            return kept
        own = stripped(environ, asked)
        answer = ask(self.application, own)
        if not answer.may_be_kept():
            return answer
        made = Kept.of(answer, asked.key[1], generation=generation, until=clock + asked.lifetime)
        with self._lock:
            if self.generation != generation:
                return made
            # Each connection may have come to another server, and a standby be behind what the follower saw.
            if not own.get(MADE_OF, self.state).is_older_than(self.state):
                shelf.put(asked.key, made)
                return made
        return made if self._withdrawn.isdisjoint(made.articles) else _try_again()

    def _shelf(self, key: Key) -> Shelf:
        return self.lists if key[2] else self.pages

    def _give(self, kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        kept.was_asked = True
        if any(condition in environ for condition in CONDITIONS):
            status = kept.condition(environ)
            if status == 304:
                start_response("304 Not Modified", kept.unchanged)
                return []
            if status != 200:
                return self.application(environ, start_response)
        headers, body = kept.form(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response(kept.status, headers)
        return body if environ["REQUEST_METHOD"] == "GET" else []


def _subjects(events: Iterable[Event], kind: OutboxEvent.Kind) -> set[int]:
    return {event.subject_id for event in events if event.kind == kind}


def _say(answer: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    start_response(answer.status, answer.headers)
    return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []


def _try_again() -> Answer:
    """Whoever makes the page does not come to an end; nobody knows why yet."""
    page = just_a_moment()
    headers = [
        *page.items(),
        ("Content-Length", str(len(page.content))),
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),  # Django's middleware does not come by
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer("503 Service Unavailable", headers, page.content)
