"""kill -9 in the midst of drawing, publishing, re-issuing, drawing anew: nothing torn, leaked or left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import InterfaceError, OperationalError, connection, connections

from articles import publishing as article_publishing
from articles.models import State
from editions import drawing, publishing, workflow
from editions.composing import drawing_room
from editions.composing.drawing_room import DrawingRoom
from editions.drawing import DrawingTable
from editions.models import Drawing, DrawingOrder, Edition, Page
from newsroom import press
from newsroom.management.commands.press import Command
from photos import strongroom
from photos.models import private_store
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from tests.waiting import eventually
from website import outbox, retiring
from website.models import OutboxEvent, PublishedEdition, PublishedPage, PublishedRegion

pytestmark = pytest.mark.django_db(transaction=True)
HEADLINES = ("甲文清淤完工", "乙文面包涨价")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


@pytest.fixture
def page(cast: Any) -> Page:
    page = make_drawn_edition(cast).pages.get()
    articles = [
        bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, body=prose()), cast)
        for headline in HEADLINES
    ]
    workflow.place(page, articles, by=cast.page_designer)
    return again(page)


def again(page: Page) -> Page:
    return Page.objects.select_related("edition").get(pk=page.pk)


def sign(page: Page, room: DrawingRoom, cast: Any) -> None:
    drawing.draw(again(page), room)
    workflow.sign_off(page, by=cast.section_head, seen=again(page).layout_number)


# -- one process that dies ---------------------------------------------------------------------------------------
def killed_at(step: str, act: Callable[[], object], *, call: int = 1) -> None:
    """Do it in a process of its own that is killed when `step` has been done for the `call`th time."""
    module, name = step.rsplit(".", 1)
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _let_it_kill(import_module(module), name, call)
            act()
        finally:
            os._exit(99)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), status
    assert os.WTERMSIG(status) == signal.SIGKILL


def _let_it_kill(owner: Any, name: str, call: int) -> None:
    real, left = getattr(owner, name), [call]

    def last_act(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, last_act)


def public_files() -> set[str]:
    folder = Path(storages["public"].path(""))
    return {path.name for path in folder.glob("*")} if folder.exists() else set()


def words_readers_could_get() -> str:
    """Of every PDF in the public store, whether anybody is led to it or not."""
    found = []
    for name in sorted(public_files()):
        if name.endswith(".pdf"):
            document = pypdfium2.PdfDocument(BytesIO(storages["public"].open(name).read()))
            found += [one.get_textpage().get_text_range() for one in document]
    return "".join(found)


def shown_files() -> set[str]:
    names = {edition.pdf for edition in PublishedEdition.objects.all()}
    for page in PublishedPage.objects.all():
        names |= {page.pdf, *(name for name, _width in page.picture_files())}
    return names - {""}


# -- drawing -----------------------------------------------------------------------------------------------------
SLOW = """
import runpy, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from editions.composing import typesetting
real = typesetting.Press.draw
def slow(self, *args, **kwargs):
    Path({begun!r}).touch()
    time.sleep(1)
    return real(self, *args, **kwargs)
typesetting.Press.draw = slow
runpy.run_path({typesetter!r}, run_name="__main__")
"""
FULL = """
import errno, pathlib, runpy
def full(*_args):
    raise OSError(errno.ENOSPC, "No space left on device")
pathlib.Path.write_bytes = full
runpy.run_path({typesetter!r}, run_name="__main__")
"""


def a_child_that(program: str, tmp_path: Path) -> Path:
    """A typesetter like ours, with a fault."""
    script, root = tmp_path / "typesetter.py", str(drawing_room.TYPESETTER.parents[2])
    script.write_text(program.format(typesetter=str(drawing_room.TYPESETTER), root=root, begun=str(tmp_path / "begun")))
    return script


def children_in(folder: Path) -> list[int]:
    """The processes that were started to work in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def test_a_press_killed_in_the_middle_of_a_page_leaves_no_process_and_the_next_one_draws_it(
    page: Page, room: DrawingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, folder = a_child_that(SLOW, tmp_path), tmp_path / "room"
    connections.close_all()
    first = os.fork()
    if first == 0:
        try:
            drawing_room.TYPESETTER = slow
            table = DrawingTable()
            table.room = DrawingRoom(folder, settings.FONTS)
            table.draw_next()
        finally:
            os._exit(99)
    eventually(lambda: (tmp_path / "begun").exists())
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    assert not Drawing.objects.exists()
    assert DrawingOrder.objects.filter(page=page).exists()
    eventually(lambda: not children_in(folder))
    table = DrawingTable()
    table.room = room
    eventually(table.draw_next)  # the server has to notice that the first one is gone
    assert Drawing.objects.get(page=page).is_good
    assert not DrawingOrder.objects.exists()


def test_a_page_given_up_for_its_time_is_drawn_at_the_next_try(page: Page, tmp_path: Path) -> None:
    with DrawingRoom(tmp_path / "room", settings.FONTS, page_seconds=0.01) as hasty:
        table = DrawingTable()
        table.room = hasty
        assert table.draw_next()
        assert "用时过长" in Drawing.objects.get(page=page).failure
        assert DrawingOrder.objects.get(page=page).tries == 1
        assert not table.has_work()
        DrawingOrder.objects.update(not_before="2025-01-01T00:00Z")
        hasty._seconds = drawing_room.PAGE_SECONDS
        assert table.draw_next()
    assert Drawing.objects.get(page=page).is_good
    assert not DrawingOrder.objects.exists()


def test_a_page_whose_drawing_never_ends_is_left_to_people_after_some_tries(page: Page, tmp_path: Path) -> None:
    with DrawingRoom(tmp_path / "room", settings.FONTS, page_seconds=0.01) as hasty:
        table = DrawingTable()
        table.room = hasty
        for _ in range(drawing.TRIES):
            DrawingOrder.objects.update(not_before="2025-01-01T00:00Z")
            assert table.draw_next()
    assert "用时过长" in Drawing.objects.get(page=page).failure
    assert not DrawingOrder.objects.exists()


def test_a_disk_that_was_full_while_a_page_was_drawn_is_not_held_against_the_page(
    page: Page, room: DrawingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = DrawingTable()
    with monkeypatch.context() as patch, DrawingRoom(tmp_path / "room", settings.FONTS) as full:
        patch.setattr(drawing_room, "TYPESETTER", a_child_that(FULL, tmp_path))
        table.room = full
        assert table.draw_next()
    assert "服务器磁盘已满" in Drawing.objects.get(page=page).failure
    DrawingOrder.objects.update(not_before="2025-01-01T00:00Z")
    table.room = room
    assert table.draw_next()
    assert Drawing.objects.get(page=page).is_good


def test_a_disk_that_is_full_when_the_files_are_kept_leaves_none_and_the_page_waits(
    page: Page, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    table = DrawingTable()
    table.room = room
    with monkeypatch.context() as patch:
        patch.setattr(strongroom, "settle", full)
        assert table.draw_next()
    assert not Drawing.objects.get(page=page).is_good
    assert not list(Path(private_store().path("pages")).glob("*/*"))
    assert DrawingOrder.objects.get(page=page).tries == 1


def test_a_database_that_goes_away_while_a_page_is_drawn_finds_it_waiting_when_it_is_back(
    page: Page, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    monkeypatch.setattr(press.ROUNDS, "not_before", float("inf"))
    real = drawing._keep

    def cut_off(*args: Any) -> str:
        folder = real(*args)
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return folder

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_keep", cut_off)
        Command()._round()
    assert not Drawing.objects.exists()
    assert DrawingOrder.objects.filter(page=page).exists()
    Command()._round()
    assert Drawing.objects.get(page=page).is_good
    assert not DrawingOrder.objects.exists()


# -- what readers get ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("step", "call"), [("_copy", 1), ("_copy", 4), ("_write", 1), ("_settle", 1)])
def test_killed_while_the_public_files_are_written_readers_see_nothing_and_nothing_stays(
    page: Page, room: DrawingRoom, cast: Any, step: str, call: int
) -> None:
    sign(page, room, cast)
    killed_at(f"editions.issue_files.{step}", lambda: publishing.publish(page.edition, by=cast.chief_editor), call=call)
    assert not PublishedEdition.objects.exists()
    left = public_files()
    assert left
    assert retiring.remove_unknown_files() == []  # somebody may be publishing just now
    publishing.publish(page.edition, by=cast.chief_editor)
    assert sorted(left) == retiring.remove_unknown_files(older_than=-60)
    assert public_files() == shown_files() != set()


@pytest.mark.parametrize(
    "step",
    ["editions.issue_files._write", "website.intake.editions._enter_pages", "editions.workflow.reissuing.close"],
)
def test_killed_while_it_is_issued_again_readers_keep_what_they_have_and_it_comes_out_later(
    page: Page, room: DrawingRoom, cast: Any, step: str
) -> None:
    sign(page, room, cast)
    edition = publishing.publish(page.edition, by=cast.chief_editor)
    had = shown_files()
    workflow.reopen(edition, reason="标题有误", by=cast.chief_editor)
    placement = again(page).placements.first()
    assert placement is not None
    workflow.word(placement, headline="清淤工程完工", deck="", by=cast.page_designer)
    sign(page, room, cast)
    killed_at(step, lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor))
    assert Edition.objects.get(pk=edition.pk).is_being_reissued
    assert shown_files() == had <= public_files()
    assert publishing.publish(edition, by=cast.chief_editor).revision == 2
    while outbox.handle_next(press.HANDLERS):
        pass
    retiring.remove_unknown_files(older_than=-60)
    assert public_files() == shown_files()
    assert not had & public_files()


@pytest.mark.parametrize(
    ("step", "call"),
    [
        ("editions.issue_files.put_out_printed", 1),
        ("editions.redrawing._show", 1),
        ("editions.issue_files.put_out_bound", 1),
        ("editions.redrawing._bind_again", 1),
    ],
)
def test_killed_while_it_draws_without_a_withdrawn_article_no_file_has_its_words(
    page: Page, room: DrawingRoom, cast: Any, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    sign(page, room, cast)
    publishing.publish(page.edition, by=cast.chief_editor)
    OutboxEvent.objects.all().delete()
    article = again(page).placements.select_related("article").get(article__headline=HEADLINES[0]).article
    article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    monkeypatch.setattr(press.DRAWING_TABLE, "room", None)
    monkeypatch.setattr(settings, "STATE_DIR", room._folder.parent)
    killed_at(step, lambda: outbox.handle_next(press.HANDLERS), call=call)
    assert HEADLINES[0] not in words_readers_could_get()
    assert not PublishedRegion.objects.filter(article=article.pk).exists()
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    while outbox.handle_next(press.HANDLERS):
        pass
    assert not OutboxEvent.objects.filter(done_at=None).exists()
    retiring.remove_unknown_files(older_than=-60)
    assert public_files() == shown_files()
    said = words_readers_could_get().replace("\r\n", "")
    assert HEADLINES[0] not in said
    assert HEADLINES[1] in said
    assert not PublishedRegion.objects.filter(article=article.pk).exists()
