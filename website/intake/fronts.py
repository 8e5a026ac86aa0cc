"""Front pages arranged by hand, through the door; and how one stands, for whoever arranges it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import translation

from website import frontpage, fronts
from website.intake.copies import FrontCopy, FrontPlaceCopy
from website.intake.door import OvertakenError, note_in_outbox, require_transaction
from website.models import FrontArrangement, FrontPlace, OutboxEvent, PublishedArticle, PublishedEdition

# Where an address of a public file begins that leads to the process that shows the page.
OUR_PICTURE = re.compile(rf"""["\s](?={re.escape(settings.MEDIA_URL)})""")
LONGEST_HEADLINE = FrontPlace.LONGEST_HEADLINE


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article on a front page as readers see it there; `own_headline` is the one it was approved with."""

    id: int
    headline: str
    own_headline: str
    deck: str
    teaser: str
    genre: str
    section: str
    pictures: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A zone of a front page, or in it the block of a page; `name` is the page's."""

    zone: str
    page: str
    name: str
    articles: tuple[ShownArticle, ...]


@dataclass(frozen=True, slots=True)
class ShownFront:
    """How the front page of an issue stands; `breaking` is its strip, `off` what was taken away by hand."""

    spots: tuple[ShownSpot, ...]
    breaking: tuple[ShownArticle, ...]
    off: tuple[ShownArticle, ...]


def accept_front(copy: FrontCopy) -> None:
    """Give readers the next arrangement of the newest issue's front page.

    Raises OvertakenError when a newer issue is out or a later arrangement is in. What was withdrawn a moment ago is
    left out; an article that readers never had raises ValueError.
    """
    require_transaction()
    edition = PublishedEdition.objects.select_for_update().get(pk=copy.edition_id)
    last = edition.arrangements.aggregate(last=Max("number"))["last"] or 0
    if PublishedEdition.objects.newest() != edition or copy.number <= last:
        raise OvertakenError(f"arrangement {copy.number} of {edition} does not follow {last}, or a newer issue is out")
    places = _places(copy.places)
    arrangement = FrontArrangement.objects.create(edition=edition, number=copy.number)
    for place in places:
        place.arrangement = arrangement
    FrontPlace.objects.bulk_create(places)
    note_in_outbox(OutboxEvent.Kind.FRONT_ARRANGED, edition.pk, copy.number, is_done=True)


def newest_issue() -> int | None:
    """The number of the issue whose front page readers see first."""
    edition = PublishedEdition.objects.newest()
    return edition.pk if edition else None


def show_front(edition_id: int, places: Sequence[FrontPlaceCopy]) -> ShownFront:
    """How the front page of an issue would stand in an arrangement."""
    edition = PublishedEdition.objects.with_contents().get(pk=edition_id)
    rows = _loaded(places)
    spots = frontpage.arrange(edition, rows)
    names = {page.label: page.name for page in edition.pages.all()}
    off = [place.article for place in rows if place.zone == FrontPlace.Zone.OFF]
    breaking = fronts.composed(edition, places=rows).breaking
    prefetch_related_objects(list(breaking), "section", "pictures")
    own = {article.pk: article.headline for rows in frontpage.arrange(edition, ()).values() for article in rows}
    own |= {place.article_id: place.article.headline for place in rows}
    return ShownFront(
        spots=tuple(
            ShownSpot(zone, page, names.get(page, ""), tuple(_shown(article, own[article.pk]) for article in articles))
            for (zone, page), articles in spots.items()
        ),
        breaking=tuple(_shown(article, article.headline) for article in breaking),
        off=tuple(_shown(article, article.headline) for article in off),
    )


def preview_front(copy: FrontCopy, request: HttpRequest) -> str:
    """The readers' page as it would be in an arrangement, in the paper's language, with links to the website."""
    edition = PublishedEdition.objects.with_contents().get(pk=copy.edition_id)
    context = {**fronts.context(edition, places=_loaded(copy.places)), "is_preview": True}
    urlconf, prefix = get_urlconf(), get_script_prefix()
    try:
        set_urlconf("newsroom.website_urls")
        if settings.WEBSITE_URL:
            set_script_prefix(f"{settings.WEBSITE_URL}/")
        with translation.override(settings.LANGUAGE_CODE):
            page = render_to_string("website/front.html", context, _as_reader(request))
    finally:
        set_urlconf(urlconf)
        set_script_prefix(prefix)
    return OUR_PICTURE.sub(rf"\g<0>{settings.WEBSITE_URL}", page)


def _as_reader(request: HttpRequest) -> HttpRequest:
    """The request with which a reader opens the front page, whoever has sent this one."""
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info, asked.META = "GET", "/", "/", request.META
    return asked


def _loaded(places: Sequence[FrontPlaceCopy]) -> list[FrontPlace]:
    rows = _places(places)
    articles = [place.article for place in rows]
    prefetch_related_objects(articles, "section", "series", "bylines", "pictures")
    return sorted(rows, key=lambda place: place.position)


def _places(places: Sequence[FrontPlaceCopy]) -> list[FrontPlace]:
    """Rows of those that readers may read, in no arrangement yet."""
    return list(_rows(places))


def _rows(places: Sequence[FrontPlaceCopy]) -> Iterator[FrontPlace]:
    known = PublishedArticle.objects.defer("body").in_bulk([place.article_id for place in places])
    for place in places:
        article = known.get(place.article_id)
        if article is None:
            raise ValueError(f"readers never had article {place.article_id}")
        if article.is_withdrawn:
            continue
        yield FrontPlace(
            article=article,
            zone=place.zone,
            page=place.page,
            position=place.position,
            headline=place.headline,
            content_hash=article.content_hash,
            until=place.until,
        )


def _shown(article: PublishedArticle, own_headline: str) -> ShownArticle:
    return ShownArticle(
        id=article.pk,
        headline=article.headline,
        own_headline=own_headline,
        deck=article.deck,
        teaser=article.teaser,
        genre=article.genre,
        section=article.section.name,
        pictures=len(article.pictures.all()),
        published_at=article.published_at,
    )
