"""The beginning of a text in lists: what it takes over, and where it ends."""

from __future__ import annotations

import pytest

from articles.teasers import LENGTH, teaser

TABLE = (
    "<table><thead><tr><th>路口</th><th>劝返</th></tr></thead><tbody><tr><td>一号</td><td>137</td></tr></tbody></table>"
)


def test_a_table_is_no_part_of_the_beginning():
    assert teaser(f"<p>林业局昨日通报。</p>{TABLE}<p>请市民绕行。</p>") == "林业局昨日通报。请市民绕行。"
    assert teaser(TABLE) == ""


def test_paragraphs_stay_apart_in_latin_letters_only():
    assert teaser("<p>The council met.</p><p>It voted at noon.</p>") == "The council met. It voted at noon."
    assert teaser("<p>“听得见。”</p><p>12月1日，她又来了。</p>") == "“听得见。”12月1日，她又来了。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("字" * 80 + "。" + "字" * 80, "字" * 80 + "。"),
        ("字" * 20 + "。" + "字" * 200, "字" * 20 + "。" + "字" * (LENGTH - 21) + "……"),
        ("word " * 30 + "ended. " + "word " * 30, "word " * 30 + "ended."),
        ("word " * 30 + "said Mr. Lu, who " + "word " * 30, "word " * 30 + "said Mr. Lu, who " + "word " * 9 + "word…"),
    ],
)
def test_it_ends_with_a_sentence_or_with_an_ellipsis(text, shown):
    assert teaser(f"<p>{text}</p>") == shown
