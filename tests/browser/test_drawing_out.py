"""The board of a page with a real browser: by mouse, by keys, and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from articles.models import State
from editions import workflow
from editions.models import Placement, Slot
from tests.browser.windows import CHROMIUM, complaints
from tests.editions.test_page_board import address as board_of
from tests.factories import bring_to, make_article, make_drawn_edition, make_photo, prose

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(cast):
    return make_drawn_edition(cast).pages.get()


@pytest.fixture
def ferry(cast):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline="渡口", body=prose(3)), cast)


def at_the_board(desk, page):
    """A window high enough for a whole page: what is not in sight cannot be pulled."""
    window = desk("page_designer")
    window.set_viewport_size({"width": 1280, "height": 1800})
    window.goto(board_of(page))
    return window


def box_of(place):
    """Nothing is measured while the board is being shown anew; then it is there again."""
    box = None
    while box is None:
        box = place.bounding_box()
    return box


def centre(place):
    box = box_of(place)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(window, start, end):
    window.mouse.move(*start)
    window.mouse.down()
    window.mouse.move(start[0] + 8, start[1] + 8, steps=2)
    window.mouse.move(*end, steps=12)


def slot_on(window, slot):
    return window.locator(f"#slot-{slot.pk}")


def settled(window):
    expect(window.locator(":is(#page-board, #template-board, #front):not([aria-busy])")).to_be_visible()


def let_go(window):
    """The board moves what was dragged before the desk has answered; what is asked next is about the answer, shown."""
    with window.expect_response(lambda answer: answer.request.method == "POST" and "x-board" in answer.request.headers):
        window.mouse.up()
    settled(window)


def test_an_article_is_dragged_into_a_slot_to_another_and_back_to_the_tray(cast, page, ferry, desk):
    lead, second, *_rest = page.slots.all()
    window = at_the_board(desk, page)
    drag(window, centre(window.locator(".tray-row .headline")), centre(slot_on(window, lead).locator("ul")))
    expect(slot_on(window, lead).locator(".would-fit")).to_contain_text("line")
    let_go(window)
    expect(slot_on(window, lead).locator("[data-placement]")).to_contain_text("渡口")
    assert Placement.objects.get().slot == lead

    standing = slot_on(window, lead).locator(".standing .headline")
    drag(window, centre(standing), centre(slot_on(window, second).locator("ul")))
    expect(slot_on(window, second).locator(".would-fit")).to_be_visible()
    let_go(window)
    expect(slot_on(window, second).locator("[data-placement]")).to_contain_text("渡口")
    assert Placement.objects.get().slot == second

    drag(window, centre(slot_on(window, second).locator(".standing .headline")), centre(window.locator("[data-tray]")))
    let_go(window)
    expect(window.locator(".tray-row")).to_contain_text("渡口")
    assert not Placement.objects.exists()
    window.get_by_role("button", name="Undo").click()
    expect(slot_on(window, second).locator("[data-placement]")).to_contain_text("渡口")
    assert complaints(window) == []


def test_without_its_database_the_board_stays_as_it_was_with_what_was_typed(cast, page, ferry, desk):
    lead = page.slots.first()
    workflow.place(page, [ferry], by=cast.page_designer, slot=lead)
    window = at_the_board(desk, page)
    slot_on(window, lead).click()
    field = window.locator(f"#slot-{lead.pk}-form").get_by_role("textbox", name="Headline on this page")
    window.route("**/do/", lambda route: route.fulfill(status=503, body="<h1>Just a moment</h1>"))
    field.fill("渡口夜灯")
    field.press("Enter")
    expect(window.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(field).to_have_value("渡口夜灯")
    drag(window, centre(slot_on(window, lead).locator(".standing .headline")), centre(window.locator("[data-tray]")))
    let_go(window)
    expect(slot_on(window, lead).locator("[data-placement]")).to_contain_text("渡口")
    expect(field).to_have_value("渡口夜灯")
    assert Placement.objects.get().headline == ""

    window.unroute_all()
    field.press("Enter")
    expect(window.get_by_role("alert")).to_have_count(0)
    expect(slot_on(window, lead).locator(".standing .headline")).to_contain_text("渡口夜灯")
    assert Placement.objects.get().headline == "渡口夜灯"


def test_a_slot_is_sized_by_its_corner_and_a_new_one_drawn_on_the_free_ground(cast, page, ferry, desk):
    lead = page.slots.first()
    workflow.place(page, [ferry], by=cast.page_designer, slot=lead)
    window = at_the_board(desk, page)
    sheet = box_of(window.locator(".board-sheet"))
    column, line = sheet["width"] / 4, sheet["height"] / 74
    corner = centre(slot_on(window, lead).locator(".handle-corner"))
    drag(window, corner, (corner[0] - column, corner[1] - 10 * line))
    expect(slot_on(window, lead).locator(".would-fit")).to_be_visible()
    let_go(window)
    expect(slot_on(window, lead)).to_have_attribute("data-span", "2")
    lead.refresh_from_db()
    assert (lead.column, lead.row, lead.span, lead.lines) == (0, 0, 2, 24)

    start = (sheet["x"] + 2.2 * column, sheet["y"] + 2.5 * line)
    drag(window, start, (sheet["x"] + 2.8 * column, sheet["y"] + 19.5 * line))
    let_go(window)
    expect(window.locator("[data-slot]")).to_have_count(5)
    new = Slot.objects.order_by("pk").last()
    assert (new.column, new.row, new.span, new.lines) == (2, 2, 1, 18)
    assert complaints(window) == []


def test_a_photo_is_drawn_out_by_its_free_corner(cast, page, desk):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(3), photo=photo), cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    place = {"photo": 0, "columns": 1, "lines": 8, "corner": "top_right"}
    workflow.set_photos(placed, [place], by=cast.page_designer)
    window = at_the_board(desk, page)
    box = box_of(slot_on(window, placed.slot))
    slot_on(window, placed.slot).hover()
    corner = centre(slot_on(window, placed.slot).locator(".handle-photo"))
    drag(window, corner, (corner[0] - box["width"] / 3, corner[1] + 6 * box["height"] / 34))
    expect(slot_on(window, placed.slot).locator(".would-fit")).to_be_visible()
    let_go(window)
    expect(slot_on(window, placed.slot).locator(".slot-photo")).to_have_attribute("data-lines", "14")
    placed.refresh_from_db()
    assert placed.photo_places == [{"photo": 0, "columns": 2, "lines": 14, "corner": "top_right"}]
    assert complaints(window) == []


def test_all_of_it_goes_with_the_keys(cast, page, ferry, desk):
    foot = page.slots.all()[2]
    window = at_the_board(desk, page)
    slot_on(window, foot).focus()
    for _press in range(3):
        window.keyboard.press("Shift+ArrowUp")
    expect(slot_on(window, foot)).to_have_attribute("data-lines", "35")
    window.keyboard.press("ArrowDown")
    expect(slot_on(window, foot)).to_have_attribute("data-row", "37")
    expect(slot_on(window, foot)).to_be_focused()
    assert page.layout_changes.count() == 2

    window.keyboard.press("Enter")
    form = window.locator(f"#slot-{foot.pk}-form")
    expect(form).to_have_attribute("open", "")
    window.locator(".tray-row").focus()
    window.keyboard.press("Enter")
    expect(slot_on(window, foot).locator("[data-placement]")).to_contain_text("渡口")
    slot_on(window, foot).focus()
    window.keyboard.press("l")
    expect(slot_on(window, foot)).to_have_class(re.compile("is-locked"))
    window.keyboard.press("Delete")
    window.keyboard.press("l")
    expect(slot_on(window, foot)).not_to_have_class(re.compile("is-locked"))
    assert Placement.objects.exists()
    window.keyboard.press("Delete")
    expect(window.locator(".tray-row")).to_contain_text("渡口")
    assert complaints(window) == []


def test_a_look_at_the_drawing_that_comes_late_brings_no_older_board_back(cast, page, ferry, desk):
    lead = page.slots.all()[0]
    window = at_the_board(desk, page)
    looks = []

    def hold(route):
        if route.request.method != "GET" or "x-board" not in route.request.headers:
            route.continue_()
        else:  # only the first is ever answered
            looks.append((route, None if looks else route.fetch()))

    window.route("**/*", hold)
    for _turn in range(200):
        if looks:
            break
        window.wait_for_timeout(100)
    route, board_before = looks[0]
    slot_on(window, lead).focus()
    window.keyboard.press("l")
    expect(slot_on(window, lead)).to_have_class(re.compile("is-locked"))
    settled(window)
    is_a_look = lambda answer: answer.request.method == "GET" and "x-board" in answer.request.headers  # noqa: E731
    with window.expect_response(is_a_look) as late:
        route.fulfill(response=board_before)
    late.value.finished()
    window.wait_for_timeout(500)  # nothing must happen in it
    expect(slot_on(window, lead)).to_have_class(re.compile("is-locked"))
    slot_on(window, lead).focus()
    window.keyboard.press("l")
    expect(slot_on(window, lead)).not_to_have_class(re.compile("is-locked"))
    assert complaints(window) == []


def test_a_headline_is_measured_while_it_is_typed_and_is_not_lost_to_who_was_faster(cast, page, ferry, desk):
    (placed,) = workflow.place(page, [ferry], by=cast.page_designer)
    window = at_the_board(desk, page)
    slot_on(window, placed.slot).press("Enter")
    form = window.locator(f"#slot-{placed.slot_id}-form")
    before = form.locator("[data-says]").inner_text()
    form.get_by_label("Headline on this page").fill(
        "清淤船收起最后一斗泥，芦溪沿岸三处易涝片区今夏可以安心，两万株枫杨明春栽下"
    )
    expect(form.locator("[data-says]")).not_to_have_text(before)
    workflow.change_slot(placed.slot, by=cast.chief_editor, text_columns=2)
    form.get_by_role("button", name="Set", exact=True).first.click()
    expect(window.locator(".messagelist")).to_contain_text("何守一")
    form = window.locator(f"#slot-{placed.slot_id}-form")
    expect(form.get_by_label("Headline on this page")).to_have_value(re.compile("^清淤船收起"))
    form.get_by_role("button", name="Set", exact=True).first.click()
    expect(slot_on(window, placed.slot).locator(".headline")).to_have_text(re.compile("^清淤船收起"))
    placed.refresh_from_db()
    assert placed.headline.startswith("清淤船收起")
    assert complaints(window) == []


def test_the_board_works_without_script(cast, page, ferry, browser, address):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(cast.page_designer)
    context = browser.new_context(locale="en-GB", base_url=address, java_script_enabled=False)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    window = context.new_page()
    window.goto(board_of(page))
    lead, second, *_rest = page.slots.all()
    boxes = [box_of(slot_on(window, slot)) for slot in (lead, second)]
    assert boxes[0]["width"] > 2 * boxes[1]["width"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    row = window.locator(".tray-row")
    row.locator("[name=slot]").select_option(str(second.pk))
    row.get_by_role("button", name="Place").click()
    expect(slot_on(window, second)).to_contain_text("渡口")
    window.locator(f"#slot-{second.pk}-form > summary").click()
    form = window.locator(f"#slot-{second.pk}-form form[data-measures]")
    form.locator("[name=lines]").fill("30")
    form.get_by_role("button", name="Set the place").click()
    window.wait_for_load_state()
    second.refresh_from_db()
    assert second.lines == 30
    context.close()
