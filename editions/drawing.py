"""The drawing of pages: what has changed is drawn by the press, in its drawing room, and kept for proof and print."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from editions import adverts
from editions.composing import fonts, glyphs, taboos
from editions.composing.drawing_room import Busy, DrawingRoom, Hindered, Interrupted, NotDrawn, Order, Printed
from editions.composing.source import PageSource
from editions.makeup import MakeUp, make_up
from editions.manuscripts import photo_number
from editions.models import Drawing, DrawingOrder, Page
from editions.workflow.proofs import digests
from photos import renditions, strongroom
from photos.darkroom import Unreadable
from photos.models import Photo

log = logging.getLogger("newsroom.press")

FOLDER = "pages"
PDF_NAME = "page.pdf"
# Drawings of states that nobody looks at any more are kept for so many changes.
KEPT = 3
# A page whose drawing is broken off is begun again so often, later each time; then somebody has to look at it.
TRIES = 5
# What the desk reads of a failure names files, and not where this machine keeps them.
A_FOLDER = re.compile(r"/(?:[^\s/'\"]+/)+")
# The first half of the name of the lease, beside the number of the page.
LEASE = 0x50616765


def picture_name(width: int) -> str:
    return f"page-{width}.webp"


class DrawingTable:
    """The pages one press draws, one at a time."""

    def __init__(self) -> None:
        self.room: DrawingRoom | None = None

    def has_work(self) -> bool:
        return DrawingOrder.objects.filter(not_before__lte=Now()).exists()

    def draw_next(self) -> bool:
        """Draw the page that waits longest and that no other press has in hand; answers whether there was one."""
        due = DrawingOrder.objects.filter(not_before__lte=Now()).order_by("since")
        for number in due.values_list("pk", flat=True)[:20]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LEASE, number % 2**31])
                is_mine = bool(cursor.fetchone()[0])
            if not is_mine:
                continue
            try:
                order = DrawingOrder.objects.select_related("page__edition").filter(pk=number).first()
                if order is not None:
                    self._try(order)
                    return True
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LEASE, number % 2**31])
        return False

    def _try(self, order: DrawingOrder) -> None:
        page = Page.objects.select_related("edition").get(pk=order.page_id)
        try:
            draw(page, self.open_room())
        except Busy:
            DrawingOrder.objects.filter(pk=order.pk).update(not_before=Now() + timedelta(seconds=2))
            return
        except (OSError, Unreadable, Hindered, fonts.NoFonts) as error:
            # However long it lasts: as soon as somebody has mended it, the page is drawn.
            log.warning("page %s cannot be drawn now: %s", page.pk, error)
            self._later(order)
            return
        except Interrupted:
            if order.tries + 1 < TRIES:
                self._later(order)
                return
        DrawingOrder.objects.filter(pk=order.pk, since=order.since).delete()

    def _later(self, order: DrawingOrder) -> None:
        wait = timedelta(seconds=2.0 ** min(order.tries + 1, 9))
        DrawingOrder.objects.filter(pk=order.pk).update(tries=F("tries") + 1, not_before=Now() + wait)

    def open_room(self) -> DrawingRoom:
        """The room this press draws in; it stays open for the next page."""
        if self.room is None:
            self.room = DrawingRoom(Path(settings.STATE_DIR) / "drawing", settings.FONTS)
        return self.room

    def close(self) -> None:
        if self.room is not None:
            self.room.close()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page ready for the drawing room, and what is known of its drawing before it is made."""

    page: Page
    digest: str
    facts: dict[str, object]
    order: Order


def draw(page: Page, room: DrawingRoom) -> Drawing | None:
    """Draw a page as it stands, unless just this state has been drawn; None if it is not a drawn page.

    Raises Busy, Interrupted, or OSError and Unreadable where a photo cannot be had; what the engine refuses becomes
    the drawing's `failure`.
    """
    with ExitStack() as held:
        sheet = _sheet(page, held)
        return _drawn(sheet, lambda: room.draw(sheet.order)) if isinstance(sheet, _Sheet) else sheet


def draw_together(pages: Iterable[Page], rooms: Sequence[DrawingRoom]) -> None:
    """Draw several pages now, as many at a time as there are rooms, for whoever cannot wait for the press.

    Where the press put a finer photo into the place of one that was to be printed, the page is made up once more.
    Raises what `draw` raises; the pages drawn until then are kept.
    """
    free: SimpleQueue[DrawingRoom] = SimpleQueue()
    for room in rooms:
        free.put(room)

    def in_a_free_room(order: Order) -> Printed:
        room = free.get()
        try:
            return room.draw(order)
        finally:
            free.put(room)

    with ExitStack() as held, ThreadPoolExecutor(len(rooms)) as hands:
        # The threads wait for children and know no database: the caller's transaction stays in the caller's hands.
        sheets = (sheet for page in pages if isinstance(sheet := _sheet(page, held), _Sheet))
        under_way = [(sheet, hands.submit(in_a_free_room, sheet.order)) for sheet in sheets]
        hindered = [sheet.page for sheet, printed in under_way if not _comes_out(sheet, printed.result)]
    for page in hindered:
        draw(page, rooms[0])
    DrawingOrder.objects.filter(page__in=[sheet.page for sheet, _printed in under_way]).delete()


def _comes_out(sheet: _Sheet, printed_by: Callable[[], Printed]) -> bool:
    try:
        _drawn(sheet, printed_by)
    except Hindered:
        return False
    return True


def _sheet(page: Page, held: ExitStack) -> _Sheet | Drawing | None:
    """The page made up as it stands; the drawing of just this state if there is one; None if it is not drawn at all.

    The files it names are there as long as `held` is.
    """
    made = make_up(page.edition, only=page)
    if page.pk not in made.pages:
        return None
    current = made.pages[page.pk]
    source = made.source(current)
    digest = source.digest
    told = {"layout_number": current.layout_number}
    if known := Drawing.objects.filter(page=page, digest=digest, failure="").first():
        Drawing.objects.filter(pk=known.pk).update(**told)
        return known
    facts: dict[str, object] = {
        **told,
        "blocks": digests(source),
        "taboos": _taboos(made, current, source),
        "over": sum(fit.over for block in source.blocks for fit in block.fits),
        "missing": [
            {"character": one.character, "code": one.code, "article": one.article, "around": one.around}
            for one in glyphs.missing(source, _faces(page, digest, told))
        ],
    }
    title = f"{made.publication.name} {page.edition} {page.label}"
    try:
        files = files_for(source, held)
    except (OSError, Unreadable):
        # The press comes again; until then the desk is told what it waits for.
        with translation.override(settings.LANGUAGE_CODE):
            _record(page, digest, {**facts, "failure": _("A photo on it cannot be read.")})
        raise
    return _Sheet(page, digest, facts, Order(source, files, page.edition.date, title))


def _faces(page: Page, digest: str, told: dict[str, int]) -> fonts.Hands:
    """The faces of the house; where there are none the desk is told, and NoFonts is raised."""
    try:
        return fonts.find(settings.FONTS)
    except fonts.NoFonts:
        with translation.override(settings.LANGUAGE_CODE):
            failure = _("The server has no fonts to set it in, or not those of the house. Tell whoever keeps it.")
        _record(page, digest, {**told, "failure": failure})
        raise


def _drawn(sheet: _Sheet, printed_by: Callable[[], Printed]) -> Drawing:
    try:
        printed = printed_by()
        folder = _keep(sheet.page, printed)
    except Busy:
        raise
    except (NotDrawn, OSError) as error:
        if not isinstance(error, (Hindered, OSError)):  # whoever asked for it comes again
            log.exception("page %s could not be drawn", sheet.page.pk)
        failed = _record(sheet.page, sheet.digest, {**sheet.facts, "failure": _reason(error)})
        if isinstance(error, (Interrupted, OSError)):
            raise
        return failed
    widest = printed.pictures[-1]
    found = {"folder": folder, "width": widest.width, "height": widest.height, "failure": ""}
    told = {"seconds": printed.seconds, "tightened": len(printed.tight)}
    return _record(sheet.page, sheet.digest, {**sheet.facts, **found, **told})


def _reason(error: Exception) -> str:
    """Why a page did not come out, for the desk: what nobody there can mend in plain words, else the engine's own."""
    with translation.override(settings.LANGUAGE_CODE):
        if isinstance(error, (Hindered, OSError)):
            return _("The disk of the server is full, or a file could not be read. The press tries again by itself.")
        if isinstance(error, Interrupted):
            return _("Drawing it took too long or broke off. The press tries again a few times.")
    return A_FOLDER.sub("", str(error).partition("\n")[0])[:500] or "?"


def _taboos(made: MakeUp, page: Page, source: PageSource) -> list[str]:
    """The rules of good layout that a page offends, with the headlines as high as they were set."""
    headings = {block.key: block.heading.lines if block.heading else 0 for block in source.blocks}
    masthead = source.furniture.masthead_cells
    slots = [made.slot(slot) for slot in page.slots.all()]
    found = taboos.taboos(source.grid, slots, furniture=[masthead] if masthead else [], headings=headings)
    return list(dict.fromkeys(one.rule for one in found))


def _record(page: Page, digest: str, facts: dict[str, object]) -> Drawing:
    with transaction.atomic():
        drawing, _new = Drawing.objects.update_or_create(page=page, digest=digest, defaults=facts)
    _clear(page)
    return drawing


def files_for(source: PageSource, held: ExitStack) -> dict[str, Path]:
    """The print files of all photos and artwork a page names; made now where the press has not made them.

    They are there as long as `held` is. Raises OSError where a file is not there: the darkroom may be putting a new one
    in its place just now.
    """
    names = {photo.file for block in source.blocks for photo in block.photos}
    names |= {block.artwork for block in source.blocks if block.artwork}
    handed_in = adverts.print_files(names)
    numbers = {photo_number(name): name for name in names - handed_in.keys() if name}
    photos = Photo.objects.filter(pk__in=numbers).prefetch_related(*renditions.PARTS)
    stored = handed_in | {numbers[photo.pk]: renditions.print_file(photo).name for photo in photos}
    files = {name: held.enter_context(strongroom.lent(place)) for name, place in stored.items()}
    if lost := [str(path) for path in files.values() if not path.is_file()]:
        raise FileNotFoundError(lost[0])
    return files


def _keep(page: Page, printed: Printed) -> str:
    """Put the files of a drawing into the private store, whole before anybody knows of them; answers their folder."""
    folder = f"{FOLDER}/{page.edition_id}/{page.pk}-{secrets.token_hex(8)}"
    with strongroom.new_folder(folder) as path:
        (path / PDF_NAME).write_bytes(printed.pdf)
        for picture in printed.pictures:
            (path / picture_name(picture.width)).write_bytes(picture.content)
    return folder


def _clear(page: Page) -> None:
    """Take away drawings of states that were neither signed nor looked at lately."""
    signed = set(page.sign_offs.values_list("digest", flat=True))
    old = [one for one in page.drawings.order_by("-layout_number", "-pk")[KEPT:] if one.digest not in signed]
    for drawing in old:
        drawing.delete()
        if drawing.folder:
            strongroom.remove_folder(drawing.folder)


def open_file(drawing: Drawing, name: str) -> IO[bytes]:
    """One file of a drawing; raises OSError when it cannot be had."""
    return strongroom.opened(f"{drawing.folder}/{name}")


def latest(pages: Iterable[Page]) -> dict[int, Drawing]:
    """The newest good drawing of each page, by page."""
    return lately(pages)[0]


def lately(pages: Iterable[Page]) -> tuple[dict[int, Drawing], dict[int, Drawing]]:
    """The newest good drawing of each page, and the newest that failed, by page."""
    has_failed = ExpressionWrapper(~Q(failure=""), output_field=BooleanField())
    rows = Drawing.objects.filter(page__in=list(pages)).annotate(has_failed=has_failed)
    rows = rows.order_by("page_id", "has_failed", "-layout_number", "-pk").distinct("page_id", "has_failed")
    found = list(rows)
    return {one.page_id: one for one in found if one.is_good}, {one.page_id: one for one in found if not one.is_good}
