"""What a press that is killed leaves behind: nothing torn, the page is drawn again, and old folders go at night."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from articles.models import State
from editions import drawing, left_behind, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.drawing import DrawingTable
from editions.models import Drawing, DrawingOrder, Page
from newsroom import press
from photos import renditions
from photos.models import private_store
from tests.factories import bring_to, make_article, make_drawn_edition, make_photo, prose

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


@pytest.fixture
def page(cast: Any) -> Page:
    page = make_drawn_edition(cast).pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose()), cast)
    workflow.place(page, [article], by=cast.page_designer)
    return Page.objects.select_related("edition").get(pk=page.pk)


def folders(page: Page) -> list[Path]:
    return sorted(Path(private_store().path(f"{drawing.FOLDER}/{page.edition_id}")).glob("*"))


def a_day_later(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (time.time() - 90_000, time.time() - 90_000))


def test_a_press_killed_between_the_files_and_the_row_draws_the_page_again(
    page: Page, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = DrawingTable()
    table.room = room
    with monkeypatch.context() as killed:
        killed.setattr(drawing, "_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            table.draw_next()
    assert not Drawing.objects.exists()
    assert DrawingOrder.objects.filter(page=page).exists()
    (left,) = folders(page)
    assert table.draw_next()
    known = Drawing.objects.get()
    assert not DrawingOrder.objects.exists()
    assert drawing.open_file(known, "page.pdf").read().startswith(b"%PDF")

    # What lies there since a moment may be being written; what nobody has known for a day goes.
    assert left_behind.remove() == 0
    a_day_later(*folders(page))
    assert left_behind.remove() == 1
    assert not left.exists()
    assert private_store().exists(f"{known.folder}/page.pdf")


def test_uploaded_pages_that_no_row_names_go_too(db: Any) -> None:
    folder = Path(private_store().path("uploaded/0123456789abcdef"))
    folder.mkdir(parents=True)
    (folder / "page.pdf").write_bytes(b"%PDF")
    original = Path(private_store().path("photos/one.jpg"))
    original.parent.mkdir(parents=True)
    original.write_bytes(b"a photo")
    a_day_later(folder, original)
    assert left_behind.remove() == 1
    assert not folder.exists()
    assert original.exists()


def test_the_press_looks_for_them_once_a_night(settings: Any, tmp_path: Path) -> None:
    assert left_behind.look_at_night in press.ROUNDS.chores
    settings.STATE_DIR = tmp_path
    stamp = tmp_path / "pages-checked"
    folder = Path(private_store().path("pages/1/2-abc"))
    folder.mkdir(parents=True)
    a_day_later(folder)
    assert left_behind.look_at_night() == 0  # a house that has just begun
    os.utime(stamp, (time.time() - 49 * 3600, time.time() - 49 * 3600))
    assert left_behind.look_at_night() == 1
    assert left_behind.look_at_night() == 0


def test_a_page_waits_while_the_print_file_of_its_photo_is_away(cast: Any, room: DrawingRoom) -> None:
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(1), photo=photo), cast)
    page = make_drawn_edition(cast).pages.get()
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    place = {"photo": 0, "columns": 1, "lines": 8, "corner": "top_right"}
    workflow.set_photos(placed, [place], by=cast.page_designer)
    file = Path(private_store().path(renditions.print_file(photo).name))
    file.rename(file.with_suffix(".away"))
    table = DrawingTable()
    table.room = room
    assert table.draw_next()
    assert Drawing.objects.get(page=page).failure == "版上有一张图片读不出来。"
    assert DrawingOrder.objects.get(page=page).tries == 1

    file.with_suffix(".away").rename(file)
    DrawingOrder.objects.update(not_before=timezone.now())
    assert table.draw_next()
    assert Drawing.objects.get(page=page).failure == ""
    assert not DrawingOrder.objects.exists()


def test_the_press_looks_for_page_files_of_killed_publications_once_a_night(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: Any
) -> None:
    assert press.look_for_unknown_page_files in press.ROUNDS.chores
    settings.STATE_DIR = tmp_path
    public = Path(storages["public"].path(""))
    public.mkdir(parents=True)
    page_pdf, photo = public / f"{'a' * 32}.pdf", public / f"{'b' * 40}-480.webp"
    half = public / f".{'c' * 32}.pdf.0a1b2c3d.part"  # whoever wrote it was killed
    for path in (page_pdf, photo, half):
        path.write_bytes(b"x")
    in_two_days = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: in_two_days)
    stamp = tmp_path / "page-files-checked"
    assert press.look_for_unknown_page_files() == 0  # a house that has just begun
    os.utime(stamp, (in_two_days - 49 * 3600,) * 2)
    assert press.look_for_unknown_page_files() == 2
    assert press.look_for_unknown_page_files() == 0
    assert not page_pdf.exists()
    assert not half.exists()
    assert photo.exists()  # another's affair
