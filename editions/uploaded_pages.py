"""Bringing in a page set elsewhere: its PDF is looked at, kept privately, and matched to the edition's articles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from articles.html import plain_text
from articles.models import Version
from articles.workflow import Refused
from authors.models import User
from editions import handed_in, regions
from editions.composing.manuscript import Item, Manuscript, Photo
from editions.composing.source import Region
from editions.composing.uploaded import Box, Line, PageRead, match
from editions.composing.uploaded.matching import Matched
from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, picture_name
from editions.models import Page, PageFile, PageRegion, Placement
from photos import strongroom

FOLDER = "uploaded"


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """An uploaded page as readers get it, for the door to the website.

    `folder` in the private store has page.pdf (cleaned) and page-<size>.webp for each of `sizes`; `width` and `height`
    are the pixels of the largest. `regions` are the confirmed ones of articles that stand on the page, in order.
    """

    folder: str
    sizes: tuple[int, ...]
    width: int
    height: int
    regions: tuple[Region, ...]

    @property
    def pdf(self) -> str:
        """The private name of the cleaned PDF."""
        return f"{self.folder}/{CLEAN_NAME}"

    def picture(self, size: int) -> str:
        """The private name of the picture that is `size` pixels wide."""
        return f"{self.folder}/{picture_name(size)}"


def printed(page: Page) -> PrintedPage | None:
    """What is published of a page that was set elsewhere; None for any other page and for one without a file."""
    file = current_file(page)
    if page.source != Page.Source.UPLOADED or file is None:
        return None
    placed = set(page.placements.values_list("article", flat=True))
    shown = tuple(one.region for one in PageRegion.objects.filter(page=page).confirmed() if one.article_id in placed)
    return PrintedPage(file.folder, PICTURE_WIDTHS, file.width, file.height, shown)


def current_file(page: Page) -> PageFile | None:
    return page.files.order_by("-pk").first()


def current_files(pages: Iterable[Page]) -> dict[int, PageFile]:
    """The file that counts of each page that was set elsewhere, by page."""
    uploaded = [page for page in pages if page.is_uploaded]
    rows = PageFile.objects.filter(page__in=uploaded).order_by("page_id", "-pk").distinct("page_id")
    return {file.page_id: file for file in rows} if uploaded else {}


def upload(page: Page, sent: UploadedFile, *, pdf_page: int | None, seen: int, by: User) -> Matched:
    """Take in the PDF of a page and propose the regions of its articles; says what was found.

    `pdf_page` counts from 1 and may be None for a PDF of one page; `seen` is the number of the page's last change that
    the person saw. Raises Refused with the sentence for the page designer.
    """
    regions.check(page, seen=seen, by=by)
    with handed_in.taken_in(FOLDER, sent, page=pdf_page) as (folder, read):
        matched = match(read, manuscripts(page))
        regions.take_file(page, _row(page, sent, read, folder, pdf_page, by), matched, seen=seen, by=by)
    return matched


def propose_again(page: Page, *, seen: int, by: User) -> Matched:
    """Match the stored text once more, for articles that were placed since; what is confirmed stays."""
    file = current_file(page)
    if file is None:
        raise Refused(_("There is no PDF of this page yet."))
    matched = match(_read_before(file), manuscripts(page))
    regions.propose(page, matched, seen=seen, by=by)
    return matched


def manuscripts(page: Page) -> list[Manuscript]:
    """The text of every article of the edition: one that stands on the wrong page is to be known too."""
    placed = Placement.objects.filter(page__edition=page.edition_id).order_by("page", "order").select_related("version")
    return list({one.article_id: _manuscript(one.version) for one in placed}.values())


def _manuscript(version: Version) -> Manuscript:
    parts = json.loads(version.content)
    names = "".join(line["name"] for line in parts["bylines"])
    photos = tuple(Photo(use["photo"], "", 0, 0, use["caption"], use["credit"], "") for use in parts["photos"])
    return Manuscript(
        article=version.article_id,
        version=version.number,
        headline=parts["headline"],
        kicker=parts["kicker"],
        deck=parts["deck"],
        closing=names,
        items=(Item("paragraph", plain_text(parts["body"])),),
        photos=photos,
    )


# -- files ---------------------------------------------------------------------------------------------------------
def open_file(file: PageFile, name: str) -> IO[bytes]:
    """One of the files of an uploaded page; raises OSError when it is not there."""
    if name not in handed_in.NAMES:
        raise FileNotFoundError(name)
    return strongroom.opened(f"{file.folder}/{name}")


def _row(page: Page, sent: UploadedFile, read: PageRead, folder: str, pdf_page: int | None, by: User) -> PageFile:
    return PageFile(
        page=page,
        pdf_page=pdf_page or 1,
        pdf_pages=read.pages,
        lines=[[line.text, *_edges(line.box), line.size] for line in read.lines],
        pictures=[_edges(box) for box in read.pictures],
        **handed_in.facts(sent, read, read.sizes[max(PICTURE_WIDTHS)], folder, by),
    )


def _edges(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _read_before(file: PageFile) -> PageRead:
    """The page as it was read when it came."""
    return PageRead(
        pages=file.pdf_pages,
        width_mm=file.width_mm,
        height_mm=file.height_mm,
        lines=tuple(Line(text, Box(*edges), size) for text, *edges, size in file.lines),
        pictures=tuple(Box(*edges) for edges in file.pictures),
        fonts=tuple(file.fonts),
        sizes={},
        bytes=file.bytes,
        sha256=file.sha256,
    )
