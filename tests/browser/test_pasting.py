"""What is pasted from Word and WeChat: clean in the real editor, and clean on the server when it comes without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from articles.html import MAX_TAGS
from articles.pasting import from_other_programs
from articles.richtext import clean_html
from tests.browser.test_editor import page, save, text_of, unexpected, urlpatterns  # noqa: F401
from tests.browser.windows import CHROMIUM

CLIPBOARD = Path(__file__).parent.parent / "clipboard"

STORED = {
    "word": (
        "<h2>三条新线开通</h2>\n"
        '<p><strong>本报讯</strong>（记者 张三）今天上午，3条公交线路开通，见<a href="https://example.cn/bus?a=1&amp;b=2"'
        ' rel="noopener noreferrer">公告</a>。</p>\n'
        "<h2>途经站点</h2>\n"
        "<ol><li>城南大道</li>\n<li>芦溪<em>老街</em></li>\n</ol>\n"
        "<p>市民可以：</p>\n"
        "<ul><li>刷卡<ul><li>老年卡免费</li>\n</ul>\n</li>\n<li>扫码</li>\n</ul>\n"
        "<table><tbody><tr><td><p>线路</p>\n</td><td><p>票价</p>\n</td></tr>\n"
        '<tr><td colspan="2"><p>K1</p>\n</td></tr>\n</tbody>\n</table>\n'
        "<p>完。</p>"
    ),
    "wechat": (
        "<p><strong>老街又热闹起来</strong></p>\n"
        "<p>初冬的傍晚，<strong>芦溪老街</strong>亮起了灯。</p>\n"
        "<p>没有段落标记的一段，分成两截。</p>\n"
        "<p>又一段。</p>\n"
        "<ul><li>糖画</li>\n<li>竹编</li>\n</ul>\n"
        "<blockquote><p>“生意比去年好。”</p>\n</blockquote>\n"
        '<p>小程序<a href="https://mp.weixin.qq.com/s/xyz" rel="noopener noreferrer">前文</a>。</p>'
    ),
}

PASTE = """(html) => {
  const frame = document.querySelector('.cke_wysiwyg_frame');
  const clipboard = new frame.contentWindow.DataTransfer();
  clipboard.setData('text/html', html);
  clipboard.setData('text/plain', 'only the words');
  const init = { clipboardData: clipboard, bubbles: true, cancelable: true };
  frame.contentDocument.body.dispatchEvent(new frame.contentWindow.ClipboardEvent('paste', init));
}"""


def as_lines(html):
    """A list item with one paragraph and one without are the same line."""
    return html.replace("<li><p>", "<li>").replace("</p>\n</li>", "</li>")


@pytest.mark.parametrize("program", STORED)
def test_the_server_makes_clean_text_of_what_other_programs_put_on_the_clipboard(program):
    html = (CLIPBOARD / f"{program}.html").read_text()
    assert as_lines(clean_html(html)) == STORED[program]


@pytest.mark.urls("tests.browser.test_editor")
@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("program", STORED)
def test_a_text_pasted_into_the_editor_is_stored_clean(page, address, program):  # noqa: F811
    page.goto(address)
    text_of(page).click()
    page.evaluate(PASTE, (CLIPBOARD / f"{program}.html").read_text())
    expect(text_of(page)).to_contain_text("完。" if program == "word" else "前文")
    assert as_lines(save(page)) == STORED[program]
    assert unexpected(page) == []
    assert [url for url in page.requests if not url.startswith((address, "data:", "about:"))] == []


@pytest.mark.urls("tests.browser.test_editor")
@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_words_copied_within_the_editor_keep_what_they_are(page, address):  # noqa: F811
    page.goto(address)
    text_of(page).click()
    page.evaluate("CKEDITOR.instances.id_body.setData('<h2>小标题</h2><p>一<strong>二</strong></p>')")
    expect(text_of(page).locator("h2")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    expect(text_of(page).locator("h2")).to_have_count(2)
    assert save(page) == "\n".join(["<h2>小标题</h2>", "<p>一<strong>二</strong></p>"] * 2)


PIECES = [
    "<p style='mso-list:l0 level1 lfo1'>", "<p style='mso-list:l0 level3'>", "<span style='mso-list:Ignore'>", "1.",
    "·", "</span>", "</p>", "<section>", "</section>", "<span style='font-weight:bold'>", "<p style='display:none'>",
    "词", " ", "<table>", "<td>", "</table>", "<li>", "<br>", "<a href='https://x.cn/'>", "</a>", "<o:p>", '<i title="',
    "<![if !supportLists]>",
]  # fmt: skip


@example("<span style='font-weight:bold'><p style='mso-list:l0 level1'></span>词<p style='mso-list:l0 level1'>")
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_their_tags_breaks_the_cleaning(html):
    once = clean_html(html)
    assert clean_html(once) == once
    if "display" not in html and "Ignore" not in html and '"' not in html:
        assert once.count("词") == html.count("词")


@pytest.mark.parametrize(
    "html",
    [
        "<p style='mso-list:l0 level1'>" * (MAX_TAGS - 1),
        '<span "' * (MAX_TAGS - 1) + "x" * 400_000,
        "<section>" * 99 + "<a '" + "x" * 490_000,
        "<span><p><b>" * 1600,
    ],
)
def test_the_reading_of_hostile_tags_costs_no_more_than_their_length(html):
    """It would not come back for minutes if it looked at every tag from every other."""
    assert isinstance(from_other_programs(html), str)


def test_text_of_our_own_is_not_touched():
    html = "<p>a &lt;span&gt; b</p>\n<ul><li>c</li>\n</ul>"
    assert from_other_programs(html) is html
