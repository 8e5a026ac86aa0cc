"""The words a photo brings along, gathered from XMP, IPTC and EXIF: the first that says anything is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from photos.darkroom.text import line, lines

# What was found in one of the three places: names as in `Words`, several values for creators, persons and keywords.
Notes = Mapping[str, Sequence[str]]

# The lengths of the columns in `photos.models.Photo`; a name as long as an author's.
LENGTHS = {
    "title": 100,
    "caption": 400,
    "credit": 100,
    "source": 100,
    "copyright_notice": 200,
    "place": 200,
    "alt_text": 400,
    "instructions": 400,
    "usage_terms": 400,
}
NAME_LENGTH = 60
MOST_CREATORS, MOST_PERSONS, MOST_KEYWORDS = 10, 30, 50
URL_LENGTH = 200
EARLIEST_YEAR = 1826  # the oldest photograph

_DATE = re.compile(r"(\d{4})[-:/.]?(\d{2})[-:/.]?(\d{2})(?!\d)")
_AI_USES = ("none", "assisted", "generated")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain clean text for the form, each no longer than its column; what was not found is empty."""

    title: str = ""
    caption: str = ""
    creators: tuple[str, ...] = ()
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    place: str = ""
    persons: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    taken_on: date | None = None
    alt_text: str = ""
    instructions: str = ""
    licence_url: str = ""
    usage_terms: str = ""
    digital_source: str = ""
    ai_use: str = field(default="none")


def gather(*places: Notes, digital_source: str, ai_use: str) -> Words:
    """Words from several places, the most trusted first."""

    def values(name: str) -> Sequence[str]:
        return next((place[name] for place in places if any(place.get(name, ()))), ())

    answer: dict[str, Any] = {name: " ".join(values(name)[:1]) for name in (*LENGTHS, "licence_url")}
    answer |= {name: list(values(name)) for name in ("creators", "persons", "keywords")}
    dates = (day for place in places for text in place.get("taken_on", ()) if (day := day_of(text)))
    answer["taken_on"] = next((day.isoformat() for day in dates), "")
    return clean({**answer, "digital_source": digital_source, "ai_use": ai_use})


def clean(answer: Mapping[str, Any]) -> Words:
    """Words from a mapping nobody vouches for: whatever is in it, the result is clean text within the lengths."""
    ai_use, source = answer.get("ai_use"), answer.get("digital_source")
    return Words(
        **{name: line(answer.get(name), length) for name, length in LENGTHS.items()},
        creators=lines(answer.get("creators"), NAME_LENGTH, MOST_CREATORS),
        persons=lines(answer.get("persons"), NAME_LENGTH, MOST_PERSONS),
        keywords=lines(answer.get("keywords"), NAME_LENGTH, MOST_KEYWORDS, apart=True),
        taken_on=day_of(answer.get("taken_on")),
        licence_url=_address(answer.get("licence_url")),
        digital_source=source if isinstance(source, str) and re.fullmatch("[A-Za-z]{3,60}", source) else "",
        ai_use=ai_use if isinstance(ai_use, str) and ai_use in _AI_USES else "none",
    )


def day_of(value: object) -> date | None:
    """The day in 2025-10-17T09:30+08:00, 2025:10:17 09:30:00 or 20251017; None where there is no whole one."""
    found = _DATE.match(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    try:
        day = date(*(int(number) for number in found.groups()))
    except ValueError:
        return None
    return day if day.year >= EARLIEST_YEAR else None


def _address(value: object) -> str:
    """An address of the web, or ""."""
    if not isinstance(value, str) or len(value) > URL_LENGTH or not re.fullmatch(r"[!-~]+", value.strip()):
        return ""
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return ""
    return value.strip() if parts.scheme in {"http", "https"} and parts.hostname else ""
