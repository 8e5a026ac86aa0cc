"""A hub is told which feeds changed; one that does not answer holds up nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.db.models.functions import Now

from newsroom import press
from tests.website.factories import CRAFT, make_article, make_published_edition
from website import conditional, intake, outbox, websub
from website.models import OutboxEvent

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


class Hub(ThreadingHTTPServer):
    """A small hub on this machine; `status` is what it answers."""

    status = 204
    told: list[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class _Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert said["hub.mode"] == ["publish"]
        self.server.told += said["hub.url"]
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """The hub says nothing."""


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), _Answer)
    server.told = []
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.WEBSUB_HUB, settings.WEBSITE_URL = server.address, "https://paper.example"
    yield server
    server.shutdown()
    server.server_close()


def publish() -> None:
    make_published_edition(articles=(make_article(id=81, series=CRAFT), make_article(id=82)))


def work() -> None:
    while outbox.handle_next(press.HANDLERS):
        pass


@pytest.fixture(autouse=True)
def _the_website_alone(monkeypatch):
    """What the press does at the desk stands elsewhere; here an edition has none."""
    monkeypatch.setattr(press, "tell_the_desk", lambda edition_id: None)
    monkeypatch.setattr(press.redrawing, "redraw_pages_of", lambda article_id, room: None)


NAMES = {"latest", "issue/latest", "issue/2025-10-17", "section/news", "series/craft", "author/shen-zhiyao"}


def addresses(names: set[str]) -> set[str]:
    return {f"https://paper.example/feeds/{name}.{form}" for name in names for form in ("xml", "atom", "json")}


def test_the_hub_is_told_of_every_feed_that_an_edition_changed_once(hub):
    publish()
    work()
    assert hub.told == [], "the round that publishes asks nobody outside"
    websub.tell_waiting()
    assert set(hub.told) == addresses(NAMES)
    assert len(hub.told) == len(set(hub.told))
    websub.tell_waiting()
    assert len(hub.told) == len(set(hub.told))


def test_the_hub_is_told_of_a_withdrawal(hub):
    publish()
    work()
    websub.tell_waiting()
    hub.told.clear()
    with transaction.atomic():
        intake.withdraw_article(82, notice="本文已撤回。")
    work()
    websub.tell_waiting()
    assert set(hub.told) == addresses(NAMES - {"series/craft"})


def test_what_the_hub_is_told_are_the_addresses_feeds_give_as_their_own(client, hub):
    publish()
    for name in NAMES:
        feed = client.get(f"/feeds/{name}.atom")
        links = {one.get("rel"): one.get("href") for one in ElementTree.fromstring(feed.content).findall(f"{ATOM}link")}
        assert (links["hub"], links["self"]) == (hub.address, f"https://paper.example/feeds/{name}.atom")
        assert feed["Link"] == f'<{hub.address}>; rel="hub", <{links["self"]}>; rel="self"'
    rss = ElementTree.fromstring(client.get("/feeds/latest.xml").content).findall(f"channel/{ATOM}link")
    assert {one.get("rel"): one.get("href") for one in rss}["hub"] == hub.address
    assert client.get("/feeds/latest.json").json()["hubs"] == [{"type": "WebSub", "url": hub.address}]


def test_a_hub_that_refuses_is_told_again_later(hub, caplog):
    hub.status = 503
    publish()
    work()
    websub.tell_waiting()
    event = OutboxEvent.objects.get(kind="feeds_of_edition")
    assert (event.done_at, event.attempts, len(hub.told)) == (None, 1, 1)
    websub.tell_waiting()
    assert len(hub.told) == 1, "not before its time"
    hub.status = 202
    OutboxEvent.objects.filter(pk=event.pk).update(next_attempt_at=Now())
    websub.tell_waiting()
    assert set(hub.told) == addresses(NAMES)


def test_a_hub_that_is_away_holds_up_nothing(client, hub, caplog):
    hub.shutdown()
    hub.server_close()
    publish()
    work()
    websub.tell_waiting()
    assert not outbox.waiting().exclude(kind="feeds_of_edition").exists()
    with transaction.atomic():
        intake.withdraw_article(82, notice="本文已撤回。")
    work()
    assert OutboxEvent.objects.get(kind="article_withdrawn").done_at is not None


def test_after_a_day_the_hub_is_not_told_any_more_and_no_probe_complains(client, hub, caplog):
    hub.status = 500
    publish()
    work()
    websub.tell_waiting()
    OutboxEvent.objects.filter(kind="feeds_of_edition").update(created_at=Now() - timedelta(hours=25))
    outbox.beat()
    assert client.get("/readyz").status_code == 200
    websub.tell_waiting()
    assert OutboxEvent.objects.get(kind="feeds_of_edition").done_at is not None


def test_a_page_that_readers_have_is_not_made_again_for_the_hub(hub):
    publish()
    before = conditional.record_state()
    work()
    assert OutboxEvent.objects.filter(kind="feeds_of_edition").exists()
    assert conditional.record_state() == before


def test_without_a_hub_nobody_is_told_and_no_feed_names_one(client):
    publish()
    work()
    assert not OutboxEvent.objects.filter(kind__startswith="feeds").exists()
    feed = client.get("/feeds/latest.xml")
    assert "Link" not in feed
    assert b'"hub"' not in feed.content


def test_a_press_that_does_not_know_the_website_tells_nobody_and_says_so(hub, settings, caplog):
    settings.WEBSITE_URL = ""
    publish()
    work()
    websub.tell_waiting()
    assert hub.told == []
    assert "NEWSROOM_WEBSITE_URL" in caplog.text
