"""Choosing a photo for an article or a topic in a real browser: by mouse, by keyboard, with what is said beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.admin import photo_choice
from articles.models import State, Topic
from tests.browser.windows import CHROMIUM
from tests.factories import bring_to, jpeg, make_article, make_photo, make_topic

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


def test_a_section_head_chooses_the_photo_of_a_topic_in_the_same_dialog(cast, desk, monkeypatch):
    monkeypatch.setattr(photo_choice, "NEWEST", 1)
    gathered = make_photo(by=cast.photographer, content=jpeg(colour="#102030"), title="巷口")
    for number in range(2):
        make_photo(by=cast.photographer, content=jpeg(colour=f"#2030{number}0"), title=f"别处{number}", caption="")
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, photo=gathered), cast)
    topic = make_topic(articles=[article])
    page = desk("section_head")
    page.goto(f"/admin/articles/topic/{topic.pk}/change/")
    # With script there is the dialog, and nothing to type.
    expect(page.locator("[name=photo-named]")).to_have_count(0)
    page.click(".field-photo .photo-slip button")
    tiles = page.locator("#photo-chooser .tile")
    expect(tiles).to_have_count(3)
    page.locator("#photo-chooser [value=topic]").check()
    expect(tiles).to_have_count(1)
    tiles.first.click()
    expect(page.locator("#photo-chooser")).to_be_hidden()
    expect(page.locator("#id_photo")).to_have_value(str(gathered.pk))
    expect(page.locator(".field-photo .photo-slip img")).to_be_visible()
    expect(page.locator(".choose-another")).to_have_count(0)
    page.locator("[name=_save]").click()
    page.wait_for_selector(".messagelist .success")
    assert Topic.objects.get(pk=topic.pk).photo == gathered
