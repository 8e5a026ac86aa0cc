"""The order in which an issue is read: page after page, on each page from its lead down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from website.links import address


@dataclass(frozen=True, slots=True)
class Step:
    """One article of an issue as its neighbours name it."""

    article: int
    headline: str
    page: int
    label: str

    def get_absolute_url(self) -> str:
        return address("article", self.article)


@dataclass(frozen=True, slots=True)
class Sequence:
    """An issue from its first readable article to its last, and where in it one article stands (from 1)."""

    steps: tuple[Step, ...]
    place: int

    @property
    def previous(self) -> Step | None:
        return self.steps[self.place - 2] if self.place > 1 else None

    @property
    def next(self) -> Step | None:
        return self.steps[self.place] if self.place < len(self.steps) else None

    @property
    def on_same_page(self) -> list[Step]:
        """The others of its page, in their order."""
        own = self.steps[self.place - 1]
        return [step for step in self.steps if step.page == own.page and step != own]

    @property
    def total(self) -> int:
        return len(self.steps)


def around(article: int, steps: Iterable[Step]) -> Sequence | None:
    """The issue around an article; None where the article is not among its steps, as one that was withdrawn."""
    steps = tuple(steps)
    place = next((number for number, step in enumerate(steps, start=1) if step.article == article), None)
    return Sequence(steps, place) if place else None
