"""The blocks that a body gives the page: which white in it is printed and which is not."""

from __future__ import annotations

from editions.manuscripts import items_of


def test_the_white_between_the_halves_of_a_subhead_is_printed_and_that_of_a_pasted_paragraph_is_not():
    items = items_of("<h2>上游——先清后种 两岸同修</h2><p>淤泥往哪里去， 树又从哪里来？ 都有了着落。</p>")
    assert [item.text for item in items] == [
        "上游——先清后种\u3000两岸同修",
        "淤泥往哪里去，树又从哪里来？都有了着落。",
    ]


def test_the_numbers_of_a_list_are_printed_and_its_dots_are():
    items = items_of(
        "<p>昨日来电：</p><ol><li>路灯不亮17件</li><li>水管漏水12件<ul><li>补水</li></ul></li><li>公交改线9件</li></ol>"
        "<ul><li>另有三件</li></ul>"
    )
    assert [(item.kind, item.text, item.number) for item in items] == [
        ("paragraph", "昨日来电：", 0),
        ("item", "路灯不亮17件", 1),
        ("item", "水管漏水12件", 2),
        ("item", "补水", 0),
        ("item", "公交改线9件", 3),
        ("item", "另有三件", 0),
    ]
