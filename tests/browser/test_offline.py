"""A reader saves the latest issue and reads it where there is no net."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.browser.windows import CHROMIUM
from tests.website.factories import make_article, make_published_edition, picture, store_public_picture
from website import intake
from website.intake import CorrectionCopy

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def window(browser, address):
    seen = picture(base="k3Rv9xQ", formats=("webp", "jpg"), width=48, height=32)
    for name in ("k3Rv9xQ-480.jpg", "k3Rv9xQ-480.webp"):
        store_public_picture(name)
    first = make_article(id=71, headline="渡口", pictures=(seen,))
    make_published_edition(articles=(first, make_article(id=72, headline="江堤")))
    context = browser.new_context(base_url=address)
    yield context.new_page()
    context.close()


def saved(window):
    window.goto("/epaper/2025-10-17/")
    button = window.locator("[data-save-issue]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    return button


def kept(window):
    requests = "(await (await caches.open('saved-issue')).keys())"
    return window.evaluate(f"async () => {requests}.map((one) => new URL(one.url).pathname)")


def until(window, question):
    """Ask until the answer is yes: the browser's own waiting takes a promise for one."""
    for _time in range(200):
        if window.evaluate(question):
            return
        window.wait_for_timeout(100)
    pytest.fail(question)


def test_a_saved_issue_is_read_without_a_net_and_what_was_not_saved_says_so(window):
    saved(window)
    window.context.set_offline(True)
    window.goto("/article/71/")
    expect(window.locator("h1.headline")).to_have_text("渡口")
    window.goto("/epaper/2025-10-17/A01/")
    expect(window.locator("main")).to_contain_text("江堤")
    for not_saved in ("/article/999/", "/search/?q=渡口"):
        window.goto(not_saved)
        expect(window.locator("h1")).to_have_text("这个页面没有存下来")


def test_a_picture_is_seen_without_a_net_in_whatever_format_the_browser_asks_for_it(window):
    saved(window)
    assert [file for file in kept(window) if file.startswith("/media/")] == ["/media/k3Rv9xQ-480.jpg"]
    # What he has looked at lies in the browser's own memory too, for a while.
    window.context.new_cdp_session(window).send("Network.clearBrowserCache")
    window.context.set_offline(True)
    window.goto("/article/71/")
    seen = "(document.querySelector('figure img'))"
    window.evaluate(f"{seen}.scrollIntoView()")
    until(window, f"{seen}.complete && {seen}.naturalWidth > 0")
    assert window.evaluate(f"{seen}.currentSrc").endswith(".webp")


def test_a_correction_reaches_who_saved_the_issue(window):
    saved(window)
    said = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=72, headline="江堤"), said)
    window.goto("/")
    page = "(await (await caches.open('saved-issue')).match('/article/72/', {ignoreVary: true}))"
    until(window, f"async () => (await {page}.text()).includes('应为后天。')")
    window.context.set_offline(True)
    window.goto("/article/72/")
    expect(window.locator("main")).to_contain_text("应为后天。")


def test_what_is_withdrawn_later_goes_from_what_was_saved(window):
    saved(window)
    assert "/article/72/" in kept(window)
    with transaction.atomic():
        intake.withdraw_article(72, notice="本文已撤回。")
    window.goto("/")
    page = "(await (await caches.open('saved-issue')).match('/epaper/2025-10-17/A01/', {ignoreVary: true}))"
    until(window, f"async () => !(await {page}.text()).includes('江堤')")
    assert "/article/72/" not in kept(window)
    window.context.set_offline(True)
    window.goto("/epaper/2025-10-17/A01/")
    expect(window.locator("main")).not_to_contain_text("江堤")


def test_a_reader_who_never_asked_has_nothing_saved_and_may_forget_what_he_saved(window):
    window.goto("/")
    assert window.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    button = saved(window)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert window.evaluate("caches.has('saved-issue')") is False
