"""A client sends his advertisement as a PDF of one page; a page designer hands it in, and it is printed in its slot."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import translation
from PIL import Image

from articles.clock import database_now
from articles.workflow import Refused
from editions import adverts, drawing, left_behind, makeup, preflight, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.composing.uploaded import limits
from editions.models import AdvertFile, Edition, Page, Slot
from photos.models import private_store
from tests.composing.archive import faults
from tests.editions import odd_pdfs
from tests.editions.test_left_behind import a_day_later
from tests.factories import make_drawn_edition

pytestmark = pytest.mark.django_db

# The sheet is 200 by 140 mm, the trim box within it 180 by 120 mm; in the corner outside of it stands a black mark.
MM = 72 / 25.4
SHEET = b"[0 0 %.2f %.2f]" % (200 * MM, 140 * MM)
TRIM = b"/TrimBox[%.2f %.2f %.2f %.2f]" % (10 * MM, 10 * MM, 190 * MM, 130 * MM)
DRAWN = b"0 0 0 rg 0 0 20 20 re f 0.8 0.1 0.1 rg 40 40 400 200 re f BT /F1 40 Tf 60 280 Td (Books by the river) Tj ET"
SLOTS = [("lead", "lead", 0, 0, 4, 36), ("advert", "normal", 0, 40, 4, 34)]


def artwork(*, box: bytes = SHEET, content: bytes = DRAWN, more: bytes = TRIM, count: int = 1) -> bytes:
    return odd_pdfs.pages(count, box=box, content=content, more=more)


@pytest.fixture
def page(cast: Any) -> Page:
    page = make_drawn_edition(cast, slots=SLOTS, name="广告版").pages.get()
    Slot.objects.filter(page=page, role="advert").update(advert="云岫书店")
    return Page.objects.select_related("edition", "paper").get(pk=page.pk)


@pytest.fixture
def slot(page: Page) -> Slot:
    return page.slots.select_related("page__edition").get(role="advert")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


def sent(content: bytes | None = None, name: str = "bookshop.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, artwork() if content is None else content, "application/pdf")


def seen(slot: Slot) -> int:
    return Page.objects.get(pk=slot.page_id).layout_number


def hand_in(slot: Slot, by: Any, content: bytes | None = None) -> AdvertFile:
    slot.page.refresh_from_db()
    return adverts.upload(slot, sent(content), seen=seen(slot), by=by)


def send(client: Any, slot: Slot, **fields: Any) -> Any:
    address = reverse("admin:editions_edition_page_do", args=[slot.page.edition_id, slot.page_id])
    return client.post(address, {"slot": slot.pk, "seen": seen(slot), **fields})


@pytest.fixture
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def kept() -> list[str]:
    store = Path(private_store().path(adverts.FOLDER))
    return sorted(path.name for path in store.glob("*/*"))


# -- taken in --------------------------------------------------------------------------------------------------------
def test_the_pdf_is_kept_as_it_came_and_what_is_printed_is_cut_to_its_trim_box(slot: Slot, cast: Any) -> None:
    file = hand_in(slot, cast.page_designer)
    assert kept() == ["original.pdf", "page.pdf", "print.jpg"]
    assert private_store().open(f"{file.folder}/original.pdf").read() == artwork()
    assert (round(file.width_mm), round(file.height_mm)) == (180, 120)
    picture = Image.open(private_store().open(adverts.print_files([file.print_name])[file.print_name]))
    assert picture.size == (file.width, file.height)
    assert file.width == pytest.approx(180 / 25.4 * 300, abs=3)
    # The mark in the corner of the sheet is cut off; the red of the advertisement stands where it did.
    assert min(picture.getpixel((4, file.height - 4))) > 240  # type: ignore[type-var]
    red, green, _blue = picture.getpixel((file.width // 3, file.height * 2 // 3))  # type: ignore[misc]
    assert red > 180 > 80 > green


def test_a_whole_page_is_printed_as_fine_as_the_machine_can_bear(slot: Slot, cast: Any) -> None:
    file = hand_in(slot, cast.page_designer, artwork(box=b"[0 0 1100 1500]", more=b""))
    assert file.width * file.height == pytest.approx(limits.PRINT_PIXELS, rel=0.01)


@pytest.mark.parametrize(
    ("content", "english"),
    [
        (b"", "The file is empty."),
        (b"<html>", "This is not a PDF."),
        (b"%PDF-1.7\nrubbish", "This PDF is damaged"),
        (odd_pdfs.locked(), "locked with a password"),
        (artwork(count=2), "has 2 pages; an advertisement has exactly one"),
        (artwork(content=b""), "The advertisement is blank."),
        (artwork(box=b"[0 0 30 30]", more=b""), "at least 15 mm"),
        (artwork(box=b"[0 0 4000 100]", more=b""), "longer than 1300 mm"),
        (artwork(box=b"[0 0 2000 90]", more=b""), "extremely narrow"),
        (odd_pdfs.hostile(), "carries programs, actions or files"),
        (artwork(more=b"/AA<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>"), "carries programs, actions or files"),
        (artwork(more=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)>>>>]"), "programs"),
        (artwork(more=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/J#61vaScript/J#53(x)>>>>]"), "programs"),
    ],
)
def test_what_is_no_advertisement_is_refused_in_one_sentence_and_nothing_is_kept(
    slot: Slot, cast: Any, content: bytes, english: str
) -> None:
    with translation.override("en"), pytest.raises(Refused) as refusal:
        hand_in(slot, cast.page_designer, content)
    assert english in str(refusal.value)
    assert not AdvertFile.objects.exists()
    assert kept() == []


def test_a_link_is_left_behind_without_a_word(slot: Slot, cast: Any) -> None:
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A<</S/URI/URI(http://books.example/)>>>>]"
    file = hand_in(slot, cast.page_designer, artwork(more=link))
    assert b"books.example" not in private_store().open(f"{file.folder}/page.pdf").read()


@pytest.mark.usefixtures("in_chinese")
def test_a_file_that_is_too_heavy_is_refused_before_it_is_opened(
    slot: Slot, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ADVERT_BYTES", 100)
    with pytest.raises(Refused, match="PDF太大"):
        hand_in(slot, cast.page_designer)


@pytest.mark.usefixtures("in_chinese")
def test_an_article_has_no_artwork_and_a_locked_slot_keeps_what_it_has(slot: Slot, page: Page, cast: Any) -> None:
    with pytest.raises(Refused, match="广告"):
        hand_in(page.slots.select_related("page__edition").get(role="lead"), cast.page_designer)
    workflow.change_slot(slot, by=cast.page_designer, locked=True)
    with pytest.raises(Refused, match="锁定"):
        hand_in(slot, cast.page_designer)
    assert kept() == []


def test_a_reporter_hands_in_nothing_and_nobody_overwrites_what_he_has_not_seen(slot: Slot, cast: Any) -> None:
    with pytest.raises(Refused):
        hand_in(slot, cast.reporter)
    with pytest.raises(workflow.StaleLayout):
        adverts.upload(slot, sent(), seen=seen(slot) + 1, by=cast.page_designer)
    assert kept() == []


def test_another_file_takes_its_place_and_undoing_brings_the_first_one_back(slot: Slot, cast: Any) -> None:
    first = hand_in(slot, cast.page_designer)
    second = hand_in(slot, cast.page_designer, artwork(more=b""))
    slot.refresh_from_db()
    assert slot.artwork_file == second
    workflow.undo(slot.page, by=cast.page_designer)
    slot.refresh_from_db()
    assert slot.artwork_file == first


def test_no_file_of_an_advertisement_is_changed_or_forgotten(slot: Slot, cast: Any) -> None:
    file = hand_in(slot, cast.page_designer)
    for act in (lambda: AdvertFile.objects.update(name="x"), AdvertFile.objects.all().delete):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()
    a_day_later(Path(private_store().path(file.folder)))
    lost = Path(private_store().path(f"{adverts.FOLDER}/{'0' * 32}"))
    lost.mkdir()
    a_day_later(lost)
    assert left_behind.remove() == 1
    assert Path(private_store().path(file.folder)).is_dir()


# -- printed ---------------------------------------------------------------------------------------------------------
def test_the_page_is_drawn_with_it_and_keeps_its_promises_to_the_archive(
    slot: Slot, page: Page, cast: Any, room: DrawingRoom
) -> None:
    file = hand_in(slot, cast.page_designer)
    drawn = drawing.draw(page, room)
    assert drawn is not None
    assert drawn.is_good
    pdf = drawing.open_file(drawn, drawing.PDF_NAME).read()
    assert faults(pdf) == []
    with pypdfium2.PdfDocument(pdf) as document:
        assert "广告" in document[0].get_textpage().get_text_range()
        images = [one for one in document[0].get_objects(max_depth=8) if isinstance(one, pypdfium2.PdfImage)]
        assert [image.get_px_size() for image in images] == [(file.width, file.height)]
    place = makeup.grid_of(page).rect(slot.cells)
    picture = Image.open(BytesIO(drawing.open_file(drawn, "page-1600.webp").read())).convert("RGB")
    scale = picture.width / makeup.grid_of(page).width_mm
    red = picture.getpixel((round((place.x + place.width / 2) * scale), round((place.y + place.height * 0.6) * scale)))
    assert red[0] > 150 > 90 > red[1]  # type: ignore[index]


def test_fonts_that_the_file_does_not_carry_are_told_before_printing(slot: Slot, page: Page, cast: Any) -> None:
    hand_in(slot, cast.page_designer)
    edition = Edition.objects.with_pages().get(pk=page.edition_id)
    told = [one for one in preflight.check(edition, appears_at=database_now()) if "bookshop.pdf" in one.sentence]
    assert ["Helvetica" in one.sentence for one in told] == [True]
    assert not told[0].blocks


# -- on the board ----------------------------------------------------------------------------------------------------
def test_the_board_takes_it_and_says_how_it_fits(slot: Slot, cast: Any, signed_in: Any) -> None:
    client = signed_in("page_designer")
    assert send(client, slot, do="artwork", artwork=sent()).status_code == 302
    board = reverse("admin:editions_edition_page", args=[slot.page.edition_id, slot.page_id])
    words = client.get(board).content.decode()
    assert "Artwork of 180 × 120 mm has other proportions than its place of" in words
    assert "of white above and below" in words
    file = AdvertFile.objects.get()
    original = client.get(f"{board}advert/{file.pk}/")
    assert b"".join(original.streaming_content) == artwork()
    assert send(client, slot, do="artwork_off").status_code == 302
    assert "Artwork of 180" not in client.get(board).content.decode()
    assert client.get(f"{board}advert/{file.pk}/").status_code == 404


def test_the_board_says_what_is_wrong_with_a_file(slot: Slot, signed_in: Any) -> None:
    client = signed_in("page_designer")
    refused = send(client, slot, do="artwork", artwork=sent(artwork(count=3)))
    assert refused.status_code == 422
    assert "has 3 pages; an advertisement has exactly one" in refused.content.decode()
    nothing = send(client, slot, do="artwork")
    assert "Choose the PDF of the advertisement first." in nothing.content.decode()


@pytest.mark.parametrize(
    ("size", "words"),
    [((235.6, 161.6), "正好占满"), ((100, 300), "左右共留白"), ((300, 20), "上下共留白")],
)
@pytest.mark.usefixtures("in_chinese")
def test_how_an_advertisement_fits_is_one_sentence(page: Page, slot: Slot, size: Any, words: str) -> None:
    slot.artwork_file = AdvertFile(width_mm=size[0], height_mm=size[1])
    said = adverts.fit_of(slot, makeup.grid_of(page))
    assert words in said
    assert said.count("。") == 1
