"""Changing the front page of the website: one at a time, on what was seen, recorded whole, and taken back again."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.clock import database_now
from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from editions import front_places, policy
from editions.front_places import Place
from editions.models import Edition, FrontChange, FrontVerb
from editions.workflow.rows import lock

Places = tuple[Place, ...]
# Of these an undoing is not one: it would only bring back what was taken back, or take back what readers have.
NOT_TO_UNDO = (FrontVerb.UNDO, FrontVerb.PUBLISH, FrontVerb.CARRY)


class StaleFront(Refused):
    """Somebody arranged the front page since it was looked at; nothing was overwritten."""


def latest(edition: Edition) -> FrontChange | None:
    """The last change, which is the state that is being arranged."""
    return edition.front_changes.select_related("by").first()


def places_of(change: FrontChange | None) -> Places:
    """All that is by hand after a change and has not ended, by the database's clock."""
    return front_places.running(front_places.read(change.places), database_now()) if change else ()


def change(
    edition: Edition,
    verb: FrontVerb,
    made: Callable[[Places], Places],
    *,
    by: User,
    seen: int,
    article: Article | None = None,
) -> FrontChange:
    """Enter the next state of the front page, made of the last; `seen` is the number of the state he looked at."""
    if sentence := policy.refusal_to_arrange_front(by):
        raise Refused(sentence)
    with transaction.atomic():
        last = _locked(edition, seen)
        before = places_of(last)
        return _enter(edition, verb, made(before), by=by, last=last, article=article)


def undo(edition: Edition, *, by: User, seen: int) -> FrontChange:
    """Take back the last change that nobody has taken back yet; answers with it."""
    if sentence := policy.refusal_to_arrange_front(by):
        raise Refused(sentence)
    with transaction.atomic():
        last = _locked(edition, seen)
        taken_back = to_undo(edition)
        if taken_back is None:
            raise Refused(_("There is nothing to take back."))
        places = front_places.read(taken_back.before)
        _enter(edition, FrontVerb.UNDO, places, by=by, last=last, undoes=taken_back)
        return taken_back


def to_undo(edition: Edition) -> FrontChange | None:
    """What an undoing would take back."""
    rows = edition.front_changes.exclude(verb__in=NOT_TO_UNDO).filter(undone_by__isnull=True)
    return rows.select_related("by", "article").first()


def enter_published(edition: Edition, verb: FrontVerb, places: Places, *, by: User, seen: int) -> FrontChange:
    """Record what readers get, inside the transaction that gives it to them."""
    return _enter(edition, verb, places, by=by, last=_locked(edition, seen))


def _locked(edition: Edition, seen: int) -> FrontChange | None:
    lock(edition)
    last = latest(edition)
    if seen != (last.number if last else 0):
        raise StaleFront(
            _("%(person)s has changed the front page meanwhile. Look at it again; nothing was written over.")
            % {"person": last.by if last else _("Somebody")}
        )
    return last


def _enter(
    edition: Edition,
    verb: FrontVerb,
    places: Places,
    *,
    by: User,
    last: FrontChange | None,
    article: Article | None = None,
    undoes: FrontChange | None = None,
) -> FrontChange:
    try:
        with transaction.atomic():
            return FrontChange.objects.create(
                edition=edition,
                number=last.number + 1 if last else 1,
                verb=verb,
                article=article,
                by=by,
                places=front_places.written(places),
                before=last.places if last else [],
                undoes=undoes,
            )
    except IntegrityError as error:
        raise StaleFront(_("Somebody has changed the front page meanwhile. Look at it again.")) from error
