"""Articles set in slots: nothing lost, nothing doubled, nothing on top of another, and the jumps join."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editions.composing.breakpoints import classes
from editions.composing.compose import compose, fit, needs_lines, shape, usual_photos
from editions.composing.grid import BROADSHEET, TABLOID, Cells
from editions.composing.manuscript import Item, Manuscript, Photo
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.composing.source import Furniture
from tests.composing.articles import (
    MANUSCRIPTS,
    PHOTO,
    PLACES,
    SENTENCE,
    body_of,
    manuscript,
    printed,
    setting,
    slot,
)

FURNITURE = Furniture(paper="云岫日报", label="A01", page_name="要闻", date_line="2025年10月17日", credits=())
STYLES = st.sampled_from(["lead", "second", "normal", "small", "box", "picture"])
SLOTS = st.builds(
    Slot,
    key=st.just("one"),
    role=st.just("article"),
    style=STYLES,
    cells=st.builds(Cells, st.just(0), st.just(0), st.integers(1, 4), st.integers(1, 60)),
    text_columns=st.sampled_from([0, 0, 1, 2, 3]),
    settings=st.builds(Setting, st.just(1), MANUSCRIPTS, photos=st.lists(PLACES, max_size=2).map(tuple)).map(
        lambda one: (one,)
    ),
)


def block_of(slot_, grid=BROADSHEET, furniture=FURNITURE):
    (block,) = compose(grid, furniture, [slot_]).blocks
    return block


def own_words(block, written):
    """The body's characters that are printed: what a piece says from its `start` to the next one's."""
    return body_of(written)[: block.fits[0].set_until]


@settings(max_examples=60, deadline=None)
@given(SLOTS)
def test_what_is_set_and_what_remains_are_the_article(one):
    block = block_of(one)
    (result,) = block.fits
    written = one.settings[0].manuscript
    assert body_of(written)[: result.set_until] + result.remainder == body_of(written)
    text = printed(block).replace("●", "")
    for mark in (written.opening, written.closing):
        text = text.replace(mark, "") if mark else text
    said = body_of(written)[: result.set_until].replace("\n", " ").replace("●", "")
    # Where there is no text at all, half a signature may stand in a slot that is too small.
    assert text.replace("\n", " ") == said or (not written.items and result.over)
    assert result.is_overset == (bool(result.remainder.strip()) or result.over > 0)


@settings(max_examples=60, deadline=None)
@given(SLOTS)
def test_nothing_stands_on_anything_else_or_outside_the_slot(one):
    block = block_of(one)
    width = BROADSHEET.span_mm(one.cells.span)
    boxes = [(p.x_mm, p.x_mm + p.width_mm, p.row, p.row + p.lines) for p in block.photos]
    boxes += [(c.x_mm, c.x_mm + c.width_mm, c.row, c.row + c.lines) for c in block.columns]
    head = block.heading.lines if block.heading else 0
    for left, right, top, bottom in boxes:
        assert -0.01 <= left < right <= width + 0.01
        assert head <= top <= bottom <= max(one.cells.lines, head)
    for index, (left, right, top, bottom) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = right <= other[0] + 0.01 or other[1] <= left + 0.01 or bottom <= other[2] or other[3] <= top
            assert apart
    for column in block.columns:
        assert column.used <= column.lines


@settings(max_examples=60, deadline=None)
@given(SLOTS)
def test_no_column_begins_with_a_mark_that_may_not_begin_a_line(one):
    if one.cells.span == 1 and one.text_columns > 1:
        return  # a measure of a few characters leaves no choice
    for column in block_of(one).columns:
        for piece in column.pieces:
            begins = piece.indent or piece.kind == "subhead"
            for line in piece.lines[1 if begins else 0 :]:
                assert classes(line)[0] not in "NCP", line


@settings(max_examples=60, deadline=None)
@given(SLOTS, st.integers(1, 40), st.integers(1, 3))
def test_an_article_that_jumps_is_whole_on_its_two_pages(one, lines, span):
    here = replace(one.settings[0], jump_to="A03")
    first = block_of(replace(one, settings=(here,)))
    (result,) = first.fits
    written = here.manuscript
    if not first.jump:
        return
    assert not result.is_overset
    there = Setting(2, written, skip=result.set_until, jump_from="A01")
    second = block_of(replace(one, cells=Cells(0, 0, span, lines), settings=(there,)))
    (rest,) = second.fits
    assert result.remainder
    assert body_of(written)[: result.set_until] + body_of(written)[
        result.set_until : rest.set_until
    ] + rest.remainder == body_of(written)
    last = first.columns[-1]
    assert last.used < last.lines, "下转 has a line of its own"


def test_an_editor_reads_how_many_lines_are_missing_and_how_many_characters_go_over():
    (result,) = fit(BROADSHEET, slot(setting(manuscript(SENTENCE * 40)), cells=Cells(0, 0, 1, 20)))
    assert result.is_overset
    assert result.needs > result.holds > 0
    assert result.over == len(result.remainder)
    assert body_of(manuscript(SENTENCE * 40)).endswith(result.remainder)


def test_an_article_with_room_to_spare_has_even_feet():
    block = block_of(slot(setting(manuscript(SENTENCE * 3, SENTENCE * 3)), cells=Cells(0, 0, 3, 30)))
    used = [column.used for column in block.columns]
    assert max(used) - min(used) <= 1
    assert block.fits[0].free > 20


def test_a_subhead_never_ends_a_column():
    texts = [text for _ in range(6) for text in (SENTENCE * 2, "##上游——人退一步")]
    for lines in range(14, 40):
        block = block_of(slot(setting(manuscript(*texts, SENTENCE)), cells=Cells(0, 0, 2, lines)))
        for column in block.columns:
            assert not column.pieces or column.pieces[-1].kind != "subhead"


def test_a_last_word_does_not_stand_alone_at_the_head_of_a_column():
    # Nine lines and one character, then seven lines: of two columns of nine, one line stays free.
    written = manuscript("云" * (14 + 16 * 8) + "岫", "城" * (14 + 16 * 6), headline="")
    block = block_of(slot(setting(written), cells=Cells(0, 0, 2, 9)))
    assert [column.used for column in block.columns] == [8, 9]
    assert block.columns[1].pieces[0].lines == ("云" * 16, "岫")


def test_a_dateline_does_not_stand_without_a_word_of_its_article():
    written = manuscript(SENTENCE, headline="", opening="本报讯（首席记者 沈知遥 通讯员 陆一舟）")
    block = block_of(slot(setting(written), cells=Cells(0, 0, 1, 1)))
    assert printed(block) == ""
    assert block.fits[0].remainder == SENTENCE


@pytest.mark.parametrize("opening", ["", "本报讯（记者 沈知遥）"])
def test_the_remainder_begins_where_the_print_ends(opening):
    items = (Item("item", SENTENCE * 3), Item("item", SENTENCE * 3))
    written = Manuscript(1, 1, "两件事", opening=opening, items=items)
    for lines in range(4, 18):
        block = block_of(slot(setting(written), cells=Cells(0, 0, 1, lines)))
        said = printed(block).replace("●", "").replace(opening, "")
        assert said + block.fits[0].remainder == SENTENCE * 6


def test_two_photos_that_are_too_high_do_not_stand_on_each_other():
    places = (PhotoPlace(2, 20, "top_right", 0), PhotoPlace(2, 20, "bottom", 1))
    block = block_of(slot(setting(manuscript(photos=(PHOTO, PHOTO)), photos=places), cells=Cells(0, 0, 2, 30)))
    first, second = block.photos
    assert first.row + first.lines <= second.row
    assert second.row + second.lines == 30


def test_a_brief_with_a_long_headline_is_bold_to_its_end():
    brief = setting(manuscript(SENTENCE, headline="青石桥水下找到二十七个石匠的“签名”"))
    block = block_of(slot(brief, cells=Cells(0, 0, 1, 20), style="briefs"))
    pieces = block.columns[0].pieces
    assert sum(piece.bold for piece in pieces) == len(brief.manuscript.headline)
    assert [piece.indent for piece in pieces] == [True, False]
    assert [piece.ends for piece in pieces] == [False, True]


def test_a_jump_prefers_the_end_of_a_paragraph():
    paragraphs = [SENTENCE * 2] * 12
    block = block_of(slot(setting(manuscript(*paragraphs), jump_to="A03"), cells=Cells(0, 0, 2, 24)))
    assert block.jump == "（下转A03版）"
    assert block.fits[0].set_until % len(paragraphs[0]) == 0


def test_a_continued_article_begins_without_its_dateline():
    written = manuscript(SENTENCE * 8, opening="本报讯（记者 沈知遥）", closing="（记者 沈知遥）")
    block = block_of(slot(setting(written, skip=45, jump_from="A01")))
    first = block.columns[0].pieces[0]
    assert block.jumped == "（上接A01版）"
    assert not first.indent
    assert not first.bold
    assert first.start == 45
    assert printed(block) == body_of(written)[45:] + "（记者 沈知遥）"
    assert block.columns[0].row == block.columns[1].row + 1, "上接 has a line of its own"


def test_an_english_paper_says_continued_on():
    furniture = replace(FURNITURE, language="en")
    written = manuscript(
        "The old street moved into new rooms today, and it rained. " * 30, headline="Old street, new days"
    )
    block = block_of(slot(setting(written, jump_to="A03")), furniture=furniture)
    assert block.jump == "Continued on A03"
    again = block_of(slot(setting(written, skip=block.fits[0].set_until, jump_from="A01")), furniture=furniture)
    assert again.jumped == "Continued from A01"


def test_the_dateline_is_bold_and_no_part_of_the_body():
    written = manuscript(SENTENCE, opening="本报讯（记者 沈知遥）")
    piece = block_of(slot(setting(written))).columns[0].pieces[0]
    assert piece.lines[0].startswith("本报讯（记者 沈知遥）云岫市")
    assert piece.bold == len("本报讯（记者 沈知遥）")
    assert piece.start == 0


def test_the_desk_may_trim_the_end_of_an_article():
    written = manuscript(SENTENCE, SENTENCE)
    block = block_of(slot(setting(written, trim=len(SENTENCE))))
    assert printed(block) == SENTENCE
    assert not block.fits[0].is_overset
    assert block.fits[0].remainder == ""


def test_a_photo_takes_its_columns_and_the_text_flows_around_it():
    written = manuscript(SENTENCE * 30, photos=(PHOTO,))
    block = block_of(slot(setting(written, photos=(PhotoPlace(2, 12),)), cells=Cells(0, 0, 3, 40)))
    (photo,) = block.photos
    head = block.heading.lines
    assert [column.row for column in block.columns] == [head, head + 12, head + 12]
    assert photo.x_mm == pytest.approx(block.columns[1].x_mm)
    assert photo.width_mm == pytest.approx(BROADSHEET.span_mm(2))
    assert photo.picture_mm < 12 * BROADSHEET.line_mm


def test_a_photo_is_cropped_to_its_place_about_its_focus():
    tall = Photo(1, "tower.jpg", 1000, 2000, "", "", "", part=(0, 0, 1000, 1000), focus=(50, 0))
    written = manuscript(SENTENCE, photos=(tall,))
    (photo,) = block_of(slot(setting(written, photos=(PhotoPlace(2, 8),)))).photos
    left, top, width, height = photo.part
    assert (left, top, width) == (0, 0, 1000)
    assert photo.width_mm / photo.picture_mm == pytest.approx(1000 * width / (2000 * height), rel=0.01)


def test_a_caption_is_broken_to_the_width_of_its_photo():
    photo = replace(PHOTO, caption="昨天午后，芦溪流过青石桥，巡河员划着小艇打捞水面的落叶。" * 2)
    (placed,) = block_of(slot(setting(manuscript(photos=(photo,)), photos=(PhotoPlace(1, 14),)))).photos
    assert "".join(placed.caption) == photo.caption
    assert len(placed.caption) == 4


def test_briefs_run_their_headlines_into_one_flow():
    briefs = [setting(manuscript(SENTENCE, article=number, headline=f"第{number}件小事")) for number in range(1, 6)]
    block = block_of(slot(*briefs, style="briefs", role="briefs", label="简讯"))
    assert block.heading.headline == ("简讯",)
    starts = [piece for column in block.columns for piece in column.pieces if piece.indent]
    assert [piece.placement for piece in starts] == [1, 2, 3, 4, 5]
    assert all(piece.lines[0].startswith(f"第{piece.placement}件小事　") and piece.bold == 5 for piece in starts)
    assert [result.over for result in block.fits] == [0] * 5


def test_a_brief_that_finds_no_place_is_the_one_that_is_overset():
    briefs = [setting(manuscript(SENTENCE, article=number, headline="小事")) for number in range(1, 9)]
    results = fit(BROADSHEET, slot(*briefs, cells=Cells(0, 0, 1, 14), style="briefs"))
    assert [result.is_overset for result in results] == sorted(result.is_overset for result in results)
    assert not results[0].is_overset
    assert results[-1].remainder == SENTENCE


def test_an_advert_and_an_open_slot_are_blocks_without_text():
    advert = Slot("ad", "advert", "normal", Cells(0, 80, 6, 16), label="广告", advert="云岫书店", artwork="ad.pdf")
    page = compose(BROADSHEET, FURNITURE, [advert, slot()])
    assert [block.heading for block in page.blocks] == [None, None]
    assert page.blocks[0].artwork == "ad.pdf"
    assert page.blocks[1].fits == ()


def test_the_same_page_is_composed_alike_twice():
    slots = [slot(setting(manuscript(photos=(PHOTO,)), photos=(PhotoPlace(1, 8),)))]
    assert compose(BROADSHEET, FURNITURE, slots).digest == compose(BROADSHEET, FURNITURE, slots).digest


@pytest.mark.parametrize("style", ["lead", "normal", "small", "box"])
@pytest.mark.parametrize("grid", [BROADSHEET, TABLOID], ids=lambda grid: grid.name)
def test_a_slot_of_the_height_copyfit_asks_for_holds_the_article(style, grid):
    written = manuscript(SENTENCE * 6, "##上游——人退一步", SENTENCE * 9, deck=SENTENCE, photos=(PHOTO,))
    curve = shape(written, grid, style)
    assert curve
    for span, lines in curve.items():
        photos = usual_photos(written, grid, span, style)
        (result,) = fit(grid, slot(setting(written, photos=photos), cells=Cells(0, 0, span, lines), style=style))
        assert not result.is_overset
    assert all(
        needs_lines(written, grid, b, style) <= needs_lines(written, grid, a, style) for a, b in pairwise(sorted(curve))
    )


def test_a_photo_stands_uncut_unless_somebody_says_otherwise():
    written = manuscript(photos=(PHOTO,))
    for span in range(1, 7):
        (place,) = usual_photos(written, BROADSHEET, span)
        width = BROADSHEET.span_mm(place.columns)
        picture = (place.lines - 2) * BROADSHEET.line_mm
        assert picture - BROADSHEET.line_mm < width * PHOTO.height / PHOTO.width <= picture


@given(MANUSCRIPTS)
@settings(max_examples=40, deadline=None)
def test_copyfit_finds_a_height_for_any_article(written):
    lines = needs_lines(written, TABLOID, 2)
    (result,) = fit(TABLOID, slot(setting(written), cells=Cells(0, 0, 2, lines)))
    assert not result.is_overset


def test_a_list_is_marked_and_its_marks_are_no_part_of_the_body():
    written = Manuscript(1, 1, "三件事", items=(Item("item", "第一件"), Item("item", "第二件")))
    block = block_of(slot(setting(written)))
    assert [piece.lines for piece in block.columns[0].pieces + block.columns[1].pieces] == [("●第一件",), ("●第二件",)]
    assert block.fits[0].set_until == 6


def test_the_items_of_a_numbered_list_are_printed_with_their_numbers():
    written = Manuscript(1, 1, "两件事", items=(Item("item", "第一件", 1), Item("item", "第二件", 2)))
    block = block_of(slot(setting(written)))
    assert [piece.lines for piece in block.columns[0].pieces + block.columns[1].pieces] == [
        ("1.第一件",),
        ("2.第二件",),
    ]
    assert block.fits[0].set_until == 6
