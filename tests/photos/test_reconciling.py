"""The nightly look at the library's files: what is missing, left over or damaged, and what is mended."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from photos import incoming, night, workflow
from photos.models import Photo, Rendition, Upload, private_store
from photos.reconciling import GONE, Finding, check
from tests.factories import make_photo

pytestmark = pytest.mark.django_db

DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def _state_in_a_folder_of_its_own(settings, tmp_path):
    settings.STATE_DIR = tmp_path


def path_of(photo: Photo) -> Path:
    return Path(private_store().path(photo.original.name))


def aged(path: Path, days: float) -> Path:
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def left_behind(name: str, days: float = 2) -> Path:
    """A file in the private store that has no row."""
    path = Path(private_store().path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"whatever")
    return aged(path, days)


def found(**how) -> list[tuple[str, str]]:
    return [(one.kind, one.where) for one in check(**how) if isinstance(one, Finding)]


def run(*arguments: str, capsys) -> tuple[str, int]:
    """What the command says, and the number it ends with."""
    try:
        call_command("photos", "check", *arguments)
        code = 0
    except SystemExit as end:
        code = end.code
    return capsys.readouterr().out, code


def test_a_library_in_order_is_said_to_be(cast, capsys):
    aged(path_of(make_photo(by=cast.reporter)), 5)
    assert found(everything=True) == []
    assert run("--all", capsys=capsys) == ("Every photo has its file, and every file its photo.\n", 0)


def test_a_photo_whose_original_is_gone_is_found_and_marked(cast, capsys):
    photo, other = make_photo(by=cast.reporter), make_photo(by=cast.reporter)
    kept = path_of(photo).read_bytes()
    path_of(photo).unlink()
    said, code = run("--repair", capsys=capsys)
    assert (f"photo {photo.pk}, {photo.original.name}: the original is not there" in said, code) == (True, 1)
    photo.refresh_from_db()
    assert photo.render_failure == GONE
    assert Photo.objects.get(pk=other.pk).render_failure == ""
    path_of(photo).write_bytes(kept)
    assert run("--repair", capsys=capsys)[1] == 0
    photo.refresh_from_db()
    assert (photo.render_failure, photo.rendered) == ("", "")


def test_a_damaged_original_is_reported_and_left_as_it_is(cast):
    shorter, other = make_photo(by=cast.reporter), make_photo(by=cast.reporter)
    path_of(shorter).write_bytes(b"short")
    content = bytearray(path_of(other).read_bytes())
    content[-10] ^= 1
    path_of(other).write_bytes(content)
    expected = [("checksum", other.original.name), ("size", shorter.original.name)]
    assert found(everything=True, repair=True, remove_orphans=True) == expected
    assert path_of(shorter).exists()


def test_a_file_nobody_knows_of_is_found_after_a_day_and_removed_when_asked(cast, capsys):
    photo = make_photo(by=cast.reporter)
    Rendition.objects.create(
        photo=photo, format="JPEG", size=480, width=1, height=1, bytes=8, name="renditions/aa/known/480.jpg"
    )
    known = [aged(path_of(photo), 9), left_behind("renditions/aa/known/480.jpg")]
    orphans = ["photos/ab/orphan.jpg", "photos/ab/.half.jpg.part", "renditions/aa/known/960.jpg"]
    for name in orphans:
        left_behind(name)
    young = left_behind("photos/ab/young.jpg", days=0.9)
    elsewhere = left_behind("something/else.pdf")
    assert sorted(found()) == sorted(("orphan", name) for name in orphans)
    said, code = run(capsys=capsys)
    assert ("3 × a file nobody knows of" in said, code) == (True, 1)
    said, code = run("--repair", capsys=capsys)
    assert ("3 of 3 repaired." in said, code) == (True, 0)
    assert [path.exists() for path in (*known, young, elsewhere)] == [True] * 4
    assert found() == []


def test_a_folder_of_renditions_goes_when_it_has_been_empty_for_a_day(cast):
    kept = left_behind("renditions/aa/known/480.jpg")
    Rendition.objects.create(
        photo=make_photo(by=cast.reporter),
        format="JPEG",
        size=480,
        width=1,
        height=1,
        bytes=8,
        name="renditions/aa/known/480.jpg",
    )
    orphan = left_behind("renditions/aa/killed/480.jpg")
    empty, begun = (kept.parents[1] / name for name in ("empty", "begun"))
    for folder in (empty, begun):
        folder.mkdir()
    for folder in (empty, kept.parent, orphan.parent):
        aged(folder, 2)
    found()
    assert empty.exists()
    found(repair=True)
    assert [one.name for one in sorted(kept.parents[1].iterdir())] == ["begun", "killed", "known"]
    aged(orphan.parent, 2)
    found(repair=True)
    assert [one.name for one in sorted(kept.parents[1].iterdir())] == ["begun", "known"]
    assert kept.exists()


def test_a_missing_rendition_is_ordered_again(cast):
    photo = make_photo(by=cast.reporter)
    Rendition.objects.create(photo=photo, format="JPEG", size=480, width=1, height=1, bytes=8, name="renditions/x.jpg")
    Photo.objects.update(rendered="made", render_failure="")
    assert found() == [("rendition", "renditions/x.jpg")]
    assert Photo.objects.get().rendered == "made"
    found(repair=True)
    assert Photo.objects.get().rendered == ""


def test_what_is_left_of_uploads_goes_after_three_days(cast):
    begun, fresh = (workflow.begin(name, 10, by=cast.photographer) for name in ("old.jpg", "new.jpg"))
    for one in (begun, fresh):
        incoming.path_of(one.token).write_bytes(b"x")
    Upload.objects.filter(pk=begun.pk).update(changed_at=datetime(2025, 1, 1, tzinfo=UTC))
    stray = incoming.folder() / "tmpabc"
    stray.write_bytes(b"x")
    aged(stray, 4)
    assert sorted(found()) == [("upload", "old.jpg"), ("upload", "tmpabc")]
    found(repair=True)
    assert not stray.exists()
    assert [*Upload.objects.all()] == [fresh]
    assert [path.name for path in incoming.folder().iterdir()] == [fresh.token.hex]


def test_a_large_library_is_looked_through_page_by_page(cast, monkeypatch):
    monkeypatch.setattr("photos.reconciling.PAGE", 2)
    photos = [make_photo(by=cast.reporter) for _ in range(5)]
    for photo in photos:
        path_of(photo).unlink()
    assert [where for _kind, where in found()] == [photo.original.name for photo in reversed(photos)]


# -- at the press ------------------------------------------------------------------------------------------------
def test_the_press_looks_once_a_night_and_takes_no_original_away(cast, tmp_path, monkeypatch):
    photo, orphan = make_photo(by=cast.reporter), left_behind("photos/ab/orphan.jpg")
    of_a_killed_press = left_behind("renditions/ab/killed/960.jpg")
    path_of(photo).unlink()
    at = {"hour": 3}
    monkeypatch.setattr(timezone, "localtime", lambda: datetime(2025, 10, 17, at["hour"], tzinfo=UTC))
    watch = night.NightWatch()
    assert watch.go_on() == 0  # a new house: the first look is that of the next night
    aged(tmp_path / "photos-checked", 0.8)
    at["hour"] = 15
    assert watch.go_on() == 0
    at["hour"] = 3
    assert watch.go_on() == 3
    assert night.NightWatch().go_on() == 0  # another press, the same night
    assert (orphan.exists(), of_a_killed_press.exists()) == (True, False)
    assert Photo.objects.get().render_failure == GONE
    aged(tmp_path / "photos-checked", 3)
    at["hour"] = 15
    assert watch.go_on() == 2  # nobody was there for two nights


def test_the_press_goes_on_with_its_look_where_it_stopped(cast, tmp_path, monkeypatch):
    for _ in range(3):
        path_of(make_photo(by=cast.reporter)).unlink()
    (tmp_path / "photos-checked").touch()
    aged(tmp_path / "photos-checked", 3)
    monkeypatch.setattr(night, "SLICE_SECONDS", 0)
    watch = night.NightWatch()
    watch.go_on()
    assert watch.under_way is not None
    monkeypatch.setattr(night, "SLICE_SECONDS", 60)
    assert watch.go_on() == 3
    assert watch.under_way is None
