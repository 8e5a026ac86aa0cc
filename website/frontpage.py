"""Which article of an edition stands where on the website's front page: pure functions, no queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from website.models import PublishedArticle, PublishedEdition, PublishedPage

Genre = PublishedArticle.Genre


@dataclass(frozen=True, slots=True)
class PageBlock:
    """What the front page shows of an inner page; `articles` in the order of the page."""

    page: PublishedPage
    articles: Sequence[PublishedArticle]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Today's paper at a glance. Every article stands in it once; `breaking` are those no page of it holds."""

    breaking: Sequence[PublishedArticle]
    lead: PublishedArticle | None
    beside_lead: Sequence[PublishedArticle]
    photo_stories: Sequence[PublishedArticle]
    opinions: Sequence[PublishedArticle]
    blocks: Sequence[PageBlock]


def compose(edition: PublishedEdition, breaking: Sequence[PublishedArticle] = ()) -> FrontPage:
    """Lay out an edition loaded `with_contents()`: page one on top, then opinion, photos and the other pages."""
    pages = list(edition.pages.all())
    seen: set[int] = set()
    contents = [PageBlock(page, _unseen(page, seen)) for page in pages]
    first = contents[0].articles if contents else []
    inner = [article for block in contents[1:] for article in block.articles]
    blocks = (PageBlock(block.page, _plain(block.articles)) for block in contents[1:])
    return FrontPage(
        breaking=breaking,
        lead=first[0] if first else None,
        beside_lead=first[1:],
        photo_stories=[article for article in inner if article.genre == Genre.PHOTO_STORY],
        opinions=[article for article in inner if article.genre == Genre.OPINION],
        blocks=[block for block in blocks if block.articles],
    )


def _unseen(page: PublishedPage, seen: set[int]) -> list[PublishedArticle]:
    """The page's articles without those that an earlier page has; a jump puts one on two pages."""
    fresh = []
    for appearance in page.appearances.all():
        if appearance.article_id not in seen:
            seen.add(appearance.article_id)
            fresh.append(appearance.article)
    return fresh


def _plain(articles: Sequence[PublishedArticle]) -> list[PublishedArticle]:
    return [article for article in articles if article.genre not in {Genre.PHOTO_STORY, Genre.OPINION}]
