"""What a feed carries: the newest articles of the paper, of a section, a series or an author, or all of an issue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from website.addresses import EditionKey
from website.models import (
    Masthead,
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedAuthor,
    PublishedEdition,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
)

ITEMS = 30
FORMATS = ("xml", "atom", "json")


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed: `name` is its part of the address, `home` the page that it follows."""

    name: str
    title: str
    description: str
    home: str
    articles: list[PublishedArticle]

    @property
    def updated(self) -> datetime | None:
        """When the newest of it appeared or was corrected."""
        return max((changed(article) for article in self.articles), default=None)


def changed(article: PublishedArticle) -> datetime:
    """When readers last got other words: corrections count, the number stays."""
    return max(at for at in (article.published_at, article.updated_at, article.corrected_at) if at)


def address_of(name: str, format: str, root: str) -> str:
    """Where a feed is to be had."""
    return f"{root}/feeds/{name}.{format}"


def latest() -> Channel:
    paper = _paper()
    return Channel(
        "latest", paper.name, paper.tagline, reverse("website:front"), _newest(PublishedArticle.objects.all())
    )


def of_section(slug: str) -> Channel:
    section = get_object_or_404(PublishedSection, slug=slug)
    return _of(f"section/{slug}", section.name, section.description, section, section.articles.all())


def of_series(slug: str) -> Channel:
    series = get_object_or_404(PublishedSeries, slug=slug)
    return _of(f"series/{slug}", series.name, series.description, series, series.articles.all())


def of_topic(slug: str) -> Channel | None:
    """None where no topic has this address now."""
    topic = PublishedTopic.objects.filter(slug=slug).first()
    if topic is None:
        return None
    articles = PublishedArticle.objects.filter(pk__in=topic.entries.values("article"))
    return _of(f"topic/{slug}", topic.name, topic.introduction, topic, articles)


def of_author(slug: str) -> Channel:
    author = get_object_or_404(PublishedAuthor, slug=slug)
    articles = PublishedArticle.objects.filter(pk__in=author.bylines.values("article"))
    return _of(f"author/{slug}", author.name, author.bio, author, articles)


def of_issue(key: EditionKey) -> Channel:
    """Every article of an issue, in the order of its pages."""
    edition = get_object_or_404(PublishedEdition, date=key.date, number_in_day=key.number_in_day)
    return _whole(edition, f"issue/{key}")


def of_latest_issue() -> Channel:
    edition = PublishedEdition.objects.newest()
    if edition is None:
        raise Http404
    return _whole(edition, "issue/latest")


def offered() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The feeds there are, in groups: (heading, [(title, name)])."""
    yield _("The paper"), [(_("Newest articles"), "latest"), (_("Latest issue"), "issue/latest")]
    sections = [(section.name, f"section/{section.slug}") for section in PublishedSection.objects.all()]
    series = [(series.name, f"series/{series.slug}") for series in PublishedSeries.objects.all()]
    topics = [(topic.name, f"topic/{topic.slug}") for topic in PublishedTopic.objects.newest_first()]
    groups = ((_("Sections"), sections), (_("Series"), series), (_("Topics"), topics))
    yield from ((head, rows) for head, rows in groups if rows)


def _whole(edition: PublishedEdition, name: str) -> Channel:
    rows = PublishedArticle.objects.filter(appearances__page__edition=edition).distinct().readable()
    articles = list(_with_parts(rows).order_by("edition_order", "id"))
    title = f"{_paper().name} {edition.slug}"
    return Channel(name, title, edition.name, edition.get_absolute_url(), articles)


def _of(
    name: str,
    title: str,
    description: str,
    page: PublishedSection | PublishedSeries | PublishedAuthor | PublishedTopic,
    articles: PublishedArticleQuerySet,
) -> Channel:
    return Channel(name, f"{title} - {_paper().name}", description, page.get_absolute_url(), _newest(articles))


def _newest(articles: PublishedArticleQuerySet) -> list[PublishedArticle]:
    return list(_with_parts(articles.readable().newest_first())[:ITEMS])


def _with_parts(articles: PublishedArticleQuerySet) -> PublishedArticleQuerySet:
    parts = ("bylines", "pictures", "corrections", "topics__topic")
    return articles.select_related("section", "series").prefetch_related(*parts)


def _paper() -> Masthead:
    return Masthead.objects.first() or Masthead(name="")


Maker = Callable[..., Channel]
