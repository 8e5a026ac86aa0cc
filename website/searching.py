"""The page on which readers search the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from website import search as archive
from website.conditional import readers_page
from website.models import PublishedArticle, PublishedAuthor, PublishedSeries, PublishedTopic

RESULTS = 20
# Nobody reads more; to count on would be work for nothing.
COUNTED = 100
TOPICS_TO_CHOOSE = 100


@dataclass(frozen=True, slots=True)
class Result:
    """An article that was found, with the words asked for marked in its headline and in a piece of its text."""

    article: PublishedArticle
    headline: SafeString
    snippet: SafeString


@readers_page
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words of an address, headlines first, each half newest first; without words, the form."""
    asked = archive.Asked.read(request.GET)
    after = archive.Cursor.read(request.GET["after"]) if "after" in request.GET else None
    if after is None and "after" in request.GET:
        raise Http404
    context: dict[str, Any] = {"asked": asked, "is_continued": after is not None, **_choices(asked)}
    if asked.terms:
        found = archive.find(asked, after=after, limit=RESULTS)
        context |= {
            "results": [_result(article, asked.terms) for article in found.articles],
            "more": found.more,
            "count": _count(asked, found) if after is None else None,
            "counted": COUNTED,
            # Nothing yet, and not all of it looked through: a page reads only so many texts.
            "looked_back_to": found.more.published_at if found.more and not found.articles else None,
        }
    return render(request, "website/search.html", context)


def _count(asked: archive.Asked, found: archive.Found) -> int | None:
    """How many there are; where the first page has all of them, nobody looks through the archive once more.

    Where so many texts did not fill a page, as many more would not come to a hundred.
    """
    if found.is_cut:
        return None
    return archive.count_up_to(asked, COUNTED + 1) if found.more else len(found.articles)


def _result(article: PublishedArticle, terms: tuple[str, ...]) -> Result:
    return Result(article, archive.marked_headline(article, terms), archive.snippet(article, terms))


def _choices(asked: archive.Asked) -> dict[str, Any]:
    """What the form offers to narrow by; an author comes from his own page and is named."""
    return {
        "all_series": PublishedSeries.objects.all(),
        "topics": PublishedTopic.objects.order_by("-is_open", "-pk")[:TOPICS_TO_CHOOSE],
        "genres": PublishedArticle.Genre.choices,
        "author": PublishedAuthor.objects.filter(slug=asked.author).first() if asked.author else None,
    }
