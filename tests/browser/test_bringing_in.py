"""Bringing photos in with a real browser: many at once, dropped, over a line that breaks, after signing in again."""

from __future__ import annotations

import base64
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from photos import incoming
from photos.models import Photo, Upload
from tests.browser.windows import CHROMIUM, complaints
from tests.factories import jpeg
from tests.photos.odd_files import segment

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]

ADD = "/admin/photos/photo/add/"
PIECES = re.compile(r"/upload/[0-9a-f-]{36}/$")
MEGABYTE = 1 << 20
DROP = """([files, to]) => {
  const transfer = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
  }
  const how = { dataTransfer: transfer, bubbles: true, cancelable: true };
  document.querySelector(to).dispatchEvent(new DragEvent('drop', how));
}"""


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    settings.STATE_DIR = tmp_path


def photo(megabytes: float = 0.1, seed: int = 0) -> bytes:
    """A photo of about that size that is like no other."""
    content = jpeg((320, 240), f"#{seed:06x}")
    comments = [segment(0xFE, bytes([seed]) * 65_000) for _ in range(int(megabytes * MEGABYTE / 65_000))]
    return content[:2] + b"".join(comments) + content[2:]


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def open_page(desk, name: str = "photographer"):
    page = desk(name)
    page.goto(ADD)
    # There is nobody in a test to answer whether the page may be left.
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def lines(page):
    return page.locator("#lines > li")


def test_a_photographer_brings_in_what_he_has_from_a_fire(cast, desk):
    page, contents = open_page(desk), [photo(seed=seed) for seed in range(1, 9)]
    page.set_input_files("#files", [file(f"DSC_{n}.jpg", content) for n, content in enumerate(contents)])
    page.set_input_files("#files", [file("note.jpg", b"<html>no picture</html>")])
    # The bytes need not wait for the words.
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(9)
    assert not Photo.objects.exists()
    expect(page.locator("#go")).to_have_text("Bring in 9")
    page.fill("#id_caption", "仓库起火。")
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(8)
    expect(page.locator("#lines > li.is-refused")).to_contain_text("not a picture")
    expect(page.locator("#total")).to_contain_text("In the library: 8. Not taken: 1.")
    assert [page.locator(".file-name").nth(n).inner_text() for n in range(8)] == [f"DSC_{n}.jpg" for n in range(8)]
    kept = {one.original.open("rb").read() for one in Photo.objects.all()}
    assert kept == set(contents)
    assert {*Photo.objects.values_list("caption", "credit")} == {("仓库起火。", "邱岚")}
    assert list(incoming.folder().iterdir()) == []
    assert complaints(page) == []


def test_words_are_written_while_other_files_are_still_on_their_way(cast, desk):
    page = open_page(desk)
    page.set_input_files("#files", [file("first.jpg", photo(seed=1))])
    page.click("#go")
    line = page.locator("#lines > li.is-arrived")
    expect(line.locator(".file-missing")).to_have_text("Still missing: caption, alternative text")
    page.route(PIECES, lambda route: None)
    page.set_input_files("#files", [file("second.jpg", photo(seed=2))])
    line.get_by_label("Alternative text").fill("一处仓库的火光")
    line.get_by_label("Caption").fill("仓库起火。")
    page.click("#save button")
    expect(page.locator("#saved")).to_have_text("Saved.")
    expect(line.locator(".file-missing")).to_be_hidden()
    first = Photo.objects.get()
    assert (first.alt_text, first.caption) == ("一处仓库的火光", "仓库起火。")
    # Somebody else goes over it; the page that is older takes nothing back.
    Photo.objects.update(caption="编辑改过")
    line.get_by_label("Caption").fill("又改")
    page.click("#save button")
    expect(line.locator(".file-wrong")).to_contain_text("Changed by somebody else since")
    assert Photo.objects.get().caption == "编辑改过"
    page.unroute_all(behavior="ignoreErrors")


def test_photos_are_dropped_anywhere_on_the_page(cast, desk):
    page = open_page(desk)
    dropped = [(f"{n}.jpg", base64.b64encode(photo(seed=n)).decode()) for n in (1, 2)]
    page.evaluate(DROP, [dropped[:1], "#drop"])
    page.evaluate(DROP, [dropped[1:], "h1"])
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(2)
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(2)


def test_a_folder_that_is_dropped_gives_the_photos_in_it(cast, desk, tmp_path):
    card = tmp_path / "DCIM"
    (card / "100").mkdir(parents=True)
    for number in (2, 10):
        (card / "100" / f"DSC_{number}.JPG").write_bytes(photo(seed=number))
    for name in ("DSC_2.CR3", ".thumb.jpg"):
        (card / "100" / name).write_bytes(b"nothing for us")
    page = open_page(desk)
    place = page.locator("#drop").bounding_box()
    dropped = {"items": [], "files": [str(card)], "dragOperationsMask": 1}
    line = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": place["x"] + 20, "y": place["y"] + 20}
        line.send("Input.dispatchDragEvent", {"type": kind, **where, "data": dropped})
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(2)
    assert page.locator("#lines .file-name").all_inner_texts() == ["DSC_2.JPG", "DSC_10.JPG"]


def test_who_loses_the_net_is_told_at_once(cast, desk):
    page = open_page(desk)
    page.route(PIECES, lambda route: None)
    with page.expect_request(PIECES):
        page.set_input_files("#files", [file("fire.jpg", photo())])
    page.context.set_offline(True)
    expect(page.locator("#trouble")).to_contain_text("There is no connection.")
    page.context.set_offline(False)
    page.unroute_all(behavior="ignoreErrors")


def test_a_lost_connection_costs_no_byte_twice(cast, desk):
    page, content, offsets = open_page(desk), photo(3.5), []

    def line_breaks(route):
        if route.request.method == "POST":
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) in {2, 4}:
                return route.abort("connectionreset")
        return route.continue_()

    page.route(PIECES, line_breaks)
    page.set_input_files("#files", [file("fire.jpg", content)])
    expect(page.locator("#trouble")).to_contain_text("There is no connection.")
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(1)
    expect(page.locator("#trouble")).to_be_empty()
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(1)
    assert Photo.objects.get().original.open("rb").read() == content
    assert offsets[:3] == [0, MEGABYTE, MEGABYTE]
    assert len(set(offsets)) == len(offsets) - 2


def test_after_the_page_was_closed_the_same_file_goes_on_where_it_stopped(cast, desk):
    page, content = open_page(desk), photo(3.5)
    page.route(
        PIECES,
        lambda route: route.abort() if route.request.headers.get("upload-offset", "0") != "0" else route.continue_(),
    )
    page.set_input_files("#files", [file("fire.jpg", content)])
    expect(page.locator("#trouble")).to_contain_text("There is no connection.")
    assert Upload.objects.get().received == MEGABYTE
    page.unroute_all(behavior="ignoreErrors")
    page.goto(ADD)
    expect(page.locator(".waiting li")).to_contain_text("fire.jpg")
    offsets = []
    page.on("request", lambda request: offsets.append(request.headers.get("upload-offset")))
    # Another picture of that name and length is not the one that had begun.
    page.set_input_files("#files", [file("fire.jpg", photo(3.5, seed=9))])
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(1)
    expect(page.locator(".waiting li")).to_have_count(1)
    del offsets[:]
    page.set_input_files("#files", [file("fire.jpg", content)])
    expect(page.locator(".waiting")).to_have_count(0)
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(2)
    assert next(offset for offset in offsets if offset) == str(MEGABYTE)
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(2)
    assert content in {one.original.open("rb").read() for one in Photo.objects.all()}


def test_who_was_signed_out_signs_in_again_beside_it_and_it_goes_on(cast, desk):
    page, content, begun = open_page(desk), photo(2.5), []

    def session_ends(route):
        if not begun:
            begun.append(True)
            Session.objects.all().delete()
        route.continue_()

    page.route(PIECES, session_ends)
    page.set_input_files("#files", [file("fire.jpg", content)])
    expect(page.locator("#trouble")).to_contain_text("Signed out meanwhile.")
    page.click("#go")
    with page.expect_popup() as popup:
        page.locator("#trouble").get_by_role("button", name="Sign in again").click()
    there = popup.value
    there.fill("#id_username", "photographer")
    there.fill("#id_password", "newsroom")
    there.keyboard.press("Enter")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(1)
    expect(page.locator("#trouble")).to_be_empty()
    assert Photo.objects.get().original.open("rb").read() == content


def test_a_file_that_is_left_out_leaves_nothing_behind(cast, desk):
    page = open_page(desk)
    page.set_input_files("#files", [file("one.jpg", photo(seed=1)), file("two.jpg", photo(seed=2))])
    expect(page.locator(".file-state", has_text="waits for its words")).to_have_count(2)
    with page.expect_response("**/drop/"):
        lines(page).first.get_by_role("button", name="Leave this one out").click()
    expect(lines(page)).to_have_count(1)
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(1)
    assert [*Upload.objects.values_list("filename", flat=True)] == ["two.jpg"]


def test_shared_words_that_cannot_be_stored_are_said_and_mended(cast, desk):
    page = open_page(desk)
    page.set_input_files("#files", [file("one.jpg", photo())])
    page.evaluate("document.getElementById('id_credit').removeAttribute('maxlength')")
    page.fill("#id_credit", "长" * 200)
    page.click("#go")
    expect(page.locator("#trouble")).to_contain_text("Credit Ensure this value has at most 100 characters")
    page.fill("#id_credit", "邱岚")
    page.click("#go")
    expect(page.locator("#lines > li.is-arrived")).to_have_count(1)
    assert Photo.objects.get().credit == "邱岚"
