"""Reading the outbox along from where this tree left off, and putting into line what has changed since.

What cannot be followed (another database, another release) is answered by baking everything anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.forms.models import model_to_dict

from website.baking import addresses, reach
from website.baking.ledger import Ledger, Rank
from website.baking.place import Behind, Moment, Place
from website.conditional import the_release
from website.files import rules_for_crawlers
from website.models import Masthead, OutboxEvent, PublishedArticle, PublishedSection, PublishedSeries, PublishedTopic

log = logging.getLogger("newsroom.baking")

# Counted up when the same answer would be kept in other files.
FORM = 1
MANY = 1000
# The notes of a tree: its place in the outbox, what every page is made with, how often something was put in line,
# whether it was begun without any notes and is not yet whole.
PLACE, RELEASE, FURNITURE, GENERATION, WITHOUT_NOTES = "place", "release", "furniture", "generation", "without notes"
# Earlier years come in by many batches: what they change is baked when for so many seconds none has come any more.
ALL, NO_MORE_BATCHES = "*", 60.0
FIRST = {OutboxEvent.Kind.ARTICLE_WITHDRAWN.value, OutboxEvent.Kind.ARTICLE_CORRECTED.value}


class Follower:
    """Puts into line what the outbox says has changed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def go_on(self) -> bool:
        """Take in what is new; answers whether the ledger has changed. Where nothing is known, everything is new."""
        here, later = self._place(), Moment.now()
        if here and later.is_standby and here.cluster == later.cluster and later.end < here.end:
            raise Behind("the standby has not yet got what was baked before")
        if here is None or not here.leads_to(later) or self._ledger.noted(RELEASE) != release():
            # The news that came in between are not to stand behind a whole archive.
            if here and here.is_of_same_house(later) and (missed := _missed_since(here)):
                self.take_in(missed)
            self.begin_anew(later)
            return True
        events = here.events()
        new = [event for event in events if event.number not in here.seen]
        if new:
            self.take_in((event.kind, event.subject) for event in new)
        if any(event.kind == OutboxEvent.Kind.ARCHIVE_IMPORTED for event in new):
            self._ledger.set_due(ALL, later.clock + NO_MORE_BATCHES)
        due = self._ledger.take_due(later.clock)
        if ALL in due:
            self.begin_anew(later)
            return True
        self._ledger.put_in_line(due, Rank.NEWS)
        # A place that moves on without an event is noted with the next one.
        if new or due:
            self._note_place(Place.at(later, here.newest, events))
        return bool(new or due)

    def take_in(self, events: Iterable[tuple[str, int]]) -> None:
        """Put in line what these events change, what must not be seen any more first.

        Where they change what stands on every page, everything is put in line behind.
        """
        for kind, subject in sorted(dict.fromkeys(events), key=lambda event: event[0] not in FIRST):
            found = reach.of_event(kind, subject, self._ledger)
            for rank, some in found.lines.items():
                self._ledger.put_in_line(some, rank)
            self._ledger.note_standing(found.standing)
        if self._furniture_changed():
            self._ledger.put_in_line(addresses.everything(), Rank.EVERYTHING)
        self._ledger.note(GENERATION, self.generation + 1)

    def not_to_be_seen(self) -> Iterator[str]:
        """The addresses that may show what was withdrawn or corrected since, whatever could be noted of it."""
        for rank in (Rank.AT_ONCE, Rank.NAMING):
            yield from self._ledger.waiting(rank)
        if (here := self._place()) is None:
            return
        for event in here.events():
            if event.number not in here.seen and event.kind in FIRST:
                yield from reach.of_event(event.kind, event.subject, self._ledger).addresses

    def begin_anew(self, moment: Moment | None = None) -> None:
        """Put all addresses in line, and those that were baked once: what is not there any more is taken away."""
        log.info("everything is baked anew")
        if self._place() is None:
            self._ledger.note(WITHOUT_NOTES, True)
        moment = moment or Moment.now()
        newest = OutboxEvent.objects.aggregate(newest=Max("id"))["newest"] or 0
        place = Place.at(moment, newest, Place(moment.cluster, moment.floor, moment.end, newest, ()).events())
        # Whatever happened since the tree was baked: what is withdrawn goes first.
        withdrawn = PublishedArticle.objects.exclude(withdrawn_at=None).order_by("-withdrawn_at")
        for number in withdrawn.values_list("pk", flat=True):
            self._ledger.put_in_line(addresses.of_article(number), Rank.AT_ONCE)
        self._ledger.put_in_line(addresses.everything(), Rank.EVERYTHING)
        self._ledger.put_in_line([loaf.address for loaf in self._ledger.loaves()], Rank.EVERYTHING)
        numbers = PublishedArticle.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=MANY)
        while some := list(islice(numbers, MANY)):
            self._ledger.note_standing(reach.standing_of(some))
        self._ledger.note(RELEASE, release())
        self._ledger.note(FURNITURE, furniture())
        self._ledger.note(GENERATION, self.generation + 1)
        self._note_place(place)

    @property
    def generation(self) -> int:
        """How often something was put in line."""
        return int(self._ledger.noted(GENERATION) or 0)

    def _place(self) -> Place | None:
        noted = self._ledger.noted(PLACE)
        return Place(*noted) if noted else None

    def _note_place(self, place: Place) -> None:
        self._ledger.note(PLACE, astuple(place))

    def _furniture_changed(self) -> bool:
        before, now = self._ledger.noted(FURNITURE) or {}, furniture()
        if before == now:
            return False
        self._ledger.note(FURNITURE, now)
        # A series that is new stands on no page yet but those of its articles.
        known = {slug: name for slug, name in now["series"].items() if slug in before.get("series", {})}
        return {**now, "series": known} != {**before, "series": before.get("series")}


def _missed_since(here: Place) -> list[tuple[str, int]]:
    return [(event.kind, event.subject) for event in here.events() if event.number not in here.seen]


def furniture() -> dict[str, Any]:
    """What stands on every page beside its own matter, and the names that stand on very many."""
    masthead = Masthead.objects.first()
    return {
        "masthead": model_to_dict(masthead) if masthead else {},
        "sections": [list(row) for row in PublishedSection.objects.values_list("slug", "name", "order")],
        # Whether there are any: the navigation leads to them.
        "topics": PublishedTopic.objects.exists(),
        "series": dict(PublishedSeries.objects.values_list("slug", "name")),
    }


def release() -> str:
    """A fingerprint of all that answers depend on beside the record: the software, and the settings of the house."""
    asked = (
        settings.WEBSITE_URL, settings.LANGUAGE_CODE, settings.TIME_ZONE, settings.TDM_POLICY, settings.WEBSUB_HUB,
        rules_for_crawlers(), settings.MEDIA_URL, settings.STATIC_URL, settings.DEBUG, FORM,
    )  # fmt: skip
    return hashlib.sha256(f"{the_release().digest}{json.dumps(asked)}".encode()).hexdigest()
