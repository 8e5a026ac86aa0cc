"""Which article of an edition stands where on the website's front page: pure functions, no queries.

By rule page one is on top and the other pages follow. What editors placed stands where they put it, and the rule fills
all that they did not choose: so a front page loses no article that came later, and has no hole where one was withdrawn.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from website.models import FrontPlace, PublishedArticle, PublishedEdition, PublishedPage

Genre = PublishedArticle.Genre
Zone = FrontPlace.Zone
Articles = Sequence[PublishedArticle]
# A zone, and in the blocks of the pages the label of one.
Spot = tuple[str, str]

TOP, OPINION, PHOTOS = (Zone.TOP.value, ""), (Zone.OPINION.value, ""), (Zone.PHOTOS.value, "")
# What is not among the news of its page.
SPOTS = {Genre.PHOTO_STORY.value: PHOTOS, Genre.OPINION.value: OPINION}


@dataclass(frozen=True, slots=True)
class PageBlock:
    """What the front page shows of an inner page; `articles` in the order of the page."""

    page: PublishedPage
    articles: Articles


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Today's paper at a glance. Every article stands in it once; `breaking` are those no page of it holds."""

    breaking: Articles
    lead: PublishedArticle | None
    beside_lead: Articles
    photo_stories: Articles
    opinions: Articles
    blocks: Sequence[PageBlock]


def compose(edition: PublishedEdition, breaking: Articles = (), places: Sequence[FrontPlace] = ()) -> FrontPage:
    """Lay out an edition loaded `with_contents()`, with `places` loaded `with_articles()` as arranged by hand."""
    spots = arrange(edition, places)
    inner = [PageBlock(page, spots[Zone.PAGE.value, page.label]) for page in list(edition.pages.all())[1:]]
    placed = {place.article_id for place in places}
    return FrontPage(
        breaking=[article for article in breaking if article.pk not in placed],
        lead=spots[TOP][0] if spots[TOP] else None,
        beside_lead=spots[TOP][1:],
        photo_stories=spots[PHOTOS],
        opinions=spots[OPINION],
        blocks=[block for block in inner if block.articles],
    )


def arrange(edition: PublishedEdition, places: Sequence[FrontPlace]) -> Mapping[Spot, Articles]:
    """The articles of each spot in their order, those by hand under their numbers, the others in the places between."""
    spots = _by_rule(edition)
    places = [place for place in places if _has_room(spots, place)]
    placed = {place.article_id for place in places}
    filled = {spot: [article for article in rows if article.pk not in placed] for spot, rows in spots.items()}
    for place in sorted(places, key=lambda place: place.position):
        if place.zone != Zone.OFF:
            # Behind the last where there are fewer.
            filled[place.zone, place.page].insert(place.position - 1, _in_words(place))
    return filled


def _by_rule(edition: PublishedEdition) -> dict[Spot, list[PublishedArticle]]:
    spots: dict[Spot, list[PublishedArticle]] = {TOP: [], OPINION: [], PHOTOS: []}
    seen: set[int] = set()
    for number, page in enumerate(edition.pages.all()):
        block = (Zone.PAGE.value, page.label) if number else TOP
        spots[block] = []
        for article in _unseen(page, seen):
            spots[SPOTS.get(article.genre, block) if number else block].append(article)
    return spots


def _has_room(spots: Mapping[Spot, Articles], place: FrontPlace) -> bool:
    """A re-issue may have lost the page, a correction the pictures: then the rule places the article again."""
    if place.zone == Zone.OFF:
        return True
    if place.zone == Zone.PHOTOS:
        return bool(place.article.pictures.all())
    return (place.zone, place.page) in spots


def _unseen(page: PublishedPage, seen: set[int]) -> list[PublishedArticle]:
    """The page's articles without those that an earlier page has; a jump puts one on two pages."""
    fresh = []
    for appearance in page.appearances.all():
        if appearance.article_id not in seen:
            seen.add(appearance.article_id)
            fresh.append(appearance.article)
    return fresh


def _in_words(place: FrontPlace) -> PublishedArticle:
    """The article as it is called here; the list of the issue's pages goes on calling it by its own headline."""
    article = place.article
    if not place.headline or place.content_hash != article.content_hash:
        return article
    named = copy.copy(article)
    named.headline = place.headline
    return named
