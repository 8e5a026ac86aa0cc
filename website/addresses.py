"""The parts of readers' addresses: which forms an edition's and a page's name may take in an address."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EditionKey:
    """An edition as its address names it: 2025-10-17, or 2025-10-17-2 for the second of that day."""

    date: date
    number_in_day: int

    def __str__(self) -> str:
        suffix = "" if self.number_in_day == 1 else f"-{self.number_in_day}"
        return f"{self.date.isoformat()}{suffix}"


class EditionConverter:
    """One address for one edition: 2025-10-17-1 and 2025-10-17-02 do not exist."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-(?:[2-9]|[1-9][0-9]))?"

    def to_python(self, value: str) -> EditionKey:
        # A day that no calendar has raises ValueError, and Django looks for another address.
        return EditionKey(date.fromisoformat(value[:10]), int(value[11:] or 1))

    def to_url(self, value: EditionKey | str) -> str:
        return str(value)


class LabelConverter:
    """A page's label as printed: A01, 1, B12, 02-03."""

    regex = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,6}[0-9A-Za-z])?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar of issues."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}/{self.month:02d}"

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def next_first_day(self) -> date:
        """The day after the last one; for December 9999, which has none, its last day."""
        if self.month < 12:
            return date(self.year, self.month + 1, 1)
        return date(self.year + 1, 1, 1) if self.year < date.max.year else date.max

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


class MonthConverter:
    regex = r"[0-9]{4}/(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        year, month = map(int, value.split("/"))
        if not year:
            raise ValueError("there is no year 0")
        return Month(year, month)

    def to_url(self, value: Month | str) -> str:
        return str(value)


class FeedFormatConverter:
    """In which form a feed is wanted: RSS, Atom or JSON Feed."""

    regex = "xml|atom|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


# What the press writes into the public store, and nothing else that may ever lie there.
PICTURE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}-(?:480|960|1000|1600)\.(?:avif|webp|jpg)", re.ASCII)
# The widths in which the picture of an issue page is offered.
PAGE_SIZES = frozenset({480, 1000, 1600})


class PictureFileConverter:
    regex = PICTURE_FILE.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
