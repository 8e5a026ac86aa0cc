"""An article and an issue to download as ninjs."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from website import ninjs
from website.addresses import EditionKey
from website.api.answers import for_programs, record, root_of
from website.api.asking import Question
from website.api.views import whole_or_404
from website.models import Appearance, Masthead, PublishedArticle, PublishedEdition


@for_programs
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A withdrawn one is gone in the words of the standard: who reads ninjs knows `canceled`, no problem document."""
    Question.read(request)
    article, root = whole_or_404(pk), root_of(request)
    if article.is_withdrawn:
        return record(ninjs.cancelled_item(article, root), status=410, Cache_Control="no-cache")
    return record(ninjs.article_item(article, _masthead(), root))


@for_programs
def issue(request: HttpRequest, key: EditionKey) -> HttpResponse:
    """The articles of an issue in one file."""
    Question.read(request)
    edition = get_object_or_404(
        PublishedEdition.objects.prefetch_related("pages"), date=key.date, number_in_day=key.number_in_day
    )
    item = ninjs.issue_item(edition, _masthead(), _articles(edition), root_of(request))
    return record(item, Content_Disposition=f'attachment; filename="{key}.ninjs.json"')


def _articles(edition: PublishedEdition) -> list[PublishedArticle]:
    """Also those withdrawn: whoever took the issue over has to hear of it."""
    rows = PublishedArticle.objects.filter(appearances__page__edition=edition).distinct()
    places = Prefetch("appearances", Appearance.objects.with_place())
    parts = rows.select_related("section", "series").prefetch_related(
        "bylines", "pictures", "corrections", "topics__topic", places
    )
    return list(parts.order_by("edition_order", "id"))


def _masthead() -> Masthead:
    return Masthead.objects.first() or Masthead(name="")
