"""A browser, a server and a desk for the tests that need them, and how long they wait: a slow machine is no fault."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from tests.browser.windows import CHROMIUM, Counting

PATIENCE = 90_000  # milliseconds
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser():
    # The driver runs a loop in this thread; between its answers the tests ask the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address():
    server = LiveServerThread("127.0.0.1", static_handler=Counting)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def desk(browser, cast, address):
    """Opens the desk in a window of somebody's own; notes what the console complained about."""
    contexts = []

    def sit_down(name):
        client = Client()
        client.force_login(getattr(cast, name))
        context = browser.new_context(locale="en-GB", base_url=address)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append((message.type, message.text)))
        page.on("pageerror", lambda error: page.complaints.append(("error", str(error))))
        return page

    yield sit_down
    for context in contexts:
        context.close()
    while Counting.answering:
        time.sleep(0.02)
