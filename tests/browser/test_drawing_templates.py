"""The sheet of a page template with a real browser: slots drawn out and moved by mouse and by keys."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import expect

from editions.models import PageTemplate, TemplateSlot
from tests.browser.test_drawing_out import centre, drag, let_go, slot_on
from tests.browser.windows import CHROMIUM, complaints
from tests.factories import make_drawn_template

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


def at_the_template(desk, template):
    window = desk("chief_editor")
    window.set_viewport_size({"width": 1280, "height": 2400})
    window.goto(reverse("admin:editions_pagetemplate_change", args=[template.pk]))
    return window


def cells(slot):
    slot.refresh_from_db()
    return slot.column, slot.row, slot.span, slot.lines


def test_a_slot_of_a_template_is_drawn_out_sized_and_moved_by_mouse(cast, desk):
    template = make_drawn_template([("lead", "lead", 0, 0, 3, 30)])
    lead = template.slots.get()
    window = at_the_template(desk, template)
    sheet = window.locator(".board-sheet").bounding_box()
    column, line = sheet["width"] / 4, sheet["height"] / 74
    drag(
        window,
        (sheet["x"] + 2.2 * column, sheet["y"] + 40.5 * line),
        (sheet["x"] + 3.8 * column, sheet["y"] + 59.5 * line),
    )
    let_go(window)
    expect(window.locator("[data-slot]")).to_have_count(2)
    assert cells(TemplateSlot.objects.order_by("pk").last()) == (2, 40, 2, 20)

    corner = centre(slot_on(window, lead).locator(".handle-corner"))
    drag(window, corner, (corner[0] - column, corner[1] - 10 * line))
    let_go(window)
    expect(slot_on(window, lead)).to_have_attribute("data-span", "2")
    assert cells(lead) == (0, 0, 2, 20)
    assert complaints(window) == []


def test_a_slot_of_a_template_goes_with_the_keys_and_leads_to_its_form(cast, desk):
    template = make_drawn_template([("lead", "lead", 0, 10, 3, 30)])
    lead = template.slots.get()
    window = at_the_template(desk, template)
    slot_on(window, lead).focus()
    window.keyboard.press("ArrowRight")
    expect(slot_on(window, lead)).to_have_attribute("data-column", "1")
    window.keyboard.press("Shift+ArrowUp")
    expect(slot_on(window, lead)).to_have_attribute("data-lines", "29")
    assert cells(lead) == (1, 10, 3, 29)
    window.keyboard.press("Enter")
    expect(window.locator(f"#slot-{lead.pk}-form input[name=column]")).to_be_focused()
    assert complaints(window) == []


def test_what_a_colleague_entered_above_the_sheet_is_not_written_over_after_a_drawing_was_refused(cast, desk):
    template = make_drawn_template([("lead", "lead", 0, 10, 3, 30)])
    lead = template.slots.get()
    window = at_the_template(desk, template)
    number = F("layout_number") + 1
    PageTemplate.objects.filter(pk=template.pk).update(name="同事起的名", layout_number=number)
    slot_on(window, lead).focus()
    window.keyboard.press("ArrowRight")
    expect(window.locator("#template-board .messagelist")).to_contain_text("Somebody has changed the template")
    expect(slot_on(window, lead)).to_be_focused()
    # On the sheet he goes on, which he has seen anew; the fields above he has not.
    window.keyboard.press("ArrowRight")
    expect(slot_on(window, lead)).to_have_attribute("data-column", "1")
    window.locator("#id_name").fill("旧窗口里的名")
    window.locator("[name=_continue]").first.click()
    expect(window.locator("#content")).to_contain_text("Somebody has changed this template meanwhile")
    template.refresh_from_db()
    assert template.name == "同事起的名"
    assert complaints(window) == []
