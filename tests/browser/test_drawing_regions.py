"""Regions of a page set elsewhere, with a real browser: drawn by mouse, moved by keys, saved by their forms."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import State
from editions import regions, workflow
from editions.models import PageRegion
from tests.browser.windows import CHROMIUM, complaints
from tests.editions.test_uploaded_pages import FERRY, address_of, html, upload
from tests.factories import bring_to, make_article, make_edition

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(cast):
    ferry = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="Ferry", body=html(FERRY)), cast)
    page = make_edition(cast).pages.get()
    workflow.place(page, [ferry], by=cast.page_designer)
    upload(page, cast.page_designer)
    return page


def at(sheet, x, y):
    """A place on the picture, in percent, as the mouse has it."""
    box = sheet.bounding_box()
    return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100


def test_a_page_designer_draws_a_rectangle_by_mouse_and_a_triangle_by_keys(cast, page, desk):
    window = desk("page_designer")
    window.goto(address_of(page))
    sheet = window.locator(".region-sheet")
    expect(window.get_by_role("button", name="Finish the polygon")).to_be_hidden()
    window.get_by_role("button", name="Draw a rectangle").click()
    window.mouse.move(*at(sheet, 20, 30))
    window.mouse.down()
    window.mouse.move(*at(sheet, 60, 40), steps=3)
    window.mouse.up()
    new = window.locator("#region-new form")
    expect(new.locator('[name="article"]')).to_be_focused()
    new.locator('[name="article"]').select_option(label="1 Ferry")
    new.get_by_role("button", name="Save the region").click()
    window.wait_for_selector(".messagelist .success")
    drawn = PageRegion.objects.get(source="drawn")
    assert [(round(x), round(y)) for x, y in drawn.points] == [(20, 30), (60, 30), (60, 40), (20, 40)]

    window.get_by_role("button", name="Draw a polygon").click()
    expect(sheet).to_be_focused()
    for key in (
        "Enter",
        "Shift+ArrowRight",
        "Shift+ArrowRight",
        "Enter",
        "Shift+ArrowDown",
        "Shift+ArrowDown",
        "Enter",
    ):
        window.keyboard.press(key)
    window.get_by_role("button", name="Finish the polygon").click()
    window.locator("#region-new form").locator('[name="article"]').select_option(label="1 Ferry")
    window.locator("#region-new form").get_by_role("button", name="Save the region").click()
    window.wait_for_selector(".messagelist .success")
    assert PageRegion.objects.order_by("pk").last().points == [[50, 20], [60, 20], [60, 30]]
    assert complaints(window) == []


def test_a_corner_is_moved_by_mouse_and_by_keys_and_nothing_is_stored_before_it_is_saved(cast, page, desk):
    region = page.regions.get()
    window = desk("page_designer")
    window.goto(address_of(page))
    sheet = window.locator(".region-sheet")
    link = window.locator(f'.region-sheet a[data-region="{region.pk}"]')
    link.press("Enter")
    corners = window.locator(".region-hand [data-corner]")
    expect(corners).to_have_count(len(region.points))
    box = corners.nth(0).bounding_box()
    window.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.mouse.down()
    window.mouse.move(*at(sheet, 4, 8), steps=3)
    window.mouse.up()
    corners.nth(0).press("ArrowRight")
    corners.nth(0).press("Shift+ArrowDown")
    form = window.locator(f"#region-{region.pk} form")
    assert abs(float(form.locator('[name="x"]').nth(0).input_value()) - 4.1) < 0.3
    assert abs(float(form.locator('[name="y"]').nth(0).input_value()) - 9) < 0.3
    assert regions.last_change(page) == 1
    form.get_by_role("button", name="Save the region").click()
    window.wait_for_selector(".messagelist .success")
    region.refresh_from_db()
    assert abs(region.points[0][0] - 4.1) < 0.3
    assert region.confirmed_by == cast.page_designer
    assert complaints(window) == []
