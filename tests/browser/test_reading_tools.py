"""An article with a real browser: larger text that stays, a copy for WeChat, and reading on by the keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.windows import CHROMIUM
from tests.factories import jpeg
from tests.website.factories import make_article, make_published_edition, picture

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def reader(browser, address):
    """A reader's window with a clipboard; what the console says is a failure."""
    make_published_edition(articles=(make_article(id=71, headline="渡口"), make_article(id=72, headline="江堤")))
    said: list[str] = []
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    window = context.new_page()
    window.on("console", lambda message: said.append(message.text))
    window.on("pageerror", lambda error: said.append(str(error)))
    window.goto("/article/71/")
    yield window
    context.close()
    assert said == []


def size_of_text(window):
    return window.locator(".text").evaluate("text => parseFloat(getComputedStyle(text).fontSize)")


def test_a_reader_makes_the_text_larger_and_finds_it_so_in_the_next_article(reader):
    before = size_of_text(reader)
    reader.get_by_role("button", name="字号调大", exact=True).click()
    larger = size_of_text(reader)
    assert larger > before
    reader.keyboard.press("ArrowRight")
    reader.wait_for_url("**/article/72/")
    expect(reader.locator(".tools")).to_be_visible()
    assert size_of_text(reader) == larger
    for _press in range(2):
        reader.get_by_role("button", name="字号调小", exact=True).click()
    assert size_of_text(reader) < before
    expect(reader.get_by_role("button", name="字号调小", exact=True)).to_be_disabled()


def test_no_line_moves_when_the_tools_come_late(reader):
    waiting = []
    reader.route("**/website/article*.js", lambda route: waiting.append(route))
    with reader.expect_request("**/website/article*.js"):
        reader.goto("/article/72/", wait_until="commit")
    text = reader.locator(".text")
    expect(text).to_have_css("font-size", "18px")
    expect(reader.locator(".tools")).to_be_hidden()
    before = text.bounding_box()
    waiting[0].continue_()
    expect(reader.locator(".tools")).to_be_visible()
    expect(reader.get_by_role("button", name="复制到公众号", exact=True)).to_be_visible()
    assert text.bounding_box() == before


@pytest.mark.parametrize("width", [390, 1280])
def test_an_upright_picture_has_its_place_before_it_comes(reader, width):
    upright = replace(picture(), width=1067, height=1600, after_paragraph=0)
    make_published_edition(date="2025-10-18", articles=(make_article(id=73, pictures=(upright,)),))
    reader.set_viewport_size({"width": width, "height": 800})
    waiting = []
    reader.route("**/media/**", lambda route: waiting.append(route))
    with reader.expect_request("**/media/**"):
        reader.goto("/article/73/", wait_until="commit")
    expect(reader.locator(".text")).to_have_css("font-size", "18px")
    box = reader.locator("figure.upright img").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1067 / 1600, abs=0.01)
    assert box["height"] > 500


def test_a_photo_story_one_picture_at_a_time_is_no_wider_than_the_window(reader):
    shown = tuple(picture(order) for order in range(3))
    story = make_article(id=75, genre="photo_story", pictures=shown)
    make_published_edition(date="2025-10-18", articles=(story,))
    reader.route("**/media/**", lambda route: route.fulfill(body=jpeg(), content_type="image/jpeg"))
    reader.goto("/article/75/")
    reader.get_by_role("button", name="逐张看").click()
    expect(reader.locator(".gallery")).to_have_class("gallery one-by-one")
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_copy_for_wechat_carries_its_looks_and_no_class_of_ours(reader):
    button = reader.get_by_role("button", name="复制到公众号", exact=True)
    button.click()
    expect(reader.get_by_role("button", name="已复制", exact=True)).to_be_visible()
    # What lies in the clipboard is read where it would be pasted: reading it here would try its styles on our page.
    paste = reader.context.new_page()
    paste.set_content("<div contenteditable id=editor></div>")
    paste.locator("#editor").press("Control+v")
    copied = paste.locator("#editor").inner_html()
    assert "渡船明天开航" in copied
    assert "text-align: justify" in copied
    assert "font-size: 22px" in copied
    assert "class=" not in copied
    assert "/article/71/" in copied


# A machine for tests has no voice: this one notes what it is given to read, and takes its time.
VOICE = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "zh-CN" }],
  speak: (words) => { window.said.push(words.text); words.onstart(); setTimeout(() => words.onend(), 50); },
  cancel: () => {},
} });
"""


def test_an_article_is_read_aloud_from_the_headline_to_its_end(reader):
    expect(reader.locator("[data-aloud]")).to_be_hidden()
    reader.add_init_script(VOICE)
    reader.reload()
    reader.get_by_role("button", name="朗读", exact=True).click()
    expect(reader.get_by_role("button", name="朗读", exact=True)).to_have_attribute("aria-pressed", "false")
    assert reader.evaluate("window.said") == ["渡口", "本报讯（记者 沈知遥）东湖水位回落。", "渡船明天开航。"]
    expect(reader.locator(".is-read")).to_have_count(0)
