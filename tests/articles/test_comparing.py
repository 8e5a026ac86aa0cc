"""Two versions side by side: every changed word is found, none is invented, and nothing is read as HTML."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.comparing import compare_fields, summary
from articles.html import clean_html
from articles.paragraphs import paragraphs_of

EMPTY = {
    "format": 1,
    **dict.fromkeys(("kicker", "headline", "deck", "dateline", "body", "source"), ""),
    "genre": "news",
    "section": 1,
    "series": None,
    "series_part": None,
    "bylines": [],
    "photos": [],
}
SHEN = {"author": 1, "name": "沈知遥", "role": "reporter", "position": "head"}
STREET = {"photo": 7, "sha256": "ab", "caption": "老街", "credit": "邱岚", "alt": "街", "after_paragraph": 0}


def compare(old, new, **kwargs):
    return compare_fields({**EMPTY, **old}, {**EMPTY, **new}, **kwargs)


def field(name, old, new, **kwargs):
    return next(each for each in compare(old, new, **kwargs) if each.name == name)


def written(difference):
    """The rows as one would write them by hand: [-gone-] and {+new+}."""
    signs = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return ["".join(signs[piece.kind].format(piece.text) for piece in row.pieces) for row in difference.rows]


# -- what a reader sees --------------------------------------------------------------------------------------------
def test_chinese_is_compared_by_character_and_read_by_word():
    old = "<p>老街修缮工程今日开工，预计明年六月完工，总投资1,200万元。</p>"
    new = "<p>老街修缮工程昨日开工，预计明年八月完工，总投资1,350万元。</p>"
    body = field("body", {"body": old}, {"body": new})
    assert written(body) == [
        "老街修缮工程[-今-]{+昨+}日开工，预计明年[-六-]{+八+}月完工，总投资[-1,200-]{+1,350+}万元。"
    ]


def test_english_is_compared_by_whole_words():
    deck = field("deck", {"deck": "The bridge will open in June."}, {"deck": "The old bridge would open in July."})
    assert written(deck) == ["The {+old +}bridge [-will-]{+would+} open in [-June-]{+July+}."]


def test_a_headline_written_anew_is_not_shown_as_confetti():
    headline = field("headline", {"headline": "老街今起修缮三百户迁回"}, {"headline": "云岫最老一条街明年重开迎客"})
    assert written(headline) == ["[-老街今起修缮三百户迁回-]{+云岫最老一条街明年重开迎客+}"]


def test_one_character_that_happens_to_be_equal_does_not_cut_a_changed_phrase():
    kicker = field("kicker", {"kicker": "全市甲乙的丙丁学校开学"}, {"kicker": "全市子丑的寅卯学校开学"})
    assert written(kicker) == ["全市[-甲乙的丙丁-]{+子丑的寅卯+}学校开学"]


def test_paragraphs_that_stayed_stand_beside_each_other_whatever_came_between():
    old = "<p>第一段说老街。</p><p>第二段说桥。</p><p>第三段说河。</p>"
    new = "<p>第一段说老街。</p><h2>新桥</h2><p>第二段说大桥。</p><p>第三段说河。</p>"
    body = field("body", {"body": old}, {"body": new})
    assert [(row.kind, row.mark) for row in body.rows] == [
        ("same", ""), ("ins", "Subhead"), ("changed", ""), ("same", ""),
    ]  # fmt: skip
    assert body.changed_paragraphs == 2


def test_a_paragraph_that_changed_places_is_said_to_have_moved():
    old, new = "<p>甲段的话</p><p>乙段落语</p><p>丙句全文</p>", "<p>乙段落语</p><p>丙句全文</p><p>甲段的话</p>"
    assert [row.note for row in field("body", {"body": old}, {"body": new}).rows] == ["moved", "", "", "moved"]


def test_what_a_paragraph_is_stands_there_in_words():
    old, new = "<p>只此一句</p><ul><li>项目</li></ul>", "<h2>只此一句</h2><ol><li>项目</li></ol>"
    rows = field("body", {"body": old}, {"body": new}).rows
    assert [(row.kind, row.old_mark, row.mark) for row in rows] == [
        ("changed", "Text", "Subhead"), ("changed", "List item", "Numbered item"),
    ]  # fmt: skip


def test_a_row_of_a_table_reads_as_one_line():
    old = "<table><tbody><tr><td>老街</td><td>12</td></tr></tbody></table>"
    assert written(field("body", {"body": old}, {"body": old.replace("12", "13")})) == ["老街 │ [-12-]{+13+}"]


def test_where_a_link_leads_is_part_of_what_is_compared():
    old = '<p>见<a href="https://example.com/a">官网</a></p>'
    body = field("body", {"body": old}, {"body": old.replace(".com/a", ".net/b")})
    assert written(body) == ["见官网 〔https://[-example.com/a-]{+example.net/b+}〕"]


def test_bold_alone_is_a_change_and_is_called_formatting():
    row = field("body", {"body": "<p>只有一处</p>"}, {"body": "<p>只有<strong>一处</strong></p>"}).rows[0]
    assert (row.kind, row.note, row.pieces[-1].style) == ("changed", "only the formatting", "strong")


def test_no_difference_between_two_texts_goes_unsaid():
    old = "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    assert field("body", {"body": old}, {"body": old.replace("td", "th")}).changed
    assert not any(difference.changed for difference in compare({"body": old}, {"body": old}))


def test_bylines_and_photos_read_as_lines():
    other = {**SHEN, "author": 2, "name": "顾小满", "role": "trainee", "position": "tail"}
    bylines = field("bylines", {"bylines": [SHEN]}, {"bylines": [{**SHEN, "position": "title"}, other]})
    assert written(bylines) == [
        "Reporter 沈知遥 · [-In-]{+Under+} the [-dateline-]{+headline+}",
        "{+Trainee 顾小满 · At the end+}",
    ]
    photos = field("photos", {"photos": [STREET]}, {"photos": [{**STREET, "caption": "老街夜景", "credit": "顾小满"}]})
    assert photos.rows[0].mark == "Photo 7"
    assert written(photos)[0].splitlines()[0] == "老街{+夜景+}"


def test_section_and_genre_are_named_and_not_numbered():
    old, new = {"section": 1, "genre": "news"}, {"section": 2, "genre": "opinion"}
    names = {"section": {1: "要闻", 2: "民生"}, "series": {}}
    assert written(field("section", old, new, names=names)) == ["[-要闻-]{+民生+}"]
    assert field("genre", old, new).rows[0].new_text == "Opinion"
    assert field("section", old, new).rows[0].new_text == "№ 2"


def test_the_summary_says_on_one_line_what_changed():
    old = {"headline": "甲", "body": "<p>一一一一</p><p>二二二二</p><p>三三三三</p>"}
    new = {"headline": "乙", "body": "<p>一一一十</p><p>二二二十</p><p>三三三三</p>", "photos": [STREET]}
    assert summary(compare(old, new)) == "headline, 2 paragraphs, 1 photo"
    assert summary(compare(old, new, words=False)) == "headline, 2 paragraphs, 1 photo"
    assert summary(compare(old, old)) == "no words"


def test_the_labels_are_in_the_readers_language():
    with translation.override("zh-hans"):
        assert field("headline", {}, {}).label == "主标题"


# -- what never happens --------------------------------------------------------------------------------------------
hostile = st.text(alphabet=st.sampled_from('甲乙丙，。 ab12.<>&"/\n\u202e\u0301😀👩\u200d🇨🇳pbr'), max_size=60)
tags = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<h2>",
        "</h2>",
        "<ul><li>",
        "</li></ul>",
        "<ol><li>",
        "</ol>",
        "<table><tr><td>",
        "</td><td>",
        "</td></tr></table>",
        "<blockquote>",
        "</blockquote>",
        "<strong>",
        "</strong>",
        "<em>",
        "<a",
        'href="https://a.cn/&amp;">',
        "</a>",
        "<br>",
        "<hr>",
        "<script>x</script>",
    ]
)
html = st.lists(st.one_of(hostile, tags), max_size=25).map("".join)


@given(old=hostile, new=hostile)
def test_no_word_of_a_line_is_lost_or_invented(old, new):
    for row in field("headline", {"headline": old}, {"headline": new}).rows:
        assert (row.old_text, row.new_text) == (old, new)


@settings(max_examples=200)
@given(old=html, new=html)
def test_no_word_of_a_text_is_lost_or_invented(old, new):
    body = field("body", {"body": old}, {"body": new})
    assert [row.old_text for row in body.rows if row.kind != "ins"] == [part.text for part in paragraphs_of(old)]
    assert [row.new_text for row in body.rows if row.kind != "del"] == [part.text for part in paragraphs_of(new)]
    assert body.changed == (old != new)


def test_no_tag_of_a_clean_text_is_shown():
    text = clean_html("<h2>小标题</h2><p><script>alert(1)</script>a &lt;b&gt; <img src=x onerror=alert(1)>c</p><hr>")
    assert [part.text for part in paragraphs_of(text)] == ["小标题", "a <b> c", ""]


# Each of them keeps a comparison without a budget busy for minutes.
MONSTERS = {
    "one paragraph of two letters": ("<p>" + "a b" * 160_000 + "</p>", "<p>" + "b a" * 160_000 + "</p>"),
    "paragraphs of one letter": ("\n".join(["<p>a</p>", "<p>b</p>"] * 1250), "\n".join(["<p>b</p>"] * 2500)),
    "alike all over": (
        "".join(f"<p>{n}{'甲乙丙' * 20}</p>" for n in range(2400)),
        "".join(f"<p>{'甲乙丙' * 20}{n}</p>" for n in range(2400)),
    ),
    "below the limit": ("<p>" + "a " * 12_000 + "</p>", "<p>" + "b a a " * 4_000 + "</p>"),
    "nothing but tags": ("<strong>" * 60_000, "<ul>" * 100_000 + "x</li>" * 10_000),
    "nothing but brackets": ("<" * 500_000, "<a" * 250_000),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_compared_within_the_budget(name):
    old, new = MONSTERS[name]
    assert field("body", {"body": old}, {"body": new}).changed


def test_a_text_too_long_to_compare_by_words_says_so_and_loses_none():
    old, new = MONSTERS["below the limit"]
    body = field("body", {"body": old}, {"body": new})
    assert body.is_coarse
    assert (body.rows[0].old_text, body.rows[0].new_text) == (paragraphs_of(old)[0].text, paragraphs_of(new)[0].text)
