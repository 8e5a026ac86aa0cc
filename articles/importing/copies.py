"""What comes in, and what became of it: plain frozen copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from articles.models import BylinePosition, BylineRole, Genre
from website import intake


@dataclass(frozen=True, slots=True)
class ImportedByline:
    """A name as it was printed; `author` is the end of his address, where the paper has several people of one name."""

    name: str
    role: str = BylineRole.REPORTER.value
    position: str = BylinePosition.HEAD.value
    author: str = ""


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article as it appeared. `external_id` is its number where it comes from: the same one comes in once.

    `section` and `series` are the ends of their addresses, `body` is HTML or plain text, `published_at` has a zone.
    """

    external_id: str
    published_at: datetime
    section: str
    headline: str
    body: str
    genre: str = Genre.NEWS.value
    kicker: str = ""
    deck: str = ""
    dateline: str = ""
    source: str = ""
    series: str = ""
    series_part: int | None = None
    bylines: tuple[ImportedByline, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """An article that was looked at before it comes in: cleaned, or with a sentence that says why it stays out.

    With it what can be known of it without the paper's own rows: its length, its teaser, its words for search.
    """

    article: ImportedArticle
    refusal: str = ""
    characters: int = 0
    teaser: str = ""
    words: intake.SearchWords | None = None

    @property
    def external_id(self) -> str:
        return self.article.external_id


@dataclass(frozen=True, slots=True)
class Entered:
    """An article that came in: its number at the desk, its version's, and what readers get."""

    number: int
    version: int
    published_at: datetime
    copy: intake.ArticleCopy
    words: intake.SearchWords | None

    def copied(self, edition_order: int) -> intake.ArchivedArticleCopy:
        """What goes through the door, with its place among the articles of its issue."""
        return intake.ArchivedArticleCopy(self.copy, self.published_at, edition_order, self.words)


@dataclass(slots=True)
class Outcome:
    """What became of each article of a batch, by `external_id`; `known` came in before."""

    entered: dict[str, Entered] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
