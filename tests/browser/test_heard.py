"""Readers' pages as somebody hears them: the browser's own tree of what a screen reader says, read in order."""

from __future__ import annotations

import pytest

from tests.browser.test_every_readers_page import window
from tests.browser.windows import CHROMIUM
from tests.website.every_page import PAGES, print_the_paper

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["window"]
LANDMARKS = {"banner", "navigation", "main", "search", "complementary", "contentinfo", "region", "form"}
USED = {"link", "button", "image", "searchbox", "textbox", "combobox", "checkbox", "radio", "DisclosureTriangle"}
HEARD = LANDMARKS | USED | {"heading", "note", "status"}
SECTIONS = [
    *["link 跳到正文", "banner", "link 云岫日报", "navigation 频道", "link 今日", "link 要闻", "link 本地"],
    *["link 专题", "link 数字报", "link 往期", "link 搜索"],
]
END = ["contentinfo", "navigation 关于本报", "link 关于我们", "link 数字报", "link 往期", "link 更正", "link 订阅源"]
# A role, of a head its level, and what it is called.
READINGS = {
    "issue page": [
        *[*SECTIONS, "main", "link 2025年10月17日 星期五", "heading1 第A01版：要闻", "note", "link 老街坊 新日子"],
        *["navigation 本期版面", "link A01 要闻", "link A02 要闻"],
        *["region 版面图", "link A02", "button 缩小", "button 整版 (Esc)", "status 100%", "button 放大", "link 大图"],
        "image A01版要闻版面图，稿件目录列在旁边。",
        *["navigation 本版文章", "heading2 老街坊 新日子", "link 老街坊 新日子", "link 10月20日更正"],
        *["link 剪报：老街坊 新日子", "heading2 江堤加高", "link 江堤加高", "link 剪报：江堤加高"],
        *["navigation 前后版", "link 下一版 A02 要闻"],
        *["navigation 期次切换", "link ←上一期 10月16日 周四", "link 日历", *END],
    ],
    "article with everything": [
        *[*SECTIONS, "main", "link 老手艺新传人 第2篇", "link 专题 东湖治理", "heading1 老街坊 新日子", "link 邱岚"],
        *["link 2025-10-17 A01 要闻", "button 字号调小", "button 字号调大", "note", "link 数据"],
        *["image 亮着灯的老巷子", "heading2 小标题", "image 亮着灯的老巷子"],
        *["complementary 延伸阅读", "heading2 见报版面 A01 要闻", "link 见报版面 A01 要闻", "link 剪报"],
        *["heading2 同版文章 A01", "link 同版文章 A01", "link 江堤加高"],
        *["navigation 本期顺读", "link 第1篇，共4篇", "link 下一篇 江堤加高", *END],
    ],
    "search with results": [
        *[*SECTIONS, "main", "heading1 搜索", "search", "searchbox 词语", "button 搜索"],
        *["DisclosureTriangle ＋ 缩小范围", "status 找到6篇"],
        *["heading2 东湖今晨通航", "link 东湖今晨通航", "heading2 江堤加高", "link 江堤加高"],
        *["heading2 渔港一日", "link 渔港一日", "heading2 老街坊 新日子", "link 老街坊 新日子"],
        *["heading2 第62号消息", "link 第62号消息", "heading2 昨天的头条", "link 昨天的头条", *END],
    ],
}
FRONT_PAGE = [
    *["banner", "heading1 云岫日报", "navigation 频道", "main", "region 快讯", "heading2 快讯"],
    *["navigation 专题", "heading2 专题", "heading2 老街坊 新日子", "heading2 江堤加高"],
    *["heading2 要闻 A02", "heading3 渡船班次", "region 图片报道", "heading2 图片报道", "heading3 渔港一日"],
    *["region 今日版面", "heading2 今日版面", "heading3 A01 要闻", "heading3 A02 要闻"],
    *["region 更正", "heading2 更正", "navigation 往期", "heading2 往期", "navigation 往日首页"],
    *["contentinfo", "navigation 关于本报"],
]
# What only some browsers can do.
OFFERED = {"button 朗读", "button 复制到公众号", "button 分享"}


def hear(page, kind):
    """What is said on a page, line by line."""
    page.goto(PAGES[kind], wait_until="load")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [line for line in _said(tree[0], {node["nodeId"]: node for node in tree}) if line not in OFFERED]


def _said(node, nodes):
    role = node["role"]["value"]
    if not node["ignored"] and role in HEARD:
        level = [one["value"]["value"] for one in node.get("properties", []) if one["name"] == "level"]
        name = node["name"]["value"] if role != "status" else _words(node, nodes)
        yield " ".join(filter(None, [f"{role}{level[0]}" if role == "heading" else role, name.strip()]))
    for child in node.get("childIds", []):
        if child in nodes:
            yield from _said(nodes[child], nodes)


def _words(node, nodes):
    own = node["name"]["value"] if node["role"]["value"] == "StaticText" else ""
    return own + "".join(_words(nodes[child], nodes) for child in node.get("childIds", []) if child in nodes)


def test_what_is_heard_on_a_page_comes_in_its_order_and_by_its_names(window):
    print_the_paper()
    page = window()
    lines = hear(page, "front page")
    assert [line for line in lines if line.split()[0] not in USED] == FRONT_PAGE
    assert not USED & set(lines), "what can be used has a name"
    for kind, reading in READINGS.items():
        page.wait_for_load_state()
        assert hear(page, kind) == reading
    # The picture of a page has its regions for the eye; the list beside it is the way through the page.
    page.goto(PAGES["issue page"])
    assert page.locator(".regions a").count() == 2
