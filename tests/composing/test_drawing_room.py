"""The drawing room: a child that draws, that is killed when it takes too long, and that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from editions.composing import drawing_room
from editions.composing.drawing_room import Busy, DrawingRoom, Interrupted, NotDrawn, Order
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.source import PlacedPhoto
from tests.composing.setting import Text, block, page
from tests.composing.test_typesetting import RIVER, two_articles, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drawing"


@pytest.fixture
def room(folder: Path) -> Iterator[DrawingRoom]:
    with DrawingRoom(folder) as opened:
        yield opened


def order(**changes: object) -> Order:
    plain = Order(two_articles(), files={}, day=date(2025, 10, 17), title="云岫日报 A02版", widths=(480,))
    return replace(plain, **changes)  # type: ignore[arg-type]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*") if not path.name.startswith("place-"))


def child_of(room: DrawingRoom) -> int:
    assert room._child is not None
    return room._child.pid


def test_the_press_gets_a_print_and_the_readers_pictures(room: DrawingRoom) -> None:
    printed = room.draw(order(widths=(480, 1000, 1600)))
    assert "芦溪下游清淤完工" in words(printed.pdf)
    assert [picture.width for picture in printed.pictures] == [480, 1000, 1600]
    for picture in printed.pictures:
        with Image.open(BytesIO(picture.content)) as image:
            assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))


def test_the_desk_gets_a_proof_without_a_print(room: DrawingRoom) -> None:
    printed = room.draw(order(widths=(2400,), pdf=False))
    assert printed.pdf == b""
    assert [picture.width for picture in printed.pictures] == [2400]


def test_one_child_draws_page_after_page(room: DrawingRoom) -> None:
    room.draw(order())
    first = child_of(room)
    room.draw(order())
    assert child_of(room) == first


def test_a_child_that_has_drawn_many_pages_is_relieved(
    room: DrawingRoom, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_room, "PAGES_A_CHILD", 1)
    room.draw(order())
    assert left(folder) == []
    assert "芦溪" in words(room.draw(order()).pdf)


def test_closing_leaves_nothing_behind(folder: Path) -> None:
    with DrawingRoom(folder) as room:
        room.draw(order())
        pid = child_of(room)
    assert left(folder) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_page_that_takes_too_long_is_given_up(folder: Path) -> None:
    with DrawingRoom(folder, page_seconds=0.01) as room:
        with pytest.raises(NotDrawn, match="given up"):
            room.draw(order())
        assert left(folder) == []
        room._seconds = drawing_room.PAGE_SECONDS
        assert "芦溪" in words(room.draw(order()).pdf)


def test_a_child_killed_in_the_middle_is_replaced(room: DrawingRoom, folder: Path) -> None:
    room.draw(order())
    first = child_of(room)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert "芦溪" in words(room.draw(order()).pdf)
    assert child_of(room) != first
    assert len(left(folder)) == 1


def test_a_page_whose_photo_is_no_picture_is_refused_and_the_child_lives_on(room: DrawingRoom, tmp_path: Path) -> None:
    (tmp_path / "river.jpg").write_bytes(b"no picture")
    photo = PlacedPhoto(0, "river.jpg", 0, 100, 4, 12, 50, (), "", "河")
    bad = page(block(BROADSHEET, "a", Cells(0, 0, 2, 40), Text(1, "题", RIVER, photos=(photo,))))
    room.draw(order())
    pid = child_of(room)
    with pytest.raises(NotDrawn, match="image file"):
        room.draw(order(source=bad, files={"river.jpg": tmp_path / "river.jpg"}))
    assert "芦溪" in words(room.draw(order()).pdf)
    assert child_of(room) == pid


def test_a_page_whose_photo_was_made_anew_meanwhile_is_tried_again(room: DrawingRoom, tmp_path: Path) -> None:
    photo = PlacedPhoto(0, "river.jpg", 0, 100, 4, 12, 50, (), "", "河")
    with_photo = page(block(BROADSHEET, "a", Cells(0, 0, 2, 40), Text(1, "题", RIVER, photos=(photo,))))
    with pytest.raises(Interrupted):
        room.draw(order(source=with_photo, files={"river.jpg": tmp_path / "gone.jpg"}))


def test_never_more_than_two_children_on_one_machine(folder: Path) -> None:
    rooms = [DrawingRoom(folder) for _ in range(3)]
    try:
        rooms[0].draw(order())
        rooms[1].draw(order())
        with pytest.raises(Busy):
            rooms[2].draw(order(), patience=0)
        rooms[0].close()
        assert rooms[2].draw(order()).pdf
    finally:
        for room in rooms:
            room.close()


def test_what_a_killed_press_left_is_swept_away(folder: Path) -> None:
    old = folder / "child-old"
    (old / "page-1").mkdir(parents=True)
    long_ago = time.time() - drawing_room.FORGOTTEN_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    (folder / "child-young").mkdir()
    with DrawingRoom(folder) as room:
        room.draw(order())
        assert not old.exists()
        assert (folder / "child-young").exists()


def test_what_was_cut_off_a_photo_is_not_in_the_print(room: DrawingRoom, tmp_path: Path) -> None:
    whole = Image.new("RGB", (400, 200), (200, 30, 30))
    whole.paste((30, 60, 200), (200, 0, 400, 200))
    whole.save(tmp_path / "two.jpg", quality=95)
    photo = PlacedPhoto(0, "two.jpg", 0, 100, 4, 22, 100, (), "", "左半", part=(0, 0, 500, 1000))
    half = page(block(BROADSHEET, "a", Cells(0, 0, 2, 40), Text(1, "题", photos=(photo,))))
    printed = room.draw(order(source=half, files={"two.jpg": tmp_path / "two.jpg"}))
    import pypdfium2

    with pypdfium2.PdfDocument(printed.pdf) as document:
        images = [item for item in document[0].get_objects() if isinstance(item, pypdfium2.PdfImage)]
        assert [image.get_px_size() for image in images] == [(200, 200)]
        shown = images[0].get_bitmap().to_pil().convert("RGB")
    assert all(red > 150 > blue for red, _, blue in (shown.getpixel((x, 100)) for x in (2, 100, 190)))


def test_a_picture_that_would_fill_the_memory_is_refused_unread(room: DrawingRoom, tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "bomb.png")
    photo = PlacedPhoto(0, "bomb.png", 0, 100, 4, 12, 50, (), "", "河")
    bomb = page(block(BROADSHEET, "a", Cells(0, 0, 2, 40), Text(1, "题", RIVER, photos=(photo,))))
    with pytest.raises(NotDrawn, match="far too large"):
        room.draw(order(source=bomb, files={"bomb.png": tmp_path / "bomb.png"}))


PRESS = """
import sys, time
from datetime import date
from pathlib import Path
from editions.composing import reading
from editions.composing.drawing_room import DrawingRoom, Order
room = DrawingRoom(Path(sys.argv[1]))
room.draw(Order(reading.read(sys.stdin.read()), {}, date(2025, 10, 17), "A02", widths=(480,)))
print(room._child.pid, flush=True)
time.sleep(60)
"""


def test_a_press_that_is_killed_takes_its_child_with_it(folder: Path) -> None:
    root = Path(drawing_room.__file__).resolve().parents[2]
    command = [sys.executable, "-c", PRESS, str(folder)]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdin is not None
        assert killed.stdout is not None
        killed.stdin.write(two_articles().as_json())
        killed.stdin.close()
        child = int(killed.stdout.readline())
        os.kill(child, 0)
        killed.kill()
    assert gone(child)
    with DrawingRoom(folder) as room, DrawingRoom(folder) as another:
        assert room.draw(order(), patience=0).pdf
        assert another.draw(order(), patience=0).pdf


def gone(pid: int) -> bool:
    """Whether a process that is nobody's child any more goes by itself."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False
