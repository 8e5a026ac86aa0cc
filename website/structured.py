"""What search engines are told of an issue, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from website.models import Masthead, PublishedArticle, PublishedEdition, PublishedPage


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
        "inLanguage": "zh-CN" if (get_language() or "").startswith("zh") else get_language(),
        **({"dateModified": edition.reissued_at.isoformat()} if edition.reissued_at else {}),
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": str(edition.date.year),
            "isPartOf": _newspaper(masthead, root),
        },
        "hasPart": [_part(page, one.article, root) for page in pages for one in page.appearances.all()],
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
        "datePublished": article.published_at.isoformat(),
        "printPage": page.label,
        **({"printSection": page.name} if page.name else {}),
    }
