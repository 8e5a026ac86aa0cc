"""What has changed in the record since the last look: the outbox read along with the readers' role."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from website.away import is_away
from website.calls import Calls
from website.models import OutboxEvent
from website.record import RecordState, record_state

log = logging.getLogger("newsroom.frontcache")

# In seconds. Whoever writes into the outbox calls us; this is for who did not hear, as behind a pooler.
PAUSE = 0.25
# So long a standby may take to get what another server had.
LONGEST_BEHIND = 60.0
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
    """What one look brought: the database's clock, and the changes since the last; None: it is another record.

    After a change also the state the record is in.
    """

    clock: float
    events: Sequence[Event] | None
    state: RecordState | None = None


class Behind(OperationalError):
    """This standby has not yet got what was seen on another server."""


class Record:
    """Reads the outbox along. A change that took its number first and was completed last is not passed over."""

    def __init__(self) -> None:
        self._seen: set[int] | None = None
        self._floor = 0
        self._front_ended: datetime | None = None
        self._behind_since: float | None = None

    def look(self) -> Look:
        """Raises DatabaseError when the database is away."""
        with connection.cursor() as cursor:
            if self._seen is None:
                cursor.execute(NEWEST)
                self._floor = cursor.fetchone()[0] - OVERTAKING
            cursor.execute(SUM, [self._floor])
            clock, ended, *fingerprint = cursor.fetchone()
            events: Sequence[Event] | None = []
            if self._seen is None or fingerprint != [len(self._seen), sum(self._seen)]:
                cursor.execute(EVENTS, [self._floor])
                events = self._take_in(cursor.fetchall(), clock)
            if events is not None and ended != self._front_ended:
                events = [*events, FRONT_HAS_ENDED]
            self._front_ended = ended
            return Look(clock, events, None if events == [] else record_state())

    def _take_in(self, rows: Sequence[tuple[int, str, int]], clock: float) -> Sequence[Event] | None:
        """The changes that are new among these, which are all above the floor; None if one has vanished."""
        found = {number: Event(kind, subject) for number, kind, subject in rows}
        seen = self._seen
        if seen is not None and not seen <= found.keys():
            self._wait_for_a_standby(clock)
        self._behind_since = None
        self._floor = max(self._floor, max(found, default=0) - OVERTAKING)
        self._seen = {number for number in found if number > self._floor}
        if seen is None or not seen <= found.keys():
            return None
        return [event for number, event in found.items() if number not in seen]

    def _wait_for_a_standby(self, clock: float) -> None:
        """Raises Behind while a standby may still get what is missing; what it never gets was lost with a primary."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if not cursor.fetchone()[0]:
                return
        if self._behind_since is None:
            self._behind_since = clock
        if clock - self._behind_since < LONGEST_BEHIND:
            raise Behind("the standby has not yet got what was seen elsewhere")


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
