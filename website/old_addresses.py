"""Addresses in the form older e-paper sites used; they lead on for good to ours."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from website.models import Appearance, PublishedPage


class OldDayConverter:
    """The day in an old address: 2025-10/17."""

    regex = r"[0-9]{4}-[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return value.strftime("%Y-%m/%d")


@require_safe
def node(request: HttpRequest, day: date, number: int) -> HttpResponsePermanentRedirect:
    """The N-th page of the day's first edition."""
    pages = PublishedPage.objects.select_related("edition")
    page = pages.filter(edition__date=day, edition__number_in_day=1, order=_small(number)).first()
    if page is None:
        raise Http404
    return redirect(page, permanent=True)


@require_safe
def content(request: HttpRequest, day: date, pk: int) -> HttpResponsePermanentRedirect:
    """An article under the day it was printed. Of one withdrawn since, its own address tells."""
    appearances = Appearance.objects.select_related("article")
    appearance = appearances.filter(page__edition__date=day, article_id=pk).first()
    if appearance is None:
        raise Http404
    return redirect(appearance.article, permanent=True)


def _small(number: int) -> int:
    """A number the column can hold; larger ones name no page."""
    return min(number, 32767)
