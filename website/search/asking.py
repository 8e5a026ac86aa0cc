"""What somebody asks the archive: words, what narrows them, and where he has read to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from website.search.words import folded, one_line

MOST_CHARACTERS = 60
MOST_TERMS = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last result of a page: in a headline or in a text, when it was published, and its number."""

    in_headline: bool
    published_at: datetime
    article: int

    def __str__(self) -> str:
        moment = (self.published_at - EPOCH) // timedelta(microseconds=1)
        return f"{'h' if self.in_headline else 't'}{moment}-{self.article}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """None for what no page ever named."""
        tier, moment, number = text[:1], *text[1:].partition("-")[::2]
        is_number = all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (moment, number))
        if tier not in {"h", "t"} or not is_number or int(moment) > 10**17:
            return None
        return cls(tier == "h", EPOCH + timedelta(microseconds=int(moment)), int(number))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the archive; all words must stand in an article. Empty means: not narrowed by that."""

    q: str = ""
    section: str = ""
    series: str = ""
    author: str = ""
    genre: str = ""
    topic: str = ""
    page: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Asked:
        """What an address asks; a day that is none is no day, and what is too long is cut."""
        text = {name: one_line(said.get(name, "").replace("\0", ""))[:MOST_CHARACTERS] for name in cls.__slots__}
        return cls(
            q=text["q"],
            section=text["section"],
            series=text["series"],
            author=text["author"],
            genre=text["genre"],
            topic=text["topic"],
            page=text["page"],
            since=_day(text["since"]),
            until=_day(text["until"]),
        )

    @property
    def terms(self) -> tuple[str, ...]:
        """The words asked for, folded, each once."""
        return tuple(dict.fromkeys(folded(self.q).split()))[:MOST_TERMS]

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(q=self.q)

    @property
    def only_in_headlines(self) -> bool:
        """Single characters stand in nearly every text; they are looked for in headlines."""
        return all(len(term) == 1 for term in self.terms)

    @property
    def query(self) -> str:
        """The end of an address that asks the same."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: str(value) for name, value in said.items() if value})


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text.isascii() else None
    except ValueError:
        return None
    return day if day and day.year >= 1800 and day.year < 9990 else None
