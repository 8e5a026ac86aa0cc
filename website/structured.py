"""What search engines are told of an issue, an article and a topic, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone

from website.bylines import language_tag
from website.channels import changed
from website.links import address
from website.models import (
    Appearance,
    Masthead,
    PublishedArticle,
    PublishedByline,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedPicture,
    PublishedTopic,
)
from website.public_files import whole_address

# Where schema.org knows a narrower word than news.
TYPES = {
    PublishedArticle.Genre.OPINION: "OpinionNewsArticle",
    PublishedArticle.Genre.FEATURE: "ReportageNewsArticle",
    PublishedArticle.Genre.DATA_REPORT: "AnalysisNewsArticle",
}
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI_SOURCES = {
    PublishedPicture.Ai.GENERATED: f"{SOURCE_TYPES}trainedAlgorithmicMedia",
    PublishedPicture.Ai.ASSISTED: f"{SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia",
}
# Who wrote words, as against who took pictures.
WRITERS = frozenset(PublishedByline.Role.values) - {PublishedByline.Role.PHOTOGRAPHER}
# Those roles that are somebody's title; the others say what he did this time.
TITLES = frozenset(
    {
        PublishedByline.Role.REPORTER,
        PublishedByline.Role.CHIEF_REPORTER,
        PublishedByline.Role.TRAINEE,
        PublishedByline.Role.CORRESPONDENT,
        PublishedByline.Role.COMMENTATOR,
    }
)


def news_article(
    article: PublishedArticle,
    masthead: Masthead,
    *,
    places: Sequence[Appearance] = (),
    corrections: Iterable[PublishedCorrection] = (),
    topics: Sequence[PublishedTopic] = (),
    root: str,
) -> dict[str, Any]:
    """A NewsArticle with where it stood in print; bylines and pictures are loaded, `root` begins every address."""
    own = f"{root}{article.get_absolute_url()}"
    pictures = [_image(picture, root) for picture in article.pictures.all()]
    notices = [_correction(correction) for correction in corrections]
    other_heads = [head for head in (article.kicker, article.deck) if head]
    return {
        "@context": "https://schema.org",
        "@type": TYPES.get(PublishedArticle.Genre(article.genre), "NewsArticle"),
        "@id": own,
        "url": own,
        "mainEntityOfPage": own,
        "headline": article.headline,
        **({"alternativeHeadline": other_heads} if other_heads else {}),
        **({"description": article.teaser} if article.teaser else {}),
        "datePublished": _moment(article.published_at),
        "dateModified": _moment(changed(article)),
        "articleSection": article.section.name,
        "keywords": article.filed_under(topics),
        **({"about": [_thing(topic, root) for topic in topics]} if topics else {}),
        **({"dateline": article.dateline} if article.dateline else {}),
        "wordCount": article.character_count,
        "inLanguage": language_tag(),
        "isAccessibleForFree": True,
        "author": [_person(byline, root) for byline in article.bylines.all() if byline.role in WRITERS]
        or [_publisher(masthead, root)],
        "publisher": {**_publisher(masthead, root), "logo": _logo(root)},
        **({"copyrightHolder": _publisher(masthead, root)} if not article.source else {}),
        "copyrightYear": timezone.localtime(article.published_at).year,
        **({"creditText": article.source} if article.source else {}),
        **({"image": pictures} if pictures else {}),
        **({"correction": notices} if notices else {}),
        **_in_print(places, root),
    }


def _in_print(places: Sequence[Appearance], root: str) -> dict[str, Any]:
    if not places:
        return {}
    page = places[0].page
    issue: dict[str, Any] = {
        "@type": "PublicationIssue",
        "url": f"{root}{page.edition.get_absolute_url()}",
        "datePublished": page.edition.date.isoformat(),
        **({"issueNumber": page.edition.numbers} if page.edition.numbers else {}),
    }
    editor = {"@type": "Person", "name": page.responsible_editor}
    return {
        **({"editor": editor} if page.responsible_editor else {}),
        "printEdition": page.edition.slug,
        "printPage": ", ".join(place.page.label for place in places),
        **({"printSection": page.name} if page.name else {}),
        "isPartOf": issue,
    }


def _image(picture: PublishedPicture, root: str) -> dict[str, Any]:
    largest, width = picture.files("jpg")[-1]
    source = AI_SOURCES.get(PublishedPicture.Ai(picture.ai))
    return {
        "@type": "ImageObject",
        "contentUrl": whole_address(largest, root),
        "width": width,
        "height": round(width * picture.height / picture.width),
        "caption": picture.caption,
        "creditText": picture.credit,
        **({"creator": [{"@type": "Person", "name": name} for name in picture.creators]} if picture.creators else {}),
        **({"copyrightNotice": picture.copyright_notice} if picture.copyright_notice else {}),
        **({"license": picture.licence_url} if picture.licence_url else {}),
        **({"digitalSourceType": source} if source else {}),
    }


def _person(byline: PublishedByline, root: str) -> dict[str, Any]:
    page = {"url": root + address("author", byline.author_id)} if byline.author_id else {}
    title = {"jobTitle": byline.get_role_display()} if byline.role in TITLES else {}
    return {"@type": "Person", "name": byline.name, **title, **page}


def _thing(topic: PublishedTopic, root: str) -> dict[str, Any]:
    return {"@type": "Thing", "name": topic.name, "url": f"{root}{topic.get_absolute_url()}"}


def _correction(correction: PublishedCorrection) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": correction.notice, "datePublished": _moment(correction.at)}


def _publisher(masthead: Masthead, root: str) -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "name": masthead.publisher or masthead.name,
        "url": f"{root}/",
    }


def _logo(root: str) -> dict[str, Any]:
    """The sign under which readers have the paper among their programs."""
    stored = staticfiles_storage.url("website/icon-512.png")
    url = stored if "://" in stored else f"{root}{stored}"
    return {"@type": "ImageObject", "url": url, "width": 512, "height": 512}


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def publication_issue(
    edition: PublishedEdition, masthead: Masthead, pages: Iterable[PublishedPage], *, root: str
) -> dict[str, Any]:
    """A PublicationIssue with the articles of these of its pages; `root` begins every address."""
    labels = [page.label for page in edition.pages.all()]
    return {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": f"{masthead.name} {edition.slug}".strip(),
        "url": f"{root}{edition.get_absolute_url()}",
        **({"issueNumber": edition.numbers} if edition.numbers else {}),
        "datePublished": edition.date.isoformat(),
        "pagination": f"{labels[0]}-{labels[-1]}" if len(labels) > 1 else "".join(labels),
        "inLanguage": language_tag(),
        **({"dateModified": _moment(edition.reissued_at)} if edition.reissued_at else {}),
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": str(edition.date.year),
            "isPartOf": _newspaper(masthead, root),
        },
        "hasPart": [_part(page, one.article, root) for page in pages for one in page.appearances.all()],
    }


def collection_page(
    topic: PublishedTopic, articles: Iterable[PublishedArticle], masthead: Masthead, *, root: str
) -> dict[str, Any]:
    """A CollectionPage with the articles of a topic in the order in which its page shows them."""
    address = f"{root}{topic.get_absolute_url()}"
    pictures = [_image(picture, root) for picture in topic.pictures.all()]
    rows = [{"@type": "ListItem", "url": f"{root}{one.get_absolute_url()}", "name": one.headline} for one in articles]
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": topic.name,
        **({"description": topic.introduction} if topic.introduction else {}),
        **({"image": pictures} if pictures else {}),
        **({"dateModified": _moment(topic.last_at)} if topic.last_at else {}),
        "inLanguage": language_tag(),
        "isPartOf": _newspaper(masthead, root),
        "publisher": _publisher(masthead, root),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": topic.article_count,
            "itemListElement": [{**row, "position": place} for place, row in enumerate(rows, start=1)],
        },
    }


def _newspaper(masthead: Masthead, root: str) -> dict[str, Any]:
    paper: dict[str, Any] = {"@type": "Newspaper", "name": masthead.name, "url": f"{root}/"}
    if masthead.publisher:
        paper["publisher"] = {"@type": "NewsMediaOrganization", "name": masthead.publisher}
    if masthead.cn_number:
        paper["identifier"] = {"@type": "PropertyValue", "propertyID": "CN", "value": masthead.cn_number}
    return paper


def _part(page: PublishedPage, article: PublishedArticle, root: str) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": article.headline,
        "url": f"{root}{article.get_absolute_url()}",
        "datePublished": _moment(article.published_at),
        "printPage": page.label,
        **({"printSection": page.name} if page.name else {}),
    }
