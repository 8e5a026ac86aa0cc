"""Choosing a photo for an article in a real browser: by mouse, by keyboard, and with what is said beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.windows import CHROMIUM
from tests.factories import jpeg, make_article, make_photo

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


def test_a_reporter_chooses_photos_by_mouse_and_by_keyboard(cast, desk):
    bridge = make_photo(by=cast.reporter, content=jpeg(colour="#102030"), title="大桥", caption="")
    market = make_photo(by=cast.reporter, content=jpeg(colour="#203040"), title="菜市场", caption="收摊以后。")
    make_photo(by=cast.reporter2, content=jpeg(colour="#304050"), title="zq别人的")
    article = make_article(by=cast.reporter)
    page = desk("reporter")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.click(".choose-another button")
    dialog, tiles = page.locator("#photo-chooser"), page.locator("#photo-chooser .tile")
    expect(tiles).to_have_count(2)
    expect(page.locator("#chooser-q")).to_be_focused()
    page.fill("#chooser-q", "桥")
    expect(tiles).to_have_count(1)
    tiles.first.click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_photos-0-photo")).to_have_value(str(bridge.pk))
    expect(page.locator("#photos-0 .photo-slip")).to_contain_text("It has no caption.")

    page.click(".choose-another button")
    page.fill("#chooser-q", "")
    expect(tiles).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(tiles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    expect(dialog.locator(".chooser-says")).to_have_text("It has no caption.")
    page.keyboard.press("Enter")
    expect(dialog.locator(".chooser-says")).to_have_text("This photo stands in the article already.")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#id_photos-1-photo")).to_have_value(str(market.pk))
    # Behind an empty field stands what would be printed.
    expect(page.locator("#id_photos-1-caption")).to_have_attribute("placeholder", "收摊以后。")
    expect(page.locator("#id_photos-0-caption")).to_have_attribute("placeholder", "Caption here")

    page.click(".choose-another button")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator(".action-calm [name=_continue]").click()
    page.wait_for_selector(".messagelist .success")
    assert set(article.photos.values_list("photo", flat=True)) == {bridge.pk, market.pk}


def test_a_search_shows_tiles_in_the_colour_of_their_pictures_until_they_come(cast, desk):
    photo = make_photo(by=cast.photographer, title="夜色")
    red, green, blue = bytes.fromhex(photo.colour[1:])
    page = desk("photographer")
    page.route("**/thumbnail/", lambda route: None)
    page.goto("/admin/photos/photo/?q=夜色", wait_until="domcontentloaded")
    ground = page.locator(".tile-picture")
    expect(ground).to_have_css("background-color", f"rgb({red}, {green}, {blue})")
