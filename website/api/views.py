"""The addresses under /api/: each fetches a part of the record, and refuses what readers may not see."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from website import search as archive
from website.addresses import EditionKey
from website.api import described, issues
from website.api.answers import for_programs, listed, problem, record, root_of
from website.api.asking import NotUnderstood, Question, not_a_place
from website.api.places import ArticlePlace, edition_key
from website.models import (
    Masthead,
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedAuthor,
    PublishedCorrection,
    PublishedEdition,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
    TopicEntry,
)
from website.templatetags.newspaper import document_language

LISTS = ("articles", "issues", "sections", "series", "topics", "authors", "corrections", "changes", "search")
NARROWING = ("section", "series", "topic", "author", "genre", "since", "until")


@for_programs
def index(request: HttpRequest) -> HttpResponse:
    """Where a program begins: whose record this is, and what there is to ask."""
    Question.read(request)
    root, masthead = root_of(request), Masthead.objects.first() or Masthead(name="")
    return record(
        {
            "name": masthead.name,
            "name_en": masthead.name_en,
            "publisher": masthead.publisher,
            "language": document_language(),
            "website": f"{root}/",
            "description": described.api_address("api_description", root),
            "terms_for_mining": settings.TDM_POLICY or None,
            **{name: described.api_address(f"api_{name}", root) for name in LISTS},
        }
    )


@for_programs
def description(request: HttpRequest) -> HttpResponse:
    """The openapi document; its addresses follow the one it is read at."""
    Question.read(request)
    return record(_description())


@for_programs
def articles(request: HttpRequest) -> HttpResponse:
    """Readable articles, the newest first."""
    asked = Question.read(request, *NARROWING, "limit", "after")
    rows = _narrowed(PublishedArticle.objects.readable(), asked)
    if asked.word("after"):
        rows = ArticlePlace.read(asked.word("after")).beyond(rows)
    found = list(rows.newest_first().with_teaser_parts()[: asked.limit + 1])
    shown, root = found[: asked.limit], root_of(request)
    after = ArticlePlace.of(shown[-1]) if len(found) > asked.limit else None
    return listed(request, [described.article_in_print(article, root) for article in shown], after=after)


@for_programs
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article, whole; of a withdrawn one the notice."""
    Question.read(request)
    article = whole_or_404(pk)
    if article.is_withdrawn:
        return gone(article, root_of(request))
    return record(described.whole_article(article, root_of(request)))


@for_programs
def issue_list(request: HttpRequest) -> HttpResponse:
    """Issues, the latest first."""
    asked = Question.read(request, "since", "until", "limit", "after")
    since, until = asked.day("since"), asked.day("until")
    rows = PublishedEdition.objects.latest_first().prefetch_related("pages")
    if asked.word("after"):
        key = edition_key(asked.word("after"))
        rows = rows.before(PublishedEdition(date=key.date, number_in_day=key.number_in_day))
    if since:
        rows = rows.filter(date__gte=since)
    if until:
        rows = rows.filter(date__lte=until)
    found = list(rows[: asked.limit + 1])
    shown, root = found[: asked.limit], root_of(request)
    after = shown[-1].slug if len(found) > asked.limit else None
    return listed(request, [issues.issue_summary(edition, root) for edition in shown], after=after)


@for_programs
def issue(request: HttpRequest, key: EditionKey) -> HttpResponse:
    """One issue with its pages."""
    Question.read(request)
    editions = PublishedEdition.objects.with_contents()
    edition = get_object_or_404(editions, date=key.date, number_in_day=key.number_in_day)
    return record(issues.whole_issue(edition, root_of(request)))


@for_programs
def sections(request: HttpRequest) -> HttpResponse:
    """All sections in the paper's order: they are few."""
    Question.read(request)
    root = root_of(request)
    return listed(request, [described.section(row, root) for row in PublishedSection.objects.all()])


@for_programs
def series(request: HttpRequest) -> HttpResponse:
    return _names(request, PublishedSeries.objects.all(), described.series)


@for_programs
def topics(request: HttpRequest) -> HttpResponse:
    return _names(request, PublishedTopic.objects.with_span().prefetch_related("pictures"), described.topic)


@for_programs
def authors(request: HttpRequest) -> HttpResponse:
    return _names(request, PublishedAuthor.objects.all(), described.author)


@for_programs
def corrections(request: HttpRequest) -> HttpResponse:
    """What was corrected, the newest first."""
    asked = Question.read(request, "article", "limit", "after")
    rows = PublishedCorrection.objects.readable().newest_first().with_places()
    if (number := asked.number("article")) is not None:
        rows = rows.filter(article=number)
    if (last := asked.number("after")) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: asked.limit + 1])
    shown, root = found[: asked.limit], root_of(request)
    after = shown[-1].pk if len(found) > asked.limit else None
    return listed(request, [described.correction_of_article(row, root) for row in shown], after=after)


@for_programs
def search(request: HttpRequest) -> HttpResponse:
    """Articles by words that stand in them, as readers search them."""
    narrowing = (*NARROWING, "page")
    asked = Question.read(request, "q", *narrowing, "limit", "after")
    _narrowed(PublishedArticle.objects.none(), asked)
    words = archive.Asked.read({name: asked.values[name] for name in ("q", *narrowing)})
    if not words.terms:
        raise NotUnderstood(_("“q” says what to look for."))
    after = archive.Cursor.read(asked.word("after")) if asked.word("after") else None
    if asked.word("after") and after is None:
        raise not_a_place()
    found, root = archive.find(words, after=after, limit=asked.limit), root_of(request)
    items = [
        {**described.article_in_print(row, root), "snippet_html": str(archive.snippet(row, words.terms))}
        for row in found.articles
    ]
    return listed(request, items, after=found.more)


def whole_or_404(pk: int) -> PublishedArticle:
    """An article, withdrawn or not, with all that is told of it."""
    return get_object_or_404(PublishedArticle.objects.with_everything(), pk=pk)


def gone(article: PublishedArticle, root: str) -> HttpResponse:
    """That an article was withdrawn, with its notice."""
    notice = article.withdrawal_notice or _("This article has been withdrawn")
    return problem(410, notice, **described.withdrawal(article, root))


def _narrowed(rows: PublishedArticleQuerySet, asked: Question) -> PublishedArticleQuerySet:
    if section := asked.slug("section", PublishedSection):
        rows = rows.filter(section=section)
    if series := asked.slug("series", PublishedSeries):
        rows = rows.filter(series=series)
    if topic := asked.slug("topic", PublishedTopic):
        rows = rows.filter(pk__in=TopicEntry.objects.filter(topic__slug=topic).values("article"))
    if author := asked.slug("author", PublishedAuthor):
        rows = rows.filter(pk__in=PublishedAuthor(slug=author).bylines.values("article"))
    if genre := asked.choice("genre", PublishedArticle.Genre):
        rows = rows.filter(genre=genre)
    if since := asked.since():
        rows = rows.filter(published_at__gte=since)
    if before := asked.before():
        rows = rows.filter(published_at__lt=before)
    return rows


def _names(request: HttpRequest, rows: QuerySet[Any], describe: Any) -> HttpResponse:
    """Series, topics or authors by their names in addresses; the last one's is where the list goes on."""
    asked = Question.read(request, "limit", "after")
    rows = rows.order_by("slug")
    if asked.word("after"):
        rows = rows.filter(slug__gt=asked.word("after"))
    found = list(rows[: asked.limit + 1])
    shown, root = found[: asked.limit], root_of(request)
    after = shown[-1].slug if len(found) > asked.limit else None
    return listed(request, [describe(row, root) for row in shown], after=after)


@cache
def _description() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
    return content
