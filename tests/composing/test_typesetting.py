"""The page source drawn: what stands in it is what the PDF says, line by line, and nothing in it is an instruction."""

from __future__ import annotations

import re
from ctypes import create_string_buffer
from datetime import date
from io import BytesIO
from random import Random

import pypdfium2
import pytest
from PIL import Image

from editions.composing.compose import compose
from editions.composing.fonts import find
from editions.composing.grid import BROADSHEET, TABLOID, Cells
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Setting, Slot
from editions.composing.source import Block, Credit, Furniture, PageSource, Piece, PlacedPhoto, TextColumn
from editions.composing.typesetting import PICTURE_WIDTH, Drawn, Press
from tests.composing.setting import FURNITURE, Text, block, page

DAY = date(2025, 10, 17)
OPENING = "本报讯（记者 沈知遥）"
RIVER = [
    ("paragraph", "历时七个月的芦溪下游清淤工程昨日完工，比计划提前了十九天。"
     "工程清出淤泥38万立方米，河道行洪能力由每秒420立方米提高到每秒610立方米，沿线“三个易涝片区”的排水时间预计缩短一半。"),
    ("subhead", "淤泥没有一埋了之"),
    ("paragraph", "经检测合格的21万立方米用作苗圃基质，另有9万立方米烧制成透水砖，铺进了沿河步道。"
     "走在上面，脚下的每一块砖都印着取泥的河段编号——这是市水务局给市民的一份“说明书”。"),
    ("item", "明年汛前还将对上游三处卡口进行拓宽。"),
]  # fmt: skip
MARKET = [("paragraph", "桂花里市场今天重新开门。两百个摊位都换了新台面，水产区的地漏一米一个，地面第一次是干的。")]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(find())


def drawn(press: Press, source: PageSource, **files: bytes) -> Drawn:
    named = {name.replace("_", "."): content for name, content in files.items()}
    return press.draw(source, files=named, day=DAY, title="云岫日报 2025年10月17日 A02版")


def words(pdf: bytes) -> str:
    """The text of a page in the order of the file, without the breaks of its lines and without blanks.

    Whoever takes text out of a PDF guesses blanks where characters stand far apart.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        return bare(document[0].get_textpage().get_text_range())


def bare(text: str) -> str:
    return re.sub(r"[\s\ufffe]", "", text)


def two_articles() -> PageSource:
    river = Text(
        1, "芦溪下游清淤完工", RIVER, opening=OPENING, kicker="七个月，三十八万立方米", credit="本报记者 沈知遥"
    )
    market = Text(2, "菜场的地是干的", MARKET)
    return page(
        block(BROADSHEET, "river", Cells(0, 0, 2, 24), river, style="second"),
        block(BROADSHEET, "market", Cells(2, 0, 1, 24), market),
    )


def test_every_article_is_read_whole_and_in_order(press: Press) -> None:
    said = words(drawn(press, two_articles()).pdf)
    river = "".join("●" * (kind == "item") + text for kind, text in RIVER)
    assert bare("芦溪下游清淤完工本报记者 沈知遥" + OPENING + river) in said
    assert "菜场的地是干的" + MARKET[0][1] in said
    assert said.index("芦溪") < said.index("菜场的地是干的")


def test_the_lines_of_the_print_are_the_lines_of_the_source(press: Press) -> None:
    source = two_articles()
    with pypdfium2.PdfDocument(drawn(press, source).pdf) as document:
        printed = document[0].get_textpage().get_text_range().splitlines()
    printed = [bare(line) for line in printed]
    for column in source.blocks[0].columns:
        for piece in column.pieces:
            for line in piece.lines:
                assert bare(line) in printed


def test_every_line_stands_on_the_grid(press: Press) -> None:
    source = two_articles()
    grid = source.grid
    with pypdfium2.PdfDocument(drawn(press, source).pdf) as document:
        text = document[0].get_textpage()
        height = document[0].get_height()
        seen = 0
        for block_ in source.blocks:
            for column in block_.columns:
                row = block_.cells.row + column.row
                for piece in column.pieces:
                    for line in piece.lines:
                        if piece.kind != "subhead":
                            place = text.search(line).get_next()
                            assert place is not None
                            *_, origin = _origin(text, place[0])
                            baseline = grid.top_mm + row * grid.line_mm + 0.88 * grid.cell_mm
                            assert (height - origin) * 25.4 / 72 == pytest.approx(baseline, abs=0.02)
                            seen += 1
                        row += 2 if piece.kind == "subhead" else 1
    assert seen > 14


def _origin(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    from ctypes import byref, c_double

    x, y = c_double(), c_double()
    assert pypdfium2.raw.FPDFText_GetCharOrigin(text.raw, index, byref(x), byref(y))
    return x.value, y.value


def test_the_pdf_is_an_archive_file_that_can_be_read_aloud(press: Press) -> None:
    pdf = drawn(press, two_articles()).pdf
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B" in re.sub(rb">\s+<", b"><", pdf)
    assert b"<pdfuaid:part>1<" in pdf
    with pypdfium2.PdfDocument(pdf) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
        assert document.get_metadata_value("Title") == "云岫日报 2025年10月17日 A02版"
        assert document.get_metadata_value("Author") == "云岫日报"
    assert b"/Lang (zh-CN)" in pdf.replace(b"/Lang(", b"/Lang (")


def test_the_faces_are_embedded_as_a_press_wants_them(press: Press) -> None:
    pdf = drawn(press, two_articles()).pdf
    kinds = re.findall(rb"/Subtype\s*/(Type3|Type0|Type1\b|TrueType|MMType1)", pdf)
    assert set(kinds) == {b"Type0"}
    assert len(re.findall(rb"/FontFile[23]?\b", pdf)) == len(kinds)


def test_the_same_page_is_the_same_file(press: Press) -> None:
    first, again = drawn(press, two_articles()), Press(find()).draw(
        two_articles(), files={}, day=DAY, title="云岫日报 2025年10月17日 A02版"
    )  # fmt: skip
    assert first.pdf == again.pdf
    assert first.png == again.png


def test_the_picture_is_as_wide_as_promised(press: Press) -> None:
    for grid in (BROADSHEET, TABLOID):
        source = page(block(grid, "m", Cells(0, 0, 2, 20), Text(2, "菜场的地是干的", MARKET)), grid=grid)
        with Image.open(BytesIO(drawn(press, source).png)) as picture:
            assert picture.width == PICTURE_WIDTH
            assert picture.height == pytest.approx(PICTURE_WIDTH * grid.height_mm / grid.width_mm, abs=2)


HOSTILE = (
    '#eval("1") #panic() $x^2$ *粗* _斜_ @ref <label> // 注释 /* 注 */ \\ \\u{41} `码` = 题 - 项 + 一 ~ #set page()',
    '#import "/etc/passwd": x #include("/etc/passwd") #read("/etc/passwd") #image("/etc/passwd")',
    "sys.inputs.page \"引号\" '单引号' {花括号} [方括号] 100% & < > #{}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_an_instruction_is_printed_as_it_stands(press: Press, text: str) -> None:
    piece = Piece("paragraph", (text[:40], text[40:]))
    column = TextColumn(0, BROADSHEET.span_mm(6), 4, 20, (piece,))
    furniture = Furniture(
        paper=text[:20], label="A02", page_name=text[:12], date_line="#date", credits=(Credit("#role", "$name$"),)
    )
    made = block(BROADSHEET, "x", Cells(0, 0, 6, 24), Text(1, text[:30], kicker="#k $k$", credit="*c*"))
    source = page(_with(made, columns=(column,), jump="(#下转)", series="#series"), furniture=furniture)
    said = words(drawn(press, source).pdf)
    for printed in (text[:40], text[40:], text[:30], "#k $k$", "*c*", "#role：$name$", "(#下转)", "#date", "#series"):
        assert bare(printed) in said


def _with(made: Block, **changes: object) -> Block:
    from dataclasses import replace

    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_word_of_ten_thousand_letters_stays_in_its_line(press: Press) -> None:
    piece = Piece("paragraph", ("前面一行", "A" * 10_000, "后面一行"))
    column = TextColumn(0, BROADSHEET.span_mm(1), 0, 20, (piece,))
    made = drawn(press, page(_with(block(BROADSHEET, "x", Cells(0, 0, 1, 24), Text(1)), columns=(column,))))
    assert [(tight.lines, tight.drawn) for tight in made.tight] == [(3, 3)]
    assert "A" * 10_000 in words(made.pdf)


def test_a_line_too_wide_by_a_hair_is_drawn_closer(press: Press) -> None:
    """The source has sixteen squares a line; one Latin letter more than fits must not make a line of its own."""
    piece = Piece("paragraph", ("一二三四五六七八九十甲乙丙i", "子丑寅卯辰巳午未申酉戌亥子丑寅i"), indent=True)
    wide = Piece("paragraph", ("一二三四五六七八九十甲乙丙丁戊", "末行"), indent=True)
    column = TextColumn(0, BROADSHEET.span_mm(1), 0, 20, (wide, piece))
    made = drawn(press, page(_with(block(BROADSHEET, "x", Cells(0, 0, 1, 24), Text(1)), columns=(column,))))
    assert [(tight.piece, tight.natural, tight.drawn) for tight in made.tight] == [("x/0/0", 3, 2)]
    assert "一二三四五六七八九十甲乙丙丁戊末行" in words(made.pdf)


def test_marks_of_direction_and_nothingness_turn_nothing_around(press: Press) -> None:
    piece = Piece("paragraph", ("甲\u202e乙丙\u0000丁\u200f戊\u2028己\u00ad庚\ufeff辛",))
    column = TextColumn(0, BROADSHEET.span_mm(1), 0, 20, (piece,))
    made = drawn(press, page(_with(block(BROADSHEET, "x", Cells(0, 0, 1, 24), Text(1)), columns=(column,))))
    assert "甲乙丙丁戊己庚辛" in words(made.pdf)


def test_a_photo_is_described_to_those_who_do_not_see_it(press: Press) -> None:
    file = BytesIO()
    Image.new("RGB", (300, 200), (40, 90, 140)).save(file, "JPEG")
    photo = PlacedPhoto(
        0, "river.jpg", 0, BROADSHEET.span_mm(2), 4, 12, 50, ("芦溪清晨。",), "本报记者 邱岚 摄", "雾中的河"
    )
    text = Text(1, "芦溪下游清淤完工", RIVER, photos=(photo,))
    made = drawn(press, page(block(BROADSHEET, "p", Cells(0, 0, 2, 40), text)), river_jpg=file.getvalue())
    assert "雾中的河".encode("utf-16-be").hex().encode() in made.pdf.lower() or _alt(made.pdf) == "雾中的河"
    assert "芦溪清晨。" in words(made.pdf)
    assert "本报记者邱岚摄" in words(made.pdf)
    with Image.open(BytesIO(made.png)) as picture:
        at = 1600 / BROADSHEET.width_mm
        middle = (BROADSHEET.left_mm + 50, BROADSHEET.top_mm + 4 * BROADSHEET.line_mm + 25)
        assert picture.convert("RGB").getpixel((int(middle[0] * at), int(middle[1] * at)))[2] > 120


def _alt(pdf: bytes) -> str:
    found = re.search(rb"/Alt\s*<([0-9A-Fa-f]+)>", pdf)
    return bytes.fromhex(found[1].decode()).decode("utf-16") if found else ""


def test_a_front_page_has_its_masthead_and_imprint(press: Press) -> None:
    furniture = Furniture(
        paper="云岫日报", label="A01", page_name="要闻", date_line="2025年10月17日 星期五",
        credits=(Credit("责任编辑", "周砚秋"), Credit("版式", "林可")), masthead_cells=Cells(0, 0, 4, 14),
        paper_latin="Yunxiu Daily", tagline="城与人的每一天", numbers=("2025年10月17日", "第18264期", "CN 00-0000"),
        imprint=("社址：云岫市桂花里8号",),
    )  # fmt: skip
    said = words(drawn(press, page(furniture=furniture)).pdf)
    for printed in (
        "云岫日报",
        "YUNXIUDAILY",
        "第18264期",
        "CN00-0000",
        "城与人的每一天",
        "责任编辑：周砚秋",
        "社址：云岫",
    ):
        assert printed in said


def test_an_inner_page_has_a_running_head(press: Press) -> None:
    said = words(drawn(press, page(furniture=FURNITURE)).pdf)
    for printed in ("A02", "本地", "云岫日报", "2025年10月17日星期五"):
        assert printed in said


def test_an_advert_says_that_it_is_one(press: Press) -> None:
    advert = Block(
        key="ad", role="advert", style="normal", cells=Cells(0, 80, 6, 16), placements=(), articles=(), heading=None,
        photos=(), columns=(), fits=(), label="广告", advert="云岫书院 秋季书展",
    )  # fmt: skip
    said = words(drawn(press, page(advert)).pdf)
    assert "广告" in said
    assert "云岫书院" in said


def test_whatever_is_typed_the_count_of_lines_is_the_source_s(press: Press) -> None:
    draw = Random(20251017)
    columns = tuple(
        TextColumn(
            BROADSHEET.rect(Cells(n, 0, 1, 1)).x - BROADSHEET.left_mm, BROADSHEET.column_mm, 4, 90, rubbish(draw)
        )
        for n in range(6)
    )
    made = drawn(press, page(_with(block(BROADSHEET, "x", Cells(0, 0, 6, 96), Text(1, "题")), columns=columns)))
    assert [tight for tight in made.tight if tight.drawn != tight.lines] == []
    assert made.tight


def rubbish(draw: Random) -> tuple[Piece, ...]:
    """Paragraphs of anything Unicode has, too wide and empty lines among them."""
    ranges = (
        range(0x4E00, 0x9FFF),
        range(32, 127),
        range(0x3000, 0x3100),
        range(0x80, 0x3000),
        range(0x10000, 0x20000),
    )

    def line() -> str:
        return "".join(chr(draw.choice(draw.choice(ranges))) for _ in range(draw.randrange(30)))

    return tuple(
        Piece(
            draw.choice(("paragraph", "item", "quotation")), tuple(line() for _ in range(draw.randrange(4))),
            indent=draw.random() < 0.5, ends=draw.random() < 0.5, bold=draw.randrange(5),
        )
        for _ in range(30)
    )  # fmt: skip


def test_a_photo_nobody_described_does_not_stop_the_press(press: Press) -> None:
    file = BytesIO()
    Image.new("RGB", (30, 20)).save(file, "JPEG")
    photo = PlacedPhoto(0, "river.jpg", 0, 100, 4, 12, 50, (), "", "")
    made = drawn(press, page(block(BROADSHEET, "p", Cells(0, 0, 2, 40), Text(1, "题", photos=(photo,)))),
                 river_jpg=file.getvalue())  # fmt: skip
    assert made.pdf.startswith(b"%PDF")


def test_an_english_page_has_english_quotes_and_even_edges(press: Press) -> None:
    """The engine would set the quotes as wide as a Chinese character, and spread the blank at the end of a line."""
    said = (
        "The council approved the repair of the “old” cotton bridge on Thursday, and ended eleven months of argument. "
        "Work begins in May and is to last nine weeks; cyclists keep a lane. A survey found 71% in favour of it."
    )
    manuscript = Manuscript(1, 1, "A bridge", items=(Item("paragraph", said),))
    slot = Slot("x", "article", "normal", Cells(0, 0, 1, 24), settings=(Setting(1, manuscript),))
    furniture = Furniture("The Weekly", "A2", "City", "Friday", (Credit("Editor", "M. Lund"),), language="en")
    source = compose(BROADSHEET, furniture, [slot])
    made = drawn(press, source)
    assert made.tight == ()
    lines = [line for piece in source.blocks[0].columns[0].pieces for line in piece.lines]
    right = BROADSHEET.rect(Cells(0, 0, 1, 1)).right
    with pypdfium2.PdfDocument(made.pdf) as document:
        text = document[0].get_textpage()
        for line in lines[:-1]:
            found = text.search(line.strip()).get_next()
            assert found is not None
            edge = text.get_charbox(found[0] + found[1] - 1, loose=True)[2] * 25.4 / 72
            # A comma or a hyphen may hang over the edge, as in good setting.
            assert right - 0.3 < edge < right + 1.2
        opening = text.search("“old").get_next()
        assert opening is not None
        box = text.get_charbox(opening[0], loose=True)
        assert (box[2] - box[0]) * 25.4 / 72 < 0.6 * BROADSHEET.cell_mm
    assert "Editor:M.Lund" in words(made.pdf)


def test_whoever_has_the_page_read_to_him_hears_headlines_paragraphs_and_pictures(press: Press) -> None:
    made = drawn(press, two_articles())
    assert made.warnings == ()
    with pypdfium2.PdfDocument(made.pdf) as document:
        sheet = document[0]
        tree = pypdfium2.raw.FPDF_StructTree_GetForPage(sheet.raw)
        kinds = parts(pypdfium2.raw.FPDF_StructTree_GetChildAtIndex(tree, 0))
        pypdfium2.raw.FPDF_StructTree_Close(tree)
    assert kinds.count("H1") == 2
    assert kinds.count("H2") == 1
    # Nothing lies about outside of a paragraph.
    assert set(kinds) <= {"P", "H1", "H2", "Div", "Document"}


def parts(element: object) -> list[str]:
    """The kinds of the parts of a page as a screen reader goes through them."""
    raw = pypdfium2.raw
    buffer = create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, buffer, 64)
    kind = buffer.raw[: max(0, length - 2)].decode("utf-16-le")
    kids = (
        raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(raw.FPDF_StructElement_CountChildren(element))
    )
    return [kind, *(part for kid in kids if kid for part in parts(kid))]
