"""Files of the private store for whoever needs one on this machine: of a disk the file itself, of any other a copy."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, storages

from photos import copies, strongroom
from photos.keeping import AnotherFile, Away, put, write
from photos.models import private_store

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
NAME = "photos/ab/abc.jpg"
DAY = 24 * 3600


class Elsewhere(InMemoryStorage):
    """A store that is no disk, and counts what it is asked for; it can be away."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away, self.asked = False, []

    def _open(self, name, mode="rb"):
        self._ask(name)
        return super()._open(name, mode)

    def _save(self, name, content):
        self._ask(name)
        return super()._save(name, content)

    def delete(self, name):
        self._ask(name)
        super().delete(name)

    def listdir(self, path):
        self._ask(path)
        return super().listdir(path)

    def _ask(self, name):
        if self.is_away:
            raise OSError(errno.EHOSTUNREACH, "the bucket: nobody answers")
        self.asked.append(name)


@pytest.fixture(autouse=True)
def _state_in_a_folder_of_its_own(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def elsewhere(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.Elsewhere"}}
    return storages["default"]


def source(tmp_path: Path, content: bytes = b"abc") -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


def fill(folder: str, *names: str, then=lambda: None) -> None:
    """A new folder with these files, in which then something more happens."""
    with strongroom.new_folder(folder) as path:
        for name in names:
            (path / name).write_bytes(b"%PDF")
        then()


def read(name: str) -> bytes:
    with strongroom.lent(name) as path:
        return path.read_bytes()


def files_here() -> list[str]:
    return sorted(path.name for path in copies.folder().iterdir() if path.name != ".lock")


# -- on a disk -----------------------------------------------------------------------------------------------------
def test_of_a_disk_the_file_itself_is_lent_and_nothing_is_copied(settings):
    private_store().save(NAME, ContentFile(b"abc"))
    with strongroom.lent(NAME) as path:
        assert path == Path(private_store().path(NAME))
    assert not (settings.STATE_DIR / "copies").exists()
    with pytest.raises(FileNotFoundError):
        strongroom.opened("photos/ab/none.jpg")


def test_a_folder_is_there_whole_or_not_at_all():
    fill("pages/1/2-abc", "page.pdf")
    assert read("pages/1/2-abc/page.pdf") == b"%PDF"
    with pytest.raises(ZeroDivisionError):
        fill("pages/1/2-def", "page.pdf", then=lambda: 1 / 0)
    assert private_store().listdir("pages/1") == (["2-abc"], [])


# -- anywhere else -------------------------------------------------------------------------------------------------
def test_a_file_from_elsewhere_is_fetched_once(elsewhere):
    elsewhere.save(NAME, ContentFile(b"abc"))
    elsewhere.asked.clear()
    assert read(NAME) == read(NAME) == strongroom.opened(NAME).read() == b"abc"
    assert elsewhere.asked == [NAME]
    with pytest.raises(FileNotFoundError):
        read("photos/ab/none.jpg")
    assert files_here() == ["photos,ab,abc.jpg"]


def test_what_has_just_come_in_lies_elsewhere_and_is_at_hand(elsewhere, tmp_path):
    strongroom.take(NAME, source(tmp_path), sha256=ABC)
    assert elsewhere.open(NAME).read() == b"abc"
    elsewhere.is_away = True
    assert read(NAME) == b"abc"


def test_other_bytes_than_those_that_were_looked_at_never_get_there(elsewhere, tmp_path):
    with pytest.raises(AnotherFile):
        strongroom.take(NAME, source(tmp_path), sha256=EMPTY)
    assert not elsewhere.exists(NAME)
    assert files_here() == []


def test_while_the_store_is_away_nothing_is_kept_and_one_sentence_says_so(elsewhere, tmp_path):
    elsewhere.is_away = True
    with pytest.raises(Away, match=r"^The store of the originals cannot be reached, .*Try again in a moment"):
        strongroom.take(NAME, source(tmp_path), sha256=ABC)
    with pytest.raises(OSError, match="nobody answers"):
        fill("pages/1/2-abc", "page.pdf")
    with pytest.raises(OSError, match="nobody answers"):
        read(NAME)
    assert files_here() == []
    strongroom.remove([NAME])
    strongroom.remove_folder("pages/1/2-abc")
    elsewhere.is_away = False
    strongroom.take(NAME, source(tmp_path), sha256=ABC)
    assert read(NAME) == b"abc"


def test_a_folder_that_is_half_put_when_the_store_goes_away_is_taken_back_when_it_can_be(elsewhere, monkeypatch):
    real = elsewhere._save

    def fails_at_the_second(name, content):
        if name.endswith("b.webp"):
            raise OSError(errno.EHOSTUNREACH, "the bucket: nobody answers")
        return real(name, content)

    monkeypatch.setattr(elsewhere, "_save", fails_at_the_second)
    with pytest.raises(OSError, match="nobody answers"):
        fill("pages/1/2-abc", "a.pdf", "b.webp")
    assert not elsewhere.exists("pages/1/2-abc/a.pdf")
    assert files_here() == []


def test_what_is_removed_is_gone_elsewhere_and_here(elsewhere):
    fill("pages/1/2-abc", "page.pdf", "page-480.webp")
    assert files_here() == ["pages,1,2-abc,page-480.webp", "pages,1,2-abc,page.pdf"]
    assert strongroom.missing(["pages/1/2-abc/page.pdf", "pages/1/2-abc/none"]) == {"pages/1/2-abc/none"}
    strongroom.remove_folder("pages/1/2-abc")
    assert not elsewhere.exists("pages/1/2-abc/page.pdf")
    assert files_here() == []


# -- how many copies -----------------------------------------------------------------------------------------------
def bring(name: str, size: int = 100) -> Path:
    with copies.held(name, lambda into: into.write(bytes(size))) as path:
        return path


def unused_for(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, path.stat().st_mtime))
    return path


def test_the_longest_unused_copies_go_when_there_are_too_many(settings):
    settings.COPIES_BYTES = 1000
    paths = [unused_for(bring(f"photos/{number}"), 100 - number) for number in range(12)]
    bring("photos/0")  # somebody needs the oldest once more
    copies.make_room()
    assert [path.exists() for path in paths] == [True, False, False, False] + [True] * 8
    assert copies.make_room() == 0


def test_a_copy_keeps_its_age_when_it_is_used():
    path = bring("photos/0")
    os.utime(path, (1, 1))
    bring("photos/0")
    assert path.stat().st_mtime == 1
    assert path.stat().st_atime > 1


def test_what_comes_in_makes_room_by_itself(settings):
    settings.COPIES_BYTES = 1000
    for number in range(50):
        bring(f"photos/{number}")
    assert len(files_here()) <= 11


def test_copies_leave_room_on_the_disk_for_all_else(monkeypatch):
    paths = [unused_for(bring(f"photos/{number}"), 100 - number) for number in range(10)]
    free = copies.LEFT_FREE - 300
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=free))
    assert copies.make_room() == 4  # 300 bytes, and a little more
    assert [path.exists() for path in paths] == [False] * 4 + [True] * 6


def test_no_copy_goes_that_somebody_holds_not_even_in_another_process(settings):
    settings.COPIES_BYTES = 100
    held = unused_for(bring("photos/held"), 100)
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with copies.held("photos/held", lambda into: None):
                os.write(ready[1], b".")
                os.read(done[0], 1)
        finally:
            os._exit(0)
    assert os.read(ready[0], 1) == b"."
    unused_for(held, 100)
    bring("photos/other")
    copies.make_room()
    assert held.exists()
    os.write(done[1], b".")
    os.waitpid(child, 0)
    bring("photos/third")
    copies.make_room()
    assert not held.exists()


def test_two_who_need_the_same_file_at_once_both_get_it_whole(elsewhere):
    content = os.urandom(300_000)
    elsewhere.save(NAME, ContentFile(content))
    found: list[bytes] = []
    stop = threading.Event()

    def take_away() -> None:
        while not stop.is_set():
            copies._is_taken_away(copies.place_of(NAME))

    readers = [threading.Thread(target=lambda: [found.append(read(NAME)) for _ in range(20)]) for _ in range(3)]
    thief = threading.Thread(target=take_away)
    thief.start()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(300)
    stop.set()
    thief.join(300)
    assert len(found) == 60
    assert all(one == content for one in found)


def test_what_those_who_were_killed_have_left_goes_after_an_hour():
    place = copies.folder()
    old, young = place / ".0123.part", place / ".4567.part"
    begun = place / ".renditions,ab,abc-1"
    begun.mkdir()
    for path in (old, young, begun / "480.jpg"):
        path.write_bytes(b"x")
    for path in (old, begun / "480.jpg", begun):
        os.utime(path, (1, 1))
    copies.make_room()
    assert files_here() == [young.name]


def test_one_process_at_a_time_looks_through_the_copies(settings):
    settings.COPIES_BYTES = 1
    bring("photos/0")
    bring("photos/1")
    with open(copies.folder() / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert copies.make_room() == 0


# -- putting -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_disk", [True, False])
def test_a_finished_file_is_put_and_bytes_are_written_into_any_store(is_disk, tmp_path):
    store = FileSystemStorage(tmp_path / "store") if is_disk else InMemoryStorage()
    put(store, "a/b.pdf", source(tmp_path))
    put(store, "a/b.pdf", source(tmp_path))  # another was quicker with the same
    write(store, "c.pdf", b"xyz")
    assert store.open("a/b.pdf").read() == b"abc"
    assert store.open("c.pdf").read() == b"xyz"
    if is_disk:
        assert Path(store.path("a/b.pdf")).stat().st_mode & 0o777 == 0o640
        assert sorted(path.name for path in (tmp_path / "store").rglob("*")) == ["a", "b.pdf", "c.pdf"]


def test_between_two_disks_a_file_is_copied_whole(tmp_path, monkeypatch):
    def another_disk(*_args: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", another_disk)
    store = FileSystemStorage(tmp_path / "store")
    put(store, "b.pdf", source(tmp_path))
    assert Path(store.path("b.pdf")).read_bytes() == b"abc"
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["b.pdf"]
