"""What of a page is signed off, printed and published: its state, as one canonical text and the digest of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from editions.composing.reading import Unreadable, read
from editions.composing.regions import regions
from editions.composing.source import PageSource, Region
from editions.makeup import MakeUp
from editions.models import Page, PageFile, PageRegion, Placement


@dataclass(frozen=True, slots=True)
class PageState:
    """A page as it stands. `source` is that of a drawn page, `file` that of a page set elsewhere, if it has one."""

    page: Page
    text: str
    regions: tuple[Region, ...]
    source: PageSource | None = None
    file: PageFile | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def states(made: MakeUp) -> list[PageState]:
    """The states of all pages that readers get a picture of, in the order of the paper."""
    found = [*(drawn(page, source) for page, source in made.sources()), *_uploaded(made.edition.pk)]
    return sorted(found, key=lambda state: (state.page.letter, state.page.number))


def state(made: MakeUp, page: Page) -> PageState | None:
    """The state of one page; None of a page that is a list."""
    if page.pk in made.pages:
        return drawn(made.pages[page.pk], made.source(page))
    return uploaded(page)


def drawn(page: Page, source: PageSource) -> PageState:
    return PageState(page, source.as_json(), regions(source), source)


def proofed(made: MakeUp, page: Page) -> PageState:
    """The state of a drawn page that its proof and its board show: as it stands, or as readers have it.

    A published page stays as it was signed off, whatever the paper's imprint and the typesetting say by now.
    """
    issued = page.issued_as if made.edition.is_published else None
    if issued is None:
        return drawn(page, made.source(page))
    try:
        source = read(issued.source)
    except Unreadable:  # set by an older typesetting: its drawing is there, and its blocks are much the same
        source = made.source(page)
    return PageState(page, issued.source, regions(source), source)


def uploaded(page: Page) -> PageState | None:
    """The state of a page that was set elsewhere, as it stands now; None of any other."""
    return next(_uploaded(page.edition_id, page), None)


def _uploaded(edition: int, only: Page | None = None) -> Iterator[PageState]:
    placed = Placement.objects.order_by("order")
    confirmed = PageRegion.objects.confirmed().order_by("order", "pk")
    pages = Page.objects.filter(edition=edition, source=Page.Source.UPLOADED)
    if only is not None:
        pages = pages.filter(pk=only.pk)
    rows = pages.prefetch_related("sign_offs", "files", Prefetch("placements", placed), Prefetch("regions", confirmed))
    for page in rows:
        yield _of_uploaded(page)


def _of_uploaded(page: Page) -> PageState:
    """Its file, its confirmed regions and what is placed on it; and what readers are told beside its picture."""
    file = next(iter(page.files.all()), None)
    placed = {one.article_id: one.version_id for one in page.placements.all()}
    shown = tuple(one.region for one in page.regions.all() if one.article_id in placed)
    said = {
        "label": page.label,
        "name": page.name,
        "people": [page.responsible_editor, page.designer, page.proofreader],
        "file": {"sha256": file.sha256, "pdf_page": file.pdf_page, "folder": file.folder} if file else None,
        "placements": list(placed.items()),
        "regions": [[one.article, one.points] for one in shown],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return PageState(page, text, shown, file=file)
