"""Pointing at a photo with a real browser: focus by click and keys, a part drawn by hand, photos put into a text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePhoto
from photos.cropping import crop_of
from photos.models import Photo, Shape
from tests.browser.windows import CHROMIUM, complaints
from tests.factories import jpeg, make_article, make_photo

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


def box_of(page, shape):
    return page.locator(f'[data-shape="{shape}"] svg').get_attribute("viewBox")


def test_a_photographer_points_at_the_focus_and_cuts_a_square_by_hand(cast, desk):
    photo = make_photo(by=cast.photographer, content=jpeg((1200, 800)))
    page = desk("photographer")
    page.goto(f"/admin/photos/photo/{photo.pk}/change/")
    assert box_of(page, "1x1") == "200.4 0 800.4 800"
    picture = page.locator(".cut-whole")
    place = picture.bounding_box()
    page.mouse.click(place["x"] + place["width"] * 0.1, place["y"] + place["height"] / 2)
    expect(page.locator("#id_focus_x")).to_have_value("10")
    assert box_of(page, "1x1") == "0 0 800.4 800"
    picture.press("ArrowRight")
    picture.press("ArrowUp")
    expect(page.locator("#id_focus_x")).to_have_value("11")
    page.locator('[data-shape="1x1"] [data-do="draw"]').click()
    expect(picture).to_be_focused()
    place = picture.bounding_box()
    corner = place["x"] + place["width"] * 2 / 3 - 3, place["y"] + place["height"] - 3
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.25, place["y"] + place["height"] * 0.3, steps=4)
    page.mouse.up()
    within = place["x"] + place["width"] * 0.1, place["y"] + place["height"] * 0.1
    page.mouse.move(*within)
    page.mouse.down()
    page.mouse.move(within[0] + place["width"] * 0.2, within[1], steps=2)
    page.mouse.up()
    assert 150 < int(page.locator("#id_crop_1x1_left").input_value()) < 250
    picture.press("ArrowLeft")
    width = int(page.locator("#id_crop_1x1_width").input_value())
    assert 200 < width < 300
    expect(page.locator('[data-shape="1x1"] .cut-state')).to_have_text("by hand")
    page.locator('[name="_continue"]').click()
    page.wait_for_selector(".messagelist .success")
    cut = crop_of(Photo.objects.get(), Shape.SQUARE)
    assert (cut.width, cut.height) == (width, round(width * 1.5))
    page.locator('[data-shape="1x1"] [data-do="reset"]').click()
    expect(page.locator("#id_crop_1x1_width")).to_have_value("")
    assert complaints(page) == []


def test_a_reporter_orders_his_photo_story_and_puts_one_into_the_text(cast, desk):
    first, second = (make_photo(by=cast.reporter, title=title, content=jpeg(colour=colour)) for title, colour in PAIR)
    article = make_article(by=cast.reporter, photo=first)
    ArticlePhoto.objects.create(article=article, photo=second, order=2)
    page = desk("reporter")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    rows = page.locator("#photos-group tr.form-row:not(.empty-form)")
    rows.nth(1).get_by_role("button", name="Move up").press("Enter")
    expect(rows.nth(0).locator('select[name$="-photo"]')).to_have_value(str(second.pk))
    rows.nth(0).get_by_role("button", name="Put into the text").click()
    expect(page.locator("#photo-rows-status")).to_have_text(f"photo:{second.pk} stands in the text.")
    rows.nth(0).get_by_role("button", name="Put into the text").click()
    expect(page.locator("#photo-rows-status")).to_have_text("It stands in the text already.")
    page.locator('.action-calm [name="_continue"]').click()
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert f"<p>photo:{second.pk}</p>" in article.body
    assert [use.photo_id for use in article.photos.order_by("order")] == [second.pk, first.pk]


PAIR = [("一", "#112233"), ("二", "#445566")]
