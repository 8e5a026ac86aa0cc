"""The paper without a net: what makes it installable, and the list of what a saved issue consists of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from website.conditional import readers_page
from website.models import Masthead, PublishedArticle, PublishedEdition
from website.public_files import file_address
from website.templatetags.newspaper import document_language, picture_url

# Every page needs these.
STATIC = ("website/website.css", "website/print.css", "website/keys.js", "website/article.js", "website/issue.css",
          "website/page_picture.js", "website/offline.js", "website/icon.svg")  # fmt: skip
# In pixels. Of each picture one file is saved; the script that answers gives it for every other one.
PICTURE_WIDTH = 960
ICONS = (("website/icon.svg", "any", "image/svg+xml"), ("website/icon-192.png", "192x192", "image/png"),
         ("website/icon-512.png", "512x512", "image/png"))  # fmt: skip


@readers_page
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to put the paper beside other programs."""
    masthead = Masthead.objects.first() or Masthead(name="Newsroom")
    said = {
        "id": "/",
        "name": masthead.name,
        "short_name": masthead.name[:12],
        "description": masthead.tagline,
        "lang": document_language(),
        "start_url": reverse("website:front"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#f8f5ed",
        "theme_color": "#f8f5ed",
        "icons": [
            {"src": staticfiles_storage.url(name), "sizes": sizes, "type": kind, "purpose": "any"}
            for name, sizes, kind in ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script that answers without a net; it stands at the root, because it answers for what is below it."""
    found = finders.find("website/service_worker.js") or Path(settings.STATIC_ROOT) / "website/service_worker.js"
    headers = {"Cache-Control": "public, max-age=0, must-revalidate", "X-Content-Type-Options": "nosniff"}
    text = Path(str(found)).read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@readers_page
def page(request: HttpRequest) -> HttpResponse:
    """What is shown without a net for what was not saved."""
    return render(request, "website/offline.html")


@readers_page
def issue(request: HttpRequest) -> HttpResponse:
    """The latest issue as a list of addresses, each with a mark that changes when its words do.

    A reader's browser fetches what it has under another mark, and forgets what is no longer listed: a correction
    reaches him, and what was withdrawn goes.
    """
    edition = PublishedEdition.objects.newest()
    if edition is None:
        raise Http404
    articles = list(_articles(edition))
    # On the pages that list others, every one of them counts.
    drawn = list(_pictures_of_pages(edition))
    newest = max((_mark(article) for article in articles), default="")
    whole = f"{edition.revision}-{newest}-{len(articles)}-{crc32(repr(drawn).encode()):x}"
    pages = [reverse("website:front"), edition.get_absolute_url(), reverse("website:offline")]
    pages += [reverse("website:page", args=[edition.slug, label]) for label in _labels(edition)]
    files = dict.fromkeys(pages, whole)
    for article in articles:
        files[article.get_absolute_url()] = f"{_mark(article)}-{whole}"
        files |= dict.fromkeys((picture_url(picture, PICTURE_WIDTH) for picture in article.pictures.all()), "picture")
    files |= dict.fromkeys(drawn, "picture")
    files |= {staticfiles_storage.url(name): whole for name in STATIC}
    # What the house keeps on another host the browser does not let us save.
    own = {address: mark for address, mark in files.items() if "://" not in address}
    return JsonResponse({"edition": edition.slug, "files": own})


def _articles(edition: PublishedEdition) -> Iterator[PublishedArticle]:
    rows = PublishedArticle.objects.readable().filter(appearances__page__edition=edition).distinct()
    yield from rows.prefetch_related("pictures").only("version_number", "content_hash", "corrected_at").order_by("pk")


def _pictures_of_pages(edition: PublishedEdition) -> Iterator[str]:
    """Each page as printed, in the size in which its words can be read on a telephone."""
    for page in edition.pages.exclude(picture_base="").order_by("order"):
        files = page.picture_files()
        name = next((name for name, width in files if width >= PICTURE_WIDTH), files[-1][0])
        yield file_address(name)


def _labels(edition: PublishedEdition) -> list[str]:
    return list(edition.pages.order_by("order").values_list("label", flat=True))


def _mark(article: PublishedArticle) -> str:
    return f"{article.corrected_at.isoformat() if article.corrected_at else ''}-{article.content_hash[:12]}"
