"""Articles and issues as news agencies and other systems exchange them: ninjs 3.1 of the IPTC.

Every property stands in the standard; what it has no property for (kicker, page in print) is a headline with a role
or another identifier.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from website.api.described import moment
from website.bylines import language_tag, plain_credits
from website.channels import changed
from website.feeds import tag_of
from website.models import (
    Masthead,
    PublishedArticle,
    PublishedByline,
    PublishedEdition,
    PublishedPicture,
    PublishedSection,
    PublishedSeries,
)
from website.public_files import whole_address
from website.structured import AI_SOURCES, WRITERS
from website.templatetags.newspaper import KINDS
from website.whole_text import whole_text

Item = dict[str, Any]
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
GENRES = {
    PublishedArticle.Genre.NEWS: "http://cv.iptc.org/newscodes/genre/Current",
    PublishedArticle.Genre.FEATURE: "http://cv.iptc.org/newscodes/genre/Feature",
    PublishedArticle.Genre.OPINION: "http://cv.iptc.org/newscodes/genre/Opinion",
}


def article_item(article: PublishedArticle, masthead: Masthead, root: str) -> Item:
    """A readable article with its pictures; bylines, pictures, corrections and places in print are loaded."""
    return {**_core(article, masthead, root), "standard": STANDARD}


def issue_item(edition: PublishedEdition, masthead: Masthead, articles: Iterable[PublishedArticle], root: str) -> Item:
    """A whole issue, its articles in the order of its pages."""
    address = f"{root}{edition.get_absolute_url()}"
    items = list(articles)
    newest = max([edition.reissued_at or edition.published_at, *(changed(article) for article in items)])
    parts = [{**_core(article, masthead, root), "name": f"article-{article.pk}", "rel": "article"} for article in items]
    pdf = f"{root}{reverse('website:issue_pdf', args=[edition.slug])}"
    files = [{"name": "pdf", "href": pdf, "contentType": "application/pdf"}] if edition.pdf else []
    return {
        "uri": address,
        "type": "composite",
        "representationType": "full",
        "profile": "issue",
        "version": str(edition.revision),
        "title": f"{masthead.name} {edition.slug}".strip(),
        "firstCreated": moment(edition.published_at),
        "versionCreated": moment(newest),
        **_house(masthead),
        "altIds": [{"role": "total-number", "value": edition.numbers}] if edition.numbers else [],
        "renditions": [{"name": "web", "href": address, "contentType": "text/html"}, *files],
        "associations": parts,
        "standard": STANDARD,
    }


def _core(article: PublishedArticle, masthead: Masthead, root: str) -> Item:
    address = f"{root}{article.get_absolute_url()}"
    told = [one.notice for one in article.corrections.all() if one.notice]
    return {
        "uri": address,
        "type": "text",
        "representationType": "full",
        "profile": "article",
        "version": str(1 + len(told)),
        "firstCreated": moment(article.published_at),
        "versionCreated": moment(changed(article)),
        **_house(masthead),
        "title": article.headline,
        "by": plain_credits(article.bylines.all()),
        **({"located": article.dateline} if article.dateline else {}),
        "headlines": _headlines(article),
        "descriptions": _descriptions(article, told),
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "charCount": article.character_count,
                "value": whole_text(article, root, with_pictures=False),
            }
        ],
        "people": [_person(byline, root) for byline in article.bylines.all()],
        "infoSources": [{"name": article.source, "role": "source"}] if article.source else [],
        "subjects": _subjects(article, root),
        "genres": [_genre(article)],
        "altIds": _other_names(article, root),
        "renditions": [{"name": "web", "href": address, "contentType": "text/html"}],
        "associations": [
            {**_picture(picture, masthead, root), "name": f"picture-{place}", "rel": "picture"}
            for place, picture in enumerate(article.pictures.all(), start=1)
        ],
    }


def _house(masthead: Masthead) -> Item:
    """Whose it is, in which language, and under which terms it may be mined."""
    holder = masthead.publisher or masthead.name
    return {
        "pubStatus": "usable",
        "language": language_tag(),
        **({"copyrightHolder": holder} if holder else {}),
        **({"rightsInfo": {"linkedRights": settings.TDM_POLICY}} if settings.TDM_POLICY else {}),
    }


def _headlines(article: PublishedArticle) -> list[Item]:
    parts = (("kicker", article.kicker), ("main", article.headline), ("deck", article.deck))
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in parts if value]


def _descriptions(article: PublishedArticle, told: Iterable[str]) -> list[Item]:
    parts = [("summary", article.teaser), *(("correction", notice) for notice in told)]
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in parts if value]


def _person(byline: PublishedByline, root: str) -> Item:
    """`literal` is the credit as the house knows it: reporter, correspondent, translator …."""
    known = {"uri": f"{root}{reverse('website:author', args=[byline.author_id])}"} if byline.author_id else {}
    rel = "author" if byline.role in WRITERS else "photographer"
    return {"name": byline.name, "rel": rel, "literal": byline.role, **known}


def _subjects(article: PublishedArticle, root: str) -> list[Item]:
    rows: list[tuple[str, PublishedSection | PublishedSeries]] = [("section", article.section)]
    if article.series:
        rows.append(("series", article.series))
    return [{"name": row.name, "rel": rel, "uri": f"{root}{row.get_absolute_url()}"} for rel, row in rows]


def _genre(article: PublishedArticle) -> Item:
    genre = PublishedArticle.Genre(article.genre)
    return {"name": str(genre.label), "literal": genre.value, **({"uri": GENRES[genre]} if genre in GENRES else {})}


def _other_names(article: PublishedArticle, root: str) -> list[Item]:
    """The name it has in feeds for good, and the pages on which it was printed."""
    pages = [place.page for place in article.appearances.all()]
    printed = [{"role": "print-page", "value": f"{page.edition.slug} {page.label}"} for page in pages]
    return [{"role": "tag", "value": tag_of(article, root)}, *printed]


def _picture(picture: PublishedPicture, masthead: Masthead, root: str) -> Item:
    files = [(name, width, ending) for ending in picture.formats for name, width in picture.files(ending)]
    source = AI_SOURCES.get(PublishedPicture.Ai(picture.ai))
    words = (("caption", picture.caption), ("alt", picture.alt))
    return {
        "uri": whole_address(picture.files("jpg")[-1][0], root),
        "type": "picture",
        **_house(masthead),
        "by": picture.credit,
        "descriptions": [{"role": role, "contentType": "text/plain", "value": value} for role, value in words if value],
        **({"digitalSourceType": {"uri": source}} if source else {}),
        "renditions": [
            {
                "name": f"{ending}-{width}",
                "href": whole_address(name, root),
                "contentType": KINDS[ending],
                "width": width,
                "height": round(width * picture.height / picture.width),
            }
            for name, width, ending in files
        ],
    }
