"""Feeds for readers' programs: each channel as RSS 2.0, Atom 1.0 and JSON Feed 1.1, and the page that lists them.

An article's number in a feed never changes, whatever is corrected in it; the moment of its last change does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed

from website import channels
from website.addresses import EditionKey
from website.bylines import language_tag, plain_credits
from website.channels import Channel, address_of, changed
from website.conditional import readers_page
from website.context_processors import site_root
from website.furniture import furniture_at
from website.models import PublishedArticle, PublishedEdition
from website.record import state_of
from website.templatetags.newspaper import shared_picture
from website.topics import led_on
from website.whole_text import whole_text

MIME = {
    "xml": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@readers_page
def latest(request: HttpRequest, format: str) -> HttpResponse:
    return _answer(request, channels.latest(), format)


@readers_page
def section(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    return _answer(request, channels.of_section(slug), format)


@readers_page
def series(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    return _answer(request, channels.of_series(slug), format)


@readers_page
def topic(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    channel = channels.of_topic(slug)
    return _answer(request, channel, format) if channel else led_on(slug, "website:topic_feed", format)


@readers_page
def author(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    return _answer(request, channels.of_author(slug), format)


@readers_page
def issue(request: HttpRequest, key: EditionKey, format: str) -> HttpResponse:
    return _answer(request, channels.of_issue(key), format)


@readers_page
def latest_issue(request: HttpRequest, format: str) -> HttpResponse:
    return _answer(request, channels.of_latest_issue(), format)


@readers_page
def index(request: HttpRequest) -> HttpResponse:
    """The page on which readers find the feeds."""
    return render(request, "website/feeds.html", {"groups": list(channels.offered())})


def _answer(request: HttpRequest, channel: Channel, format: str) -> HttpResponse:
    root = site_root(request)
    writers: dict[str, Callable[[Channel, str, str], str]] = {"xml": _rss, "atom": _atom, "json": _json}
    house = furniture_at(state_of(request)).masthead.name or channel.title
    headers = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
    if settings.WEBSUB_HUB:
        own = address_of(channel.name, format, root)
        headers["Link"] = f'<{settings.WEBSUB_HUB}>; rel="hub", <{own}>; rel="self"'
    return HttpResponse(writers[format](channel, house, root), content_type=MIME[format], headers=headers)


def tag_of(article: PublishedArticle, root: str) -> str:
    """The name an article has for good, in the form of RFC 4151."""
    day = timezone.localtime(article.published_at).date().isoformat()
    return f"tag:{urlsplit(root).hostname},{day}:article-{article.pk}"


def _rss(channel: Channel, house: str, root: str) -> str:
    return _xml(_Rss, "xml", channel, house, root)


def _atom(channel: Channel, house: str, root: str) -> str:
    return _xml(_Atom, "atom", channel, house, root)


class _Rss(Rss201rev2Feed):
    """With the hub that tells of changes, if there is one."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if settings.WEBSUB_HUB:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": settings.WEBSUB_HUB})


class _Atom(Atom1Feed):
    """With the whole text beside the summary, and the hub."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if settings.WEBSUB_HUB:
            handler.addQuickElement("link", "", {"rel": "hub", "href": settings.WEBSUB_HUB})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["whole_text"], {"type": "html"})


def _xml(kind: type[SyndicationFeed], format: str, channel: Channel, house: str, root: str) -> str:
    """`house` is whose words those are that nobody signed."""
    feed = kind(
        title=channel.title,
        link=f"{root}{channel.home}",
        description=channel.description or channel.title,
        author_name=house,
        language=language_tag(),
        feed_url=address_of(channel.name, format, root),
        feed_guid=address_of(channel.name, format, root) if format == "atom" else None,
    )
    for article in channel.articles:
        picture = next(iter(article.pictures.all()), None)
        feed.add_item(
            title=article.headline,
            link=f"{root}{article.get_absolute_url()}",
            description=article.teaser,
            unique_id=tag_of(article, root),
            unique_id_is_permalink=False,
            author_name=plain_credits(article.bylines.all()) or None,
            pubdate=article.published_at,
            updateddate=changed(article),
            categories=article.filed_under(article.in_topics),
            enclosures=[Enclosure(shared_picture(picture, root), "0", "image/jpeg")] if picture else [],
            whole_text=whole_text(article, root),
        )
    feed.latest_post_date = lambda: channel.updated or _beginning()  # type: ignore[method-assign]
    return str(feed.writeString("utf-8"))


def _json(channel: Channel, house: str, root: str) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": f"{root}{channel.home}",
        "feed_url": address_of(channel.name, "json", root),
        **({"description": channel.description} if channel.description else {}),
        "language": language_tag(),
        "authors": [{"name": house}],
        **({"hubs": [{"type": "WebSub", "url": settings.WEBSUB_HUB}]} if settings.WEBSUB_HUB else {}),
        "items": [_json_item(article, root) for article in channel.articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _json_item(article: PublishedArticle, root: str) -> dict[str, Any]:
    picture = next(iter(article.pictures.all()), None)
    authors = [{"name": byline.name} for byline in article.bylines.all()]
    return {
        "id": tag_of(article, root),
        "url": f"{root}{article.get_absolute_url()}",
        "title": article.headline,
        "content_html": whole_text(article, root),
        **({"summary": article.teaser} if article.teaser else {}),
        **({"image": shared_picture(picture, root)} if picture else {}),
        "date_published": article.published_at.isoformat(),
        "date_modified": changed(article).isoformat(),
        **({"authors": authors} if authors else {}),
        "tags": article.filed_under(article.in_topics),
    }


def _beginning() -> datetime:
    """When the paper began: since then nothing has changed in a feed in which nothing stands any more."""
    first = PublishedEdition.objects.aggregate(first=Min("published_at"))["first"]
    return first or datetime.fromtimestamp(0, UTC)
