"""The originals in a private bucket, a real server of that kind: desk and press share no folder and lose nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as our_settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.clock import database_now
from articles.models import State
from articles.workflow import OutOfReach, Refused
from editions import adverts, drawing, left_behind, publishing, workflow
from editions.drawing import DrawingTable
from editions.models import AdvertFile, Drawing, DrawingOrder, Edition, EditionState, Page
from newsroom import buckets
from photos import copies, incoming, renditions, strongroom
from photos import workflow as photo_workflow
from photos.first_words import Batch
from photos.models import Photo, Rendition, Upload
from photos.reconciling import GONE, Finding, check
from tests.bucket_server import (
    NEEDED,
    PRIVATE,
    REGION,
    Server,
    keys_in,
    make_buckets,
    running,
    use_both,
    use_private,
)
from tests.editions.test_adverts import SLOTS, hand_in
from tests.factories import bring_to, jpeg, make_article, make_drawn_edition, make_edition, make_photo, prose
from tests.photos.test_uploading import FETCH, UPLOADS, killed_at, sent
from tests.website.web_server import free_port
from website.models import PublishedPage, PublishedPicture

pytestmark = [pytest.mark.django_db, *NEEDED]
# What lies under the state folder of a machine whose stores are buckets; nothing of it needs a backup.
OF_A_MACHINE = {"copies", "uploads", "darkroom", "drawing"}
AWAY = "The store of the originals cannot be reached"
OUT_OF_REACH = "The store of pictures and pages cannot be reached"


@pytest.fixture
def machine(settings: Any, tmp_path: Path) -> Callable[[str], Path]:
    """Whoever works next does so on this machine, with a folder that the others do not see."""

    def at(name: str) -> Path:
        settings.STATE_DIR = tmp_path / name
        settings.STATE_DIR.mkdir(exist_ok=True)
        return settings.STATE_DIR

    at("desk")
    return at


@pytest.fixture(scope="module")
def one_server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def server(one_server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch, machine: Any) -> Server:
    one_server.empty()
    use_both(settings, one_server, monkeypatch)
    make_buckets("public", "default")
    return one_server


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch, server: Server) -> Any:
    """While it lasts nobody listens where the private bucket was."""

    @contextmanager
    def gone() -> Iterator[None]:
        use_private(settings, server._replace(port=free_port()), monkeypatch)
        yield
        use_private(settings, server, monkeypatch)

    return gone


def page_with(photo: Photo, cast: Any) -> Page:
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(1), photo=photo), cast)
    page = make_drawn_edition(cast).pages.get()
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    place = {"photo": 0, "columns": 1, "lines": 8, "corner": "top_right"}
    workflow.set_photos(placed, [place], by=cast.page_designer)
    return Page.objects.select_related("edition").get(pk=page.pk)


def draw_next() -> bool:
    table = DrawingTable()
    try:
        return table.draw_next()
    finally:
        table.close()


def folders_of(*machines: Path) -> set[str]:
    return {path.name for machine in machines for path in machine.iterdir() if path.is_dir()}


# -- the whole way -------------------------------------------------------------------------------------------------
def test_a_photo_goes_from_the_desk_over_the_press_to_readers_and_no_machine_keeps_it(
    cast: Any, client: Any, signed_in: Any, server: Server, machine: Any
) -> None:
    desk = machine("desk")
    photo = photo_workflow.finish(sent(jpeg(), by=cast.photographer).token, Batch(), by=cast.photographer).photo
    assert photo is not None
    assert keys_in("default") == {photo.original.name}
    assert list(incoming.folder().iterdir()) == []
    Photo.objects.update(caption="老街的傍晚。", credit="邱岚", alt_text="一条老街")

    press = machine("press")
    assert renditions.Workbench().make_next()
    assert keys_in("default") == {photo.original.name, *Rendition.objects.values_list("name", flat=True)}

    another_desk = machine("desk-2")
    browser = signed_in("photographer")
    for name in ("preview", "thumbnail"):
        answer = browser.get(reverse(f"admin:photos_photo_{name}", args=[photo.pk]))
        content = b"".join(answer.streaming_content)
        assert content[8:12] == b"WEBP"
        assert int(answer["Content-Length"]) == len(content)
    page = page_with(photo, cast)

    machine("press")
    assert draw_next()
    drawn = Drawing.objects.get(page=page)
    assert drawn.is_good, drawn.failure

    machine("desk")
    address = reverse("admin:editions_edition_drawing", args=[page.edition_id, page.pk, drawn.pk, "page.pdf"])
    answer = signed_in("page_designer").get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    publishing.publish(page.edition, by=cast.chief_editor)

    shown, picture = PublishedPage.objects.get(), PublishedPicture.objects.get()
    names = {shown.pdf, *(name for name, _width in shown.picture_files())}
    names |= {name for ending in ("avif", "webp", "jpg") for name, _width in picture.files(ending)}
    assert names <= keys_in("public")
    assert client.get(f"/media/{picture.files('jpg')[0][0]}").status_code == 200
    assert folders_of(desk, press, another_desk) <= OF_A_MACHINE
    assert not (our_settings.STATE_DIR / "copies" / ".lock").read_bytes()


@pytest.mark.django_db(transaction=True)
def test_a_press_of_its_own_machine_needs_the_settings_and_nothing_else(
    cast: Any, server: Server, tmp_path: Path, machine: Any
) -> None:
    photo = make_photo(by=cast.photographer)
    press = tmp_path / "press"
    done = run("manage.py", "press", "--once", environment=settings_of(server, press) | {"NEWSROOM_SIDE": "desk"})
    assert done.returncode == 0, done.stderr[-2000:]
    photo.refresh_from_db()
    assert photo.rendered
    assert {*photo.renditions.values_list("name", flat=True)} < keys_in("default")
    assert not folders_of(press) & {"originals", "public"}
    with strongroom.lent(photo.renditions.all()[0].name) as path:
        assert path.stat().st_size == photo.renditions.all()[0].bytes


def test_the_website_knows_nothing_of_the_private_bucket(server: Server, tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.PRIVATE_BUCKET or 'none', s.STORAGES['default']['BACKEND'], s.STORAGES['public']['BACKEND'])"
    )
    environment = settings_of(server, tmp_path / "website") | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    asked = [run("-c", program, environment=environment | {"NEWSROOM_SIDE": side}) for side in ("website", "desk")]
    website, desk = [one.stdout.split() for one in asked]
    assert website == ["none", "django.core.files.storage.FileSystemStorage", "newsroom.buckets.PublicBucket"]
    assert desk == [PRIVATE, "newsroom.buckets.PrivateBucket", "newsroom.buckets.PublicBucket"]


def settings_of(server: Server, state: Path) -> dict[str, str]:
    connection.ensure_connection()
    at = connection.connection.info
    account = f"{quote(at.user)}:{quote(at.password or '')}"
    return {
        "DATABASE_URL": f"postgres://{account}@{quote(at.host, safe='')}:{at.port}/{quote(at.dbname)}",
        "NEWSROOM_DEBUG": "1",
        "NEWSROOM_STATE_DIR": str(state),
        "NEWSROOM_PUBLIC_BUCKET": "newsroom-public",
        "NEWSROOM_PRIVATE_BUCKET": PRIVATE,
        "NEWSROOM_S3_URL": server.address,
        "NEWSROOM_S3_REGION": REGION,
        "NEWSROOM_S3_KEY": "press",
        "NEWSROOM_S3_SECRET": "press",
    }


def run(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=our_settings.BASE_DIR,
        env={**os.environ, **environment},
        timeout=600,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_large_file_is_at_no_time_in_memory(server: Server) -> None:
    size = 24 << 20
    storages["default"].save("photos/ab/large.png", ContentFile(os.urandom(size)))
    tracemalloc.start()
    try:
        with strongroom.opened("photos/ab/large.png") as file:
            read = sum(len(block) for block in iter(lambda: file.read(1 << 16), b""))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == size
    assert peak < 8 << 20


def test_an_answer_that_breaks_off_is_no_file(
    settings: Any, monkeypatch: pytest.MonkeyPatch, machine: Any, server: Server
) -> None:
    def answer_half() -> None:
        asked, _address = listening.accept()
        with asked:
            asked.recv(65536)
            asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5000\r\n\r\nhalf of it")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        use_private(settings, server._replace(port=listening.getsockname()[1]), monkeypatch)
        thread = threading.Thread(target=answer_half)
        thread.start()
        with pytest.raises(OSError, match="the bucket"):
            strongroom.opened("photos/ab/abc.png")
        thread.join()
    assert list(copies.folder().iterdir()) == []


# -- while it is away ----------------------------------------------------------------------------------------------
def test_a_photo_that_arrives_while_the_bucket_is_away_waits_and_is_kept_later(
    cast: Any, signed_in: Any, away: Any
) -> None:
    browser, begun = signed_in("photographer"), sent(jpeg(), by=cast.photographer)
    with away():
        answer = browser.post(f"{UPLOADS}{begun.token}/finish/", headers=FETCH)
        assert answer.status_code == 503
        assert answer.json()["sentence"].startswith(AWAY)
    assert not Photo.objects.exists()
    assert Upload.objects.get().refusal == ""
    assert browser.post(f"{UPLOADS}{begun.token}/finish/", headers=FETCH).status_code == 200
    assert keys_in("default") == {Photo.objects.get().original.name}


def test_artwork_that_is_handed_in_while_the_bucket_is_away_is_refused_in_one_sentence(cast: Any, away: Any) -> None:
    page = make_drawn_edition(cast, slots=SLOTS, name="广告版").pages.get()
    slot = page.slots.select_related("page__edition").get(role="advert")
    with away(), pytest.raises(Refused, match=AWAY):
        hand_in(slot, cast.page_designer)
    assert not AdvertFile.objects.exists()
    file = hand_in(slot, cast.page_designer)
    assert {f"{file.folder}/original.pdf", f"{file.folder}/page.pdf"} < keys_in("default")
    assert adverts.on_page(page, file.pk) == file


def test_the_press_tries_again_until_the_bucket_is_back(cast: Any, signed_in: Any, away: Any, machine: Any) -> None:
    photo = make_photo(by=cast.photographer)
    machine("press")
    bench = renditions.Workbench()
    with away():
        for _ in range(12):  # more often than with any other fault
            assert bench.make_next()
            bench.rests.clear()
        photo.refresh_from_db()
        assert (photo.rendered, photo.render_failure) == ("", "store-away")
        assert renditions.failure_of(photo.render_failure).startswith(AWAY)
    assert bench.make_next()
    photo.refresh_from_db()
    assert photo.rendered
    assert photo.render_failure == ""

    page = page_with(photo, cast)
    machine("press-2")
    with away():
        assert draw_next()
        assert Drawing.objects.get(page=page).failure == "版上有一张图片读不出来。"
        assert DrawingOrder.objects.get(page=page).tries == 1
    DrawingOrder.objects.update(not_before=timezone.now())
    assert draw_next()
    drawn = Drawing.objects.get(page=page)
    assert drawn.is_good

    machine("desk-2")
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    address = reverse("admin:editions_edition_drawing", args=[page.edition_id, page.pk, drawn.pk, "page.pdf"])
    with away():
        answer = signed_in("page_designer").get(address)
        assert answer.status_code == 503
        assert OUT_OF_REACH in answer.content.decode()
        with pytest.raises(OutOfReach, match=OUT_OF_REACH):
            publishing.publish(page.edition, by=cast.chief_editor)
    assert not PublishedPage.objects.exists()
    publishing.publish(page.edition, by=cast.chief_editor)
    assert PublishedPage.objects.get().pdf in keys_in("public")


def scheduled_edition(cast: Any) -> Edition:
    """With a photo that nothing was made of yet."""
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, photo=photo), cast)
    edition = make_edition(cast)
    workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    workflow.schedule(edition, at=database_now() + timedelta(hours=1), by=cast.chief_editor)
    return edition


def test_an_edition_whose_hour_comes_while_the_bucket_is_away_waits_for_it_a_while(cast: Any, away: Any) -> None:
    edition, late = scheduled_edition(cast), scheduled_edition(cast)
    for one, minutes in ((edition, 2), (late, 30)):
        Edition.objects.filter(pk=one.pk).update(go_live_at=database_now() - timedelta(minutes=minutes))
    with away():
        assert publishing.publish_due() == []
        assert Edition.objects.get(pk=edition.pk).state == EditionState.SCHEDULED
        late.refresh_from_db()
        assert late.state == EditionState.OPEN
        assert OUT_OF_REACH in late.events.get(verb="not_ready").note
    assert publishing.publish_due() == [edition]


def test_of_a_bucket_that_hangs_one_waits_for_an_answer_and_the_others_go_on(
    settings: Any, monkeypatch: pytest.MonkeyPatch, machine: Any, server: Server
) -> None:
    monkeypatch.setattr(buckets, "READING", 1)
    monkeypatch.setattr(buckets, "REST", 600.0)
    with socket.create_server(("127.0.0.1", 0), backlog=100) as hangs:
        hangs.settimeout(0.2)
        use_private(settings, server._replace(port=hangs.getsockname()[1]), monkeypatch)

        def asked(pictures: int = 10) -> int:
            """How many requests come there while so many pictures are wanted."""
            for number in range(pictures):
                with pytest.raises(OSError, match="the bucket"):
                    strongroom.opened(f"photos/ab/{number}.png")
            count = 0
            with suppress(TimeoutError):
                while True:
                    hangs.accept()[0].close()
                    count += 1
            return count

        assert asked() == 2  # one, and once more
        assert asked() == 0
        storages["default"].line._not_before = 0.0  # type: ignore[attr-defined]  # a while later
        assert asked() == 2
    use_private(settings, server, monkeypatch)
    storages["default"].save("photos/ab/1.png", ContentFile(b"x"))
    assert strongroom.opened("photos/ab/1.png").read() == b"x"


# -- killed --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_killed_between_the_bucket_and_the_row_the_upload_can_be_finished(cast: Any, server: Server) -> None:
    begun = sent(jpeg(), by=cast.photographer)
    killed_at(Photo, "save", lambda: photo_workflow.finish(begun.token, Batch(), by=cast.photographer))
    assert not Photo.objects.exists()
    (left,) = keys_in("default")
    photo = photo_workflow.finish(begun.token, Batch(), by=cast.photographer).photo
    assert photo is not None
    assert keys_in("default") == {left, photo.original.name}
    assert left != photo.original.name


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_files_and_their_rows_they_are_made_again_and_the_old_go_at_night(
    cast: Any, server: Server, monkeypatch: pytest.MonkeyPatch, machine: Any
) -> None:
    photo = make_photo(by=cast.photographer)
    machine("press")
    killed_at(renditions.making, "_record", lambda: renditions.make(photo))
    left = keys_in("default") - {photo.original.name}
    assert left
    renditions.make(photo)
    rows = set(Rendition.objects.values_list("name", flat=True))
    assert keys_in("default") == {photo.original.name, *left, *rows}
    assert not [one for one in check(repair=True) if isinstance(one, Finding)]
    in_two_days = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: in_two_days)
    found = [one for one in check(everything=True, repair=True) if isinstance(one, Finding)]
    assert {(one.kind, one.where, one.repaired) for one in found} == {("orphan", name, True) for name in left}
    assert keys_in("default") == {photo.original.name, *rows}


# -- at night ------------------------------------------------------------------------------------------------------
def test_the_nightly_look_finds_what_is_missing_in_the_bucket_and_what_is_damaged(cast: Any, server: Server) -> None:
    gone, damaged, whole = (make_photo(by=cast.photographer, content=jpeg((64, 48 + step))) for step in range(3))
    renditions.make(whole)
    storages["default"].delete(gone.original.name)
    content = bytearray(storages["default"].open(damaged.original.name).read())
    content[-10] ^= 1
    storages["default"].save(damaged.original.name, ContentFile(bytes(content)))
    lost = whole.renditions.all()[0].name
    storages["default"].delete(lost)
    found = {(one.kind, one.where) for one in check(everything=True, repair=True) if isinstance(one, Finding)}
    assert found == {("gone", gone.original.name), ("checksum", damaged.original.name), ("rendition", lost)}
    assert Photo.objects.get(pk=gone.pk).render_failure == GONE
    assert Photo.objects.get(pk=whole.pk).rendered == ""


def test_a_bucket_that_is_away_at_night_makes_no_photo_a_lost_one(cast: Any, away: Any) -> None:
    photo = make_photo(by=cast.photographer)
    with away(), pytest.raises(OSError, match="the bucket"):
        list(check(repair=True))
    assert Photo.objects.get(pk=photo.pk).render_failure == ""


def test_folders_of_pages_that_no_row_names_go_from_the_bucket_at_night(
    cast: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_drawn_edition(cast).pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(1)), cast)
    workflow.place(page, [article], by=cast.page_designer)
    assert draw_next()
    known = Drawing.objects.get(page=page).folder
    for folder in (f"{drawing.FOLDER}/1/2-abc", "uploaded/0123", "adverts/4567"):
        for name in ("page.pdf", "page-480.webp"):
            storages["default"].save(f"{folder}/{name}", ContentFile(b"x"))
    storages["default"].save("photos/ab/abc.jpg", ContentFile(b"x"))
    assert left_behind.remove() == 0
    in_two_days = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: in_two_days)
    assert left_behind.remove() == 3
    assert {name.rpartition("/")[0] for name in keys_in("default")} == {known, "photos/ab"}


def test_originals_on_a_disk_are_read_where_they_lie(cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    photo = make_photo(by=cast.photographer)
    renditions.make(photo)
    assert isinstance(storages["default"], FileSystemStorage)
    assert not (tmp_path / "copies").exists()
