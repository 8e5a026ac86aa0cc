"""The book of an issue: a cover, a way through it by pages and articles, and the articles in the order of the paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from PIL import Image

from website.bylines import language_tag
from website.epub.xhtml import as_xhtml, plain
from website.models import Masthead, PublishedArticle, PublishedEdition, PublishedPage, PublishedPicture
from website.reading import lay_out
from website.templatetags.newspaper import issue_date

WIDEST = 1000
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of an article from top to bottom: words, or a picture whose file is in the book."""

    html: SafeString | None = None
    picture: PublishedPicture | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the paper, with the articles that begin on it."""

    page: PublishedPage
    articles: list[PublishedArticle]
    continued: list[PublishedArticle]

    @property
    def title(self) -> str:
        return plain(str(self.page))


@dataclass(slots=True)
class Binding:
    """A book that is being put together; `files` are its names and media types, in the order of the manifest."""

    zip: ZipFile
    moment: datetime
    files: list[tuple[str, str]] = field(default_factory=list)
    pictures: dict[str, bool] = field(default_factory=dict)

    def put(self, name: str, content: str | bytes, kind: str) -> None:
        self.store(f"book/{name}", content, ZIP_STORED if kind == "image/jpeg" else ZIP_DEFLATED)
        self.files.append((name, kind))

    def store(self, name: str, content: str | bytes, method: int = ZIP_DEFLATED) -> None:
        info = ZipInfo(name, self.moment.timetuple()[:6])
        info.compress_type = method
        self.zip.writestr(info, content)

    def picture(self, picture: PublishedPicture) -> str:
        """The name of a picture's file in the book; empty where the public store has none."""
        files = picture.files("jpg")
        stored = next((name for name, width in reversed(files) if width <= WIDEST), files[0][0])
        if stored not in self.pictures:
            content = _stored(stored)
            self.pictures[stored] = content is not None
            if content is not None:
                self.put(f"images/{stored}", content, "image/jpeg")
        return f"images/{stored}" if self.pictures[stored] else ""


def bind(out: IO[bytes], edition: PublishedEdition, root: str) -> None:
    """Write the book of a published issue, as it may be read now."""
    edition = PublishedEdition.objects.with_contents().get(pk=edition.pk)
    rows = PublishedArticle.objects.readable().filter(appearances__page__edition=edition).distinct()
    parts = rows.select_related("section", "series").prefetch_related("bylines", "pictures", "corrections")
    _write(out, edition, {article.pk: article for article in parts}, root)


def _write(out: IO[bytes], edition: PublishedEdition, articles: dict[int, PublishedArticle], root: str) -> None:
    """Bind an issue loaded `with_contents()`; `articles` are the readable ones with all their parts, by number."""
    masthead = Masthead.objects.first() or Masthead(name=edition.slug)
    chapters = _chapters(edition, articles)
    moment = _modified(edition)
    title = f"{masthead.name} {issue_date(edition)}"
    common = {"language": language_tag(), "title": plain(title), "masthead": masthead, "edition": edition, "root": root}
    with ZipFile(out, "w") as packed:
        binding = Binding(packed, moment)
        binding.store("mimetype", "application/epub+zip", ZIP_STORED)
        binding.store("META-INF/container.xml", CONTAINER)
        binding.put("style.css", render_to_string("website/epub/style.css"), "text/css")
        cover = _cover(edition)
        if cover:
            binding.put("images/cover.jpg", cover, "image/jpeg")
        _put_page(binding, "cover", {**common, "has_picture": bool(cover)})
        _put_page(binding, "nav", {**common, "chapters": chapters, "first": next(iter(chapters), None)})
        for chapter in chapters:
            _put_chapter(binding, chapter, common)
        is_described = all(picture.alt for article in articles.values() for picture in article.pictures.all())
        package = {
            **common,
            "chapters": chapters,
            "files": [(f"f{place}", name, kind) for place, (name, kind) in enumerate(binding.files)],
            "identifier": uuid5(NAMESPACE_URL, f"{root}{edition.get_absolute_url()}"),
            "modified": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "is_described": is_described,
            "has_pictures": bool(cover) or any(binding.pictures.values()),
            "summary": _accessibility(is_described),
            "terms": settings.TDM_POLICY,
        }
        binding.store("book/package.opf", _rendered("package.xml", package))


def _put_chapter(binding: Binding, chapter: Chapter, common: dict[str, Any]) -> None:
    _put_page(binding, "page", {**common, "chapter": chapter}, f"page-{chapter.page.label}")
    for article in chapter.articles:
        pieces, gallery = _pieces(binding, article, common["root"])
        context = {**common, "article": article, "chapter": chapter, "pieces": pieces, "gallery": gallery}
        context["credits"] = as_xhtml(lay_out(article).credits_under_headline, common["root"])
        context["corrections"] = [one for one in article.corrections.all() if one.notice]
        _put_page(binding, "article", context, f"article-{article.pk}")


def _pieces(binding: Binding, article: PublishedArticle, root: str) -> tuple[list[Piece], list[Piece]]:
    reading = lay_out(article)
    pieces = [
        Piece(picture=block.picture, file=binding.picture(block.picture))
        if block.picture
        else Piece(html=as_xhtml(block.html or "", root))
        for block in reading.blocks
    ]
    return pieces, [Piece(picture=picture, file=binding.picture(picture)) for picture in reading.gallery]


def _put_page(binding: Binding, template: str, context: dict[str, Any], name: str = "") -> None:
    binding.put(f"{name or template}.xhtml", _rendered(f"{template}.html", context), "application/xhtml+xml")


def _rendered(template: str, context: dict[str, Any]) -> str:
    return plain(render_to_string(f"website/epub/{template}", context))


def _chapters(edition: PublishedEdition, articles: dict[int, PublishedArticle]) -> list[Chapter]:
    """Each article once, where it begins; one that begins nowhere in this issue stands where it goes on."""
    placed: set[int] = set()
    chapters = []
    begun = {one.article_id for page in edition.pages.all() for one in page.appearances.all() if not one.is_continued}
    for page in edition.pages.all():
        here = [one for one in page.appearances.all() if one.article_id in articles]
        own = [one.article_id for one in here if not (one.is_continued and one.article_id in begun)]
        first = [number for number in own if number not in placed]
        placed.update(first)
        rest = [one.article_id for one in here if one.article_id not in first]
        chapters.append(Chapter(page, [articles[number] for number in first], [articles[number] for number in rest]))
    return chapters


def _cover(edition: PublishedEdition) -> bytes | None:
    """The picture of the front page as a JPEG, which every e-reader shows."""
    page = next(iter(edition.pages.all()), None)
    files = page.picture_files() if page else []
    if not files:
        return None
    name = next((name for name, width in reversed(files) if width <= WIDEST), files[0][0])
    try:
        with storages["public"].open(name) as file, Image.open(file, formats=("WEBP",)) as picture:
            out = BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=84)
    except OSError:
        return None
    return out.getvalue()


def _stored(name: str) -> bytes | None:
    try:
        with storages["public"].open(name) as file:
            return bytes(file.read())
    except OSError:
        return None


def _modified(edition: PublishedEdition) -> datetime:
    """When it last got other words, for e-readers that keep the newer of two books."""
    said = [edition.published_at, edition.reissued_at]
    for page in edition.pages.all():
        said += [one.article.corrected_at for one in page.appearances.all()]
    return max(moment for moment in said if moment).astimezone(UTC)


def _accessibility(is_described: bool) -> str:
    """What somebody who cannot see the pictures is told beforehand."""
    if is_described:
        return _("Headings, reading order, page numbers of the paper, and a description of every picture.")
    return _("Headings, reading order and page numbers of the paper; some pictures are not described.")
