"""What every entry into the record needs: the transaction that publishes, and a note in the outbox."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.db.models.functions import Now

from website.models import OutboxEvent
from website.models.press import CHANNEL


class OutsideTransactionError(RuntimeError):
    """The intake was called without the transaction that makes a publication whole."""


class WithdrawnInsideError(RuntimeError):
    """What is handed in shows an article that has been withdrawn meanwhile."""


class OvertakenError(RuntimeError):
    """What is handed in was made of a state that readers no longer see."""


def require_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransactionError("the intake works only inside the transaction that publishes")


def note_in_outbox(kind: OutboxEvent.Kind, subject_id: int, revision: int, *, is_done: bool = False) -> None:
    """Readers' processes learn of it at once; `is_done` leaves the press nothing to do."""
    done_at = Now() if is_done else None
    OutboxEvent.objects.create(key=f"{kind}:{subject_id}:{revision}", kind=kind, subject_id=subject_id, done_at=done_at)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")  # heard when the transaction is completed


def note_as_done(kind: OutboxEvent.Kind, subject_id: int) -> None:
    """Note a change from which nothing must follow at the press: those who read along learn of it."""
    key = f"{kind}:{subject_id}:{uuid4().hex}"
    OutboxEvent.objects.create(key=key, kind=kind, subject_id=subject_id, done_at=Now())


def next_revision(kind: str, subject_id: int) -> int:
    """The how-manieth event of its kind this is for a thing; who enters it holds the thing's row at the desk."""
    return 1 + OutboxEvent.objects.filter(key__startswith=f"{kind}:{subject_id}:").count()
