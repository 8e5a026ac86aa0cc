"""The readers' pages: each view fetches what its template shows, and refuses what is not published."""

from __future__ import annotations

from calendar import Calendar
from datetime import date
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from website import frontpage
from website.addresses import EditionKey, Month
from website.conditional import readers_page
from website.models import (
    Appearance,
    Masthead,
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedAuthor,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedSection,
    PublishedSeries,
)
from website.reading import lay_out

ARTICLES_PER_LIST = 24
CORRECTIONS_PER_LIST = 30
RECENT_ISSUES = 6

Issue = tuple[PublishedEdition, PublishedArticle | None]


@readers_page
def front(request: HttpRequest) -> HttpResponse:
    """Today's paper: the latest edition, whatever its date, so that nothing breaks at midnight."""
    edition = PublishedEdition.objects.with_contents().newest()
    if edition is None:
        return render(request, "website/before_first_edition.html")
    context = {
        "edition": edition,
        "front": frontpage.compose(edition),
        "recent": PublishedEdition.objects.before(edition)[:RECENT_ISSUES],
    }
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


@readers_page
def article(request: HttpRequest, pk: int) -> HttpResponse:
    articles = PublishedArticle.objects.select_related("section", "series")
    article = get_object_or_404(articles.prefetch_related("bylines", "pictures"), pk=pk)
    appearance = Appearance.objects.with_place().filter(article=article).first()
    context: dict[str, Any] = {"article": article, "appearance": appearance}
    if article.is_withdrawn:
        return render(request, "website/withdrawn.html", context, status=410)
    context["reading"] = lay_out(article)
    if article.corrected_at:
        context["corrections"] = article.corrections.exclude(notice="").order_by("pk")
    context |= _on_same_page(article, appearance)
    if article.series:
        context["more_of_series"] = _more_of_series(article)
    return render(request, "website/article.html", context)


@require_safe
def epaper(request: HttpRequest) -> HttpResponseRedirect:
    return redirect(_newest_or_404())


@readers_page
def edition(request: HttpRequest, key: EditionKey) -> HttpResponse:
    try:
        edition = _edition_or_404(key)
    except Http404:
        if merged := PublishedEdition.objects.merged_over(key):
            return redirect(merged)
        raise
    return render(request, "website/edition.html", {"edition": edition, **_neighbours(edition)})


@readers_page
def page(request: HttpRequest, key: EditionKey, label: str) -> HttpResponse:
    edition = _edition_or_404(key)
    pages = list(edition.pages.all())
    place = next((place for place, page in enumerate(pages) if page.label == label), None)
    if place is None:
        raise Http404
    context = {
        "edition": edition,
        "page": pages[place],
        "articles": [appearance.article for appearance in pages[place].appearances.all()],
        "previous_page": pages[place - 1] if place else None,
        "next_page": pages[place + 1] if place + 1 < len(pages) else None,
        "withdrawn": Appearance.objects.of_page(pages[place]).withdrawn(),
        "printed_corrections": _printed_on(pages[place]),
        **_neighbours(edition),
    }
    return render(request, "website/page.html", context)


@require_safe
def latest_calendar(request: HttpRequest) -> HttpResponseRedirect:
    """The month of the latest issue: the running month may have none yet."""
    return redirect("website:calendar", Month.of(_newest_or_404().date))


@readers_page
def calendar(request: HttpRequest, month: Month) -> HttpResponse:
    editions = PublishedEdition.objects.order_by("date", "number_in_day")
    issues = _issues_by_day(month)
    if not issues:
        raise Http404
    before = editions.filter(date__lt=month.first_day).last()
    after = editions.filter(date__gte=month.next_first_day).first()
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    context = {
        "month": month,
        "weeks": [[_day(day, month, issues) for day in week] for week in weeks],
        "weekdays": weeks[0],
        "previous_month": Month.of(before.date) if before else None,
        "next_month": Month.of(after.date) if after else None,
    }
    return render(request, "website/calendar.html", context)


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
    if not Masthead.objects.exists():
        raise Http404
    return render(request, "website/about.html")


def _list_page(request: HttpRequest, articles: PublishedArticleQuerySet) -> Page[PublishedArticle]:
    """The page of a list that the query asks for; one that is not there does not exist."""
    paginator = Paginator(articles.with_teaser_parts(), ARTICLES_PER_LIST)
    try:
        return paginator.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error


def _number_or_404(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def _printed_on(page: PublishedPage) -> QuerySet[PublishedCorrection]:
    """The corrections of earlier issues that stand on this page in print, in their order."""
    return PublishedCorrection.objects.readable().filter(printed__page=page).with_places().order_by("printed__order")


def _edition_or_404(key: EditionKey) -> PublishedEdition:
    editions = PublishedEdition.objects.with_contents()
    return get_object_or_404(editions, date=key.date, number_in_day=key.number_in_day)


def _newest_or_404() -> PublishedEdition:
    edition = PublishedEdition.objects.newest()
    if edition is None:
        raise Http404
    return edition


def _neighbours(edition: PublishedEdition) -> dict[str, PublishedEdition | None]:
    return {
        "previous_edition": PublishedEdition.objects.before(edition).first(),
        "next_edition": PublishedEdition.objects.after(edition).first(),
    }


def _on_same_page(article: PublishedArticle, appearance: Appearance | None) -> dict[str, Any]:
    """The other articles of the printed page, and those right before and after this one."""
    if appearance is None:
        return {}
    around = Appearance.objects.readable().filter(page=appearance.page).select_related("article")
    articles = [other.article for other in around.defer("article__body").order_by("order")]
    if article not in articles:  # withdrawn a moment ago
        return {}
    place = articles.index(article)
    return {
        "others_on_page": [other for other in articles if other != article],
        "previous_article": articles[place - 1] if place else None,
        "next_article": articles[place + 1] if place + 1 < len(articles) else None,
    }


def _more_of_series(article: PublishedArticle) -> PublishedArticleQuerySet:
    """The latest other parts."""
    parts = PublishedArticle.objects.filter(series=article.series_id).readable()
    return parts.exclude(pk=article.pk).defer("body").newest_first()[:5]


def _issues_by_day(month: Month) -> dict[date, list[Issue]]:
    """The issues of a month, each with the article that leads its first page."""
    leads = Appearance.objects.readable().leads_of_editions(month.first_day, month.next_first_day)
    lead_of = {lead.page.edition_id: lead.article for lead in leads}
    days: dict[date, list[Issue]] = {}
    for edition in PublishedEdition.objects.of_days(month.first_day, month.last_day):
        for day in edition.days:
            if month.first_day <= day <= month.last_day:
                days.setdefault(day, []).append((edition, lead_of.get(edition.id) if day == edition.date else None))
    return days


def _day(day: date, month: Month, issues: dict[date, list[Issue]]) -> dict[str, Any]:
    """A cell of the calendar; days of the months around stay empty."""
    return {"day": day if day.month == month.month else None, "issues": issues.get(day, [])}
