"""What comes in with its place in print, and what became of a batch: plain copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from articles.importing import ImportedArticle, Ready


@dataclass(frozen=True, slots=True)
class ImportedPlace:
    """Where an article stood: on page `label` ("A01") of the issue of a day, as the `order`-th; 1 is the lead.

    A second issue of that day has `number_in_day` 2. `total_number` is None where nobody knows it.
    """

    day: date
    label: str
    order: int = 1
    page_name: str = ""
    number_in_day: int = 1
    total_number: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """An article, and its place in print where it is known."""

    article: ImportedArticle
    place: ImportedPlace | None = None


@dataclass(frozen=True, slots=True)
class ReadyToComeIn:
    """An article that is read, cleaned and cut for search; whoever takes it in has little left to do but to write."""

    article: Ready
    place: ImportedPlace | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many came in and how many were in before; why the others were not taken."""

    entered: int = 0
    known: int = 0
    refused: dict[str, str] = field(default_factory=dict)
