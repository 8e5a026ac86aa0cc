"""Bringing pictures in: piece by piece over any line, all with their words, and nothing told of other people's."""

from __future__ import annotations

import io
import os
import re
import resource
import signal
import socket
import time
import zlib
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import UnreadablePostError
from django.urls import reverse

from authors.models import User
from photos import incoming, workflow
from photos.darkroom import seat
from photos.first_words import Batch
from photos.keeping import NoRoom
from photos.models import AiUse, Licence, Photo, Scope, Upload, private_store
from photos.workflow import library, uploading
from tests.factories import jpeg, make_author, make_photo, upload
from tests.person import Person
from tests.photos.odd_files import picture, with_segments, xmp_segment
from tests.photos.test_likeness import as_jpeg, scene
from tests.racing import at_once

pytestmark = pytest.mark.django_db

MEGABYTE = 1 << 20
ADD = "/admin/photos/photo/add/"
UPLOADS = "/admin/photos/photo/upload/"
# What the page's own script says of itself.
FETCH = {"x-requested-with": "fetch"}


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    settings.STATE_DIR = tmp_path


def noisy(kilobytes: int = 300, seed: int = 1) -> bytes:
    """A photo of about that size that is like no other."""
    content = picture("JPEG", size=(640, 480), quality=90)
    return content[:2] + b"".join(_comment(seed + number) for number in range(kilobytes // 60)) + content[2:]


def _comment(seed: int) -> bytes:
    data = bytes((seed * 31 + place * 7) % 251 for place in range(60_000))
    return b"\xff\xfe" + (len(data) + 2).to_bytes(2, "big") + data


def with_words(content: bytes, properties: str) -> bytes:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return with_segments(content, xmp_segment(packet.encode()))


def description(text: str) -> str:
    return f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>'


def creator(name: str) -> str:
    return f"<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>"


def sent(content: bytes, *, by: User, name: str = "DSC_0417.JPG") -> Upload:
    """An upload that has arrived whole and waits for its words."""
    begun = workflow.begin(name, len(content), by=by)
    workflow.append(begun.token, 0, io.BytesIO(content), len(content), by=by)
    return Upload.objects.get(pk=begun.pk)


def brought(content: bytes, batch: Batch | None = None, *, by: User, name: str = "DSC_0417.JPG") -> Upload:
    return workflow.finish(sent(content, by=by, name=name).token, batch or Batch(), by=by)


def announce(browser, content: bytes, name: str = "fire.jpg") -> str:
    answer = browser.post(UPLOADS, {"filename": name, "size": len(content)}, headers=FETCH)
    assert answer.status_code == 201, answer.content
    return answer.json()["address"]


def send(browser, address: str, offset: int, data: bytes, kind: str = "application/octet-stream"):
    return browser.post(address, data, content_type=kind, headers={"upload-offset": str(offset)})


def files_below(place) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


@contextmanager
def disk_with_room_for(length: int):
    """No file may become longer than that: a disk that is full, as the kernel says it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def killed_at(owner, name: str, act) -> None:
    """Do it in a process of its own, which kills itself when that function is reached."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            setattr(owner, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
            act()
        finally:
            os._exit(99)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


# -- piece by piece --------------------------------------------------------------------------------------------
def test_a_photographer_sends_a_photo_in_pieces(cast, signed_in):
    browser, content = signed_in("photographer"), noisy()
    address = announce(browser, content)
    for offset in range(0, len(content), 100_000):
        answer = send(browser, address, offset, content[offset : offset + 100_000])
        assert answer.json() == {"received": min(len(content), offset + 100_000)}
    answer = browser.post(f"{address}finish/", {"caption": "仓库起火。", "credit": "邱岚"}, headers=FETCH)
    assert answer.json()["state"] == "arrived"
    photo = Photo.objects.get()
    assert photo.original.open("rb").read() == content
    assert (photo.title, photo.caption, photo.credit) == ("fire", "仓库起火。", "邱岚")
    assert (photo.uploaded_by, photo.bytes, photo.original_filename) == (cast.photographer, len(content), "fire.jpg")
    assert photo.likeness is not None
    assert re.fullmatch("#[0-9a-f]{6}", photo.colour)
    assert "仓库起火。" in answer.json()["line"]
    assert files_below(incoming.folder()) == []


def test_a_piece_that_belongs_elsewhere_is_answered_with_where_to_go_on(cast, signed_in):
    browser, content = signed_in("photographer"), noisy()
    address = announce(browser, content)
    send(browser, address, 0, content[:1000])
    for offset in (0, 999, 1001, len(content), 10**14):
        answer = send(browser, address, offset, content[:1000])
        assert (answer.status_code, answer.json()["received"]) == (409, 1000), offset
    assert browser.get(address).json()["received"] == 1000
    assert incoming.path_of(Upload.objects.get().token).read_bytes() == content[:1000]


def test_what_is_no_piece_is_not_read(cast, signed_in):
    browser, content = signed_in("photographer"), noisy()
    address = announce(browser, content)
    assert send(browser, address, 0, b"filename=x", kind="application/x-www-form-urlencoded").status_code == 415
    assert send(browser, address, 0, bytes(9 * MEGABYTE)).status_code == 413
    assert browser.post(address, b"x", content_type="application/octet-stream").status_code == 415
    assert browser.get(address).json()["received"] == 0


def test_more_than_was_announced_is_refused(cast, signed_in):
    browser = signed_in("photographer")
    address = announce(browser, b"x" * 100)
    answer = send(browser, address, 0, b"x" * 101)
    assert answer.status_code == 413
    assert answer.json()["sentence"]
    assert browser.get(address).json()["received"] == 0


def test_a_file_is_refused_before_its_first_byte_when_it_is_too_large_or_empty(cast, signed_in):
    browser = signed_in("photographer")
    for size in (0, 41 * MEGABYTE, 10**14):
        answer = browser.post(UPLOADS, {"filename": "film.jpg", "size": size}, headers=FETCH)
        assert answer.status_code == 413
        assert answer.json()["sentence"].endswith(".")
    for size in ("", "-1", "1e9", "９", "1" * 400):
        assert browser.post(UPLOADS, {"filename": "film.jpg", "size": size}, headers=FETCH).status_code == 400
    assert not Upload.objects.exists()


def test_nobody_has_more_than_so_many_uploads_open(cast, signed_in, settings):
    settings.UPLOADS_OPEN = 2
    browser = signed_in("photographer")
    addresses = [announce(browser, b"x" * 10) for _ in range(2)]
    answer = browser.post(UPLOADS, {"filename": "third.jpg", "size": 10}, headers=FETCH)
    assert (answer.status_code, "2" in answer.json()["sentence"]) == (429, True)
    announce(signed_in("reporter"), b"x" * 10)
    browser.post(f"{addresses[0]}drop/")
    announce(browser, b"x" * 10)


def test_what_was_given_up_goes_from_the_desk_s_own_machine_too(cast, tmp_path):
    """Where the press is another machine its nightly look does not see this folder."""
    given_up, waits = (incoming.folder() / name for name in ("given-up", "waits"))
    for path, days in ((given_up, 4), (waits, 2)):
        path.write_bytes(b"x")
        then = time.time() - days * 24 * 3600
        os.utime(path, (then, then))
    (tmp_path / "uploads-looked-through").touch()
    os.utime(tmp_path / "uploads-looked-through", (1, 1))
    workflow.begin("fire.jpg", 100, by=cast.photographer)
    assert [path.name for path in incoming.folder().iterdir()] == ["waits"]


def test_nobody_brings_in_more_than_so_much_in_a_day(cast, settings):
    settings.UPLOAD_BYTES_A_DAY = MEGABYTE
    workflow.begin("one.jpg", MEGABYTE - 10, by=cast.photographer)
    with pytest.raises(workflow.TooMuch):
        workflow.begin("two.jpg", 11, by=cast.photographer)
    Upload.objects.update(began_at=datetime(2025, 1, 1, tzinfo=UTC))
    workflow.begin("two.jpg", 11, by=cast.photographer)


def test_a_file_waits_its_turn_while_others_are_looked_at(cast, signed_in, monkeypatch):
    """Ten large pictures at once took every thread of the desk, and nobody could save an article for 40 seconds."""
    monkeypatch.setattr(uploading, "SEAT_SECONDS", 0.01)
    browser, content = signed_in("photographer"), noisy()
    address = announce(browser, content)
    send(browser, address, 0, content)
    with seat(patience=0), seat(patience=0):
        answer = browser.post(f"{address}finish/", headers=FETCH)
    assert (answer.status_code, answer.json()["crowded"]) == (503, True)
    assert browser.get(address).json()["received"] == len(content)
    answer = browser.post(f"{address}finish/", headers=FETCH)
    assert answer.json()["state"] == "arrived"


def test_an_upload_exists_for_its_owner_only(cast, signed_in):
    content = noisy()
    address = announce(signed_in("photographer"), content)
    send(signed_in("photographer"), address, 0, content[:500])
    for name in ("reporter", "chief_editor", "admin", "proofreader"):
        for place in (address, f"{UPLOADS}{uuid4()}/"):
            other = signed_in(name)
            answers = [
                other.get(place),
                send(other, place, 500, content[500:600]),
                other.post(f"{place}finish/"),
                other.post(f"{place}drop/"),
            ]
            assert [answer.status_code for answer in answers] == [404] * 4
        assert "fire.jpg" not in other.get(ADD).content.decode()
    assert signed_in("photographer").get(address).json()["received"] == 500


@pytest.mark.django_db(transaction=True)
def test_what_came_before_the_line_broke_is_kept(cast, live_server, signed_in):
    """A telephone in a lift: the head of the request promises more than ever comes."""
    browser, content = signed_in("photographer"), noisy()
    address = announce(browser, content)
    host, port = live_server.thread.host, live_server.thread.port
    key = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    token = "a" * 32
    head = (
        f"POST {address} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: 200000\r\nUpload-Offset: 0\r\nX-CSRFToken: {token}\r\n"
        f"Cookie: {django_settings.SESSION_COOKIE_NAME}={key}; csrftoken={token}\r\n\r\n"
    )
    with socket.create_connection((host, port)) as line:
        line.sendall(head.encode() + content[:150_000])
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass
    received = browser.get(address).json()["received"]
    assert received == 150_000
    assert send(browser, address, received, content[received:]).json() == {"received": len(content)}
    assert workflow.finish(Upload.objects.get().token, Batch(), by=cast.photographer).photo.bytes == len(content)


class BrokenLine(io.BytesIO):
    """A request of which the last bytes never come."""

    def read(self, size: int | None = -1) -> bytes:
        if block := super().read(size):
            return block
        raise UnreadablePostError("the line broke")


def test_a_line_that_breaks_with_a_crash_keeps_what_came_before(cast):
    content = noisy()
    begun = workflow.begin("fire.jpg", len(content), by=cast.photographer)
    line = BrokenLine(content[:90_000])
    assert workflow.append(begun.token, 0, line, 200_000, by=cast.photographer) == 90_000
    assert incoming.path_of(begun.token).read_bytes() == content[:90_000]


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_for_the_same_place_one_is_taken(cast):
    one, other = b"1" * 300_000, b"2" * 300_000
    for _round in range(5):
        begun = workflow.begin("fire.jpg", 600_000, by=cast.photographer)
        results = at_once(
            *[
                lambda data=data, begun=begun: workflow.append(
                    begun.token, 0, io.BytesIO(data), len(data), by=cast.photographer
                )
                for data in (one, other)
            ]
        )
        assert sorted(type(result).__name__ for result in results) == ["Misplaced", "int"]
        begun.refresh_from_db()
        assert begun.received == 300_000
        assert incoming.path_of(begun.token).read_bytes() in {one, other}


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_bytes_and_the_row_the_upload_goes_on(cast):
    content = noisy()
    begun = workflow.begin("fire.jpg", len(content), by=cast.photographer)
    workflow.append(begun.token, 0, io.BytesIO(content), 1000, by=cast.photographer)

    def next_piece():
        workflow.append(begun.token, 1000, io.BytesIO(content[1000:]), 50_000, by=cast.photographer)

    killed_at(workflow.uploading, "_note", next_piece)
    begun.refresh_from_db()
    assert (begun.received, incoming.length_of(begun.token)) == (1000, 51_000)
    rest = content[1000:]
    workflow.append(begun.token, 1000, io.BytesIO(rest), len(rest), by=cast.photographer)
    assert incoming.path_of(begun.token).read_bytes() == content


def test_bytes_the_disk_has_lost_are_asked_for_again(cast):
    content = noisy()
    begun = sent(content, by=cast.photographer)
    os.truncate(incoming.path_of(begun.token), 5000)
    with pytest.raises(workflow.Misplaced) as misplaced:
        workflow.finish(begun.token, Batch(), by=cast.photographer)
    assert misplaced.value.received == 5000
    workflow.append(begun.token, 5000, io.BytesIO(content[5000:]), len(content), by=cast.photographer)
    assert workflow.finish(begun.token, Batch(), by=cast.photographer).photo.bytes == len(content)


def test_a_full_disk_keeps_no_half_piece(cast):
    content = noisy()
    begun = workflow.begin("fire.jpg", len(content), by=cast.photographer)
    workflow.append(begun.token, 0, io.BytesIO(content), 100_000, by=cast.photographer)
    with disk_with_room_for(150_000), pytest.raises(NoRoom):
        workflow.append(begun.token, 100_000, io.BytesIO(content[100_000:]), 100_000, by=cast.photographer)
    begun.refresh_from_db()
    assert (begun.received, incoming.length_of(begun.token)) == (100_000, 100_000)
    rest = content[100_000:]
    workflow.append(begun.token, 100_000, io.BytesIO(rest), len(rest), by=cast.photographer)
    assert workflow.finish(begun.token, Batch(), by=cast.photographer).photo.bytes == len(content)


# -- into the library ------------------------------------------------------------------------------------------
def test_on_a_full_disk_nothing_comes_into_the_library_and_the_photographer_is_told(cast, signed_in, tmp_path):
    content = noisy()
    begun = sent(content, by=cast.photographer)
    with disk_with_room_for(200_000):
        answer = signed_in("photographer").post(f"{UPLOADS}{begun.token}/finish/", headers=FETCH)
    assert answer.status_code == 507
    assert answer.json()["sentence"].startswith("The disk of the server is full")
    assert not Photo.objects.exists()
    assert files_below(tmp_path / "default") == []
    assert workflow.finish(begun.token, Batch(), by=cast.photographer).photo.bytes == len(content)


def test_a_full_disk_is_said_to_whoever_brings_in_a_file_at_once(cast, tmp_path):
    with disk_with_room_for(1000), pytest.raises(ValidationError, match="disk of the server is full"):
        workflow.bring_in(Photo(title="火"), upload(noisy()), by=cast.reporter)
    assert not Photo.objects.exists()
    assert files_below(tmp_path / "default") == files_below(tmp_path / "uploads") == []


@pytest.mark.django_db(transaction=True)
def test_killed_between_file_and_row_there_is_no_row_and_the_upload_can_be_finished(cast, tmp_path):
    content = noisy()
    begun = sent(content, by=cast.photographer)
    killed_at(Photo, "save", lambda: workflow.finish(begun.token, Batch(), by=cast.photographer))
    assert not Photo.objects.exists()
    [left] = files_below(tmp_path / "default")
    photo = workflow.finish(begun.token, Batch(), by=cast.photographer).photo
    assert photo.original.open("rb").read() == content
    assert photo.original.name != left
    assert files_below(incoming.folder()) == []


@pytest.mark.django_db(transaction=True)
def test_killed_while_the_file_is_copied_nothing_stands_under_its_name(cast, tmp_path):
    begun = sent(noisy(), by=cast.photographer)
    killed_at(Path, "rename", lambda: workflow.finish(begun.token, Batch(), by=cast.photographer))
    assert not Photo.objects.exists()
    [half] = files_below(tmp_path / "default")
    assert half.endswith(".part")


@pytest.mark.django_db(transaction=True)
def test_an_upload_finished_twice_at_once_becomes_one_photo(cast, tmp_path):
    begun = sent(noisy(), by=cast.photographer)
    results = at_once(*[lambda: workflow.finish(begun.token, Batch(), by=cast.photographer)] * 3)
    photo = Photo.objects.get()
    assert [(result.photo_id, result.was_known) for result in results] == [(photo.pk, False)] * 3
    assert files_below(tmp_path / "default") == [photo.original.name]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_in_one_batch_becomes_one_photo(cast):
    content = noisy()
    uploads = [sent(content, by=cast.photographer, name=name) for name in ("a.jpg", "b.jpg")]
    results = at_once(*[lambda one=one: workflow.finish(one.token, Batch(), by=cast.photographer) for one in uploads])
    photo = Photo.objects.get()
    assert {result.photo_id for result in results} == {photo.pk}
    assert sorted(result.was_known for result in results) == [False, True]


def test_what_is_no_picture_ends_with_a_sentence_and_leaves_no_file(cast, tmp_path):
    for content in (b"<html>", picture("GIF"), jpeg()[:300]):
        ended = brought(content, by=cast.photographer)
        assert ended.refusal.endswith(".")
        assert ended.photo is None
        assert workflow.finish(ended.token, Batch(), by=cast.photographer).refusal == ended.refusal
    assert not Photo.objects.exists()
    assert files_below(incoming.folder()) == files_below(tmp_path / "default") == []


def test_the_file_is_for_the_house_alone(cast):
    photo = brought(noisy(), by=cast.photographer).photo
    path = private_store().path(photo.original.name)
    assert os.stat(path).st_mode & 0o777 == 0o640
    assert "DSC" not in photo.original.name


# -- the same bytes again ------------------------------------------------------------------------------------------
def test_who_has_a_picture_already_is_told_which_and_it_is_not_stored_twice(cast, signed_in, tmp_path):
    content = noisy()
    first = brought(content, Batch(caption="首张"), by=cast.photographer).photo
    again = brought(content, Batch(caption="别的话"), by=cast.photographer, name="copy.jpg")
    assert (again.photo, again.was_known) == (first, True)
    first.refresh_from_db()
    assert first.caption == "首张"
    assert len(files_below(tmp_path / "default")) == 1
    page = Person(signed_in("photographer")).open(ADD)
    assert "You have this picture already: DSC_0417" in page.words


def test_who_has_never_seen_a_picture_learns_nothing_of_it(cast, signed_in):
    """A reporter sends what a colleague has kept to himself: it is his own picture, and all is as with a new one."""
    content = noisy()
    secret = make_photo(by=cast.reporter2, content=content, title="保密", caption="独家", credit="顾小满")
    browser, answers = signed_in("reporter"), []
    for data in (content, jpeg((640, 480))):
        address = announce(browser, data)
        send(browser, address, 0, data)
        answers.append(browser.post(f"{address}finish/", headers=FETCH).json())
    masked = [re.sub(r"\d+", "N", answer["line"]) for answer in answers]
    assert masked[0] == masked[1]
    assert answers[0]["state"] == answers[1]["state"] == "arrived"
    mine = Photo.objects.exclude(pk=secret.pk).get(sha256=secret.sha256)
    assert (mine.title, mine.caption, mine.credit) == ("fire", "", "")
    assert mine.original.name != secret.original.name


def test_the_picture_desk_is_told_of_a_picture_that_a_reporter_brought_in(cast):
    content = noisy()
    photo = make_photo(by=cast.reporter, content=content)
    assert brought(content, by=cast.desk_editor).photo == photo


# -- words ---------------------------------------------------------------------------------------------------------
def test_shared_words_fill_what_the_file_leaves_empty(cast):
    content = with_words(jpeg(), description("消防员进入仓库。") + "<photoshop:City>云岫</photoshop:City>")
    shared = Batch(caption="仓库起火。", credit="邱岚", place="城北", taken_on=date(2025, 10, 17))
    photo = brought(content, shared, by=cast.photographer).photo
    assert (photo.caption, photo.place) == ("消防员进入仓库。", "云岫")
    assert (photo.credit, photo.taken_on) == ("邱岚", date(2025, 10, 17))


def test_shared_words_take_the_place_of_those_in_the_file_when_the_photographer_wants_it(cast):
    content = with_words(jpeg(), description("消防员进入仓库。") + "<photoshop:City>云岫</photoshop:City>")
    photo = brought(content, Batch(caption="仓库起火。", override=True), by=cast.photographer).photo
    assert (photo.caption, photo.place) == ("仓库起火。", "云岫")


def test_who_took_it_is_found_among_the_authors(cast):
    shared = Batch(credit="邱岚", photographers=[cast.photo_author])
    colleague = brought(with_words(jpeg(), creator("顾小满")), shared, by=cast.photographer).photo
    assert ([*colleague.photographers.all()], colleague.credit) == ([cast.author2], "顾小满")
    stranger = brought(with_words(jpeg(), creator("Jane Roe")), shared, by=cast.photographer).photo
    assert ([*stranger.photographers.all()], stranger.credit) == ([cast.photo_author], "邱岚")
    assert stranger.source == "Jane Roe"
    make_author("Left", is_active=False)
    left = brought(with_words(jpeg(), creator("Left")), by=cast.photographer).photo
    assert not left.photographers.exists()


def test_rights_are_what_the_photographer_says(cast):
    shared = Batch(licence=Licence.HANDOUT, scope=Scope.PRINT)
    photo = brought(noisy(), shared, by=cast.photographer).photo
    assert (photo.licence, photo.scope) == (Licence.HANDOUT, Scope.PRINT)


def test_a_picture_made_by_a_machine_keeps_its_label(cast):
    source = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    content = with_words(jpeg(), f"<Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>")
    given = workflow.bring_in(Photo(title="火"), upload(content), by=cast.reporter)
    for photo in (brought(content, by=cast.photographer).photo, given):
        assert (photo.digital_source, photo.ai_use) == ("trainedAlgorithmicMedia", AiUse.GENERATED)


# -- the page --------------------------------------------------------------------------------------------------------
def test_without_script_many_files_come_in_with_one_form_and_a_line_each(cast, signed_in):
    photographer = Person(signed_in("photographer")).open(ADD)
    assert photographer.forms()[-2].fields["credit"] == ["邱岚"]
    photographer.press(
        where="credit=邱岚",
        caption="仓库起火。",
        upload=[upload(noisy(seed=1), "1.jpg"), upload(b"<html>", "2.jpg"), upload(noisy(seed=9), "3.jpg")],
    )
    lines = photographer.page.context["lines"]
    assert [(line.upload.filename, line.state) for line in lines] == [
        ("3.jpg", "arrived"), ("2.jpg", "refused"), ("1.jpg", "arrived"),
    ]  # fmt: skip
    assert "This is a web page or a text, not a picture." in photographer.words
    assert {photo.caption for photo in Photo.objects.all()} == {"仓库起火。"}
    assert {*Photo.objects.values_list("photographers__name", flat=True)} == {"邱岚"}


def test_a_form_without_files_or_with_a_strange_date_brings_nothing_in(cast, signed_in):
    photographer = Person(signed_in("photographer")).open(ADD)
    assert "Choose at least one file." in photographer.press(where="credit=邱岚").words
    photographer.press(where="credit=邱岚", taken_on="gestern", upload=[upload()])
    assert "Enter a valid date." in photographer.words
    assert not Photo.objects.exists()


def test_a_file_over_the_limit_holds_up_no_other(cast, signed_in, settings):
    settings.UPLOAD_BYTES_A_DAY = 400_000
    photographer = Person(signed_in("photographer")).open(ADD)
    photographer.press(where="credit=邱岚", upload=[upload(noisy(900), "large.jpg"), upload(noisy(), "small.jpg")])
    assert "“large.jpg”: This is more than one person can bring in within a day" in photographer.words
    assert Photo.objects.get().title == "small"


def test_strange_shared_words_are_answered_to_the_script_with_their_fields(cast, signed_in):
    begun = sent(noisy(), by=cast.photographer)
    form = {"taken_on": "gestern", "licence": "stolen"}
    address = f"{UPLOADS}{begun.token}/finish/"
    answer = signed_in("photographer").post(address, form, headers=FETCH)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"taken_on", "licence"})
    assert not Photo.objects.exists()


def test_after_the_page_was_closed_the_unfinished_files_are_listed(cast, signed_in):
    content = noisy()
    begun = workflow.begin("half.jpg", len(content), by=cast.photographer)
    workflow.append(begun.token, 0, io.BytesIO(content), 100_000, by=cast.photographer)
    whole = sent(noisy(seed=7), by=cast.photographer, name="whole.jpg")
    photographer = Person(signed_in("photographer")).open(ADD)
    assert "Not arrived whole" in photographer.words
    assert f'data-head="65536" data-mark="{_crc(content[:65536])}"' in photographer.text
    photographer.press("", to=f"{whole.token}/finish/", caption="补上。")
    assert Photo.objects.get().caption == "补上。"
    photographer.press("", to=f"{begun.token}/drop/")
    assert "Not arrived whole" not in photographer.words
    assert files_below(incoming.folder()) == []


def _crc(content: bytes) -> int:
    return zlib.crc32(content)


def test_the_words_of_all_that_arrived_are_saved_by_one_form(cast, signed_in):
    photos = [brought(noisy(seed=seed), by=cast.photographer).photo for seed in (1, 20)]
    photographer = Person(signed_in("photographer")).open(ADD)
    words = {f"photo-{photo.pk}-alt_text": f"第 {number} 张" for number, photo in enumerate(photos)}
    photographer.press(to="/words/", **words)
    assert "The words of 2 photos are saved." in photographer.words
    assert [Photo.objects.get(pk=photo.pk).alt_text for photo in photos] == ["第 0 张", "第 1 张"]


def test_an_older_form_takes_back_nobodys_words(cast, signed_in):
    photo = brought(noisy(), Batch(caption="一"), by=cast.photographer).photo
    photographer = Person(signed_in("photographer")).open(ADD)
    Photo.objects.filter(pk=photo.pk).update(caption="编辑改过", credit="邱岚")
    photographer.press(to="/words/", **{f"photo-{photo.pk}-caption": "二", f"photo-{photo.pk}-alt_text": "火"})
    photo.refresh_from_db()
    assert (photo.caption, photo.credit, photo.alt_text) == ("编辑改过", "邱岚", "火")
    assert "Changed by somebody else since, and left as it is now: Caption." in photographer.words


def test_place_day_and_persons_of_each_photo_are_mended_beside_it(cast, signed_in):
    photo = brought(noisy(), Batch(place="北城", taken_on=date(2026, 3, 1)), by=cast.photographer).photo
    photographer = Person(signed_in("photographer")).open(ADD)
    Photo.objects.filter(pk=photo.pk).update(persons=["许远"])
    words = {"place": "南城", "taken_on": "2026-03-02", "persons": "白榆,苏衡"}
    photographer.press(to="/words/", **{f"photo-{photo.pk}-{name}": value for name, value in words.items()})
    photo.refresh_from_db()
    # Somebody else has named a person meanwhile.
    assert (photo.place, photo.taken_on, photo.persons) == ("南城", date(2026, 3, 2), ["许远"])
    assert "Changed by somebody else since, and left as it is now: Persons." in photographer.words
    photographer.open(ADD).press(to="/words/", **{f"photo-{photo.pk}-persons": "白榆,苏衡"})
    photo.refresh_from_db()
    assert photo.persons == ["白榆", "苏衡"]


def test_who_brings_in_a_picture_much_like_another_is_told_which(cast, signed_in):
    make_photo(by=cast.photographer, content=as_jpeg(scene(1)), title="原片")
    make_photo(by=cast.reporter, content=as_jpeg(scene(1)), title="zq别人的")
    content, browser = as_jpeg(scene(1, (320, 240)), 60), signed_in("photographer")
    upload = workflow.begin("copy.jpg", len(content), by=cast.photographer)
    workflow.append(upload.token, 0, io.BytesIO(content), len(content), by=cast.photographer)
    answer = browser.post(f"{UPLOADS}{upload.token}/finish/", {}, headers=FETCH).json()
    assert answer["state"] == "arrived"
    assert "Looks like:" in answer["line"]
    assert ">原片</a>" in answer["line"]
    assert "zq别人的" not in answer["line"]


def test_words_go_to_no_photo_of_others(cast, signed_in):
    theirs = make_photo(by=cast.reporter2, caption="独家")
    named = make_photo(by=cast.reporter2, caption="同行")
    named.photographers.add(cast.photo_author)
    form = {"photo": [theirs.pk, named.pk, "x", "9" * 40]}
    form |= {f"photo-{photo.pk}-{name}": "改" for photo in (theirs, named) for name in library.WORDS}
    answer = signed_in("photographer").post(f"{UPLOADS}words/", form, headers=FETCH)
    assert answer.json() == {"saved": [], "wrong": {}}
    assert {*Photo.objects.values_list("caption", flat=True)} == {"独家", "同行"}


def test_a_title_that_was_emptied_is_said_beside_its_photo(cast, signed_in):
    photo = brought(noisy(), by=cast.photographer).photo
    photographer = Person(signed_in("photographer")).open(ADD)
    photographer.press(to="/words/", **{f"photo-{photo.pk}-title": "", f"photo-{photo.pk}-caption": "火"})
    assert "This field is required." in photographer.words
    photo.refresh_from_db()
    assert (photo.title, photo.caption) == ("DSC_0417", "")


def test_a_sheet_of_forty_photos_asks_the_database_no_more(cast, signed_in, django_assert_max_num_queries):
    photo = brought(noisy(), by=cast.photographer).photo
    Upload.objects.bulk_create(
        Upload(token=uuid4(), by=cast.photographer, filename="x.jpg", size=9, received=9, photo=make_like(photo))
        for _ in range(40)
    )
    browser = signed_in("photographer")
    with django_assert_max_num_queries(25):
        assert browser.get(reverse("admin:photos_photo_add")).content.count(b'name="photo"') == 41


def make_like(photo: Photo) -> Photo:
    copy = Photo.objects.get(pk=photo.pk)
    copy.pk = None
    copy.save()
    return copy
