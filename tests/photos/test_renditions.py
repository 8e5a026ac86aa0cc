"""Renditions: made by the press in private, shown to readers at publication under names nobody can guess."""

from __future__ import annotations

import io
import os
import resource
import signal
import threading
import time
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse
from PIL import Image

from articles import publishing, workflow
from articles.models import Article, ArticlePhoto, Correction, State
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from newsroom import press
from photos import renditions
from photos.cropping import Rectangle, crop_of
from photos.darkroom import sizes, xmp
from photos.models import AiUse, Crop, Photo, Rendition, Scope, Shape, private_store
from tests.factories import bring_to, jpeg, make_article, make_edition, make_photo
from website.models import PublishedPicture

pytestmark = pytest.mark.django_db

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def photo(cast):
    return make_photo(by=cast.reporter)


def private_files() -> set[str]:
    place = Path(storages["default"].path("renditions"))
    return {str(path.relative_to(place.parent)) for path in place.rglob("*") if path.is_file()}


def public_names() -> set[str]:
    place = Path(storages["public"].path(""))
    return {path.name for path in place.rglob("*")} if place.exists() else set()


def as_in_the_library(photo: Photo, **other) -> renditions.Shown:
    fresh = Photo.objects.get(pk=photo.pk)
    return renditions.Shown(fresh, **{"caption": fresh.caption, "credit": fresh.credit, **other})


def names_of(files: renditions.PublicFiles) -> set[str]:
    return {f"{files.base}-{size}.{ending}" for size in files.sizes for ending in files.formats}


def opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO(storages["public"].open(name).read()))


def words_in(name: str) -> dict:
    return xmp.notes(opened(name).info["xmp"])[0]


def halves() -> bytes:
    """A picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (1200, 400), RED)
    picture.paste(BLUE, (600, 0, 1200, 400))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


# -- at the press ------------------------------------------------------------------------------------------------
def test_the_press_makes_all_sizes_of_a_photo_that_came_in_and_nobody_outside_gets_one(photo, client, signed_in):
    assert press.WORKBENCH.has_work()
    press.work_once()
    photo.refresh_from_db()
    assert photo.rendered == renditions.recipe_of(photo)
    rows = {(row.format, row.size): row for row in photo.renditions.all()}
    assert set(rows) == {(item.format, item.size) for item in sizes.plan()}
    assert private_files() == {row.name for row in rows.values()}
    for row in rows.values():
        assert storages["default"].size(row.name) == row.bytes
        with Image.open(storages["default"].path(row.name)) as picture:
            assert (picture.format, picture.size) == (row.format, (row.width, row.height))
    assert not public_names()
    assert photo.public_base == ""
    last = rows["JPEG", 960].name
    chief = signed_in("chief_editor")
    for address in (f"/media/{last}", f"/media/{last.rpartition('/')[2]}", f"/{last}", f"/admin/photos/{last}"):
        for browser in (client, chief):
            assert "image" not in browser.get(address, follow=True).headers["Content-Type"], address
    assert not press.WORKBENCH.has_work()


def test_a_photo_that_came_in_wakes_the_press(photo):
    press.rest(threading.Event(), 600)
    press.work_once()
    stopped = threading.Event()
    stopped.set()
    press.rest(stopped, 600)


def test_what_was_brought_in_tonight_is_made_before_the_old_library(cast):
    old, new = make_photo(by=cast.reporter), make_photo(by=cast.reporter)
    assert renditions.Workbench().make_next()
    assert [photo.pk for photo in renditions.waiting()] == [old.pk]
    assert new.renditions.exists()


def test_a_photo_cut_anew_is_made_anew_and_its_old_files_go(photo, django_capture_on_commit_callbacks):
    renditions.make(photo)
    before = private_files()
    assert not renditions.order_again(photo)
    Crop.objects.create(photo=photo, shape=Shape.SQUARE, left=0, top=0, width=750, height=1000)
    assert renditions.order_again(photo)
    with django_capture_on_commit_callbacks(execute=True):
        assert renditions.Workbench().make_next()
    assert not before & private_files()
    square = photo.renditions.filter(shape="1x1")
    assert {(row.format, row.size) for row in square} == {(f, s) for f in sizes.PUBLIC_FORMATS for s in (480, 960)}
    assert all(row.width == row.height for row in square)


def test_other_words_cost_the_press_nothing(photo):
    renditions.make(photo)
    Photo.objects.filter(pk=photo.pk).update(caption="另一句", credit="另一人")
    assert not renditions.order_again(photo)


def test_a_photo_that_cannot_be_opened_is_tried_three_times_and_its_page_says_why(photo, signed_in):
    Path(photo.original.path).write_bytes(b"\xff\xd8\xff" + bytes(100))
    bench = renditions.Workbench()
    for _ in range(3):
        assert bench.make_next()
        assert not bench.has_work()  # it rests a while
        bench.rests.clear()
    assert not bench.has_work()
    assert not renditions.Workbench().has_work()
    photo.refresh_from_db()
    reporter, address = signed_in("reporter"), reverse("admin:photos_photo_renditions", args=[photo.pk])
    far = reporter.get(address).json()
    assert (far["made"], far["wanted"]) == (0, len(sizes.plan()))
    assert far["failure"].endswith(".")
    assert far["failure"] in reporter.get(reverse("admin:photos_photo_change", args=[photo.pk])).text
    # The file was brought back from a copy; somebody asks for another try.
    Path(photo.original.path).write_bytes(jpeg())
    assert reporter.post(address).status_code == 302
    assert bench.make_next()
    assert reporter.get(address).json() == {"made": far["wanted"], "wanted": far["wanted"], "failure": ""}


def test_my_desk_names_the_photos_i_brought_in_until_they_are_ready(photo, signed_in):
    link = reverse("admin:photos_photo_change", args=[photo.pk])
    assert link in signed_in("reporter").get("/admin/").text
    assert link not in signed_in("reporter2").get("/admin/").text
    renditions.make(photo)
    assert link not in signed_in("reporter").get("/admin/").text


def test_a_photo_whose_file_is_gone_says_so(photo):
    Path(photo.original.path).unlink()
    renditions.Workbench().make_next()
    photo.refresh_from_db()
    assert "missing" in renditions.failure_of(photo.render_failure)
    assert photo.rendered == ""  # it may come back


def test_only_who_may_change_a_photo_is_offered_another_try(cast, signed_in):
    photo = make_photo(by=cast.photographer)
    Path(photo.original.path).unlink()
    renditions.Workbench().make_next()
    address = reverse("admin:photos_photo_change", args=[photo.pk])
    for role in ("photographer", "desk_editor", "proofreader", "page_designer"):
        page = signed_in(role).get(address).text
        assert "missing" in page
        assert ("Try again" in page) == (role in {"photographer", "desk_editor"}), role


def test_the_bar_moves_with_the_files_while_they_are_being_made(photo, signed_in):
    browser, address = signed_in("reporter"), reverse("admin:photos_photo_renditions", args=[photo.pk])
    seen, wanted = [], len(sizes.plan())
    assert browser.get(address).json() == {"made": 0, "wanted": wanted, "failure": ""}
    job = renditions.making._job(photo)
    made = threading.Thread(target=renditions.making._develop, args=[job])
    made.start()
    while made.is_alive():
        seen.append(browser.get(address).json()["made"])
    assert seen == sorted(seen)
    assert max(seen) < wanted  # whole is what has rows


@pytest.mark.django_db(transaction=True)
def test_two_presses_share_the_photos_between_them(cast, caplog):
    caplog.set_level("INFO", "newsroom.renditions")
    photos = [make_photo(by=cast.reporter) for _ in range(4)]

    def work() -> None:
        bench = renditions.Workbench()
        while bench.make_next():
            pass
        connection.close()

    hands = [threading.Thread(target=work) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert not renditions.waiting().exists()
    ready = [message for message in caplog.messages if "is ready" in message]
    assert len(ready) == len(photos)
    assert len(private_files()) == len(photos) * len(sizes.plan()) == Rendition.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_press_killed_in_the_middle_leaves_no_row_and_the_next_one_goes_on(cast):
    photo = make_photo(by=cast.reporter, content=jpeg((4000, 3000)))
    pid = os.fork()
    if pid == 0:
        connection.connection = None  # the parent's; the child opens its own
        renditions.Workbench().make_next()
        os._exit(0)
    deadline = time.monotonic() + 180
    while not private_files():
        assert time.monotonic() < deadline
    os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert not photo.renditions.exists()
    bench = renditions.Workbench()
    while not bench.make_next():  # until the database has noticed that the lease is nobody's
        assert time.monotonic() < deadline
    photo.refresh_from_db()
    assert photo.rendered == renditions.recipe_of(photo)
    assert {row.name for row in photo.renditions.all()} <= private_files()
    assert photo.renditions.count() == len(sizes.plan())


@pytest.mark.django_db(transaction=True)
def test_who_writes_the_words_of_a_photo_does_not_wait_for_the_press(photo):
    with renditions.making._leased(photo.pk) as is_mine:
        assert is_mine
        done = []

        def write() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            done.append(Photo.objects.filter(pk=photo.pk).update(credit="邱岚"))
            connection.close()

        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
    assert done == [1]


# -- what readers get --------------------------------------------------------------------------------------------
def test_public_files_are_made_in_every_format_of_the_list_and_in_no_other_size(photo):
    files = renditions.ensure_public(as_in_the_library(photo))
    assert files.formats == ("avif", "webp", "jpg")
    assert public_names() == names_of(files)
    assert files.sizes == (480, 960)  # it is 640 pixels wide: the third size would be the second once more
    assert files.widths == (480, 640)
    assert (files.width, files.height) == (640, 480)
    for name in names_of(files):
        assert {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[name.rpartition(".")[2]] == opened(name).format


def test_the_name_of_a_public_file_can_neither_be_guessed_nor_derived(cast):
    photos = [make_photo(by=cast.reporter) for _ in range(3)]
    bases = [renditions.ensure_public(as_in_the_library(photo)).base for photo in photos]
    assert len({renditions.token_of(base) for base in bases}) == 3  # the same picture with the same words
    for photo, base in zip(photos, bases, strict=True):
        photo.refresh_from_db()
        assert base.startswith(photo.public_base)
        assert len(photo.public_base) >= 24  # 18 random bytes
        assert photo.public_base not in photo.original.name
        assert photo.sha256[:12] not in base


def test_the_words_of_the_use_are_written_into_every_file_and_those_of_the_library_into_none(cast):
    photo = make_photo(by=cast.reporter, caption="图中人是嫌犯。", copyright_notice="云岫日报", credit="旧名")
    photo.photographers.add(cast.photo_author)
    Photo.objects.filter(pk=photo.pk).update(ai_use=AiUse.ASSISTED)
    files = renditions.ensure_public(as_in_the_library(photo, caption="老街的傍晚。", credit="邱岚"))
    for name in names_of(files):
        found, source = xmp.notes(opened(name).info["xmp"])
        assert (found["caption"], found["credit"]) == (["老街的傍晚。"], ["邱岚"])
        assert (found["copyright_notice"], found["creators"]) == (["云岫日报"], ["邱岚"])
        assert source == "compositeWithTrainedAlgorithmicMedia"
        content = storages["public"].open(name).read()
        assert "嫌犯".encode() not in content
        assert not opened(name).getexif()


def test_a_caption_as_long_as_there_can_be_finds_room_or_is_cut(cast):
    photo = make_photo(by=cast.reporter, caption="&" * 400, credit="<" * 100)
    files = renditions.ensure_public(as_in_the_library(photo))
    for name in names_of(files):
        found = words_in(name)
        assert found["credit"] == ["<" * 100]
        assert set(found["caption"][0]) == {"&"}


def test_other_words_get_other_names_and_leave_the_first_files_as_they_were(photo):
    first = renditions.ensure_public(as_in_the_library(photo))
    kept = {name: storages["public"].open(name).read() for name in names_of(first)}
    second = renditions.ensure_public(as_in_the_library(photo, credit="另一人"))
    assert not names_of(first) & names_of(second)
    assert renditions.token_of(first.base) == renditions.token_of(second.base)
    assert {name: storages["public"].open(name).read() for name in kept} == kept


def test_making_the_public_files_again_keeps_their_names_and_brings_back_a_lost_one(photo):
    files = renditions.ensure_public(as_in_the_library(photo))
    lost = f"{files.base}-960.webp"
    storages["public"].delete(lost)
    assert renditions.ensure_public(as_in_the_library(photo)) == files
    assert storages["public"].exists(lost)


def test_renditions_that_were_lost_are_made_again_at_publication(photo):
    renditions.make(photo)
    for name in private_files():
        storages["default"].delete(name)
    assert names_of(renditions.ensure_public(as_in_the_library(photo))) == public_names()


def test_the_same_words_take_no_room_twice_on_the_disk(photo):
    files = renditions.ensure_public(as_in_the_library(photo))
    for name in names_of(files):
        assert os.stat(storages["public"].path(name)).st_nlink == 2
    renditions.remove_public(files.base)
    assert not public_names()
    assert len(private_files()) == len(sizes.plan())


def test_removed_files_are_gone(photo, client):
    files = renditions.ensure_public(as_in_the_library(photo))
    kinds = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
    for ending in files.formats:
        answer = client.get(f"/media/{files.base}-960.{ending}")
        assert (answer.status_code, answer["Content-Type"]) == (200, kinds[ending])
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    renditions.remove_public(files.base)
    for name in names_of(files):
        assert client.get(f"/media/{name}").status_code == 404


def test_readers_get_the_part_that_was_approved_and_nothing_beside_it(cast):
    photo = make_photo(by=cast.reporter, content=halves())
    article = make_article(by=cast.reporter)
    ArticlePhoto.objects.create(article=article, photo=photo, shape=Shape.SQUARE, order=1)
    Photo.objects.filter(pk=photo.pk).update(focus_x=0)
    photo.refresh_from_db()
    approved = crop_of(photo, Shape.SQUARE)
    renditions.make(photo)
    shown = as_in_the_library(photo, shape=Shape.SQUARE, crop=approved)
    for cut_anew in (False, True):
        if cut_anew:
            Photo.objects.filter(pk=photo.pk).update(focus_x=100, public_base="")
            renditions.order_again(photo)
            shown = as_in_the_library(photo, shape=Shape.SQUARE, crop=approved)
            assert crop_of(shown.photo, Shape.SQUARE) != approved
        files = renditions.ensure_public(shown)
        assert files.shape == "1x1"
        assert files.width == files.height
        for name in names_of(files):
            picture = opened(name).convert("RGB")
            for x in (5, picture.width - 5):
                assert picture.getpixel((x, picture.height // 2))[0] > 200
        assert renditions.public_files(shown) == files
    assert isinstance(approved, Rectangle)


def test_the_page_engine_gets_a_picture_no_wider_than_paper_needs(cast):
    photo = make_photo(by=cast.reporter, content=jpeg((3000, 2000)))
    found = renditions.print_file(photo)
    assert (found.width, found.height, found.part) == (2100, 1400, None)
    with Image.open(private_store().open(found.name)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (2100, 1400))
    photo.refresh_from_db()
    assert renditions.print_file(photo, Shape.SQUARE) == renditions.PrintFile(
        found.name, 2100, 1400, crop_of(photo, Shape.SQUARE)
    )


# -- at publication ----------------------------------------------------------------------------------------------
def approved_with(photo: Photo, cast, **fields):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, photo=photo, **fields), cast)


def on_an_edition(cast, *articles):
    edition = make_edition(cast)
    edition_workflow.place(edition.pages.get(), articles, by=cast.page_designer)
    return edition


def test_a_publication_waits_for_no_press_which_shows_the_other_formats_later(cast):
    photo = make_photo(by=cast.photographer)
    edition = on_an_edition(cast, approved_with(photo, cast))
    edition_publishing.publish(edition, by=cast.chief_editor)
    (picture,) = PublishedPicture.objects.all()
    assert picture.formats == ["jpg"]
    assert {name for name, _width in picture.files("jpg")} == public_names()
    assert publishing.complete_pictures() == 0  # the press has not come to it
    # Words that were changed since are not those that readers were given.
    Photo.objects.filter(pk=photo.pk).update(caption="未经审阅的话")
    press.WORKBENCH.make_next()
    assert publishing.complete_pictures() == 1
    picture.refresh_from_db()
    assert picture.formats == ["avif", "webp", "jpg"]
    assert {name for ending in picture.formats for name, _width in picture.files(ending)} == public_names()
    assert {words_in(name)["caption"][0] for name in public_names()} == {picture.caption}
    assert publishing.complete_pictures() == 0


def test_nothing_is_put_beside_a_picture_that_was_withdrawn(cast):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    (picture,) = PublishedPicture.objects.all()
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    renditions.make(Photo.objects.get(pk=photo.pk))
    assert publishing.complete_pictures() == 0
    assert not publishing._complete(picture.base, photo.pk)
    press.work_once()
    assert not public_names()


def test_a_disk_that_is_full_stops_the_edition_with_a_sentence_and_leaves_nothing_public(cast, client):
    photo = make_photo(by=cast.photographer, content=jpeg((1600, 1200)))
    renditions.make(photo)
    # Other words than were there when it was made: its files must be written once more.
    Photo.objects.filter(pk=photo.pk).update(caption="桂花开了。")
    article = approved_with(photo, cast)
    edition = on_an_edition(cast, article)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(workflow.Refused, match="cannot be read or stored"):
            edition_publishing.publish(edition, by=cast.chief_editor)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    edition.refresh_from_db()
    assert not edition.is_published
    assert not public_names()
    assert client.get(f"/article/{article.pk}/").status_code == 404
    edition_publishing.publish(edition, by=cast.chief_editor)
    assert public_names()


def test_a_photo_for_print_only_gets_no_public_file(cast, client):
    photo = make_photo(by=cast.photographer, scope=Scope.PRINT)
    article = approved_with(photo, cast)
    edition_publishing.publish(on_an_edition(cast, article), by=cast.chief_editor)
    assert client.get(f"/article/{article.pk}/").status_code == 200
    assert not PublishedPicture.objects.exists()
    assert not public_names()


def test_a_photo_shown_again_after_a_withdrawal_gets_new_names(cast):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    first = public_names()
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    press.work_once()
    assert not public_names()
    files = renditions.ensure_public(as_in_the_library(photo))
    assert not first & names_of(files)


def test_a_corrected_credit_is_engraved_in_files_of_new_names_and_the_old_ones_go(cast):
    photo = make_photo(by=cast.photographer, credit="误署的名字")
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, byline=cast.author, photo=photo), cast)
    first = public_names()
    Photo.objects.filter(pk=photo.pk).update(credit="邱岚")
    correct(article, cast)
    press.work_once()
    (picture,) = PublishedPicture.objects.all()
    assert picture.credit == "邱岚 摄"
    assert not first & public_names()
    assert {name for ending in picture.formats for name, _width in picture.files(ending)} == public_names()
    assert all(words_in(name)["credit"] == ["邱岚"] for name in public_names())


def test_a_picture_that_a_correction_takes_out_leaves_the_website(cast):
    article = bring_to(
        State.PUBLISHED,
        make_article(by=cast.reporter, byline=cast.author, photo=make_photo(by=cast.photographer)),
        cast,
    )
    assert public_names()
    ArticlePhoto.objects.filter(article=article).delete()
    correct(article, cast)
    press.work_once()
    assert not public_names()
    assert not PublishedPicture.objects.exists()


def correct(article, cast) -> None:
    """Its headline, by the author, a first check and the chief editor."""
    article = Article.objects.get(pk=article.pk)
    found = workflow.ask_for_correction(article, by=cast.section_head, reason="读者来电")
    words = {name: getattr(found, name) for name in Correction.TEXT_FIELDS} | {"headline": "更正后", "notice": "有误。"}
    found = workflow.write_correction(found, words, by=cast.reporter, seen_revision=found.revision, file=True)
    found = workflow.check_correction(found, by=cast.section_head, seen_revision=found.revision)
    publishing.correct(found, by=cast.chief_editor, seen_revision=found.revision)
