"""How far the published record has got: whatever was made of one state of it is right as long as that state lasts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest

from website.models import OutboxEvent
from website.prepared import Prepared


class RecordState(NamedTuple):
    """When the record was last written, and a number that changes with every change of it."""

    newest: int
    sum: int
    changed: datetime | None

    def is_older_than(self, other: RecordState) -> bool:
        """Whether something is missing that the other has: both numbers only ever grow."""
        return self.newest < other.newest or self.sum < other.sum


# Every change of the record leaves an event in the outbox. A publication that took its number first and was completed
# last does not raise the highest number but the sum; two hundred others would have to overtake it to hide it. Looking
# at so many costs the same for a paper of a year and of a century. The end of a place on the front page alone comes by
# itself, with the clock, and is counted in: both only ever grow.
STATE = f"""
    SELECT coalesce(max(id), 0),
        (coalesce(sum(id), 0) + coalesce(extract(epoch FROM max(ended)) * 1000, 0))::bigint,
        greatest(max(created_at), max(ended))
    FROM (SELECT max(until) AS ended FROM website_frontplace WHERE until <= statement_timestamp()) front
    LEFT JOIN (SELECT id, created_at FROM website_outboxevent
          WHERE {OutboxEvent.CHANGES_THE_RECORD}
          ORDER BY id DESC LIMIT 200) newest ON true
"""
ASKED = Prepared(STATE)


def record_state() -> RecordState:
    """The state as it is now, in one query."""
    return RecordState(*ASKED.row() or (0, 0, None))


# Where a server before Django finds the state an answer was made of.
MADE_OF = "newsroom.record_state"


def note_state(request: HttpRequest, state: RecordState) -> None:
    """Remember which state of the record an answer is made of."""
    request.record_state = state  # type: ignore[attr-defined]
    request.environ[MADE_OF] = state  # type: ignore[attr-defined]


def state_of(request: HttpRequest) -> RecordState:
    """The state an answer is made of; where nobody has asked yet, the present one."""
    state: RecordState | None = getattr(request, "record_state", None)
    if state is None:
        state = record_state()
        note_state(request, state)
    return state
