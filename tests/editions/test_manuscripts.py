"""The blocks that a body gives the page: which white in it is printed and which is not."""

from __future__ import annotations

from editions.manuscripts import items_of


def test_the_white_between_the_halves_of_a_subhead_is_printed_and_that_of_a_pasted_paragraph_is_not():
    items = items_of("<h2>上游——先清后种 两岸同修</h2><p>淤泥往哪里去， 树又从哪里来？ 都有了着落。</p>")
    assert [item.text for item in items] == [
        "上游——先清后种\u3000两岸同修",
        "淤泥往哪里去，树又从哪里来？都有了着落。",
    ]
