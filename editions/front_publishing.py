"""How the front page of the website goes through the door: how it would stand, a preview, and giving it to readers."""

from __future__ import annotations

import logging
from typing import TypeAlias

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions import policy
from editions.front_places import Place, Seen
from editions.models import Edition, FrontChange, FrontVerb
from editions.workflow import fronts
from website import intake

log = logging.getLogger("newsroom.publishing")

ShownArticle: TypeAlias = intake.ShownArticle
ShownFront: TypeAlias = intake.ShownFront
LONGEST_HEADLINE = intake.LONGEST_HEADLINE
Places = tuple[Place, ...]


def newest() -> Edition | None:
    """The edition whose front page readers see first."""
    number = intake.newest_issue()
    return Edition.objects.get(pk=number) if number else None


def shown(edition: Edition, places: Places) -> ShownFront:
    """How the front page would stand."""
    return intake.show_front(edition.pk, _copies(places))


def seen_in(front: ShownFront) -> Seen:
    return {(spot.zone, spot.page): [article.id for article in spot.articles] for spot in front.spots}


def preview(edition: Edition, places: Places, request: HttpRequest) -> str:
    """The page as readers would get it."""
    return intake.preview_front(intake.FrontCopy(edition.pk, 0, _copies(places)), request)


def publish(edition: Edition, *, by: User, seen: int) -> FrontChange:
    """Give readers the front page as it is arranged, in one transaction. Raises `Refused`."""
    if sentence := policy.refusal_to_publish_front(by):
        raise Refused(sentence)
    with transaction.atomic():
        places = fronts.places_of(fronts.latest(edition))
        out = edition.front_changes.out().first()
        change = fronts.enter_published(edition, FrontVerb.PUBLISH, places, by=by, seen=seen)
        if places == fronts.places_of(out):
            raise Refused(_("Readers have the front page as it is here already."))
        _give(edition, change, places)
    log.info("front page of %s arranged by hand, change %s", edition.slug, change.number)
    return change


def carry_over(edition: Edition, *, by: User) -> None:
    """Let what was placed until a later hour stand on the front page of the issue that has just come out, too."""
    if intake.newest_issue() != edition.pk:
        return
    last = FrontChange.objects.out().exclude(edition=edition).order_by("-at", "-pk").first()
    labels = {page.label for page in edition.pages.all()}
    places = [place for place in fronts.places_of(last) if place.until]
    kept = tuple(place for place in places if not place.page or place.page in labels)
    if kept:
        _give(edition, fronts.enter_published(edition, FrontVerb.CARRY, kept, by=by, seen=0), kept)


def _give(edition: Edition, change: FrontChange, places: Places) -> None:
    try:
        intake.accept_front(intake.FrontCopy(edition.pk, change.number, _copies(places)))
    except intake.OvertakenError as error:
        raise Refused(_("A newer issue is out: its front page is the one readers see now.")) from error


def _copies(places: Places) -> tuple[intake.FrontPlaceCopy, ...]:
    return tuple(
        intake.FrontPlaceCopy(place.article, place.zone, place.position, place.page, place.headline, place.until)
        for place in places
    )
