"""Every page readers can open, in both languages and both lights: usable by everybody, and nothing on it jumps."""

from __future__ import annotations

import time

import pytest

from tests.browser.test_open_to_everybody import axe, complaints_of
from tests.browser.windows import CHROMIUM, Counting
from tests.website.every_page import PAGES, print_the_paper

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["axe"]
LOOKS = [("zh-hans", "light", 390), ("zh-hans", "dark", 1360), ("en", "dark", 390), ("en", "light", 1360)]
# A name, a role and a place in the order of the page: what somebody hears who walks it with the Tab key.
WALKED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const words = one.getAttribute('aria-label') || one.innerText || one.value || one.title || '';
  const labels = [...(one.labels || [])].map((label) => label.innerText).join(' ');
  const box = one.getBoundingClientRect();
  const ringed = (part) => getComputedStyle(part).outlineStyle === 'solid';
  return {
    tag: one.tagName.toLowerCase(), name: (labels || words || one.querySelector('img')?.alt || '').trim(),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    ring: [one, one.closest('.teaser')].some((part) => part && ringed(part)),
  };
}"""
SHIFTED = """() => new Promise((answer) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  document.fonts.ready.then(() => requestAnimationFrame(() => setTimeout(() => answer(sum), 100)));
})"""


@pytest.fixture
def window(browser, address):
    opened = []

    def open_one(light="light", width=1360):
        context = browser.new_context(
            base_url=address, color_scheme=light, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(90_000)
        return page

    yield open_one
    for context in opened:
        context.close()
    while Counting.answering:
        time.sleep(0.02)


@pytest.mark.parametrize(("language", "light", "width"), LOOKS)
def test_axe_finds_nothing_and_nothing_jumps(window, axe, settings, language, light, width):
    settings.LANGUAGE_CODE = language
    print_the_paper()
    page, found = window(light, width), []
    for kind, place in PAGES.items():
        page.goto(place, wait_until="load")
        assert page.locator("html").get_attribute("lang").lower().startswith(language[:2])
        shifted = page.evaluate(SHIFTED)
        found += [f"{kind}: shifts by {shifted:.3f}"] if shifted > 0.01 else []
        page.evaluate(axe)
        found += [f"{kind}: {line}" for line in complaints_of(page)]
    assert found == []


@pytest.mark.parametrize("kind", ["front page", "article with everything", "issue page", "search with results"])
def test_a_page_is_walked_with_the_tab_key_alone(window, kind):
    print_the_paper()
    page = window()
    page.goto(PAGES[kind])
    stops = []
    for _step in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(WALKED)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["name"] == "跳到正文"
    assert [stop for stop in stops if not (stop["name"] and stop["seen"] and stop["ring"])] == []
    links = page.locator("a[href]:visible:not([tabindex='-1'])").count()
    assert sum(stop["tag"] == "a" for stop in stops) >= links
