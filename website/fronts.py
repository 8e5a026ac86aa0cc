"""What the front page of an issue shows, read from the record: the issue, the news since, and how both were arranged.

A front page of an earlier day stands as it last stood before the next issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from website import frontpage
from website.breaking import breaking
from website.frontpage import FrontPage
from website.models import FrontPlace, PublishedCorrection, PublishedEdition, PublishedTopic

RECENT_ISSUES = 6
CORRECTIONS_ON_FRONT = 3
TOPICS_ON_FRONT = 4
CORRECTIONS_STAY = timedelta(days=7)


def context(
    edition: PublishedEdition,
    following: PublishedEdition | None = None,
    places: Sequence[FrontPlace] | None = None,
) -> dict[str, Any]:
    """What the template shows of an issue loaded `with_contents()`; with `places`, as it would be arranged so."""
    corrections = PublishedCorrection.objects.readable().newest_first().with_places()
    corrections = corrections.filter(at__gt=edition.published_at - CORRECTIONS_STAY)
    if following:
        corrections = corrections.filter(at__lte=following.published_at)
    return {
        "edition": edition,
        "following": following,
        "front": composed(edition, following, places),
        "recent": PublishedEdition.objects.before(edition)[:RECENT_ISSUES],
        "corrections": corrections[:CORRECTIONS_ON_FRONT],
        "topics": PublishedTopic.objects.none() if following else PublishedTopic.objects.on_front()[:TOPICS_ON_FRONT],
    }


def composed(
    edition: PublishedEdition,
    following: PublishedEdition | None = None,
    places: Sequence[FrontPlace] | None = None,
) -> FrontPage:
    if places is None:
        at = following.published_at if following else None
        places = list(FrontPlace.objects.standing(edition, at).with_articles())
    return frontpage.compose(edition, breaking(edition, following), places)
