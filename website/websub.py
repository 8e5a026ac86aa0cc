"""Telling a hub that feeds have changed (WebSub), so that who follows them knows within seconds.

What is to be told stands in the outbox like all that follows from a publication, but is told apart from the rest: a
hub that is slow or away holds up nothing else.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from django.conf import settings
from django.db.models.functions import Now

from website import channels, outbox
from website.models import (
    OutboxEvent,
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedEdition,
    PublishedEditionQuerySet,
    PublishedTopic,
)

log = logging.getLogger("newsroom.websub")

# In seconds: for one answer, and for all that one event has to tell.
PATIENCE = 5.0
ALL_TOLD = 120.0
# After so long the feeds have changed again, and who follows them has asked by himself.
NEWS_GROWS_OLD = timedelta(days=1)
Kind = OutboxEvent.Kind


def note_article(article_id: int) -> None:
    """Have the hub told that an article changed in feeds; in the transaction of what changed it."""
    _note(Kind.FEEDS_OF_ARTICLE, article_id)


def note_edition(edition_id: int) -> None:
    """Have the hub told that an issue changed feeds."""
    _note(Kind.FEEDS_OF_EDITION, edition_id)


def note_topic(topic_id: int) -> None:
    """Have the hub told that other articles stand in a topic."""
    _note(Kind.FEEDS_OF_TOPIC, topic_id)


def tell_waiting() -> int:
    """Tell all that is due, and leave what grew old untold; answers how many events were looked at."""
    seen = 0
    while outbox.handle_next(HANDLERS):
        seen += 1
    old = OutboxEvent.objects.filter(kind__in=HANDLERS, done_at__isnull=True, created_at__lt=Now() - NEWS_GROWS_OLD)
    if given_up := old.update(done_at=Now()):
        log.warning("%s changes of feeds were not told to the hub: it did not answer for a day", given_up)
    return seen


def tell_of_article(article_id: int) -> None:
    articles = PublishedArticle.objects.filter(pk=article_id)
    editions = PublishedEdition.objects.filter(pages__appearances__article=article_id)
    _tell(_feeds(articles, editions.distinct()))


def tell_of_edition(edition_id: int) -> None:
    articles = PublishedArticle.objects.filter(appearances__page__edition=edition_id)
    editions = PublishedEdition.objects.filter(pk=edition_id)
    _tell(_feeds(articles, editions))


def tell_of_topic(topic_id: int) -> None:
    _tell([f"topic/{slug}" for slug in PublishedTopic.objects.filter(pk=topic_id).values_list("slug", flat=True)])


HANDLERS = {
    Kind.FEEDS_OF_ARTICLE.value: tell_of_article,
    Kind.FEEDS_OF_EDITION.value: tell_of_edition,
    Kind.FEEDS_OF_TOPIC.value: tell_of_topic,
}


def _note(kind: OutboxEvent.Kind, subject_id: int) -> None:
    """Every change gets an event of its own: one that is being told may have been read before the next change."""
    if settings.WEBSUB_HUB:
        OutboxEvent.objects.create(key=f"{kind}:{subject_id}:{uuid4().hex}", kind=kind, subject_id=subject_id)


def _feeds(articles: PublishedArticleQuerySet, editions: PublishedEditionQuerySet) -> list[str]:
    """The names of the feeds in which these articles stand and which these issues have, each once."""
    names = {"latest": True}
    for section, series, author in articles.values_list("section", "series", "bylines__author"):
        names[f"section/{section}"] = True
        if series:
            names[f"series/{series}"] = True
        if author:
            names[f"author/{author}"] = True
    for topic in articles.filter(topics__isnull=False).values_list("topics__topic__slug", flat=True):
        names[f"topic/{topic}"] = True
    newest = PublishedEdition.objects.newest()
    for edition in editions:
        names[f"issue/{edition.slug}"] = True
        if edition == newest:
            names["issue/latest"] = True
    return list(names)


def _tell(names: list[str]) -> None:
    """Tell the hub of each feed in each form. Raises OSError when it does not take one: all are told again later."""
    if not settings.WEBSUB_HUB:
        return
    if not settings.WEBSITE_URL:
        log.warning("the hub is not told of changed feeds: NEWSROOM_WEBSITE_URL is not set")
        return
    until = time.monotonic() + ALL_TOLD
    for name in names:
        for form in channels.FORMATS:
            if time.monotonic() > until:
                raise TimeoutError("the hub takes too long")
            _post(channels.address_of(name, form, settings.WEBSITE_URL))


def _post(topic: str) -> None:
    said = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom"}
    request = Request(settings.WEBSUB_HUB, data=said, headers=headers, method="POST")
    with urlopen(request, timeout=PATIENCE) as answer:
        answer.read(1000)
