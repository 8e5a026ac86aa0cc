"""What desk and website are asked when an archive is measured: lists with their first and last pages, and articles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client

from articles.models import Article, Section, Series
from authors.desk_admin import MOST_LISTED
from authors.models import User
from editions.models import Edition
from newsroom.benching.answers import Answers, Clock, all_of
from website import search
from website.models import PublishedArticle, PublishedSection, PublishedSeries

TIMES = 6
ARTICLES = 60
DESK, ON_A_PAGE = "/admin/articles/article/", 50


def desk(clock: Clock) -> Iterator[Answers]:
    """The desk's lists as an editor sees them, each several times, then all together."""
    editor = User.objects.get(username="desk_editor")
    client = _client()
    client.force_login(editor)
    yield from _asked(clock, client, _desk_addresses())


def website(clock: Clock) -> Iterator[Answers]:
    """The website's lists made by Django, each several times, then all together."""
    yield from _asked(clock, _client(), _website_addresses())


def articles(clock: Clock, seed: int = 5) -> Iterator[Answers]:
    """Articles of all years, each for the first time and once more; and keeping the words of one for search."""
    client, first, again, kept = (
        _client(),
        Answers("article, first time"),
        Answers("article, once more"),
        Answers("kept"),
    )
    numbers = _some_articles(Random(seed))
    for number in numbers[:10]:
        client.get(f"/article/{number}/")
    for number in numbers[10:]:
        first.add(clock.taken(partial(_answer, client, f"/article/{number}/")))
        again.add(clock.taken(partial(_answer, client, f"/article/{number}/")))
    kept.kind = "keeping the words of one article"
    for number in numbers[10:]:
        kept.add(clock.taken(partial(_kept, number)))
    yield from (first, again, kept)


def _kept(number: int) -> None:
    with transaction.atomic():
        search.remember([number])


def _some_articles(draw: Random) -> list[int]:
    """Of one length, from anywhere in the archive."""
    highest = PublishedArticle.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: list[int] = []
    for _try in range(40 * ARTICLES):
        number = draw.randint(1, max(1, highest))
        if number in found or len(found) >= ARTICLES + 10:
            continue
        found += (
            PublishedArticle.objects.readable()
            .filter(pk=number, character_count__range=(450, 650))
            .values_list("pk", flat=True)
        )
    return found


def _asked(clock: Clock, client: Client, addresses: dict[str, str]) -> Iterator[Answers]:
    every = []
    for kind, address in addresses.items():
        answers = Answers(kind)
        _answer(client, address)
        for _time in range(TIMES):
            answers.add(clock.taken(partial(_answer, client, address)))
        every.append(answers)
        yield answers
    yield all_of("all", every)


def _answer(client: Client, address: str) -> HttpResponseBase:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return answer


def _client() -> Client:
    host = next((host for host in settings.ALLOWED_HOSTS if host.strip("*.")), "localhost")
    return Client(SERVER_NAME=host.strip("*."), headers={"accept-language": "zh-hans"})


def _desk_addresses() -> dict[str, str]:
    section, series = (model.objects.order_by("pk").values_list("pk", flat=True).first() for model in (Section, Series))
    return {
        "my desk": "/admin/",
        "articles": DESK,
        "articles, last page": f"{DESK}?p={_last_of_list(Article)}",
        "oldest first": f"{DESK}?o=6",
        "published": f"{DESK}?state=published",
        "in review": f"{DESK}?state=submitted",
        "waiting for me": f"{DESK}?state=mine",
        "of a section": f"{DESK}?section__id__exact={section}",
        "of a genre": f"{DESK}?genre__exact=opinion",
        "of a series": f"{DESK}?series__id__exact={series}",
        "a genre of a section": f"{DESK}?section__id__exact={section}&genre__exact=opinion",
        "a frequent word": f"{DESK}?q=本报",
        "a frequent word in a section": f"{DESK}?q=本报&section__id__exact={section}",
        "two frequent words": f"{DESK}?q=的 一",
        "a word that is nowhere": f"{DESK}?q=鑫鼐",
        "editions": "/admin/editions/edition/",
        "editions, last page": f"/admin/editions/edition/?p={_last_of_list(Edition)}",
        "authors": "/admin/authors/author/",
        "photos": "/admin/photos/photo/",
    }


def _last_of_list(model: type[Model]) -> int:
    listed = model._default_manager.values("pk")[:MOST_LISTED].count()
    return max(1, -(-listed // ON_A_PAGE))


def _website_addresses() -> dict[str, str]:
    section = PublishedSection.objects.order_by("order").values_list("slug", flat=True).first()
    series = PublishedSeries.objects.order_by("slug").values_list("slug", flat=True).first()
    return {
        "front page": "/",
        "a section": f"/section/{section}/",
        "a section, last page": f"/section/{section}/?page={_last_of(section=section)}",
        "a series, last page": f"/series/{series}/?page={_last_of(series=series)}",
        "feed": "/feeds/latest.xml",
        "sitemap": "/sitemap.xml",
        "articles for programs": "/api/articles/",
        "a search": "/search/?q=本报",
    }


def _last_of(**which: object) -> int:
    return max(1, min(100, -(-PublishedArticle.objects.readable().filter(**which).count() // 24)))
