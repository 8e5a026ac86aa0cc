"""The order in which an issue is read: page after page, on each page from its lead down."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from website.models import Appearance


@dataclass(frozen=True, slots=True)
class Step:
    """One article of an issue as its neighbours name it."""

    article: int
    headline: str
    page: int
    label: str

    def get_absolute_url(self) -> str:
        return reverse("website:article", args=[self.article])


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


def around(appearance: Appearance) -> Sequence | None:
    """The issue around an article, each article where it begins; None where it was withdrawn a moment ago."""
    rows = Appearance.objects.readable().filter(page__edition=appearance.page.edition_id, is_continued=False)
    values = rows.order_by("page__order", "order").values_list("article", "article__headline", "page", "page__label")
    steps = tuple(Step(*row) for row in values)
    place = next((number for number, step in enumerate(steps, start=1) if step.article == appearance.article_id), None)
    return Sequence(steps, place) if place else None
