"""Loads the demo into an empty database, in the order in which people look at it, and goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from authors.models import User
from editions.models import Edition, Publication
from newsroom.demo.composing import drawing_rooms
from newsroom.demo.desk import fill_the_desk
from newsroom.demo.library import fill_the_library
from newsroom.demo.onward import bring_on
from newsroom.demo.paper import ACCOUNTS, PASSWORD, Newsroom, assemble, found_the_paper
from newsroom.demo.week import DAYS, TODAYS_TOTAL_NUMBER, publish_edition

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "AnotherPaperError",
    "Newsroom",
    "assemble",
    "is_desk_filled",
    "is_loaded",
    "load_the_desk",
    "load_the_rest",
    "load_today",
]


class AnotherPaperError(Exception):
    """The database is in use, and not by the demo; the message is one line."""


def is_loaded() -> bool:
    """Whether the demo's paper and its first edition are there; raises AnotherPaperError if somebody else's are."""
    if Edition.objects.filter(total_number=TODAYS_TOTAL_NUMBER).exists():
        return True
    if Publication.objects.exists() or User.objects.exists():
        raise AnotherPaperError("This database holds another newspaper: the demo needs an empty one in DATABASE_URL.")
    return False


@transaction.atomic
def load_today(*, today: date) -> Newsroom:
    """What readers look at first: the paper and today's edition; all of it or nothing."""
    newsroom = found_the_paper()
    with drawing_rooms(2) as rooms:
        publish_edition(newsroom, days_ago=0, today=today, rooms=rooms)
    return newsroom


def is_desk_filled() -> bool:
    """Whether the work on the desk is there, which comes with an edition to be made: all of it or nothing."""
    return Edition.objects.filter(date__gt=_first().date).exists()


@transaction.atomic
def load_the_desk(newsroom: Newsroom) -> None:
    """Leave the work of the day after the demo's first on the desks, before anybody can sign in there."""
    fill_the_desk(newsroom, today=_first().date)


def _first() -> Edition:
    return Edition.objects.get(total_number=TODAYS_TOTAL_NUMBER)


def load_the_rest(newsroom: Newsroom) -> Iterator[str]:
    """Publish the days before the demo's first that are missing, newest first; yields each date when it is done.

    An edition comes with what happened to it afterwards or not at all, so that a demo that was killed while loading
    goes on here the next time.
    """
    first = _first()
    with drawing_rooms(1) as rooms:  # the press needs the other one
        if tomorrow := Edition.objects.filter(total_number=TODAYS_TOTAL_NUMBER + 1).first():
            bring_on(newsroom, tomorrow, rooms)
        for days_ago in range(1, DAYS):
            if Edition.objects.filter(total_number=TODAYS_TOTAL_NUMBER - days_ago).exists():
                continue
            yield publish_edition(newsroom, days_ago=days_ago, today=first.date, rooms=rooms).slug
    fill_the_library(newsroom, today=first.date)
