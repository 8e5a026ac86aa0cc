"""Pages of the library, newest first, found by where the last one ended: the first costs what the thousandth does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from photos.models import Photo

PER_PAGE = 60
# What is counted at most; to know whether there are a thousand or fifty thousand helps nobody.
MOST_COUNTED = 1000
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(\d{1,16})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photo stands among all: when it was brought in, then its number."""

    at: datetime
    number: int

    def __str__(self) -> str:
        return f"{(self.at - _BEGINNING) // timedelta(microseconds=1)}-{self.number}"


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """Some photos, and the places from which the pages beside it are asked for; "" where there is none.

    `count` is how many there are on all pages, at most one more than MOST_COUNTED; None if that has to be asked for.
    """

    photos: list[Photo]
    newer: str = ""
    older: str = ""
    count: int | None = None


def place_in(text: str) -> Place | None:
    """The place an address names; None if it names none."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    try:
        return Place(_BEGINNING + timedelta(microseconds=int(found[1])), int(found[2]))
    except OverflowError:
        return None


def page_of(
    photos: QuerySet[Photo],
    *,
    before: Place | None = None,
    after: Place | None = None,
    oldest: bool = False,
    size: int = PER_PAGE,
    counts: bool = False,
) -> PhotoPage:
    """The newest of `photos`, those before or after a place, or the oldest. The newest can be counted on the way."""
    if after or oldest:
        places = _numbers(_beyond(photos, after, "gt").order_by("uploaded_at", "id")[: size + 1])
        shown = _read(places[:size])[::-1]
        return PhotoPage(shown, newer=_first(shown, len(places) > size), older=_last(shown, after is not None))
    counts = counts and before is None  # what takes long is to find them
    most = max(size, MOST_COUNTED) if counts else size
    places = _numbers(_beyond(photos, before, "lt").order_by("-uploaded_at", "-id")[: most + 1])
    shown = _read(places[:size])
    return PhotoPage(
        shown,
        newer=_first(shown, before is not None),
        older=_last(shown, len(places) > size),
        count=len(places) if counts else None,
    )


def _numbers(photos: QuerySet[Photo]) -> list[int]:
    """Their numbers alone, in order: to sort thousands costs less without their words."""
    return [number for number, _at in photos.values_list("pk", "uploaded_at")]


def _read(numbers: list[int]) -> list[Photo]:
    photos = Photo.objects.in_bulk(numbers)
    return [photos[number] for number in numbers if number in photos]


def _beyond(photos: QuerySet[Photo], place: Place | None, side: str) -> QuerySet[Photo]:
    if place is None:
        return photos
    further = Q(**{f"uploaded_at__{side}": place.at}) | Q(uploaded_at=place.at, **{f"id__{side}": place.number})
    # Said once more without the "or", so that the index begins at the place.
    return photos.filter(further, **{f"uploaded_at__{side}e": place.at})


def _first(shown: list[Photo], is_asked: bool) -> str:
    return str(Place(shown[0].uploaded_at, shown[0].pk)) if shown and is_asked else ""


def _last(shown: list[Photo], is_asked: bool) -> str:
    return str(Place(shown[-1].uploaded_at, shown[-1].pk)) if shown and is_asked else ""
