"""What readers are shown of issues already published, for whoever has to draw a page of them anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from website.models import Appearance, PublishedPage


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of a published issue: its public PDF ("" without one), and those of its articles that are withdrawn."""

    edition_id: int
    label: str
    name: str
    revision: int
    pdf: str
    withdrawn: frozenset[int]


def pages_of_article(article_id: int) -> list[ShownPage]:
    """Every page of an issue on which an article stands, withdrawn or not, in the order of the issues."""
    return _shown(PublishedPage.objects.filter(appearances__article=article_id).order_by("edition", "order"))


def pages_of_issue(edition_id: int) -> list[ShownPage]:
    """The pages of an issue in their order."""
    return _shown(PublishedPage.objects.filter(edition=edition_id).order_by("order"))


def _shown(pages: Iterable[PublishedPage]) -> list[ShownPage]:
    rows = list(pages)
    gone: dict[int, set[int]] = {}
    for page, article in Appearance.objects.withdrawn().filter(page__in=rows).values_list("page", "article"):
        gone.setdefault(page, set()).add(article)
    return [
        ShownPage(page.edition_id, page.label, page.name, page.revision, page.pdf, frozenset(gone.get(page.pk, ())))
        for page in rows
    ]
