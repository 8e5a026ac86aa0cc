"""Characters no face has: said with the article they stand in, and printed as 〓 rather than as nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from editions.composing import glyphs
from editions.composing.fonts import find
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.typesetting import Press
from tests.composing.setting import FURNITURE, Text, block, page
from tests.composing.test_typesetting import words

RARE = "\U000323af"


def test_a_name_no_face_can_print_is_said_with_its_article() -> None:
    ordinary = block(BROADSHEET, "a", Cells(0, 0, 1, 20), Text(7, "平常的题", [("paragraph", "平常的字，都有。")]))
    rare = block(BROADSHEET, "b", Cells(1, 0, 1, 20), Text(8, "题", [("paragraph", f"李{RARE}说，先听再找。")]))
    found = glyphs.missing(page(ordinary, rare), find())
    assert [(one.character, one.article, one.code) for one in found] == [(RARE, 8, "U+323AF")]
    assert f"李{RARE}说" in found[0].around


def test_one_in_the_headline_or_the_furniture_is_found_too() -> None:
    headed = block(BROADSHEET, "a", Cells(0, 0, 1, 20), Text(7, f"题{RARE}"))
    furniture = replace(FURNITURE, page_name=f"本{RARE}")
    found = glyphs.missing(page(headed, furniture=furniture), find())
    assert {one.article for one in found} == {0, 7}


def test_invisible_characters_are_not_missing() -> None:
    text = "甲\u200b乙\u202e丙\ufe0f丁\u0000"
    made = block(BROADSHEET, "a", Cells(0, 0, 1, 20), Text(7, "题", [("paragraph", text)]))
    assert glyphs.missing(page(made), find()) == ()


def test_the_proof_shows_a_geta_where_a_character_is_missing() -> None:
    made = block(BROADSHEET, "a", Cells(0, 0, 1, 20), Text(7, "题", [("paragraph", f"李{RARE}和🎉说")]))
    drawn = Press(find()).draw(page(made), files={}, day=date(2025, 10, 17), title="校样")
    assert "李〓和〓说" in words(drawn.pdf)
