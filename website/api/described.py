"""The record in JSON: articles with credits, pictures, corrections, places in print; sections, series, topics, authors.

Names are those of the openapi document. Everything an article leads to must be loaded; `root` begins every address.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from website.bylines import plain_credits
from website.channels import changed
from website.models import (
    Appearance,
    PublishedArticle,
    PublishedAuthor,
    PublishedByline,
    PublishedCorrection,
    PublishedPicture,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
)
from website.public_files import whole_address
from website.templatetags.newspaper import KINDS
from website.whole_text import leading_everywhere

Json = dict[str, Any]


def article_summary(article: PublishedArticle, root: str) -> Json:
    """An article as lists have it: all but its text and what was corrected in it."""
    return {
        "id": article.pk,
        "url": f"{root}{article.get_absolute_url()}",
        "api": api_address("api_article", root, article.pk),
        "genre": article.genre,
        "section": named(article.section, root),
        "series": {**named(article.series, root), "part": article.series_part} if article.series else None,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "dateline": article.dateline,
        "teaser": article.teaser,
        "source": article.source,
        "character_count": article.character_count,
        "published_at": moment(article.published_at),
        "modified_at": moment(changed(article)),
        "is_corrected": article.corrected_at is not None,
        "credits": [_credit(byline, root) for byline in article.bylines.all()],
        "credit_line": plain_credits(article.bylines.all()),
        "pictures": [picture(one, root) for one in article.pictures.all()],
    }


def article_in_print(article: PublishedArticle, root: str) -> Json:
    """The same, with every page it stands on."""
    return {**article_summary(article, root), "print": [place(one, root) for one in article.appearances.all()]}


def whole_article(article: PublishedArticle, root: str) -> Json:
    """An article with its text as HTML, what was corrected in it, and the topics it stands in."""
    told = [correction(one) for one in article.corrections.all() if one.notice]
    ninjs = f"{root}{reverse('website:article_ninjs', args=[article.pk])}"
    body = leading_everywhere(article.body, article, root)
    topics = [named(topic, root) for topic in article.in_topics]
    whole = {"body_html": body, "corrections": told, "topics": topics, "ninjs": ninjs}
    return {**article_in_print(article, root), **whole}


def place(appearance: Appearance, root: str) -> Json:
    """One place in print: `place` counts down from the lead of the page."""
    page = appearance.page
    return {
        "issue": page.edition.slug,
        "page": page.label,
        "page_name": page.name,
        "place": appearance.order,
        "is_continued": appearance.is_continued,
        "url": f"{root}{page.get_absolute_url()}",
    }


def picture(one: PublishedPicture, root: str) -> Json:
    """A picture with its words, its credit and every file there is of it, widths in pixels."""
    return {
        "caption": one.caption,
        "credit": one.credit,
        "alt": one.alt,
        "creators": one.creators,
        "copyright_notice": one.copyright_notice,
        "licence": one.licence_url or None,
        "ai": one.ai or None,
        "shape": one.shape or None,
        "after_paragraph": one.after_paragraph,
        "renditions": [
            {
                "url": whole_address(name, root),
                "type": KINDS[ending],
                "width": width,
                "height": round(width * one.height / one.width),
            }
            for ending in one.formats
            for name, width in one.files(ending)
        ],
    }


def correction(one: PublishedCorrection) -> Json:
    return {"id": one.number, "kind": one.kind, "notice": one.notice, "at": moment(one.at)}


def correction_of_article(one: PublishedCorrection, root: str) -> Json:
    """A correction in the list of all: with the article and where it stood."""
    article = one.article
    return {
        **correction(one),
        "article": {
            "id": article.pk,
            "headline": article.headline,
            "url": f"{root}{article.get_absolute_url()}",
            "api": api_address("api_article", root, article.pk),
        },
        "print": [place(appearance, root) for appearance in article.appearances.all()],
    }


def named(row: PublishedSection | PublishedSeries | PublishedTopic | PublishedAuthor, root: str) -> Json:
    return {"slug": row.slug, "name": row.name, "url": f"{root}{row.get_absolute_url()}"}


def section(row: PublishedSection, root: str) -> Json:
    return {**named(row, root), "description": row.description, "feed": _feed("section", row.slug, root)}


def series(row: PublishedSeries, root: str) -> Json:
    return {**named(row, root), "description": row.description, "feed": _feed("series", row.slug, root)}


def author(row: PublishedAuthor, root: str) -> Json:
    return {**named(row, root), "title": row.title, "bio": row.bio, "feed": _feed("author", row.slug, root)}


def topic(row: PublishedTopic, root: str) -> Json:
    """A topic with its articles counted (`with_span`) and its picture; days nobody says are those of its articles."""
    first = row.first_day or (timezone.localtime(row.first_at).date() if row.first_at else None)
    return {
        **named(row, root),
        "introduction": row.introduction,
        "is_open": row.is_open,
        "first_day": first.isoformat() if first else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "article_count": row.article_count,
        "picture": picture(row.picture, root) if row.picture else None,
        "feed": _feed("topic", row.slug, root),
    }


def withdrawal(article: PublishedArticle, root: str) -> Json:
    """All that is left of a withdrawn article."""
    return {
        "id": article.pk,
        "url": f"{root}{article.get_absolute_url()}",
        "withdrawn_at": moment(article.withdrawn_at) if article.withdrawn_at else None,
        "notice": article.withdrawal_notice,
    }


def api_address(name: str, root: str, *parts: object) -> str:
    return f"{root}{reverse(f'website:{name}', args=parts)}"


def moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _credit(byline: PublishedByline, root: str) -> Json:
    author = None
    if byline.author_id:
        author = {"slug": byline.author_id, "url": f"{root}{reverse('website:author', args=[byline.author_id])}"}
    return {"name": byline.name, "role": byline.role, "position": byline.position, "author": author}


def _feed(kind: str, slug: str, root: str) -> str:
    return f"{root}{reverse(f'website:{kind}_feed', args=[slug, 'json'])}"
