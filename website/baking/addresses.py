"""Every address that is baked, shelf by shelf: of an article, a list, an issue, a month, the paper.

Left to the website are search, lists beyond their first pages and those that tell programs where they go on, what is
asked with a query, front pages as they stood for a part of their day, files that are made of other files (PDF, EPUB,
clippings as pictures), and addresses that lead on elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import ceil

from django.db.models import QuerySet
from django.urls import reverse

from website.addresses import EditionConverter, EditionKey, Month
from website.channels import FORMATS
from website.models import (
    PublishedArticle,
    PublishedAuthor,
    PublishedByline,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
)
from website.pages_of_lists import ARTICLES_PER_LIST

PAPER = "paper"
# Hardly anybody turns a list further; what comes in on top would shift all that follows.
PAGES_OF_LIST = 20
MANY = 2000
SHELVES = (
    (re.compile(r"/(?:api/)?articles?/([0-9]+)/"), "article"),
    (re.compile(r"/(?:feeds/)?(section|series|author|topic)/([A-Za-z0-9_-]+)[./]"), ""),
    (re.compile(rf"/(?:front|epaper|feeds/issue|api/issues)/({EditionConverter.regex})[./]"), "issue"),
    (re.compile(r"/(?:epaper/calendar|sitemap)/([0-9]{4}/[0-9]{2})[./]"), "month"),
)


def shelf_of(address: str) -> str:
    """To what an address belongs: article/12, section/news, issue/2025-10-17, month/2025/10, or the paper."""
    for pattern, kind in SHELVES:
        if match := pattern.match(address):
            return "/".join(filter(None, [kind, *match.groups()]))
    return PAPER


def of_shelf(shelf: str) -> list[str]:
    """The addresses a shelf has now; none where there is no such thing any more."""
    kind, _slash, name = shelf.partition("/")
    match kind:
        case "section" | "series" | "author":
            return of_list(kind, name)
        case "topic":
            return of_topic(name)
        case "issue":
            edition = edition_named(name)
            return [*of_issue(edition), *of_issue_for_machines(edition)] if edition else []
        case "month":
            return of_month(name)
        case "article":
            return of_article(int(name))
    return of_paper()


def of_article(number: int) -> list[str]:
    return [
        reverse("website:article", args=[number]),
        reverse("website:article_ninjs", args=[number]),
        reverse("website:api_article", args=[number]),
    ]


def of_list(kind: str, slug: str) -> list[str]:
    """The first pages of the articles of a section, a series or an author, and its feeds."""
    rows = PublishedArticle.objects.readable()
    if kind == "author":
        rows = rows.filter(pk__in=PublishedByline.objects.filter(author=slug).values("article"))
    else:
        rows = rows.filter(**{kind: slug})
    feeds = [reverse(f"website:{kind}_feed", args=[slug, form]) for form in FORMATS]
    return [*_pages(reverse(f"website:{kind}", args=[slug]), rows.count()), *feeds]


def of_topic(slug: str) -> list[str]:
    """A topic's page and its feeds; none where readers know no topic by this name."""
    if not PublishedTopic.objects.filter(slug=slug).exists():
        return []
    feeds = [reverse("website:topic_feed", args=[slug, form]) for form in FORMATS]
    return [reverse("website:topic", args=[slug]), *feeds]


def of_issue(edition: PublishedEdition) -> list[str]:
    """An issue as it is read: its pages, what can be cut from them, the front page it made."""
    slug = edition.slug
    pages = list(PublishedPage.objects.filter(edition=edition).order_by("order").values_list("label", flat=True))
    regions = PublishedRegion.objects.filter(page__edition=edition, article__withdrawn_at__isnull=True)
    drawn = regions.exclude(page__picture_base="").order_by("page__order", "article")
    clips = drawn.values_list("page__label", "article").distinct()
    return [
        reverse("website:edition", args=[slug]),
        *(reverse("website:page", args=[slug, label]) for label in pages),
        *(reverse("website:clip", args=[slug, label, article]) for label, article in clips),
        reverse("website:front_of", args=[slug]),
    ]


def of_issue_for_machines(edition: PublishedEdition) -> list[str]:
    slug = edition.slug
    return [
        *(reverse("website:issue_feed", args=[slug, form]) for form in FORMATS),
        reverse("website:issue_ninjs", args=[slug]),
        reverse("website:api_issue", args=[slug]),
    ]


def of_month(name: str) -> list[str]:
    return [f"/epaper/calendar/{name}/", f"/sitemap/{name}.xml"]


def of_paper() -> list[str]:
    """What there is once, the front page first."""
    return [
        reverse("website:front"),
        *(reverse("website:feed", args=[form]) for form in FORMATS),
        *(reverse("website:latest_issue_feed", args=[form]) for form in FORMATS),
        *map(
            reverse,
            (
                "website:topics",
                "website:corrections",
                "website:offline_issue",
                "website:sitemap_news",
                "website:sitemap",
                "website:sitemap_pages",
                "website:about",
                "website:feeds",
                "website:api",
                "website:api_sections",
                "website:api_description",
                "website:offline",
                "website:manifest",
                "website:service_worker",
                "website:robots",
                "website:tdm_reservation",
            ),
        ),
    ]


def everything() -> Iterator[str]:
    """All addresses there are now, those that readers meet first at the beginning; some come twice."""
    yield from of_paper()
    for edition in PublishedEdition.objects.latest_first()[:1]:
        yield from of_issue(edition)
    for number in _numbers(PublishedArticle.objects.order_by("-pk")):
        yield from of_article(number)
    for kind, model in (("section", PublishedSection), ("series", PublishedSeries), ("author", PublishedAuthor)):
        for slug in model._default_manager.order_by("pk").values_list("pk", flat=True):
            yield from of_list(kind, slug)
    for slug in PublishedTopic.objects.order_by("pk").values_list("slug", flat=True):
        yield from of_topic(slug)
    for edition in PublishedEdition.objects.latest_first():
        yield from of_issue_for_machines(edition)
        yield from of_issue(edition)
    # An article of an issue that is issued again may appear in another month than its issue.
    appeared = {str(Month.of(moment.date())) for moment in PublishedArticle.objects.datetimes("published_at", "month")}
    for month in sorted(months_of(PublishedEdition.objects.all()) | appeared):
        yield from of_month(month)


def months_of(editions: Iterable[PublishedEdition]) -> set[str]:
    """The months of the calendar in which issues stand."""
    return {str(Month.of(day)) for edition in editions for day in edition.days}


def edition_named(slug: str) -> PublishedEdition | None:
    key: EditionKey = EditionConverter().to_python(slug)
    return PublishedEdition.objects.filter(date=key.date, number_in_day=key.number_in_day).first()


def _pages(address: str, articles: int) -> list[str]:
    pages = min(max(1, ceil(articles / ARTICLES_PER_LIST)), PAGES_OF_LIST)
    return [address, *(f"{address}?page={number}" for number in range(2, pages + 1))]


def _numbers(rows: QuerySet[PublishedArticle]) -> Iterator[int]:
    return rows.values_list("pk", flat=True).iterator(chunk_size=MANY)
