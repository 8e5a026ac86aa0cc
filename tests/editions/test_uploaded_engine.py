"""What the composing room does with the PDF of a page that was set elsewhere, before a row of it is written."""

import io
import os

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image

from editions.composing.manuscript import Item, Manuscript
from editions.composing.uploaded import UnreadablePage, cleaning, limits, match, read_page
from editions.composing.uploaded.orders import Box, Line, PageRead
from editions.composing.uploaded.outlines import outlines
from editions.composing.uploaded.voting import folded
from photos.darkroom import running
from tests.editions import odd_pdfs
from tests.editions.pages_elsewhere import Sheet, Slot, front_page, overlap, spans, with_words, x_of, y_of


@pytest.fixture
def read(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()

    def look(content, page=None):
        path = tmp_path / "in" / "page.pdf"
        path.write_bytes(content)
        for old in (tmp_path / "out").iterdir():
            old.unlink()
        found = read_page(path, tmp_path / "out", page=page)
        return found, tmp_path / "out"

    return look


def refused(read, content, page=None):
    with pytest.raises(UnreadablePage) as refusal:
        read(content, page)
    return refusal.value


# -- what comes in ------------------------------------------------------------------------------------------------
def test_a_page_becomes_three_pictures_a_clean_pdf_and_its_lines(read):
    page, folder = read(odd_pdfs.pages())
    assert sorted(path.name for path in folder.iterdir()) == [
        "page-1000.webp", "page-1600.webp", "page-480.webp", "page.pdf",
    ]  # fmt: skip
    for width in (480, 1000, 1600):
        assert Image.open(folder / f"page-{width}.webp").size == page.sizes[width]
        assert page.sizes[width][0] == width
    assert [line.text for line in page.lines] == ["Hello Newsroom"]
    assert (round(page.width_mm), round(page.height_mm)) == (275, 381)
    assert page.fonts == ("Helvetica",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html>%PD", "not-pdf"),
        (b"%PDF-1.7\nrubbish", "damaged"),
        (odd_pdfs.pages()[:300], "damaged"),
        (odd_pdfs.locked(), "encrypted"),
        (odd_pdfs.pages(0), "damaged"),
        (odd_pdfs.pages(3), "several-pages"),
        (odd_pdfs.pages(box=b"[0 0 200 300]"), "too-small"),
        (odd_pdfs.pages(box=b"[0 0 9000 9000]"), "too-wide"),
        (odd_pdfs.pages(box=b"[0 0 300 3000]"), "too-narrow"),
        (odd_pdfs.pages(content=b""), "blank"),
        (odd_pdfs.named_like_a_program(), "entangled"),
    ],
)
def test_what_is_no_page_is_refused_with_a_sentence_and_leaves_nothing(read, content, reason, tmp_path):
    refusal = refused(read, content)
    assert refusal.reason == reason
    assert str(refusal).endswith(".")
    assert not list((tmp_path / "out").iterdir())


def test_one_page_of_many_is_taken_by_its_number(read):
    assert read(odd_pdfs.pages(3), 3)[0].pages == 3
    assert "3" in str(refused(read, odd_pdfs.pages(3), 4))
    assert refused(read, odd_pdfs.pages(), 0).reason == "no-such-page"


def test_a_page_that_is_too_heavy_is_refused_before_it_is_opened(read, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 100)
    assert refused(read, odd_pdfs.pages()).reason == "too-large"


def test_a_page_that_never_ends_is_stopped(read, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "RUN_SECONDS", 2.0)
    assert refused(read, odd_pdfs.endless()).reason == "too-costly"
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"width": "x"}',
        b'{"refused": 3}',
        b'{"pages": 1, "width": NaN, "height": 1, "lines": [], "pictures": [], "fonts": [], "sizes": {}}',
    ],
)
def test_nothing_a_taken_over_child_says_is_believed_unread(read, monkeypatch, said):
    monkeypatch.setattr(running, "run", lambda *args, **kwargs: (said, 0))
    assert refused(read, odd_pdfs.pages()).reason in {"too-costly", "damaged"}


def test_a_full_disk_is_not_the_fault_of_the_page(read, monkeypatch):
    monkeypatch.setattr(running, "run", lambda *args, **kwargs: (b'{"errno": 28, "because": "x"}', 0))
    with pytest.raises(OSError, match="could not be drawn"):
        read(odd_pdfs.pages())


# -- what readers would get -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("turn", [b"", b"/Rotate 90", b"/Rotate 270/CropBox[50 50 700 1000]"])
def test_no_program_attachment_or_link_comes_through(read, turn):
    dirty = odd_pdfs.hostile(turn)
    before = pypdfium2.PdfDocument(dirty)
    assert pdfium_c.FPDFDoc_GetJavaScriptActionCount(before) == 1
    assert pdfium_c.FPDFDoc_GetAttachmentCount(before) == 1
    _page, folder = read(dirty)
    content = (folder / "page.pdf").read_bytes()
    clean = pypdfium2.PdfDocument(content)
    assert len(clean) == 1
    assert pdfium_c.FPDFDoc_GetJavaScriptActionCount(clean) == 0
    assert pdfium_c.FPDFDoc_GetAttachmentCount(clean) == 0
    assert pdfium_c.FPDFPage_GetAnnotCount(clean[0]) == 0
    assert pdfium_c.FPDF_GetFormType(clean) == pdfium_c.FORMTYPE_NONE
    assert cleaning.active_names(content) == []
    for mark in (b"payload-marker", b"xfa-marker", b"evil", b"cmd.exe"):
        assert mark not in content


@pytest.mark.parametrize("turn", [b"", b"/Rotate 90", b"/Rotate 180", b"/Rotate 270/CropBox[50 50 700 1000]"])
def test_the_cleaned_page_looks_as_the_foreign_one_did(turn):
    dirty = odd_pdfs.hostile(turn)
    page, _count, _content = cleaning.cleaned(dirty, None)
    foreign = pypdfium2.PdfDocument(dirty)[0]
    pdfium_c.FPDFPage_Flatten(foreign, pdfium_c.FLAT_PRINT)
    again = foreign.pdf[0]
    ours, theirs = (one.render(scale=0.5, may_draw_forms=False).to_pil().tobytes() for one in (page, again))
    assert ours == theirs


def test_a_name_of_an_action_is_unnamed_and_no_byte_moves():
    dirty = b"<</S/JavaScript/JS(x)/JSX 1/Data(stream)>>stream\n/JavaScript\nendstream/AA<</O 1 0 R>>"
    quiet = cleaning.disarmed(dirty)
    assert quiet == b"<</S/javascript/js(x)/JSX 1/Data(stream)>>stream\n/JavaScript\nendstream/aa<</O 1 0 R>>"


# -- whose text it is -------------------------------------------------------------------------------------------------
def matched(sheet, read, tmp_path, manuscripts=None):
    page, _folder = read(sheet.pdf(tmp_path))
    return page, match(page, sheet.manuscripts if manuscripts is None else manuscripts)


def overlaps(found, sheet):
    got = {one.article: [region.points for region in one.regions] for one in found.matches}
    return {article: overlap(got.get(article, []), truth) for article, truth in sheet.truths.items()}


def test_the_articles_of_a_clean_page_are_found_where_they_stand(read, tmp_path):
    sheet = front_page(seed=2)
    _page, found = matched(sheet, read, tmp_path)
    assert min(overlaps(found, sheet).values()) >= 0.9
    assert len(found.matches) == len(sheet.truths)
    assert min(one.confidence for one in found.matches) > 0.9
    assert "云岫日报" in {text for text, _box in found.unmatched}


def test_a_fifth_of_the_characters_may_be_wrong_and_their_order_gone(read, tmp_path):
    sheet = front_page(seed=1, damage=0.2).shuffled()
    _page, found = matched(sheet, read, tmp_path)
    assert min(overlaps(found, sheet).values()) >= 0.9


def test_regions_never_lie_over_one_another_and_stay_on_the_page(read, tmp_path):
    sheet = front_page(seed=3, damage=0.3)
    _page, found = matched(sheet, read, tmp_path)
    regions = [region.points for one in found.matches for region in one.regions]
    assert all(0 <= x <= 100 and 0 <= y <= 100 for points in regions for x, y in points)
    for at, points in enumerate(regions):
        for other in regions[at + 1 :]:
            assert not _cross(points, other)


def _cross(points, other, step=0.5):
    at = [n * step + step / 2 for n in range(int(100 / step))]
    return any(
        low < high_other and low_other < high
        for y in at
        for low, high in spans(points, y)
        for low_other, high_other in spans(other, y)
    )


def test_a_headline_rewritten_on_the_page_still_belongs_to_its_article(read, tmp_path):
    sheet = Sheet()
    sheet.article(Slot(0, 0, 3, 30), headline="完全不同的一行标题")
    sheet.article(Slot(3, 0, 3, 30))
    _page, found = matched(sheet, read, tmp_path)
    assert min(overlaps(found, sheet).values()) >= 0.9


def test_an_article_that_stands_on_another_page_is_not_found_here(read, tmp_path):
    sheet = front_page(seed=2)
    stranger = Manuscript(article=99, version=1, headline="远方", items=(Item("paragraph", "山高水长，" * 80),))
    _page, found = matched(sheet, read, tmp_path, [*sheet.manuscripts, stranger])
    assert 99 not in {one.article for one in found.matches}


def test_briefs_in_one_flow_are_parted_where_the_next_begins(read, tmp_path):
    sheet = Sheet()
    texts = [
        "市图书馆即日起延长开放时间，每晚九点闭馆，周末增设亲子阅读专场，读者凭证入场。",
        "北门菜市场昨日完成改造，新增摊位四十个，地面防滑处理全部到位，今天起恢复营业。",
        "芦溪大桥明天凌晨封闭检修，过往车辆请绕行东二环，预计上午六点恢复双向通行。",
    ]
    row = 0
    for number, text in enumerate(texts, 1):
        sheet.manuscripts.append(Manuscript(article=number, version=1, headline="", items=(Item("paragraph", text),)))
        for at in range(0, len(text), 16):
            sheet.say(x_of(0), y_of(row), 3.4, text[at : at + 16])
            row += 1
    _page, found = matched(sheet, read, tmp_path)
    assert [one.article for one in found.matches] == [1, 2, 3]
    bottoms = [max(y for _x, y in one.regions[0].points) for one in found.matches]
    tops = [min(y for _x, y in one.regions[0].points) for one in found.matches]
    assert all(bottom <= top + 0.01 for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_an_article_continued_elsewhere_says_how_much_of_it_is_here(read, tmp_path):
    sheet = Sheet()
    sheet.article(Slot(0, 0, 3, 30))
    (whole,) = sheet.manuscripts
    longer = with_words(whole, items=(*whole.items, Item("paragraph", "余下的话在另一个版面上，" * 60)))
    _page, found = matched(sheet, read, tmp_path, [longer])
    assert 0.4 < found.matches[0].found < 0.8


def test_text_is_folded_to_what_is_read_in_it():
    assert folded("ﬁnd Ａ１ off-\nice") == folded("find a1 office")
    assert folded("⻔⼀⻋，马。") == "门一车马"


def page_of(*lines):
    return PageRead(
        pages=1, width_mm=200, height_mm=300, pictures=(), fonts=(), sizes={}, bytes=1, sha256="",
        lines=tuple(Line(text, Box(x, y, x + 80, y + 4), 4) for x, y, text in lines),
    )  # fmt: skip


def test_an_english_page_is_matched_across_ligatures_and_hyphens():
    ferry = "The ferry office opened its first floor offices again yesterday after a difficult winter."
    bread = "Bakers along the river road say that flour has never been more expensive than now."
    paper = Manuscript(article=1, version=1, headline="Ferries", items=(Item("paragraph", ferry),))
    other = Manuscript(article=2, version=1, headline="Bread", items=(Item("paragraph", bread),))
    page = page_of(
        (10, 10, "The ferry oﬃce opened its ﬁrst ﬂoor oﬃ-"), (10, 15, "ces again yesterday after a diﬃcult winter."),
        (110, 10, "Bakers along the river road say that ﬂour"), (110, 15, "has never been more expensive than now."),
    )  # fmt: skip
    found = match(page, [other, paper])
    assert [one.article for one in found.matches] == [1, 2]
    assert found.matches[0].regions[0].points[0][0] < 10 < found.matches[0].regions[0].points[1][0]


def test_an_empty_page_and_no_articles_are_no_error():
    assert match(page_of(), []).matches == ()
    assert match(page_of((10, 10, "没有人认识的一行字在这里")), []).unmatched[0][0] == "没有人认识的一行字在这里"


def test_an_article_around_another_gets_no_hole():
    ring = [Box(0, 0, 90, 20), Box(0, 20, 20, 70), Box(70, 20, 90, 70), Box(0, 70, 90, 90)]
    drawn = outlines({1: ring, 2: [Box(25, 25, 65, 65)]}, [])
    assert len(drawn[1]) == 2
    assert not any(_cross(part, drawn[2][0]) for part in drawn[1])
    assert len(drawn[2][0]) == 4


def test_a_page_of_many_scraps_takes_no_long_time():
    lines = [(x * 8 % 190, y, f"{x}碎片{y}") for x in range(60) for y in range(0, 290, 3)]
    page = page_of(*lines)
    many = [Manuscript(article=n, version=1, headline=f"{n}碎片{n * 3}", items=()) for n in range(1, 60)]
    assert isinstance(match(page, many).matches, tuple)


def test_the_picture_shows_the_page(read):
    _page, folder = read(odd_pdfs.pages(content=HELLO_BLACK))
    picture = Image.open(io.BytesIO((folder / "page-480.webp").read_bytes())).convert("L")
    assert picture.getpixel((10, 10)) > 240
    assert picture.getpixel((picture.width // 2, picture.height // 2)) < 20


HELLO_BLACK = b"0 g 200 200 400 700 re f"


def test_the_child_starts_without_the_project_s_surroundings(read, monkeypatch):
    monkeypatch.setitem(os.environ, "PYTHONPATH", "/nowhere")
    assert read(odd_pdfs.pages())[0].pages == 1
