"""The readers' pages: each view fetches what its template shows, and refuses what is not published."""

from __future__ import annotations

from typing import Any

from django.core.paginator import InvalidPage, Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from website import article_page, fronts, tables
from website.addresses import EditionKey
from website.conditional import readers_page
from website.furniture import furniture_at
from website.models import (
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedAuthor,
    PublishedCorrection,
    PublishedEdition,
    PublishedSection,
    PublishedSeries,
)
from website.pages_of_lists import ARTICLES_PER_LIST, ListPages
from website.reading import lay_out
from website.record import note_state, state_of

CORRECTIONS_PER_LIST = 30


@readers_page
def front(request: HttpRequest) -> HttpResponse:
    """Today's paper: the latest edition, whatever its date, so that nothing breaks at midnight."""
    edition = fronts.newest()
    if edition is None:
        news = PublishedArticle.objects.readable().online_first().with_teaser_parts()[:ARTICLES_PER_LIST]
        return render(request, "website/before_first_edition.html", {"news": list(news)})
    return render(request, "website/front.html", fronts.context(edition))


@readers_page
def front_of(request: HttpRequest, key: EditionKey) -> HttpResponse:
    """The front page as an earlier issue made it; without what was withdrawn since, and with what was corrected."""
    editions = PublishedEdition.objects.with_contents()
    edition = get_object_or_404(editions, date=key.date, number_in_day=key.number_in_day)
    following = PublishedEdition.objects.after(edition).first()
    if following is None:
        return redirect("website:front")
    context = {**fronts.context(edition, following), "showings": fronts.showings(edition, following)}
    return render(request, "website/front.html", context)


@readers_page
def front_at(request: HttpRequest, key: EditionKey, number: int) -> HttpResponse:
    """The front page of an issue as one of its arrangements made it; 0 is how it stood before anybody arranged it."""
    editions = PublishedEdition.objects.with_contents()
    edition = get_object_or_404(editions, date=key.date, number_in_day=key.number_in_day)
    following = PublishedEdition.objects.after(edition).first()
    showings = fronts.showings(edition, following)
    showing = next((one for one in showings if one.number == number), None)
    if showing is None:
        raise Http404
    if showing.until is None:
        return redirect("website:front")
    context = {**fronts.context_of(edition, following, showing), "showings": showings}
    return render(request, "website/front.html", context)


@readers_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(PublishedSection, slug=slug)
    listing = _list_page(request, section.articles.all().readable().newest_first())
    return render(request, "website/section.html", {"section": section, "listing": listing})


@readers_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts in the order in which they are to be read."""
    series = get_object_or_404(PublishedSeries, slug=slug)
    parts = series.articles.all().readable().order_by("series_part", "published_at", "id")
    return render(request, "website/series.html", {"series": series, "listing": _list_page(request, parts)})


@readers_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(PublishedAuthor, slug=slug)
    # Who has two credits on an article still wrote one article.
    articles = PublishedArticle.objects.filter(pk__in=author.bylines.values("article")).readable()
    listing = _list_page(request, articles.newest_first())
    return render(request, "website/author.html", {"author": author, "listing": listing})


@readers_page(brings_state=True)
def article(request: HttpRequest, pk: int) -> HttpResponse:
    page = article_page.look_up(pk)
    if page is None:
        raise Http404
    note_state(request, page.state)
    context: dict[str, Any] = {"article": page.article, "appearance": page.appearance, "goes_on": page.goes_on}
    if page.article.is_withdrawn:
        return render(request, "website/withdrawn.html", context, status=410)
    context |= {
        "reading": lay_out(page.article, dressed=tables.dress(page.article)),
        "corrections": page.corrections,
        "polygons": page.polygons,
        "sequence": page.sequence,
        "more_of_series": page.more_of_series,
        "topics": page.topics,
    }
    return render(request, "website/article.html", context)


@readers_page
def table(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One table of an article as a file for programs that calculate."""
    article = get_object_or_404(PublishedArticle.objects.readable().only("body"), pk=pk)
    found = tables.of_article(article)
    if not 1 <= number <= len(found):
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="{pk}-{number}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(tables.as_csv(found[number - 1]), content_type="text/csv; charset=utf-8", headers=headers)


@readers_page
def corrections(request: HttpRequest) -> HttpResponse:
    """All corrections, the newest first; `before` is the last one of the list before."""
    rows = PublishedCorrection.objects.readable().newest_first().with_places()
    if "before" in request.GET:
        rows = rows.filter(pk__lt=_number_or_404(request.GET["before"]))
    found = list(rows[: CORRECTIONS_PER_LIST + 1])
    if not found and "before" in request.GET:
        raise Http404
    context = {
        "corrections": found[:CORRECTIONS_PER_LIST],
        "is_continued": "before" in request.GET,
        "older_than": found[CORRECTIONS_PER_LIST - 1].pk if len(found) > CORRECTIONS_PER_LIST else None,
    }
    return render(request, "website/corrections.html", context)


@readers_page
def about(request: HttpRequest) -> HttpResponse:
    if not furniture_at(state_of(request)).masthead.name:
        raise Http404
    return render(request, "website/about.html")


def _list_page(request: HttpRequest, articles: PublishedArticleQuerySet) -> Page[PublishedArticle]:
    """The page of a list that the query asks for; one that is not there does not exist."""
    paginator = ListPages(articles.with_teaser_parts(), ARTICLES_PER_LIST)
    try:
        return paginator.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error


def _number_or_404(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
