"""The front page of the website on the desk: how it would stand, card by card, and the deeds that change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.clock import database_now
from articles.models import Article, Genre
from articles.workflow import Refused
from authors.models import User
from editions import front_places, front_publishing, policy
from editions.front_places import Place, Seen, Spot
from editions.front_publishing import ShownArticle, ShownFront
from editions.models import Edition, FrontChange, FrontVerb
from editions.workflow import fronts

RECORD_SHOWS = 40
ZONE_NAMES = {
    "top": gettext_lazy("Lead and second row"),
    "opinion": gettext_lazy("Opinion"),
    "photos": gettext_lazy("In pictures"),
}
Places = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One article where it would stand; `place` is None where the rule has put it."""

    article: ShownArticle
    place: Place | None
    position: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the front page; `key` names it in forms: top, opinion, photos, page-A02."""

    key: str
    name: str
    label: str
    cards: Sequence[Card]


def context(edition: Edition, user: User) -> dict[str, Any]:
    """What the page of the front shows, apart from the articles that were looked for."""
    last, out = fronts.latest(edition), edition.front_changes.out().select_related("by").first()
    places = fronts.places_of(last)
    front = front_publishing.shown(edition, places)
    zones = _zones(front, {place.article: place for place in places})
    return {
        "edition": edition,
        "seen": last.number if last else 0,
        "last": last,
        "out": out,
        "zones": zones,
        "blocks": [zone for zone in zones if zone.label],
        "named_zones": [zone for zone in zones if not zone.label],
        "breaking": front.breaking,
        "off": front.off,
        "on_front": {card.article.id for zone in zones for card in zone.cards},
        "is_changed": places != fronts.places_of(out),
        "is_by_hand": bool(places),
        "may_publish": policy.can_publish(user),
        "to_undo": fronts.to_undo(edition),
        "record": edition.front_changes.select_related("by", "article", "undoes__article")[:RECORD_SHOWS],
        "now": database_now(),
        "longest_headline": front_publishing.LONGEST_HEADLINE,
    }


def spot_of(key: str) -> Spot:
    """What a form calls a spot, read: `page-A02` is the block of that page."""
    zone, _dash, page = key.partition("-")
    return zone, page


# -- the deeds -------------------------------------------------------------------------------------------------------
def put(edition: Edition, article: Article, spot: Spot, position: int, *, by: User, seen: int) -> FrontChange:
    """Put an article at a position of a spot; what stood there, and behind it, follows it."""

    def made(places: Places) -> Places:
        rows = _rows(edition, places)
        if spot not in rows:
            raise Refused(_("The front page of this issue has no such place."))
        _refuse_what_does_not_belong(article, spot)
        return front_places.put(places, rows, article.pk, spot, position)

    return fronts.change(edition, FrontVerb.PUT, made, by=by, seen=seen, article=article)


def move(edition: Edition, article: Article, steps: int, *, by: User, seen: int) -> FrontChange:
    """Move an article within its spot: -1 is one forward."""

    def made(places: Places) -> Places:
        rows = _rows(edition, places)
        spot, position = _found(rows, article)
        return front_places.put(places, rows, article.pk, spot, position + steps)

    return fronts.change(edition, FrontVerb.PUT, made, by=by, seen=seen, article=article)


def take_away(edition: Edition, article: Article, *, by: User, seen: int) -> FrontChange:
    def made(places: Places) -> Places:
        return front_places.take_away(places, _rows(edition, places), article.pk)

    return fronts.change(edition, FrontVerb.TAKE_AWAY, made, by=by, seen=seen, article=article)


def release(edition: Edition, article: Article, *, by: User, seen: int) -> FrontChange:
    """Leave an article to the rule."""
    return fronts.change(
        edition, FrontVerb.RELEASE, lambda places: front_places.release(places, article.pk), by=by, seen=seen,
        article=article,
    )  # fmt: skip


def by_rule(edition: Edition, *, by: User, seen: int) -> FrontChange:
    """Leave everything to the rule."""
    return fronts.change(edition, FrontVerb.BY_RULE, lambda _places: (), by=by, seen=seen)


def say(
    edition: Edition, article: Article, *, headline: str, until: datetime | None, by: User, seen: int
) -> FrontChange:
    """Call an article otherwise here, and let its place end; whatever the rule had placed stands there by hand now."""
    if until and until <= database_now():
        raise Refused(_("The place can only end at a time to come."))

    def said(place: Place) -> Place:
        return replace(place, headline=headline, until=until) if place.article == article.pk else place

    def made(places: Places) -> Places:
        rows = _rows(edition, places)
        spot, position = _found(rows, article)
        return tuple(said(place) for place in front_places.put(places, rows, article.pk, spot, position))

    return fronts.change(edition, FrontVerb.SAY, made, by=by, seen=seen, article=article)


def _rows(edition: Edition, places: Places) -> Seen:
    return front_publishing.seen_in(front_publishing.shown(edition, places))


def _found(rows: Seen, article: Article) -> tuple[Spot, int]:
    found = front_places.spot_of(rows, article.pk)
    if found is None:
        raise Refused(_("“%(article)s” does not stand on the front page any more.") % {"article": article})
    return found


def _refuse_what_does_not_belong(article: Article, spot: Spot) -> None:
    if spot[0] == "opinion" and article.genre != Genre.OPINION:
        raise Refused(_("Only opinion stands under Opinion."))
    if spot[0] == "photos" and not article.photos.exists():
        raise Refused(_("“%(article)s” has no picture.") % {"article": article})


def _zones(front: ShownFront, by_hand: dict[int, Place]) -> list[Zone]:
    return [
        Zone(
            key=f"{spot.zone}-{spot.page}" if spot.page else spot.zone,
            name=spot.name if spot.page else str(ZONE_NAMES[spot.zone]),
            label=spot.page,
            cards=[
                Card(article, by_hand.get(article.id), number, is_last=number == len(spot.articles))
                for number, article in enumerate(spot.articles, start=1)
            ],
        )
        for spot in front.spots
    ]
