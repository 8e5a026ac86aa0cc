"""Published pages drawn again: without an article that was withdrawn, or with it when readers get it back."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from django.core.files.storage import storages

from articles.models import Withdrawal
from editions import drawing, issue_files
from editions.composing import blanking, reading, whole
from editions.composing.drawing_room import Busy, DrawingRoom, Interrupted, NotDrawn, Order
from editions.composing.regions import regions
from editions.composing.source import PageSource, Region
from editions.issue_files import PageFiles, Sheet
from editions.models import Edition, Page, PageFile, Publication, SignOff
from editions.publishing import copies_of_regions, picture_copy
from editions.workflow import record
from website import intake

log = logging.getLogger("newsroom.press")


@dataclass(frozen=True, slots=True)
class Again:
    """A page as it was signed off for what readers have, and what they see of it now."""

    page: Page
    signed: SignOff
    shown: intake.ShownPage

    @property
    def source(self) -> PageSource | None:
        """The page source it was printed from; None of a page that was set elsewhere."""
        try:
            return reading.read(self.signed.source)
        except reading.Unreadable:
            return None


def redraw_pages_of(article: int, room: Callable[[], DrawingRoom]) -> int:
    """Draw the published pages on which an article stands as readers may see them now; answers how many were drawn.

    For the press, in its transaction. It may be repeated: a page that is shown as it should be is left alone. What is
    not shown any more is taken away later. Raises Busy, Interrupted or OSError when it has to be tried again.
    """
    found = [again for shown in intake.pages_of_article(article) if (again := _again(shown))]
    done = [again for again in found if _redraw(again, room, by_article=article)]
    for edition in sorted({again.page.edition_id for again in done}):
        _bind_again(edition)
    return len(done)


def _again(shown: intake.ShownPage) -> Again | None:
    rows = Page.objects.filter(edition=shown.edition_id).select_related("edition", "issued_as")
    page = next((one for one in rows if one.label == shown.label), None)
    signed = page and (page.issued_as or page.sign_offs.first())
    return Again(page, signed, shown) if page and signed else None


def _redraw(again: Again, room: Callable[[], DrawingRoom], *, by_article: int) -> bool:
    if by_article in again.shown.withdrawn and again.shown.pdf:
        return False  # drawn without it already: a withdrawal takes the old files away at once
    source = again.source
    if source is None:
        return _uploaded(again, article=by_article)
    try:
        files, found = _drawn(again, blanking.without(source, again.shown.withdrawn), room())
    except (Busy, Interrupted):
        raise
    except NotDrawn as error:
        log.exception("page %s could not be drawn again", again.page.pk)
        _tell(again, "not_redrawn", article=by_article, why=str(error).splitlines()[0][:200] if str(error) else "")
        return False
    _show(again, files, found)
    _tell(again, "redrawn", article=by_article)
    return True


def _drawn(again: Again, source: PageSource, room: DrawingRoom) -> tuple[PageFiles, Iterable[Region]]:
    edition = again.page.edition
    title = f"{_paper()} {edition} {again.page.label}"
    with ExitStack() as held:
        printed = room.draw(Order(source, drawing.files_for(source, held), edition.date, title))
    return issue_files.put_out_printed(printed), regions(source)


def _uploaded(again: Again, *, article: int) -> bool:
    """A page set elsewhere cannot be drawn without something: it stays without a picture until all of it is back."""
    if again.shown.withdrawn:
        _tell(again, "no_picture", article=article)
        return False
    said = json.loads(again.signed.source)
    file = PageFile.objects.filter(page=again.page, folder=(said["file"] or {}).get("folder", "")).first()
    if file is None:
        return False
    sheet = Sheet(again.page, file.folder, file.width, file.height, again.signed.digest)
    found = [Region(one, tuple((x, y) for x, y in points)) for one, points in said["regions"]]
    _show(again, issue_files.put_out_page(sheet), found)
    _tell(again, "redrawn", article=article)
    return True


def _show(again: Again, files: PageFiles, found: Iterable[Region]) -> None:
    shown = again.shown
    try:
        intake.accept_page_picture(
            shown.edition_id,
            shown.label,
            picture_copy(files),
            files.pdf,
            copies_of_regions(found),
            revision=shown.revision,
        )
    except BaseException:
        issue_files.take_back(files.names())
        raise


def _bind_again(edition_id: int) -> None:
    """The whole issue as one PDF again, once every page has its own; not while one of them stays without."""
    pages = intake.pages_of_issue(edition_id)
    if any(page.withdrawn and not page.pdf for page in pages):
        return
    sheets = [
        whole.Sheet(page.label, page.name, storages["public"].open(page.pdf).read()) for page in pages if page.pdf
    ]
    edition = Edition.objects.get(pk=edition_id)
    name = issue_files.put_out_bound(sheets, title=f"{_paper()} {edition}", paper=_paper())
    try:
        intake.accept_issue_pdf(edition_id, name, pages=[page.pdf for page in pages])
    except BaseException:
        issue_files.take_back([name])
        raise


def _tell(again: Again, verb: str, *, article: int, why: str = "") -> None:
    """Into the edition's record, once, under the name of who withdrew the article."""
    edition = again.page.edition
    withdrawal = Withdrawal.objects.filter(article=article).select_related("by").first()
    if withdrawal is None:
        return
    note = " ".join(filter(None, (again.page.label, why)))
    if not edition.events.filter(verb=verb, note=note, at__gte=withdrawal.at).exists():
        record(verb, edition, by=withdrawal.overturned_by or withdrawal.by, note=note)


def _paper() -> str:
    return Publication.objects.values_list("name", flat=True).first() or ""
