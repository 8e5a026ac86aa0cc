"""Headlines fitted to their width, and broken where a sub-editor would break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editions.composing.breakpoints import opportunities
from editions.composing.grid import BROADSHEET
from editions.composing.heading import STEPS, HeadSize, Words, fit_heading, height_mm, split, ties, width_of
from tests.composing.articles import ALPHABET


def heading(headline, style="normal", span=2, **more):
    return fit_heading(Words(headline, **more), style, BROADSHEET.span_mm(span), BROADSHEET)


def test_a_short_headline_stands_on_one_line_at_the_largest_size():
    found = heading("梅溪赶一场", "lead", 4)
    assert found.headline == ("梅溪赶一场",)
    assert found.headline_mm == pytest.approx(7.2 * BROADSHEET.cell_mm)


def test_one_line_is_preferred_to_a_larger_size_on_two():
    found = heading("老车间里又开门 老街坊们都回家")
    assert found.headline == ("老车间里又开门　老街坊们都回家",)
    assert found.headline_mm < 3 * BROADSHEET.cell_mm


@pytest.mark.parametrize(
    ("headline", "lines"),
    [
        ("街角多出17座小公园 最小的只有一间教室大", ("街角多出17座小公园", "最小的只有一间教室大")),
        ("数读：117.3万人次的一天", ("数读：", "117.3万人次的一天")),
        ("小单子，养活了大机床", ("小单子，", "养活了大机床")),
        ("给高压线上的鸟，搬一次家", ("给高压线上的鸟，", "搬一次家")),
        ("给城市留几处“没用”的地方", ("给城市留几处", "“没用”的地方")),
        ("12345热线昨日受理4013件", ("12345热线昨日", "受理4013件")),
        ("一条邮路 两代人 十九个湾", ("一条邮路", "两代人　十九个湾")),
    ],
)
def test_a_headline_on_two_lines_breaks_at_its_space_or_where_sense_allows(headline, lines):
    assert split(headline, 2) == lines


def test_an_english_headline_breaks_between_words():
    assert split("Ferry to the old island sails again on Monday", 2, chinese=False) == (
        "Ferry to the old island", "sails again on Monday",
    )  # fmt: skip


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=40), st.integers(2, 3))
def test_no_headline_loses_a_character_or_breaks_where_no_line_may_end(headline, rows):
    lines = split(headline, rows)
    assert "".join(lines).replace("　", "").replace(" ", "") == headline.replace("　", "").replace(" ", "")
    assert len(lines) <= rows
    if not opportunities(headline):
        assert len(lines) == 1


@given(st.text(alphabet=ALPHABET, max_size=60), st.sampled_from(sorted(STEPS)), st.integers(1, 6))
def test_any_heading_stands_in_its_width_and_in_the_lines_it_says(headline, style, span):
    found = heading(headline, style, span, kicker="引题", deck="副题说得长一点，" * 4, credit="记者 沈知遥")
    assert height_mm(found, BROADSHEET.cell_mm) + 0.7 * BROADSHEET.line_mm <= found.lines * BROADSHEET.line_mm
    smallest = STEPS[style][-1] * 0.6 * BROADSHEET.cell_mm
    for line in found.headline:
        if found.headline_mm > smallest + 0.01:
            assert width_of(line) * found.headline_mm <= BROADSHEET.span_mm(span) + 0.01


def test_the_desk_may_ask_for_a_smaller_headline_or_another_number_of_lines():
    words, width = Words("老车间开门 老街坊回家"), BROADSHEET.span_mm(2)
    usual = fit_heading(words, "second", width, BROADSHEET)
    smaller = fit_heading(words, "second", width, BROADSHEET, size=HeadSize(step=-1))
    two = fit_heading(words, "second", width, BROADSHEET, size=HeadSize(rows=2))
    assert smaller.headline_mm < usual.headline_mm
    assert two.headline == ("老车间开门", "老街坊回家")
    assert two.headline_mm > usual.headline_mm


def test_a_long_deck_is_set_on_several_lines_of_the_same_size():
    found = heading("老街坊", deck="六年，14.7亿元，1164个排口逐一认领；入湖断面的氨氮从每升2.6毫克降到0.48毫克")
    assert len(found.deck) == 2
    assert found.deck_mm >= BROADSHEET.cell_mm


WICKER = (
    "竹编的手艺要学五年，手艺人多了，手艺就不会丢。",
    "老街上十几位手艺人合开一间铺子，手艺各有各的，竹编挂满一墙，伸手就能摸到。",
)


def test_a_headline_is_not_broken_inside_a_word_that_its_article_uses_again_and_again():
    headline = "临江两岸竹编手艺人重新开张迎客来"
    assert split(headline, 2) == ("临江两岸竹编手艺", "人重新开张迎客来")  # by its length alone
    torn = dict(ties(headline, WICKER))
    assert torn["手艺"] > 0.7
    assert torn["艺人"] > 0.3
    assert "编手" not in torn
    assert split(headline, 2, ties=ties(headline, WICKER)) == ("临江两岸竹编手艺人", "重新开张迎客来")


def test_an_article_that_uses_a_pair_once_ties_nothing():
    assert ties("渡口开航", ("渡口今天热闹。",)) == frozenset()
