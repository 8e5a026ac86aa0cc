"""When an edition appears: put into the press's hands, and taken out of them again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.clock import database_now
from articles.workflow import Refused
from authors.models import User
from editions import policy
from editions.models import Edition, EditionState
from editions.workflow.rows import lock, record


@transaction.atomic
def schedule(edition: Edition, *, at: datetime, by: User) -> Edition:
    """Let the press publish the edition at a moment to come."""
    edition = lock(edition)
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    if edition.is_out:
        raise Refused(_("A re-issue is published by hand, when it is ready."))
    if at <= database_now():
        raise Refused(_("That moment has passed. Choose a later one, or publish now."))
    edition.state, edition.go_live_at, edition.scheduled_by = EditionState.SCHEDULED, at, by
    edition.save(update_fields=["state", "go_live_at", "scheduled_by"])
    record("schedule", edition, by=by, note=at.isoformat())
    return edition


@transaction.atomic
def unschedule(edition: Edition, *, by: User, note: str = "") -> Edition:
    """Take an edition out of the press's hands again."""
    edition = lock(edition)
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    if edition.state != EditionState.SCHEDULED:
        return edition
    edition.state, edition.go_live_at, edition.scheduled_by = EditionState.OPEN, None, None
    edition.save(update_fields=["state", "go_live_at", "scheduled_by"])
    record("unschedule", edition, by=by, note=note)
    return edition
