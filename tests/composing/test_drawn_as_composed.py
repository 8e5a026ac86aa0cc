"""A page as copyfit composes it, drawn: every line is as long as copyfit said, and every word is there."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest

from editions.composing import fonts
from editions.composing.compose import compose
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Setting, Slot
from editions.composing.source import Furniture
from editions.composing.typesetting import draw
from tests.composing.test_linebreaking import paragraphs

STYLES = ("normal", "small", "box", "second")


def written(number: int, texts: list[str], chinese: bool) -> Manuscript:
    items = [Item("paragraph", text) for text in texts]
    items.insert(2, Item("subhead", "上游——人退一步" if chinese else "A second life for the pier"))
    return Manuscript(
        number, 1, "老街坊 新日子" if chinese else "Old street, new days", items=tuple(items),
        opening="本报讯（记者 沈知遥）" if chinese else "YUNXIU —", closing="（记者 何守一）" if chinese else "",
    )  # fmt: skip


def page(texts: list[str], *, chinese: bool):
    """Twelve articles of five paragraphs, each in two columns."""
    slots = [
        Slot(
            str(number), "article", STYLES[number % 4], Cells(2 * (number % 3), 24 * (number // 3), 2, 24),
            settings=(Setting(number, written(number, texts[5 * number : 5 * number + 5], chinese)),),
        )
        for number in range(12)
    ]  # fmt: skip
    furniture = Furniture("云岫日报", "A02", "本地", "2025年10月17日", (), language="zh" if chinese else "en")
    return compose(BROADSHEET, furniture, slots)


ENGLISH = (
    "The old street moved into new rooms on Monday, said Mayor O’Neil; the ferry “Dawn” (built 1987) sails at 8:30, "
    "and 3.5% more people — mostly young — ride it to the well-known island."
)


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(request):
    chinese = request.param == "zh"
    prose = [text for text in paragraphs() if "{" not in text and text.endswith("。")] if chinese else [ENGLISH] * 60
    source = page(prose, chinese=chinese)
    return source, draw(source, hands=fonts.find(), files={}, day=date(2025, 10, 17), title="A02")


def test_no_line_had_to_be_drawn_closer(drawn):
    _, made = drawn
    assert made.pieces > 30
    assert made.tight == ()


def test_every_word_is_in_the_pdf(drawn):
    source, made = drawn
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.pdf))

    def letters(said: str) -> str:
        return re.sub(r"[\s\u0002\ufffe-]", "", said)

    found = letters(text)
    for block in source.blocks:
        for column in block.columns:
            for piece in column.pieces:
                assert letters("".join(piece.lines)) in found
