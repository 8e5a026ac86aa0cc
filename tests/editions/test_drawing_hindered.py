"""Pages that cannot be drawn through no fault of their own: the desk is told in words, and the press comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from articles.clock import database_now
from articles.models import State
from editions import drawing, preflight, workflow
from editions.composing.drawing_room import DrawingRoom, Hindered, Interrupted, Order, Printed
from editions.models import Drawing, DrawingOrder, Edition, Page
from photos import renditions, strongroom
from photos.models import Photo
from tests.factories import bring_to, make_article, make_drawn_edition, make_photo, prose

pytestmark = pytest.mark.django_db


class Full(DrawingRoom):
    """A room on a disk that is full until somebody clears it."""

    trouble: Exception | None = Hindered("OSError: [Errno 28] No space left on device: '/srv/state/drawing/x'")

    def draw(self, order: Order, *, patience: float = 60.0) -> Printed:
        if self.trouble is not None:
            raise self.trouble
        return super().draw(order, patience=patience)


@pytest.fixture
def page(cast: Any) -> Page:
    page = make_drawn_edition(cast).pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="清淤", body=prose(2)), cast)
    workflow.place(page, [article], by=cast.page_designer)
    return page


@pytest.fixture
def table(tmp_path: Path) -> Iterator[drawing.DrawingTable]:
    table = drawing.DrawingTable()
    table.room = Full(tmp_path / "drawing", settings.FONTS)
    yield table
    table.close()


class Overtaken(DrawingRoom):
    """A room beside a press that puts a finer photo into the place of the hasty one just when the page is begun."""

    is_behind = True

    def draw(self, order: Order, *, patience: float = 60.0) -> Printed:
        if self.is_behind:
            self.is_behind = False
            renditions.make(Photo.objects.prefetch_related(*renditions.PARTS).get())
            connection.close()
        return super().draw(order, patience=patience)


def draw_at_once(table: drawing.DrawingTable) -> None:
    DrawingOrder.objects.update(not_before=Now())
    table.draw_next()


def obstacles(page: Page) -> str:
    edition = Edition.objects.with_pages().get(pk=page.edition_id)
    return " ".join(one.sentence for one in preflight.blocking(preflight.check(edition, appears_at=database_now())))


def test_on_a_full_disk_the_press_tries_as_long_as_it_takes_and_draws_when_there_is_room(
    page: Page, table: Any
) -> None:
    for _round in range(drawing.TRIES + 2):
        draw_at_once(table)
    assert DrawingOrder.objects.get().tries == drawing.TRIES + 2
    assert "服务器磁盘已满" in obstacles(page)
    assert "/srv" not in obstacles(page)
    table.room.trouble = None
    draw_at_once(table)
    assert not DrawingOrder.objects.exists()
    assert Drawing.objects.get(page=page).is_good


def test_a_page_that_takes_too_long_is_given_up_after_some_tries_and_says_so(page: Page, table: Any) -> None:
    table.room.trouble = Interrupted("the page was given up after 30 seconds")
    for _round in range(drawing.TRIES):
        draw_at_once(table)
    assert not DrawingOrder.objects.exists()
    assert "出图用时过长或中断" in obstacles(page)


def test_without_the_faces_of_the_house_no_page_is_drawn_in_others(
    page: Page, table: Any, tmp_path: Path, settings: Any
) -> None:
    house = tmp_path / "faces"
    house.mkdir()
    settings.FONTS = [house]
    table.room.trouble = None
    for _round in range(drawing.TRIES + 1):
        draw_at_once(table)
    assert "服务器上没有可用的字体" in obstacles(page)
    assert DrawingOrder.objects.exists()
    settings.FONTS = []
    draw_at_once(table)
    assert Drawing.objects.get(page=page, failure="").width


def test_the_disk_is_full_when_the_finished_page_is_put_away(
    page: Page, table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    table.room.trouble = None
    with monkeypatch.context() as patched:
        patched.setattr(strongroom, "settle", no_room)
        draw_at_once(table)
    assert "服务器磁盘已满" in obstacles(page)
    draw_at_once(table)
    assert Drawing.objects.get(page=page).is_good


@pytest.mark.django_db(transaction=True)
def test_a_page_whose_photo_is_made_anew_while_it_is_drawn_is_made_up_once_more(
    cast: Any, tmp_path: Path, caplog: Any
) -> None:
    photo = make_photo(by=cast.photographer)
    renditions.make_all(Photo.objects.prefetch_related(*renditions.PARTS), in_haste=True)
    page = make_drawn_edition(cast).pages.get()
    draft = make_article(by=cast.reporter, headline="清淤", body=prose(2), photo=photo)
    (placed,) = workflow.place(page, [bring_to(State.APPROVED, draft, cast)], by=cast.page_designer)
    place = {"photo": 0, "columns": 1, "lines": 8, "corner": "top_right"}
    workflow.set_photos(placed, [place], by=cast.page_designer)
    room = Overtaken(tmp_path / "drawing", settings.FONTS)
    try:
        drawing.draw_together([page], [room])
    finally:
        room.close()
    assert not room.is_behind
    assert Drawing.objects.get(page=page).is_good
    assert "Traceback" not in caplog.text
