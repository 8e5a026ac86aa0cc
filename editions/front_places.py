"""Places by hand on the front page of the website, and what moving one does to the others: pure functions.

Whoever moves an article sees a whole zone, of which the rule fills some places. So a move is made in what he sees, and
what is by hand there gets the number it has afterwards; the rule flows around it as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

OFF = "off"
# A zone, and in the blocks of the pages the label of one.
Spot = tuple[str, str]
# The numbers of the articles in each spot, as they are seen.
Seen = Mapping[Spot, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article was put; `position` counts from 1 in its spot, `until` is when the place ends by itself."""

    article: int
    zone: str
    page: str
    position: int
    headline: str = ""
    until: datetime | None = None

    @property
    def spot(self) -> Spot:
        return self.zone, self.page


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple(
        Place(**{**row, "until": datetime.fromisoformat(row["until"]) if row["until"] else None}) for row in stored
    )


def written(places: Iterable[Place]) -> list[dict[str, Any]]:
    return [{**asdict(place), "until": place.until.isoformat() if place.until else None} for place in places]


def running(places: Iterable[Place], now: datetime) -> tuple[Place, ...]:
    """Those that have not ended."""
    return tuple(place for place in places if place.until is None or place.until > now)


def spot_of(seen: Seen, article: int) -> tuple[Spot, int] | None:
    """Where an article is seen, and as the how-manieth; None if it is not."""
    for spot, articles in seen.items():
        if article in articles:
            return spot, articles.index(article) + 1
    return None


def put(places: Sequence[Place], seen: Seen, article: int, spot: Spot, position: int) -> tuple[Place, ...]:
    """With an article at a position of a spot, or behind the last there; it keeps its headline and its end."""
    rows = {one: [number for number in numbers if number != article] for one, numbers in seen.items()}
    rows[spot].insert(max(position, 1) - 1, article)
    place = _by_article(places).get(article, Place(article, *spot, 1))
    others = [one for one in places if one.article != article]
    return _renumbered([*others, replace(place, zone=spot[0], page=spot[1])], rows)


def take_away(places: Sequence[Place], seen: Seen, article: int) -> tuple[Place, ...]:
    """Without an article on the front page, whatever the rule says."""
    rows = {one: [number for number in numbers if number != article] for one, numbers in seen.items()}
    others = [one for one in places if one.article != article]
    end = 1 + max((place.position for place in others if place.zone == OFF), default=0)
    return _renumbered([*others, Place(article, OFF, "", end)], rows)


def release(places: Sequence[Place], article: int) -> tuple[Place, ...]:
    """Where the rule has it, or nowhere."""
    return tuple(place for place in places if place.article != article)


def _renumbered(places: Iterable[Place], rows: Mapping[Spot, Sequence[int]]) -> tuple[Place, ...]:
    """Each under the number it has in what is seen; what is seen nowhere stays as it is, behind the others."""
    done: list[Place] = []
    taken: set[tuple[Spot, int]] = set()
    for place in sorted(places, key=lambda place: place.article not in rows.get(place.spot, ())):
        row = rows.get(place.spot, ())
        position = row.index(place.article) + 1 if place.article in row else place.position
        while (place.spot, position) in taken:
            position += 1
        taken.add((place.spot, position))
        done.append(replace(place, position=position))
    return tuple(sorted(done, key=lambda place: (place.spot, place.position)))


def _by_article(places: Iterable[Place]) -> dict[int, Place]:
    return {place.article: place for place in places}
