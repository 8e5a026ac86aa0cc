"""How far the outbox was read: so that no event is passed over, and none is waited for.

A place is a moment of PostgreSQL, not a number: an event that took its number first may be completed last, and is seen
then. It holds on a standby as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from website.models import OutboxEvent

# A database that was put back from a copy is another one, and so is one whose standby has taken over.
WHICH = """
    SELECT system.system_identifier || '/' || own.oid || '/' || checkpoint.timeline_id
    FROM pg_control_system() system, pg_control_checkpoint() checkpoint, pg_database own
    WHERE own.datname = current_database()
"""
HERE = f"""
    SELECT ({WHICH}), pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint, pg_is_in_recovery(),
        extract(epoch FROM clock_timestamp())::float8
    FROM pg_current_snapshot() now
"""


class Behind(Exception):
    """This standby has not yet got what the tree was baked from."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the database: every transaction before `floor` is completed, none from `end` on has begun.

    Nothing is asked of those between: a standby does not tell which of them are under way.
    """

    cluster: str
    floor: int
    end: int
    is_standby: bool
    clock: float

    @classmethod
    def now(cls) -> Moment:
        with connection.cursor() as cursor:
            cursor.execute(HERE)
            return cls(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the outbox that was completed."""

    number: int
    kind: str
    subject: int
    written_by: int


@dataclass(frozen=True, slots=True)
class Place:
    """How far the outbox was read: all that was written before `floor`, and of the rest the events `seen`."""

    cluster: str
    floor: int
    end: int
    newest: int
    seen: Sequence[int]

    @classmethod
    def at(cls, moment: Moment, newest: int, events: Iterable[Event]) -> Place:
        """The place after these events, which are all that were visible at or after this moment."""
        numbers = {event.number: event.written_by for event in events}
        seen = sorted(number for number, written_by in numbers.items() if written_by >= moment.floor)
        return cls(moment.cluster, moment.floor, moment.end, max([newest, *numbers]), seen)

    def leads_to(self, later: Moment) -> bool:
        """Whether one can go on from here; not into another database, nor in one that was set back."""
        return self.cluster == later.cluster and self.end <= later.end

    def is_of_same_house(self, later: Moment) -> bool:
        """Whether it is the same database, or a standby of it that has taken over."""
        return self.cluster.rpartition("/")[0] == later.cluster.rpartition("/")[0]

    def events(self) -> list[Event]:
        """Every event that may be new here, also those seen.

        A server that crashed gives numbers of transactions again that nobody got to keep, but never those of rows.
        """
        rows = OutboxEvent.objects.filter(Q(written_by__gte=self.floor) | Q(id__gt=self.newest)).order_by("id")
        return [Event(*row) for row in rows.values_list("id", "kind", "subject_id", "written_by")]
