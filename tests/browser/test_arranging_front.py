"""The website's front page arranged in a real browser: by mouse, by keys, and by two people at once."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from editions import front_desk
from editions.models import FrontChange, FrontVerb
from tests.browser.test_drawing_out import box_of, centre, let_go, settled
from tests.browser.windows import CHROMIUM, complaints
from tests.editions.test_front_by_hand import TOP, published

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def paper(cast):
    edition, articles = published(cast, ["头条", "二条", "三条"], ["里页"])
    return SimpleNamespace(edition=edition, **articles)


def at_the_front(desk, name):
    window = desk(name)
    window.set_viewport_size({"width": 1360, "height": 1400})
    window.goto(reverse("admin:editions_edition_front"))
    expect(window.locator("#front.is-live")).to_be_visible()
    return window


def top_of(window):
    return window.locator("[data-spot=top] > .front-card")


def card_of(window, article):
    return window.locator(f"[data-spot] [data-article='{article.pk}']")


def found(window, article):
    return window.locator(f".front-finder [data-article='{article.pk}']")


def stands(window, *headlines):
    """The desk has answered, and this is how the top of the page stands then."""
    settled(window)
    expect(top_of(window).locator("> .headline")).to_have_text(list(headlines))


def carry(window, card, article, place):
    """Pulls an article to the first or the last place of the top, and lets it go once it lies there.

    A list that is still making room takes no notice of the pointer: it goes on moving there until it lies.
    """
    start = centre(card.locator("> .headline"))
    window.mouse.move(*start)
    window.mouse.down()
    window.mouse.move(start[0] + 8, start[1] + 8, steps=2)
    there = top_of(window).nth(0 if place == "first" else -1)
    for turn in range(900):
        if there.get_attribute("data-article") == str(article.pk):
            break
        box = box_of(there)
        across = 0.1 if place == "first" else 0.9
        window.mouse.move(box["x"] + across * box["width"], box["y"] + box["height"] / 2 + turn % 2, steps=4)
        window.wait_for_timeout(50)
    let_go(window)


def headline_field(window, article):
    return card_of(window, article).get_by_label("Headline on the front page")


def test_a_section_head_arranges_the_front_page_and_the_chief_editor_gives_it_to_readers(paper, desk):
    window = at_the_front(desk, "section_head")
    stands(window, "头条", "二条", "三条")
    carry(window, found(window, paper.里页), paper.里页, "first")
    stands(window, "里页", "头条", "二条", "三条")
    carry(window, card_of(window, paper.里页), paper.里页, "last")
    stands(window, "头条", "二条", "三条", "里页")

    # Pressed in a row: the second waits for the first.
    card_of(window, paper.里页).focus()
    window.keyboard.press("ArrowUp")
    window.keyboard.press("ArrowUp")
    expect(top_of(window).locator("> .headline")).to_have_text(["头条", "里页", "二条", "三条"])
    expect(card_of(window, paper.里页)).to_be_focused()
    window.keyboard.press("Enter")
    headline_field(window, paper.里页).fill("页里有山")
    headline_field(window, paper.里页).press("Enter")
    expect(top_of(window).locator("> .headline")).to_have_text(["头条", "页里有山", "二条", "三条"])
    expect(card_of(window, paper.里页)).to_be_focused()
    expect(window.get_by_role("button", name="Publish the front page")).to_have_count(0)
    assert complaints(window) == []

    chief = at_the_front(desk, "chief_editor")
    stands(chief, "头条", "页里有山", "二条", "三条")
    chief.get_by_role("button", name="Publish the front page").click()
    expect(chief.locator(".messagelist")).to_contain_text("Readers see the front page so now.")
    chief.goto("/")
    shown = chief.locator(".headline > a").all_inner_texts()
    assert [each.strip() for each in shown][:4] == ["头条", "页里有山", "二条", "三条"]
    assert complaints(chief) == []


def test_a_colleagues_newer_arrangement_is_not_written_over_and_what_was_typed_is_still_there(cast, paper, desk):
    window = at_the_front(desk, "section_head")
    card_of(window, paper.二条).press("Enter")
    headline_field(window, paper.二条).fill("二条新题")
    front_desk.put(paper.edition, paper.三条, TOP, 1, by=cast.chief_editor, seen=0)
    headline_field(window, paper.二条).press("Enter")
    expect(window.locator(".messagelist")).to_contain_text("何守一 has changed the front page meanwhile")
    stands(window, "三条", "头条", "二条")
    expect(headline_field(window, paper.二条)).to_have_value("二条新题")
    expect(headline_field(window, paper.二条)).to_be_focused()
    assert FrontChange.objects.get().by == cast.chief_editor

    # Nor is it lost to something else that is done first.
    card_of(window, paper.头条).press("ArrowUp")
    stands(window, "头条", "三条", "二条")
    headline_field(window, paper.二条).press("Enter")
    stands(window, "头条", "三条", "二条新题")
    assert complaints(window) == []


def test_without_an_answer_what_was_dragged_goes_back_and_what_was_typed_stays(paper, desk):
    window = at_the_front(desk, "section_head")
    card_of(window, paper.二条).press("Enter")
    until = card_of(window, paper.二条).get_by_label("stays by hand until")
    until.fill("2100-01-01T08:00")
    window.route("**/do/", lambda route: route.fulfill(status=503, body="<h1>Just a moment</h1>"))
    carry(window, found(window, paper.里页), paper.里页, "first")
    expect(window.get_by_role("alert")).to_contain_text("What you typed is still here")
    stands(window, "头条", "二条", "三条")
    window.unroute_all()
    window.context.set_offline(True)
    card_of(window, paper.二条).press("Delete")
    expect(window.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(until).to_have_value("2100-01-01T08:00")
    assert not FrontChange.objects.exists()

    window.context.set_offline(False)
    card_of(window, paper.三条).press("Delete")
    stands(window, "头条", "二条")
    expect(window.get_by_role("alert")).to_have_count(0)
    expect(until).to_have_value("2100-01-01T08:00")
    # Who goes by keys goes on where the next article has come into the place.
    expect(card_of(window, paper.二条)).to_be_focused()
    assert complaints(window) == []


def test_who_is_signed_out_meanwhile_signs_in_again_beside_the_board_and_goes_on(paper, desk):
    window = at_the_front(desk, "section_head")
    card_of(window, paper.二条).press("Enter")
    headline_field(window, paper.二条).fill("二条新题")
    Session.objects.all().delete()
    headline_field(window, paper.二条).press("Enter")
    said = window.get_by_role("alert")
    expect(said).to_contain_text("You are not signed in any more.")
    with window.context.expect_page() as opened:
        said.get_by_role("link", name="Sign in again").click()
    there = opened.value
    there.set_default_timeout(90_000)
    there.fill("#id_username", "section_head")
    there.fill("#id_password", "newsroom")
    there.keyboard.press("Enter")
    expect(there).to_have_url(re.compile("/login/done/"))
    there.close()
    expect(headline_field(window, paper.二条)).to_have_value("二条新题")
    headline_field(window, paper.二条).press("Enter")
    stands(window, "头条", "二条新题", "三条")
    assert complaints(window) == []


def test_a_button_pressed_twice_is_meant_once(cast, paper, desk):
    for seen, article in enumerate((paper.二条, paper.三条)):
        front_desk.put(paper.edition, article, TOP, 1, by=cast.chief_editor, seen=seen)
    window = at_the_front(desk, "section_head")
    stands(window, "三条", "二条", "头条")
    undo = window.get_by_role("button", name="Undo")
    undo.focus()
    undo.evaluate("(button) => { button.click(); button.click(); }")
    expect(window.locator(".messagelist")).to_contain_text("Taken back: what 何守一 changed last.")
    stands(window, "二条", "头条", "三条")
    expect(undo).to_be_focused()
    assert FrontChange.objects.filter(verb=FrontVerb.UNDO).count() == 1


def test_what_is_typed_while_the_desk_has_not_answered_yet_is_not_lost_to_the_answer(paper, desk):
    window = at_the_front(desk, "section_head")
    under_way = []

    def hold(route):
        if under_way:
            route.continue_()
        else:
            under_way.append(route)

    window.route("**/do/", hold)
    card_of(window, paper.二条).press("Enter")
    headline_field(window, paper.二条).fill("二条新题")
    headline_field(window, paper.二条).press("Enter")
    for _turn in range(900):
        if under_way:
            break
        window.wait_for_timeout(100)
    headline_field(window, paper.二条).fill("二条又一题")
    under_way[0].continue_()
    stands(window, "头条", "二条新题", "三条")
    expect(headline_field(window, paper.二条)).to_have_value("二条又一题")
    headline_field(window, paper.二条).press("Enter")
    stands(window, "头条", "二条又一题", "三条")
    assert complaints(window) == []
