"""What nginx hands out of the baked files is what Django answers: the same status, bytes and headers."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.website.bakehouse import ROOT, Bakehouse, as_outside
from tests.website.factories import CRAFT, make_article, make_page, make_published_edition, page_picture, region
from tests.website.web_server import LONGEST, NGINX, WebServer
from website import intake, views
from website.baking import addresses
from website.baking.headers import write_headers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light"),
]
# What a web server says of its own: of the connection, of the file, of the form in which it is sent.
OF_THE_SERVER = {
    "server", "date", "connection", "keep-alive", "content-length", "accept-ranges", "etag", "last-modified", "vary",
}  # fmt: skip


@pytest.fixture
def house(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bakehouse]:
    as_outside(settings)
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.TDM_POLICY = f"{ROOT}/terms/"
    settings.WEBSUB_HUB = "https://hub.example/"
    for module in (views, addresses):
        monkeypatch.setattr(module, "ARTICLES_PER_LIST", 2)
    articles = [make_article(id=number, series=CRAFT, series_part=number) for number in range(55, 60)]
    drawn = {"picture": page_picture("P" * 32), "pdf": f"{'P' * 32}.pdf", "regions": (region(55),)}
    make_published_edition(date="2025-10-16")
    make_published_edition(pages=(make_page("A01", *articles[:3], **drawn), make_page("A02", *articles[3:])))
    withdraw(57)
    house = Bakehouse(tmp_path / "tree")
    house.begin()
    write_headers(house.tree, house.website, ROOT)
    yield house
    house.close()


@pytest.fixture
def nginx(house: Bakehouse, tmp_path: Path) -> Iterator[WebServer]:
    with WebServer(house.tree.folder, tmp_path / "nginx") as server:
        yield server


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


def test_every_baked_address_is_answered_as_django_answers_it(client, house, nginx):
    loaves = list(house.ledger.loaves())
    assert len(loaves) > 60
    assert {loaf.status for loaf in loaves} == {200, 410}
    assert "/section/news/?page=2" in {loaf.address for loaf in loaves}
    for loaf in loaves:
        django = client.get(loaf.address, headers={"host": "news.example"}, secure=True)
        answer = nginx.get(loaf.address)
        assert (answer.status, answer.body) == (django.status_code, django.content), loaf.address
        said = {name.lower(): value for name, value in django.items() if name.lower() not in OF_THE_SERVER}
        assert {name: answer.headers[name] for name in answer.headers if name not in OF_THE_SERVER} == said, (
            loaf.address
        )


def test_a_page_goes_out_compressed_and_only_once(nginx):
    first = nginx.get("/article/55/", accept_encoding="gzip")
    assert first.headers["content-encoding"] == "gzip"
    assert gzip.decompress(first.body) == nginx.get("/article/55/").body
    again = nginx.get("/article/55/", accept_encoding="gzip", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert "last-modified" not in {**first.headers, **again.headers}  # it would be no date
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_who_asks_for_the_head_gets_the_head(nginx):
    page, head = nginx.get("/article/55/"), nginx.get("/article/55/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(page.body))


def test_words_in_a_query_that_mean_nothing_make_no_other_page(nginx):
    for query in ("?from=timeline", "?utm_source=x&utm_medium=y", "?x=page=2"):
        assert nginx.get(f"/article/55/{query}").body == nginx.get("/article/55/").body, query


LEFT_TO_THE_WEBSITE = [
    "/search/?q=%E6%B0%B4", "/search/", "/epaper/", "/article/999/", "/article/55", "/readyz", "/epaper/2025-10-17.pdf",
    "/corrections/?before=3", "/section/news/?page=1", "/section/news/?page=99", "/section/news/?x=1&page=2",
    "/section/news/?pag%65=2", "/api/articles/", "/api/articles/55/?x=1", "/article/55/ninjs.json?x=1",
    "/api/openapi.json?x", "/html/2025-10/17/node_1.htm", "/feeds/none.xml",
]  # fmt: skip


def test_what_is_not_baked_the_website_answers(nginx):
    for address in LEFT_TO_THE_WEBSITE:
        answer = nginx.get(address)
        assert answer.is_from_website, address
        assert answer.body == f"asked GET {address}".encode()


def test_who_wants_to_write_is_heard_by_the_website(nginx):
    assert nginx.get("/article/55/", "POST").body == b"asked POST /article/55/"


def test_nothing_but_pages_can_be_asked_for(house, nginx):
    assert (house.tree.folder / "ledger.sqlite3").exists()
    for address in (
        "/../ledger.sqlite3",
        "/ledger.sqlite3",
        "/headers/page.conf",
        "/..%2fledger.sqlite3",
        "/index.html",
    ):
        answer = nginx.get(address)
        assert answer.is_from_website or answer.status in {400, 404}, address


def test_while_the_website_is_away_readers_read_on(house, nginx):
    nginx.close_website()
    for loaf in house.ledger.loaves():
        assert nginx.get(loaf.address).status == loaf.status
    assert nginx.get("/search/").status == 502


def test_what_is_withdrawn_is_gone_also_from_what_nginx_keeps_open(house, nginx):
    kept = nginx.get("/article/55/")
    withdraw(55)
    house.follow()
    for address in ("/article/55/", "/article/55/ninjs.json", "/api/articles/55/"):
        deadline = time.monotonic() + LONGEST
        while (answer := nginx.get(address, if_none_match=kept.headers["etag"])).status != 410:
            assert time.monotonic() < deadline, address
            time.sleep(0.05)
        assert "本文已撤回" in answer.body.decode()
