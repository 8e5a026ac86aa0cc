"""What must follow from a publication: taken from the outbox one by one, repeated until it has been done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from website.models import OutboxEvent

log = logging.getLogger("newsroom.outbox")

Handler = Callable[[int], None]
LONGEST_PAUSE = timedelta(minutes=10)


def waiting() -> QuerySet[OutboxEvent]:
    """Events not yet done whose next attempt is due, oldest first."""
    return OutboxEvent.objects.filter(done_at__isnull=True, next_attempt_at__lte=Now()).order_by("id")


def handle_next(handlers: Mapping[str, Handler]) -> bool:
    """Do one waiting event of these kinds; answers whether there was one.

    The row stays locked while its handler runs, so several presses never do the same one, and a press that is killed
    gives it back. Handlers may run twice and must not mind. A failed one is tried again later, ever more slowly.
    """
    with transaction.atomic():
        event = waiting().filter(kind__in=list(handlers)).select_for_update(skip_locked=True).first()
        if event is None:
            return False
        try:
            with transaction.atomic():
                handlers[event.kind](event.subject_id)
        except Exception:  # whatever it is, the event must be tried again, and the press must go on
            log.exception("%s failed, attempt %s", event.key, event.attempts + 1)
            _put_off(event)
        else:
            OutboxEvent.objects.filter(pk=event.pk).update(done_at=Now(), attempts=F("attempts") + 1)
    return True


def _put_off(event: OutboxEvent) -> None:
    pause = min(timedelta(seconds=2 ** min(event.attempts + 1, 10)), LONGEST_PAUSE)
    OutboxEvent.objects.filter(pk=event.pk).update(attempts=F("attempts") + 1, next_attempt_at=Now() + pause)


def beat() -> None:
    """Leave a sign of life, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO website_pressheartbeat (id, at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET at = now()"
        )
