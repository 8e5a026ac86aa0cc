"""What search engines find the paper by: months with their issues and articles, and the news of two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from website.addresses import Month
from website.bylines import language_tag
from website.channels import changed
from website.conditional import readers_page
from website.context_processors import site_root
from website.days import midnight
from website.models import (
    Masthead,
    PublishedArticle,
    PublishedAuthor,
    PublishedEdition,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
)

NEWS_DAYS = 2
# More are not read in one file of news; the other files may hold fifty thousand.
MOST_NEWS = 1000
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"


@readers_page
def index(request: HttpRequest) -> HttpResponse:
    """One file for the standing pages, and one for each month with an issue."""
    root = site_root(request)
    names = [reverse("website:sitemap_pages")]
    names += [reverse("website:sitemap_month", args=[Month.of(month)]) for month in _months()]
    rows = "".join(f"<sitemap><loc>{escape(root + name)}</loc></sitemap>\n" for name in names)
    return _xml(f'<sitemapindex xmlns="{SCHEMA}">\n{rows}</sitemapindex>\n')


@readers_page
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that stand: front page, sections, series, authors, topics, corrections, imprint."""
    root = site_root(request)
    names = [reverse(f"website:{name}") for name in ("front", "corrections", "search", "feeds")]
    if Masthead.objects.exists():
        names.append(reverse("website:about"))
    for model in (PublishedSection, PublishedSeries, PublishedAuthor):
        names += [row.get_absolute_url() for row in model.objects.order_by("pk")[:15_000]]
    if topics := [topic.get_absolute_url() for topic in PublishedTopic.objects.order_by("pk")[:4_000]]:
        names += [reverse("website:topics"), *topics]
    return _urls(_url(f"{root}{name}") for name in names)


@readers_page
def month(request: HttpRequest, month: Month) -> HttpResponse:
    """The issues of a month with their pages, and the articles that appeared in it."""
    root = site_root(request)
    editions = PublishedEdition.objects.filter(date__gte=month.first_day, date__lte=month.last_day)
    issues = list(editions.order_by("date", "number_in_day").prefetch_related("pages"))
    articles = list(_of_articles(_appeared_in(month), root))
    if not issues and not articles:
        raise Http404
    return _urls([*_of_issues(issues, root), *articles])


@readers_page
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days by the database's clock; on days without a paper it is empty, as it may be."""
    root = site_root(request)
    name = Masthead.objects.values_list("name", flat=True).first() or ""
    language = language_tag().lower()
    recent = PublishedArticle.objects.readable().filter(published_at__gt=Now() - timedelta(days=NEWS_DAYS))
    rows = "".join(
        f"<url><loc>{escape(root + article.get_absolute_url())}</loc><news:news><news:publication>"
        f"<news:name>{escape(name)}</news:name><news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{timezone.localtime(article.published_at).isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.headline)}</news:title></news:news></url>\n"
        for article in recent.newest_first().only("headline", "published_at")[:MOST_NEWS]
    )
    return _xml(f'<urlset xmlns="{SCHEMA}" xmlns:news="{NEWS_SCHEMA}">\n{rows}</urlset>\n')


def _months() -> list[date]:
    """The months with an issue, and those in which an article appeared before one; the newest first."""
    alone = PublishedArticle.objects.readable().online_first()
    moments = alone.datetimes("published_at", "month")
    months = {*PublishedEdition.objects.dates("date", "month"), *(moment.date() for moment in moments)}
    return sorted(months, reverse=True)


def _appeared_in(month: Month) -> QuerySet[PublishedArticle]:
    start, end = midnight(month.first_day), midnight(month.next_first_day)
    rows = PublishedArticle.objects.readable().filter(published_at__gte=start, published_at__lt=end)
    return rows.order_by("published_at", "pk").only("published_at", "updated_at", "corrected_at")[:40_000]


def _of_issues(issues: list[PublishedEdition], root: str) -> Iterator[str]:
    for issue in issues:
        moment = issue.reissued_at or issue.published_at
        yield _url(f"{root}{issue.get_absolute_url()}", moment)
        for page in issue.pages.all():
            page.edition = issue
            yield _url(f"{root}{page.get_absolute_url()}", moment)


def _of_articles(articles: QuerySet[PublishedArticle], root: str) -> Iterator[str]:
    for article in articles:
        yield _url(f"{root}{article.get_absolute_url()}", changed(article))


def _url(address: str, moment: datetime | None = None) -> str:
    changed = f"<lastmod>{timezone.localtime(moment).isoformat(timespec='seconds')}</lastmod>" if moment else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>\n"


def _urls(rows: Iterator[str] | list[str]) -> HttpResponse:
    return _xml(f'<urlset xmlns="{SCHEMA}">\n{"".join(rows)}</urlset>\n')


def _xml(text: str) -> HttpResponse:
    return HttpResponse(XML + text, content_type="application/xml; charset=utf-8")
