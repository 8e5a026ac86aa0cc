"""Files readers get: published pictures, PDFs of pages and issues, issues as books, and the note to crawlers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from website.addresses import EditionKey
from website.context_processors import site_root
from website.epub import book, shelf
from website.models import Masthead, PublishedEdition, PublishedPage

FOR_AN_HOUR = "public, max-age=3600"
FOR_EVER = "public, max-age=31536000, immutable"
# Not asked of the system: the tables of many do not know the newer ones.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A file of the public store. The address only matches names the press gives; nothing lists them.

    In production the web server in front answers these addresses; this view is for where there is none.
    """
    try:
        file = storages["public"].open(name)
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file,
        content_type=KINDS[name.rpartition(".")[2]],
        headers={"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def page_pdf(request: HttpRequest, key: EditionKey, label: str) -> HttpResponseBase:
    """The PDF of a page as it stands now: after a second issue, another file under the same address."""
    pages = PublishedPage.objects.filter(edition__date=key.date, edition__number_in_day=key.number_in_day)
    return _pdf(request, get_object_or_404(pages, label=label).pdf, f"{key}-{label}")


@require_safe
def issue_pdf(request: HttpRequest, key: EditionKey) -> HttpResponseBase:
    """All pages of an issue in one PDF."""
    edition = get_object_or_404(PublishedEdition, date=key.date, number_in_day=key.number_in_day)
    return _pdf(request, edition.pdf, str(key))


@require_safe
def issue_epub(request: HttpRequest, key: EditionKey) -> HttpResponseBase:
    """An issue as a book. It is made when somebody asks and kept until something in it changes; 304 costs a look."""
    editions = PublishedEdition.objects.filter(date=key.date, number_in_day=key.number_in_day)
    edition, root = get_object_or_404(editions), site_root(request)
    state = shelf.state_of(edition, root)
    headers = {"Cache-Control": "public, max-age=0, must-revalidate", "ETag": quote_etag(state)}
    if settings.TDM_POLICY:
        headers |= {"tdm-reservation": "1", "tdm-policy": settings.TDM_POLICY}
    if early := _unchanged(request, headers):
        return early
    file = shelf.SHELF.take(state, lambda out: book.bind(out, edition, root))
    return _download(file, "application/epub+zip", f"{key}.epub", headers)


def _pdf(request: HttpRequest, stored: str, name: str) -> HttpResponseBase:
    """A file never changes under its stored name, so the name is its tag; browsers ask each time."""
    if not stored:
        raise Http404
    headers = {"Cache-Control": "public, max-age=0, must-revalidate", "ETag": quote_etag(stored)}
    if early := _unchanged(request, headers):
        return early
    try:
        file = storages["public"].open(stored)
    except OSError as error:
        raise Http404 from error
    return _download(file, "application/pdf", f"{name}.pdf", headers)


def _unchanged(request: HttpRequest, headers: dict[str, str]) -> HttpResponseBase | None:
    """304 for a browser that has the file as it stands."""
    early = get_conditional_response(request, etag=headers["ETag"])
    if early is None or early.status_code != 304:
        return None
    for header, value in headers.items():
        early.headers[header] = value
    return early


def _download(file: IO[bytes], kind: str, name: str, headers: dict[str, str]) -> FileResponse:
    """A file under the paper's name."""
    paper = Masthead.objects.values_list("name", flat=True).first() or ""
    return FileResponse(
        file,
        content_type=kind,
        filename="-".join(filter(None, [paper.replace("/", " "), name])),
        headers={**headers, "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def icon(_request: HttpRequest) -> HttpResponseRedirect:
    """Where programs, and browsers that show no page, look for the paper's sign."""
    return HttpResponseRedirect(static("website/icon-192.png"), headers={"Cache-Control": FOR_AN_HOUR})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The house's own rules, or that everything may be read; and where the sitemaps are."""
    root = site_root(request)
    maps = "".join(f"Sitemap: {root}{reverse(f'website:{name}')}\n" for name in ("sitemap", "sitemap_news"))
    return HttpResponse(
        f"{rules_for_crawlers()}\n{maps}",
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": FOR_AN_HOUR},
    )


def rules_for_crawlers() -> str:
    """What the house says to crawlers, without the sitemaps."""
    if not settings.ROBOTS_FILE:
        return "User-agent: *\nDisallow:\n"
    return Path(settings.ROBOTS_FILE).read_text(encoding="utf-8").strip() + "\n"


@require_safe
def tdm_reservation(_request: HttpRequest) -> HttpResponse:
    """That mining of text and data is reserved, and under which terms it is granted; nothing if the house says so."""
    if not settings.TDM_POLICY:
        raise Http404
    said = [{"location": "/", "tdm-reservation": 1, "tdm-policy": settings.TDM_POLICY}]
    return HttpResponse(json.dumps(said), content_type="application/json", headers={"Cache-Control": FOR_AN_HOUR})
