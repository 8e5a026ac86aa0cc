"""The issue pages (数字报): an issue, its pages with their pictures, what readers cut from them, the calendar."""

from __future__ import annotations

from calendar import Calendar
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from website import clipping, issue
from website.addresses import EditionKey, Month
from website.conditional import readers_page
from website.models import (
    Appearance,
    PublishedArticle,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
)

Issue = tuple[PublishedEdition, PublishedArticle | None]


@require_safe
def latest(request: HttpRequest) -> HttpResponseRedirect:
    return redirect(_newest_or_404())


@readers_page
def edition(request: HttpRequest, key: EditionKey) -> HttpResponse:
    try:
        edition = _edition_or_404(key, PublishedEdition.objects.with_contents())
    except Http404:
        if merged := PublishedEdition.objects.merged_over(key):
            return redirect(merged)
        raise
    return render(request, "website/edition.html", {"edition": edition, **_neighbours(edition)})


@readers_page
def page(request: HttpRequest, key: EditionKey, label: str) -> HttpResponse:
    edition = _edition_or_404(key, PublishedEdition.objects.with_page(key, label))
    pages = list(edition.pages.all())
    place = next((place for place, page in enumerate(pages) if page.label == label), None)
    if place is None:
        raise Http404
    page = pages[place]
    entries = issue.entries(edition, page, page.regions.all() if page.picture_base else [])
    articles = [entry.article for entry in entries]
    printed = list(PublishedCorrection.objects.readable().printed_on(page).with_places())
    context = {
        "edition": edition,
        "page": page,
        "entries": entries,
        "articles": articles,
        "is_illustrated": any(one.picture_base for one in pages),
        "corrected_at": issue.corrected_at(articles),
        "previous_page": pages[place - 1] if place else None,
        "next_page": pages[place + 1] if place + 1 < len(pages) else None,
        "withdrawn": Appearance.objects.of_page(page).withdrawn(),
        "printed_corrections": printed,
        "notices": issue.notices(printed) if page.picture_base else [],
        **_neighbours(edition),
    }
    return render(request, "website/page.html", context)


@readers_page
def clip(request: HttpRequest, key: EditionKey, label: str, pk: int) -> HttpResponse:
    """One article as it stands on the printed page, to keep and to send on."""
    page, regions = _clipped_or_404(key, label, pk)
    width, height = clipping.size_of(page, regions)
    context = {"edition": page.edition, "page": page, "article": regions[0].article, "width": width, "height": height}
    return render(request, "website/clip.html", context)


@readers_page
def clip_picture(request: HttpRequest, key: EditionKey, label: str, pk: int) -> HttpResponse:
    """The same as a picture, which other people's pages and programs show."""
    page, regions = _clipped_or_404(key, label, pk)
    try:
        content = clipping.cut(page, regions)
    except (clipping.NothingToCut, OSError) as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


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


def _clipped_or_404(key: EditionKey, label: str, number: int) -> tuple[PublishedPage, list[PublishedRegion]]:
    """The page with its edition, and the regions of the article on it."""
    pages = PublishedPage.objects.select_related("edition").exclude(picture_base="")
    page = get_object_or_404(pages, edition__date=key.date, edition__number_in_day=key.number_in_day, label=label)
    regions = PublishedRegion.objects.filter(page=page, article__withdrawn_at__isnull=True)
    found = list(regions.filter(article=number).select_related("article__section").order_by("order"))
    if not found:
        raise Http404
    return page, found


def _edition_or_404(key: EditionKey, editions: QuerySet[PublishedEdition]) -> PublishedEdition:
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
