"""Marks on the proof of a page, with a real browser: set by mouse and by keys, and found again in both directions."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from articles.models import State
from editions import drawing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Page, ProofMark
from tests.browser.windows import CHROMIUM, complaints
from tests.editions.test_page_proofs import address_of
from tests.factories import bring_to, make_article, make_drawn_edition, prose

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(cast, tmp_path):
    page = make_drawn_edition(cast, rounds=1).pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="清淤完工", body=prose()), cast)
    workflow.place(page, [article], by=cast.page_designer)
    page = Page.objects.select_related("edition").get(pk=page.pk)
    with DrawingRoom(tmp_path / "drawing", settings.FONTS) as room:
        drawing.draw(page, room)
    return page


def test_a_proofreader_marks_by_mouse_and_by_keys_and_finds_each_mark_in_the_list(cast, page, desk):
    window = desk("proofreader")
    window.goto(address_of(page))
    picture, words = window.locator(".proof-sheet input[type=image]"), window.locator("[name=words]")
    expect(words).to_be_hidden()
    box = picture.bounding_box()
    window.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.2)
    expect(words).to_be_focused()
    window.keyboard.type("“溪”误为“奚”")
    window.keyboard.press("Enter")
    window.wait_for_selector(".messagelist .success")
    first = ProofMark.objects.get()
    assert (round(first.x), round(first.y)) == (30, 20)
    assert first.article.headline == "清淤完工"

    picture.focus()
    for key in ("ArrowLeft", "Shift+ArrowDown", "Enter"):
        window.keyboard.press(key)
    window.keyboard.type("墨点")
    window.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(picture).to_be_focused()
    window.keyboard.press("Enter")
    window.keyboard.press("Enter")
    window.wait_for_selector("li.is-open:nth-child(2)")
    second = ProofMark.objects.last()
    assert (second.x, second.y) == (49, 60)

    window.locator(f"#pin-{second.pk}").click()
    expect(window.locator(f"#mark-{second.pk} .mark-number")).to_be_focused()
    window.locator(f"#mark-{first.pk} .mark-number").click()
    expect(window.locator(f"#pin-{first.pk}")).to_be_focused()
    window.get_by_role("link", name="Enlarge").click()
    expect(window.locator(".proof-sheet")).to_have_css("width", "1600px")
    assert complaints(window) == []
