"""What the front page of an issue shows, read from the record: the issue, the news since, and how both were arranged.

A front page of an earlier day stands as it last stood before the next issue; how it stood before that is kept too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from website import frontpage
from website.breaking import breaking
from website.frontpage import FrontPage
from website.models import FrontArrangement, FrontPlace, PublishedCorrection, PublishedEdition, PublishedTopic

RECENT_ISSUES = 6
CORRECTIONS_ON_FRONT = 3
TOPICS_ON_FRONT = 4
CORRECTIONS_STAY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Showing:
    """How a front page stood for a while: by its arrangement of this `number`, 0 being the rule's own.

    `until` is None for the one that stands now.
    """

    number: int
    since: datetime
    until: datetime | None


def newest() -> PublishedEdition | None:
    """The issue whose front page readers see first, loaded `with_contents()`, and whether it stood otherwise before.

    `arranged_at` is when it got the arrangement it has now, None for the rule's own; `arranged_before` is the number of
    the one it had until then. They come with the issue, without a query of their own.
    """
    last = FrontArrangement.objects.filter(edition=OuterRef("pk")).order_by("-number")
    editions = PublishedEdition.objects.with_contents().annotate(
        arranged_at=Subquery(last.values("at")[:1]),
        arranged_before=Coalesce(Subquery(last.values("number")[1:2]), 0),
    )
    return editions.newest()


def showings(edition: PublishedEdition, following: PublishedEdition | None) -> list[Showing]:
    """All that the front page of an issue showed one after the other. One query."""
    begun = [(0, edition.published_at), *edition.arrangements.values_list("number", "at")]
    ends = [at for _number, at in begun[1:]]
    return [
        Showing(number, at, until)
        for (number, at), until in zip(begun, [*ends, following.published_at if following else None], strict=True)
    ]


def context_of(edition: PublishedEdition, following: PublishedEdition | None, showing: Showing) -> dict[str, Any]:
    """What the template shows of a front page as it stood at the end of one of its showings."""
    rows = FrontPlace.objects.filter(arrangement__edition=edition, arrangement__number=showing.number)
    places = list(rows.running(showing.until).with_articles())
    return {**context(edition, following, places, until=showing.until), "showing": showing}


def context(
    edition: PublishedEdition,
    following: PublishedEdition | None = None,
    places: Sequence[FrontPlace] | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """What the template shows of an issue loaded `with_contents()`; with `places`, as it would be arranged so.

    With `until`, only what came before that moment; at the latest what came before the `following` issue.
    """
    until = until or (following.published_at if following else None)
    corrections = PublishedCorrection.objects.readable().newest_first().with_places()
    corrections = corrections.filter(at__gt=edition.published_at - CORRECTIONS_STAY)
    if until:
        corrections = corrections.filter(at__lte=until)
    return {
        "edition": edition,
        "following": following,
        "front": composed(edition, until, places),
        "recent": PublishedEdition.objects.before(edition)[:RECENT_ISSUES],
        "corrections": corrections[:CORRECTIONS_ON_FRONT],
        "topics": PublishedTopic.objects.none() if until else PublishedTopic.objects.on_front()[:TOPICS_ON_FRONT],
    }


def composed(
    edition: PublishedEdition, until: datetime | None = None, places: Sequence[FrontPlace] | None = None
) -> FrontPage:
    if places is None:
        places = list(FrontPlace.objects.standing(edition, until).with_articles())
    return frontpage.compose(edition, breaking(edition, until), places)
