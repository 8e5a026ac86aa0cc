"""What has changed in the record since the last look: the outbox read along with the readers' role."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from website.away import is_away
from website.calls import Calls
from website.models import OutboxEvent

log = logging.getLogger("newsroom.frontcache")

# In seconds. Whoever writes into the outbox calls us; this is for who did not hear, as behind a pooler.
PAUSE = 0.25
# Numbers are given before a transaction is completed; so many later ones may be completed before it.
OVERTAKING = 1000
CHANGES = f"""
    FROM website_outboxevent
    WHERE id > %s AND {OutboxEvent.CHANGES_THE_RECORD}
"""
# The end of a place on the front page leaves no event: it comes with the database's clock.
FRONT_ENDED = "SELECT max(until) FROM website_frontplace WHERE until <= now()"
SUM = f"SELECT extract(epoch FROM now())::float8, ({FRONT_ENDED}), count(*), coalesce(sum(id), 0)::bigint {CHANGES}"
EVENTS = f"SELECT id, kind, subject_id {CHANGES} ORDER BY id"
NEWEST = "SELECT coalesce(max(id), 0) FROM website_outboxevent"


@dataclass(frozen=True, slots=True)
class Event:
    """A change of the record that was completed."""

    kind: str
    subject_id: int


FRONT_HAS_ENDED = Event(OutboxEvent.Kind.FRONT_ARRANGED, 0)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look brought: the database's clock, and the changes since the last; None: it is another record."""

    clock: float
    events: Sequence[Event] | None


class Record:
    """Reads the outbox along. A change that took its number first and was completed last is not passed over."""

    def __init__(self) -> None:
        self._seen: set[int] | None = None
        self._floor = 0
        self._front_ended: datetime | None = None

    def look(self) -> Look:
        """Raises DatabaseError when the database is away."""
        with connection.cursor() as cursor:
            if self._seen is None:
                cursor.execute(NEWEST)
                self._floor = cursor.fetchone()[0] - OVERTAKING
            cursor.execute(SUM, [self._floor])
            clock, ended, *fingerprint = cursor.fetchone()
            ends = [] if ended == self._front_ended else [FRONT_HAS_ENDED]
            self._front_ended = ended
            if self._seen is not None and fingerprint == [len(self._seen), sum(self._seen)]:
                return Look(clock, ends)
            cursor.execute(EVENTS, [self._floor])
            events = self._take_in(cursor.fetchall())
            return Look(clock, events if events is None else [*events, *ends])

    def _take_in(self, rows: Sequence[tuple[int, str, int]]) -> Sequence[Event] | None:
        """The changes that are new among these, which are all above the floor; None if one has vanished."""
        found = {number: Event(kind, subject) for number, kind, subject in rows}
        seen = self._seen
        self._floor = max(self._floor, max(found, default=0) - OVERTAKING)
        self._seen = {number for number in found if number > self._floor}
        if seen is None or not seen <= found.keys():
            return None
        return [event for number, event in found.items() if number not in seen]


class Follower:
    """A thread that looks again and again, and says what it saw, or that it saw nothing and whether the server is away.

    It begins in the process that serves, not in one that this was forked from.
    """

    def __init__(self, saw: Callable[[Look], None], lost: Callable[[bool], None]) -> None:
        self._saw, self._lost = saw, lost
        self._record = Record()
        self._stop, self._has_looked = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_lost = False

    def start(self) -> None:
        """Begin, if it has not begun or has ended, and wait a moment for the first look."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._follow, name="front cache", daemon=True)
                self._thread.start()
        self._has_looked.wait(1.0)

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._look_again_and_again()
            except Exception as error:  # whatever it is: nobody may read on as if nothing could change
                if not self._is_lost:  # it is tried four times a second, and said once
                    log.warning("the record is out of sight: %s", str(error).partition("\n")[0])
                self._is_lost = True
                self._lost(is_away(error))
                self._has_looked.set()
                _close()
                self._stop.wait(PAUSE)
        _close()

    def _look_again_and_again(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '3s'")
        calls = Calls()
        while not self._stop.is_set():
            self._saw(self._record.look())
            self._has_looked.set()
            if self._is_lost:
                self._is_lost = False
                log.warning("the record is in sight again")
            calls.wait(PAUSE)
            calls.came()


def _close() -> None:
    with suppress(DatabaseError, InterfaceError):
        connection.close()
