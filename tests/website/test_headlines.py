"""Headlines break where an editor would break them."""

import re

import pytest

from website.headline_words import WORDS
from website.headlines import set_in_lines

TAG = re.compile(r"<[^>]+>")
PART = re.compile(r'<span class="part">(.*?)</span>(?= ?<span class="part">|$)')


def lines(html):
    """The parts a narrow column shows each in a line of its own."""
    return [TAG.sub("", part) for part in PART.findall(html)]


@pytest.mark.parametrize(
    ("headline", "parts"),
    [
        ("少填一遍，是看得见的尊重", ["少填一遍，", "是看得见的尊重"]),
        ("降温五问：水管、热水器和猫", ["降温五问：", "水管、热水器和猫"]),
        ("他说：“门开着，请进”；没人进去", ["他说：“门开着，请进”；", "没人进去"]),
        # Nobody sets one character in a line of its own.
        ("等，也是一种施工能力", []),
        ("全长3.6公里，开了", []),
        # What ends a headline has nothing behind it.
        ("谁来修好这盏路灯？", []),
        ("Council, mayor: at odds", []),
    ],
)
def test_a_headline_breaks_behind_its_clauses(headline, parts):
    html = set_in_lines(headline)
    assert lines(html) == parts
    assert TAG.sub("", html) == headline


def test_a_space_between_two_parts_stays_the_wider_one():
    assert set_in_lines("老街坊 新日子").startswith('<span class="two-part"><span class="part">老街坊</span> <span')
    assert "two-part" not in set_in_lines("少填一遍，是看得见的尊重")


def test_a_common_word_is_not_broken_in_a_long_headline():
    html = set_in_lines("12345热线昨日受理4186件")
    assert '<span class="word">昨日</span>' in html
    assert TAG.sub("", html) == "12345热线昨日受理4186件"
    assert set_in_lines("昨日受理4件") == "昨日受理4件"


def test_the_words_of_a_headline_are_only_words():
    assert set_in_lines("<b>热线</b>，昨日<i>受理</i>4186件").count("&lt;") == 4


def test_what_is_kept_whole_are_chinese_words_of_two_characters():
    assert len(WORDS) > 400
    assert all(re.fullmatch("[\u4e00-\u9fff]{2}", word) for word in WORDS)
