"""Articles and issues as news agencies and other systems exchange them: ninjs 3.1 of the IPTC.

Every property stands in the standard; what it has no property for (kicker, page in print) is a headline with a role
or another identifier. What nobody said is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from website.api.described import moment
from website.bylines import language_tag, plain_credits
from website.channels import changed
from website.feeds import tag_of
from website.models import (
    Masthead,
    PublishedArticle,
    PublishedByline,
    PublishedEdition,
    PublishedPage,
    PublishedPicture,
)
from website.public_files import whole_address
from website.search.words import one_line, plain
from website.structured import AI_SOURCES
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
    PublishedArticle.Genre.DATA_REPORT: "http://cv.iptc.org/newscodes/genre/Results_Listings_and_Statistics",
    PublishedArticle.Genre.OPINION: "http://cv.iptc.org/newscodes/genre/Opinion",
}


def article_item(article: PublishedArticle, masthead: Masthead, root: str) -> Item:
    """A readable article with its pictures; all that is told of it is loaded (`with_everything`)."""
    return {**_core(article, masthead, root), "standard": STANDARD}


def cancelled_item(article: PublishedArticle, root: str) -> Item:
    """The same of a withdrawn one: whoever took it over finds at its address that it is cancelled."""
    return {**_cancelled(article, root), "standard": STANDARD}


def issue_item(edition: PublishedEdition, masthead: Masthead, articles: Iterable[PublishedArticle], root: str) -> Item:
    """A whole issue: its articles in the order of its pages, those withdrawn as cancelled, and the pages."""
    address = f"{root}{edition.get_absolute_url()}"
    items = list(articles)
    newest = max([edition.reissued_at or edition.published_at, *(one.withdrawn_at or changed(one) for one in items)])
    parts = [
        {
            **(_cancelled(one, root) if one.is_withdrawn else _core(one, masthead, root)),
            "name": f"article-{one.pk}",
            "rel": "article",
        }
        for one in items
    ]
    pages = [
        {**_page(page, masthead, root), "name": f"page-{page.label}", "rel": "page"} for page in edition.pages.all()
    ]
    pdf = _file("pdf", f"{root}{reverse('website:issue_pdf', args=[edition.slug])}", "application/pdf")
    book = _file("epub", f"{root}{reverse('website:issue_epub', args=[edition.slug])}", "application/epub+zip")
    return {
        "uri": address,
        "type": "composite",
        "representationType": "full",
        "profile": "issue",
        "version": str(edition.revision),
        "title": f"{masthead.name} {edition.slug}".strip(),
        "firstCreated": moment(edition.published_at),
        "versionCreated": moment(newest),
        **_house(masthead, edition.date),
        "trustIndicators": _trust(root),
        "altIds": [
            {"role": "issue", "value": edition.slug},
            *([{"role": "total-number", "value": edition.numbers}] if edition.numbers else []),
        ],
        "renditions": [_file("web", address, "text/html"), *([pdf] if edition.pdf else []), book],
        "associations": [*parts, *pages],
        "standard": STANDARD,
    }


def _core(article: PublishedArticle, masthead: Masthead, root: str) -> Item:
    address = f"{root}{article.get_absolute_url()}"
    told = [one.notice for one in article.corrections.all() if one.notice]
    by = plain_credits(article.bylines.all())
    return {
        "uri": address,
        "type": "text",
        "representationType": "full",
        "profile": "article",
        "version": str(_version(article)),
        "firstCreated": moment(article.published_at),
        "versionCreated": moment(changed(article)),
        **_house(masthead, _day(article), article.source),
        "trustIndicators": _trust(root),
        "title": article.headline,
        **({"by": by} if by else {}),
        **({"located": article.dateline} if article.dateline else {}),
        "headlines": _headlines(article),
        "descriptions": _descriptions(article, told),
        "bodies": _bodies(article, root),
        "people": [_person(byline, root) for byline in article.bylines.all()],
        "infoSources": [{"name": article.source, "role": "source"}] if article.source else [],
        "subjects": _subjects(article, root),
        "genres": [_genre(article)],
        "altIds": _other_names(article, root),
        "renditions": [_file("web", address, "text/html")],
        "associations": [
            {**_picture(picture, root), "name": f"picture-{place}", "rel": "picture"}
            for place, picture in enumerate(article.pictures.all(), start=1)
        ],
    }


def _cancelled(article: PublishedArticle, root: str) -> Item:
    """What is left of a withdrawn article: whoever has taken it over is told to take it out."""
    assert article.withdrawn_at is not None  # so it is chosen
    notice = [{"role": "withdrawal", "contentType": "text/plain", "value": article.withdrawal_notice}]
    return {
        "uri": f"{root}{article.get_absolute_url()}",
        "type": "text",
        "representationType": "partial",
        "profile": "article",
        "version": str(_version(article) + 1),
        "firstCreated": moment(article.published_at),
        "versionCreated": moment(article.withdrawn_at),
        "pubStatus": "canceled",
        "language": language_tag(),
        "descriptions": notice if article.withdrawal_notice else [],
        "altIds": _other_names(article, root),
    }


def _page(page: PublishedPage, masthead: Masthead, root: str) -> Item:
    """A page as it was printed: its picture in every size, and its PDF."""
    own = f"{root}{page.get_absolute_url()}"
    pdf = _file("pdf", f"{root}{reverse('website:page_pdf', args=[page.edition.slug, page.label])}", "application/pdf")
    return {
        "uri": own,
        "type": "composite",
        "representationType": "partial",
        "profile": "page",
        "version": str(page.revision),
        **_house(masthead, page.edition.date),
        "title": str(page),
        "altIds": [{"role": "print-page", "value": f"{page.edition.slug} {page.label}"}],
        "renditions": [
            _file("web", own, "text/html"),
            *([pdf] if page.pdf else []),
            *(
                {
                    **_file(f"webp-{width}", whole_address(name, root), "image/webp"),
                    "width": width,
                    "height": round(width * page.picture_height / page.picture_width),
                }
                for name, width in page.picture_files()
            ),
        ],
    }


def _house(masthead: Masthead, day: date, source: str = "") -> Item:
    """Whose it is unless it came from elsewhere, in which language, and under which terms it may be mined."""
    holder = masthead.publisher or masthead.name
    own = {"copyrightHolder": holder, "copyrightNotice": f"© {day.year} {holder}"} if holder and not source else {}
    return {
        "pubStatus": "usable",
        "language": language_tag(),
        **own,
        **({"rightsInfo": {"linkedRights": settings.TDM_POLICY}} if settings.TDM_POLICY else {}),
    }


def _trust(root: str) -> list[Item]:
    """Where the house says who it is, and what it put right."""
    named = ((_("About the paper"), "about"), (_("Corrections"), "corrections"))
    return [{"title": title, "href": f"{root}{reverse(f'website:{name}')}"} for title, name in named]


def _file(name: str, address: str, kind: str) -> Item:
    return {"name": name, "href": address, "contentType": kind}


def _day(article: PublishedArticle) -> date:
    return timezone.localtime(article.published_at).date()


def _version(article: PublishedArticle) -> int:
    """Of the words that readers got: each correction and newer words from print make another."""
    return 1 + len(article.corrections.all()) + (article.updated_at is not None)


def _bodies(article: PublishedArticle, root: str) -> list[Item]:
    """The text with its markup, and the same words without."""
    html = whole_text(article, root, with_pictures=False)
    lines = [line for line in map(one_line, plain(html)) if line]
    forms = (("text/html", html), ("text/plain", "\n".join(lines)))
    return [
        {"role": "main", "contentType": kind, "charCount": article.character_count, "value": value}
        for kind, value in forms
    ]


def _headlines(article: PublishedArticle) -> list[Item]:
    parts = (("kicker", article.kicker), ("main", article.headline), ("deck", article.deck))
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in parts if value]


def _descriptions(article: PublishedArticle, told: Iterable[str]) -> list[Item]:
    parts = [("summary", article.teaser), *(("correction", notice) for notice in told)]
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in parts if value]


def _person(byline: PublishedByline, root: str) -> Item:
    """`rel` is what he did for it; with a page of his own he has the name it has in addresses."""
    if not byline.author_id:
        return {"name": byline.name, "rel": byline.role}
    page = f"{root}{reverse('website:author', args=[byline.author_id])}"
    return {"name": byline.name, "rel": byline.role, "literal": byline.author_id, "uri": page}


def _subjects(article: PublishedArticle, root: str) -> list[Item]:
    """Where the paper files it. A topic may move to another address: its number stays."""
    section, series = article.section, [article.series] if article.series else []
    rows = [
        ("section", section.slug, section.name, section.get_absolute_url()),
        *(("series", one.slug, one.name, one.get_absolute_url()) for one in series),
        *(("topic", f"topic-{one.pk}", one.name, one.get_absolute_url()) for one in article.in_topics),
    ]
    return [{"name": name, "rel": rel, "literal": code, "uri": f"{root}{path}"} for rel, code, name, path in rows]


def _genre(article: PublishedArticle) -> Item:
    genre = PublishedArticle.Genre(article.genre)
    return {"name": str(genre.label), "literal": genre.value, **({"uri": GENRES[genre]} if genre in GENRES else {})}


def _other_names(article: PublishedArticle, root: str) -> list[Item]:
    """The name it has in feeds for good, and the pages on which it was printed."""
    pages = [place.page for place in article.appearances.all()]
    printed = [{"role": "print-page", "value": f"{page.edition.slug} {page.label}"} for page in pages]
    return [{"role": "tag", "value": tag_of(article, root)}, *printed]


def _picture(picture: PublishedPicture, root: str) -> Item:
    files = [(name, width, ending) for ending in picture.formats for name, width in picture.files(ending)]
    source = AI_SOURCES.get(PublishedPicture.Ai(picture.ai))
    # Its own licence says more of a picture than what the house reserves.
    terms = picture.licence_url or settings.TDM_POLICY
    words = (("caption", picture.caption), ("alt", picture.alt))
    return {
        "uri": whole_address(picture.files("jpg")[-1][0], root),
        "type": "picture",
        "representationType": "full",
        "pubStatus": "usable",
        "language": language_tag(),
        **({"rightsInfo": {"linkedRights": terms}} if terms else {}),
        **({"by": picture.credit} if picture.credit else {}),
        **({"copyrightNotice": picture.copyright_notice} if picture.copyright_notice else {}),
        **({"people": [{"name": name, "rel": "creator"} for name in picture.creators]} if picture.creators else {}),
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
