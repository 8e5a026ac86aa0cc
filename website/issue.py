"""An issue page as it is read: its articles in order, where each stands on the picture, where it goes on.

Pure functions over an edition loaded `with_contents()`, or of which one page is read `with_page()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from website.models import (
    Appearance,
    PublishedArticle,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the list of a page; `number` is its place there, `polygons` its places on the picture as SVG."""

    number: int
    article: PublishedArticle
    polygons: Sequence[str]
    begun_on: PublishedPage | None
    goes_on: Sequence[PublishedPage]


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction printed on a page, with its places on the picture as SVG."""

    correction: PublishedCorrection
    polygons: Sequence[str]


def entries(edition: PublishedEdition, page: PublishedPage, regions: Iterable[PublishedRegion]) -> list[Entry]:
    """The list of one of the edition's pages in reading order."""
    polygons = polygons_by_article(regions)
    return [
        _entry(edition, appearance, number, polygons.get(appearance.article_id, []))
        for number, appearance in enumerate(page.appearances.all(), start=1)
    ]


def polygons_by_article(regions: Iterable[PublishedRegion]) -> dict[int, list[str]]:
    """For each article the `points` of its polygons in a picture of 100 by 100."""
    found: dict[int, list[str]] = {}
    for region in regions:
        found.setdefault(region.article_id, []).append(_svg(region.corners))
    return found


def notices(corrections: Iterable[PublishedCorrection]) -> list[Notice]:
    """Where corrections stand on the picture of the page they were read with (`printed_on`)."""
    found = []
    for one in corrections:
        polygons = [_svg(zip(points[::2], points[1::2], strict=True)) for points in one.polygons]
        found.append(Notice(one, polygons))
    return [notice for notice in found if notice.polygons]


def _svg(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)


def corrected_at(articles: Iterable[PublishedArticle]) -> datetime | None:
    """When the last correction of any of these articles appeared."""
    return max((article.corrected_at for article in articles if article.corrected_at), default=None)


def _entry(edition: PublishedEdition, appearance: Appearance, number: int, polygons: Sequence[str]) -> Entry:
    others = list(_elsewhere(edition, appearance, is_continued=not appearance.is_continued))
    return Entry(
        number=number,
        article=appearance.article,
        polygons=polygons,
        begun_on=next(iter(others), None) if appearance.is_continued else None,
        goes_on=[] if appearance.is_continued else others,
    )


def _elsewhere(edition: PublishedEdition, appearance: Appearance, *, is_continued: bool) -> Iterator[PublishedPage]:
    """The other pages of the edition on which the article begins, or goes on."""
    return (
        page
        for page in edition.pages.all()
        for other in page.appearances.all()
        if page.pk != appearance.page_id
        and other.article_id == appearance.article_id
        and other.is_continued == is_continued
    )
