"""The picture of a printed page in a real browser: it answers to its list, and is zoomed by button, wheel and keys."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image
from playwright.sync_api import expect

from tests.browser.windows import CHROMIUM
from tests.website.factories import make_article, make_page, make_published_edition, page_picture, region

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
PAGE = "/epaper/2025-10-17/A01/"


@pytest.fixture
def edition():
    for size in (480, 1000, 1600):
        out = io.BytesIO()
        Image.new("RGB", (size, size * 3 // 2), "#eeeeee").save(out, "WEBP")
        storages["public"].save(f"front-{size}.webp", ContentFile(out.getvalue()))
    left, right = [(0, 0), (50, 0), (50, 100), (0, 100)], [(50, 0), (100, 0), (100, 100), (50, 100)]
    page = make_page(
        "A01",
        make_article(id=71),
        make_article(id=72),
        picture=page_picture("front", height=2400),
        regions=(region(71, *left), region(72, *right)),
    )
    return make_published_edition(pages=(page, make_page("A02")))


@pytest.fixture
def read(browser, address, edition):
    """Opens the page in a window of that width; what the console says is a failure."""
    said: list[str] = []
    contexts = []

    def open_page(width: int = 1360, **options):
        contexts.append(browser.new_context(base_url=address, viewport={"width": width, "height": 800}, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(PAGE)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def scale(page):
    return page.locator("[data-scale]").inner_text()


def test_list_and_picture_light_each_other_up(read):
    page = read()
    page.hover(".entry[data-entry='2']")
    expect(page.locator(".regions a[data-entry='2']")).to_have_class("lit")
    expect(page.locator(".regions a[data-entry='1']")).not_to_have_class("lit")
    page.locator("[data-frame]").hover(position={"x": 40, "y": 200})
    expect(page.locator(".entry[data-entry='1']")).to_have_class("entry news lit")
    page.locator(".entry[data-entry='2'] .headline a").focus()
    expect(page.locator(".regions a[data-entry='2']")).to_have_class("lit")


def test_a_click_on_the_picture_opens_the_article_also_when_zoomed(read):
    page = read()
    page.click("[data-zoom=in]")
    page.locator("[data-frame]").click(position={"x": 40, "y": 200})
    page.wait_for_url("**/article/71/")


def test_a_reader_zooms_by_button_wheel_and_keys_and_comes_back_with_escape(read):
    page = read()
    page.click("[data-zoom=in]")
    assert scale(page) == "150%"
    page.keyboard.press("+")
    assert scale(page) == "225%"
    page.keyboard.press("-")
    assert scale(page) == "150%"
    page.keyboard.press("Escape")
    assert scale(page) == "100%"
    page.locator("[data-frame]").hover(position={"x": 200, "y": 200})
    page.mouse.wheel(0, 120)
    page.wait_for_function("scrollY > 0")
    assert scale(page) == "100%"  # the wheel alone scrolls the window
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('[data-frame]').classList.contains('zoomed')")


def test_a_drag_moves_the_zoomed_page_and_opens_nothing(read):
    page = read()
    page.click("[data-zoom=in]")
    box = page.locator("[data-frame]").bounding_box()
    before = page.locator("[data-canvas]").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 260, steps=4)
    page.mouse.up()
    after = page.locator("[data-canvas]").bounding_box()
    assert (round(before["x"] - after["x"]), round(before["y"] - after["y"])) == (100, 40)
    assert page.url.endswith(PAGE)


def test_two_fingers_zoom_the_page(read):
    page = read(390, has_touch=True)
    page.click(".on-demand a")
    page.evaluate(
        """() => {
            const frame = document.querySelector("[data-frame]");
            const box = frame.getBoundingClientRect();
            const finger = (kind, pointerId, x) => frame.dispatchEvent(new PointerEvent(kind, {
                pointerId, clientX: box.left + x, clientY: box.top + 100, bubbles: true, pointerType: "touch",
            }));
            finger("pointerdown", 1, 100); finger("pointerdown", 2, 150);
            finger("pointermove", 2, 200);
            finger("pointerup", 1, 100); finger("pointerup", 2, 200);
        }"""
    )
    assert scale(page) == "200%"


def test_the_arrow_keys_turn_pages_and_move_a_page_that_is_zoomed(read):
    page = read()
    page.click("[data-zoom=in]")
    page.keyboard.press("ArrowRight")
    assert page.url.endswith(PAGE)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/A02/")


def test_on_a_phone_the_picture_is_fetched_when_it_is_asked_for(read):
    page = read(390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator(".entry .headline").first).to_be_visible()
    assert not [one for one in asked if "/media/front" in one]
    page.click(".on-demand a")
    expect(page.locator("#picture")).to_be_visible()
    page.wait_for_function("document.querySelector('.sheet-canvas img').naturalWidth > 0")


def test_a_page_keeps_its_place_while_its_picture_comes(read):
    page = read()
    box = page.locator(".sheet-canvas img").bounding_box()
    assert round(box["height"] / box["width"], 2) == 1.5


def test_without_script_everything_is_there(read):
    page = read(java_script_enabled=False)
    expect(page.locator(".zooming")).to_be_hidden()
    page.hover(".regions a[data-entry='2']", position={"x": 20, "y": 100})
    expect(page.locator(".regions a[data-entry='2'] polygon")).to_have_css("stroke", "rgb(179, 18, 27)")
    largest = page.locator(".tool.whole").get_attribute("href")
    assert largest == "/media/front-1600.webp"
    assert page.request.get(largest).ok


def test_a_reader_copies_the_link_of_a_clipping(read):
    page = read(permissions=["clipboard-read", "clipboard-write"])
    page.click(".entry[data-entry='1'] .to-clip")
    page.click("[data-copy-link]")
    expect(page.locator("[data-copy-link]")).to_have_text("已复制链接")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{PAGE}clip/71/")
