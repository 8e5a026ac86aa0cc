"""A network that keeps pages for readers (CDN) is told which of them changed, and lets go of what was withdrawn."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.utils import timezone

from tests.waiting import eventually
from tests.website.bakehouse import ROOT, Bakehouse, as_outside
from tests.website.factories import CRAFT, make_article, make_published_edition
from tests.website.web_server import LONGEST, NGINX, Nginx, WebServer, free_port
from website import cdn, intake, views
from website.baking import addresses, telling
from website.baking.baker import Baker
from website.baking.headers import write_headers
from website.baking.ledger import Ledger, Rank
from website.baking.telling import Teller

VARNISH = shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
VCL = Path(__file__).parents[2] / "deploy" / "varnish" / "newsroom.vcl"


class Told(NamedTuple):
    method: str
    path: str
    host: str
    token: str | None
    said: Any


class Network(ThreadingHTTPServer):
    """Where a network listens; `status` is what it answers, once `answers` is set, to a method that it knows."""

    status = 200
    unknown = ""
    told: list[Told]
    answers: threading.Event

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def addresses(self) -> list[str]:
        return [one.path for one in self.told]


class _Answer(BaseHTTPRequestHandler):
    server: Network

    def do_PURGE(self) -> None:
        said = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        host, token = self.headers["Host"], self.headers["Authorization"] or self.headers["Fastly-Key"]
        self.server.told.append(Told(self.command, self.path, host, token, json.loads(said) if said else None))
        self.server.answers.wait(LONGEST)
        self.send_response(405 if self.command == self.server.unknown else self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_PURGE()

    def do_BAN(self) -> None:
        self.do_PURGE()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def network(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    server = Network(("127.0.0.1", 0), _Answer)
    server.told, server.answers = [], threading.Event()
    server.answers.set()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.CDN_URLS = [server.address]
    monkeypatch.setattr(telling, "OPEN_FOR", 0.0)
    monkeypatch.setattr(telling, "PAUSES", (0.0,))
    yield server
    server.answers.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    notes = Ledger(tmp_path / "ledger.sqlite3")
    yield notes
    notes.close()


@pytest.fixture
def teller(ledger: Ledger, settings: Any) -> Iterator[Teller]:
    settings.WEBSITE_URL = ROOT
    one = Teller(ledger)
    yield one
    one.close()


def tell(teller: Teller, until: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONGEST
    while not until():
        assert time.monotonic() < deadline
        teller.go_on()
        time.sleep(0.005)


def is_told(ledger: Ledger) -> Callable[[], bool]:
    return lambda: ledger.untold_next() is None


def test_the_most_urgent_is_told_first(network, ledger, teller):
    for rank, address in ((Rank.EVERYTHING, "/about/"), (Rank.NEWS, "/article/2/"), (Rank.AT_ONCE, "/article/1/")):
        teller.note(address, rank)
    tell(teller, is_told(ledger))
    assert network.addresses[:3] == ["/article/1/", "/article/2/", "/about/"]
    assert {(one.method, one.host, one.token) for one in network.told} == {("PURGE", "news.example", None)}


def test_it_is_told_at_once_and_again_when_no_web_server_has_the_old_page_open(network, ledger, teller, monkeypatch):
    monkeypatch.setattr(telling, "OPEN_FOR", 1000.0)
    teller.note("/article/1/", Rank.NEWS)
    tell(teller, lambda: not ledger.untold(time.time(), 1))
    assert network.addresses == ["/article/1/"]
    assert [row.address for row in ledger.untold(time.time() + 1000, 5)] == ["/article/1/"]


@pytest.mark.parametrize(
    ("form", "token", "said"),
    [
        ("files", "Bearer secret", {"files": [f"{ROOT}/article/1/", f"{ROOT}/section/news/?page=2"]}),
        ("keys", "secret", {"surrogate_keys": ["/article/1/", "/section/news/"]}),
    ],
)
def test_networks_are_told_in_the_form_they_want_with_the_token_they_gave(
    network, ledger, teller, settings, form, token, said
):
    settings.CDN_FORM, settings.CDN_TOKEN = form, "secret"
    settings.CDN_URLS = [f"{network.address}/zones/1/purge"]
    for address in ("/article/1/", "/section/news/?page=2"):
        teller.note(address, Rank.EVERYTHING)
    tell(teller, is_told(ledger))
    assert [tuple(one) for one in network.told] == [
        ("POST", "/zones/1/purge", network.address.removeprefix("http://"), token, said)
    ]


@pytest.mark.parametrize(
    ("form", "method", "said"),
    [
        ("purge", "BAN", None),
        ("files", "POST", {"purge_everything": True}),
        ("keys", "POST", {"surrogate_keys": ["page"]}),
    ],
)
def test_networks_are_told_in_their_form_to_forget_everything(network, ledger, teller, settings, form, method, said):
    settings.CDN_FORM = form
    teller.note(cdn.EVERYTHING, Rank.EVERYTHING)
    tell(teller, is_told(ledger))
    assert [(one.method, one.said) for one in network.told] == [(method, said)]


def test_one_that_cannot_forget_everything_is_told_of_what_is_withdrawn_all_the_same(network, ledger, teller):
    network.unknown = "BAN"
    teller.note(cdn.EVERYTHING, Rank.EVERYTHING)
    tell(teller, lambda: network.told)
    for address in ("/article/1/", "/article/2/"):
        teller.note(address, Rank.AT_ONCE)
    tell(teller, lambda: len({row.address for row in ledger.untold(time.time(), 9)}) == 1)
    assert {"/article/1/", "/article/2/"} < set(network.addresses)
    assert [row.address for row in ledger.untold(time.time(), 9)] == [cdn.EVERYTHING]


def test_many_are_told_some_at_a_time(network, ledger, teller, settings):
    settings.CDN_FORM = "files"
    for number in range(70):
        teller.note(f"/article/{number}/", Rank.EVERYTHING)
    tell(teller, is_told(ledger))
    assert [len(one.said["files"]) for one in network.told] == [30, 30, 10]


def test_each_of_several_is_told(network, ledger, teller, settings):
    settings.CDN_URLS = [f"{network.address}/a", f"{network.address}/b"]
    teller.note("/article/1/", Rank.EVERYTHING)
    tell(teller, is_told(ledger))
    assert network.addresses == ["/a/article/1/", "/b/article/1/"]


def test_a_network_that_refuses_is_told_again_also_by_the_next_baker(network, settings, tmp_path, caplog):
    settings.WEBSITE_URL = ROOT
    for network.status in (503, 200):
        network.told.clear()
        notes = Ledger(tmp_path / "ledger.sqlite3")
        baker = Teller(notes)
        if network.status == 503:
            baker.note("/article/1/", Rank.AT_ONCE)
        tell(baker, is_told(notes) if network.status == 200 else lambda: len(network.told) > 2)
        baker.close()
        notes.close()
        assert set(network.addresses) == {"/article/1/"}
    assert "the network was not told" in caplog.text


def test_a_network_that_is_away_is_told_when_it_is_back(network, ledger, teller, settings, caplog):
    settings.CDN_URLS = [f"http://127.0.0.1:{free_port()}"]
    teller.note("/article/1/", Rank.AT_ONCE)
    tell(teller, lambda: "the network was not told" in caplog.text)
    settings.CDN_URLS = [network.address]
    tell(teller, is_told(ledger))
    assert set(network.addresses) == {"/article/1/"}


def test_for_a_network_that_does_not_answer_nobody_waits(network, ledger, teller):
    network.answers.clear()
    teller.note("/article/1/", Rank.EVERYTHING)
    tell(teller, lambda: network.told)
    teller.note("/article/2/", Rank.AT_ONCE)
    teller.go_on()
    assert network.addresses == ["/article/1/"]
    network.answers.set()
    tell(teller, is_told(ledger))
    assert "/article/2/" in network.addresses


def test_a_network_that_was_away_longer_than_it_may_keep_a_page_is_told_no_more(
    network, ledger, teller, settings, caplog
):
    settings.CDN_SECONDS = -1
    teller.note("/article/1/", Rank.EVERYTHING)
    tell(teller, is_told(ledger))
    assert network.told == []
    assert "not told to the network in time" in caplog.text


def test_without_a_network_nothing_is_noted(ledger, teller):
    teller.note("/article/1/", Rank.AT_ONCE)
    assert ledger.untold_next() is None
    assert cdn.headers() == []


@pytest.fixture
def house(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bakehouse]:
    """An issue that has been baked."""
    as_outside(settings)
    for module in (views, addresses):
        monkeypatch.setattr(module, "ARTICLES_PER_LIST", 2)
    make_published_edition(date="2025-10-16", articles=[make_article(id=54)])
    make_published_edition(articles=[make_article(id=55, series=CRAFT), make_article(id=56), make_article(id=57)])
    house = Bakehouse(tmp_path / "tree")
    house.begin()
    yield house
    house.close()


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


@pytest.mark.django_db
def test_the_network_is_told_of_what_changed_and_of_nothing_else(network, house):
    assert house.ledger.untold_next() is None, "of a tree that was only made nobody has anything"
    before = {loaf.address: (loaf.status, loaf.hash) for loaf in house.ledger.loaves()}
    withdraw(55)
    baked = house.follow()
    assert network.told == [], "while pages are baked nobody outside is waited for"
    tell(house.teller, is_told(house.ledger))
    after = {loaf.address: (loaf.status, loaf.hash) for loaf in house.ledger.loaves()}
    changed = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
    assert set(network.addresses) == changed
    assert changed < set(baked), "what was baked anew to the same bytes nobody has to fetch again"
    assert {"/article/55/", "/", "/feeds/latest.xml", "/section/news/?page=2"} <= changed
    assert network.addresses[0].startswith("/article/55/")
    network.told.clear()
    with transaction.atomic():
        intake.accept_article(make_article(id=58), published_at=timezone.now())
    house.follow()
    tell(house.teller, is_told(house.ledger))
    assert {"/article/58/", "/"} <= set(network.addresses), "somebody may have looked for it before"


needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")


@needs_nginx
@pytest.mark.django_db
def test_a_network_may_keep_what_it_is_told_of_and_nothing_else(settings, network, house, tmp_path):
    withdraw(57)
    house.follow()
    write_headers(house.tree, house.website, ROOT)
    with WebServer(house.tree.folder, tmp_path / "nginx") as nginx:
        for address in ("/", "/article/55/", "/section/news/?page=2", "/feeds/latest.xml", "/api/articles/55/"):
            said = nginx.get(address).headers
            assert said["cdn-cache-control"] == "max-age=3600", address
            assert said["cache-control"] == "public, max-age=0, must-revalidate", "browsers ask every time"
        assert nginx.get("/article/57/").status == 410
        assert nginx.get("/article/57/").headers["cdn-cache-control"] == "max-age=3600"
        for address in ("/article/55/?from=timeline", "/article//55/", "/%61rticle/55/", "/./article/55/"):
            assert nginx.get(address).status == 200
            assert nginx.get(address).headers["cdn-cache-control"] == "max-age=3600, no-store", address
        for address in ("/search/?q=x", "/article/99/", "/article/55/?page=2"):
            assert "cdn-cache-control" not in nginx.get(address).headers, address
    settings.CDN_FORM, settings.CDN_SECONDS = "keys", 600
    write_headers(house.tree, house.website, ROOT)
    with WebServer(house.tree.folder, tmp_path / "nginx-with-keys") as nginx:
        said = nginx.get("/section/news/?page=2").headers
    assert (said["surrogate-control"], said["surrogate-key"]) == ("max-age=600", "/section/news/ page")


class UntilTold(Event):
    """A baker is stopped when somebody has told the network something."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network, self._deadline = network, time.monotonic() + LONGEST

    def is_set(self) -> bool:
        assert time.monotonic() < self._deadline
        return bool(self._network.told)


@pytest.mark.django_db
def test_a_baker_that_lost_its_notes_has_the_network_forget_everything_when_all_is_baked(network, settings, tmp_path):
    as_outside(settings)
    make_published_edition(articles=[make_article(id=55)])
    for lost in (True, False, True):
        if lost:
            for file in tmp_path.glob("ledger.sqlite3*"):
                file.unlink()
        with Baker(tmp_path, ROOT) as baker:
            baker.bake_all(lambda done, waiting: _assert_nothing_untold(baker))
            assert [row.address for row in baker.ledger.untold(time.time(), 9)] == [cdn.EVERYTHING] * lost
            baker.ledger.forget_untold(time.time())


def _assert_nothing_untold(baker: Baker) -> None:
    assert baker.ledger.untold_next() is None, "in the midst of it the network would fetch what is old here, too"


@pytest.mark.django_db
def test_so_it_does_when_it_follows(network, settings, tmp_path):
    as_outside(settings)
    make_published_edition(articles=[make_article(id=55)])
    with Baker(tmp_path, ROOT) as baker:
        baker.follow(UntilTold(network))
        assert [(one.method, one.path) for one in network.told] == [("BAN", "/")]
        assert baker.ledger.count_waiting() == 0


class Varnish(Nginx):
    """A real Varnish with the configuration that is deployed, before a server on this machine."""

    def __init__(self, folder: Path, before: int) -> None:
        folder.mkdir()
        words = VCL.read_text(encoding="utf-8").replace("front.example", "127.0.0.1").replace('"80"', f'"{before}"')
        # As it is deployed it has one name, whatever it is asked by.
        assert 'req.http.Host = "news.example"' in words
        (folder / "newsroom.vcl").write_text(words, encoding="utf-8")
        super().__init__(folder, folder / "newsroom.vcl", free_port())

    def __enter__(self) -> Varnish:
        assert VARNISH
        (self.folder / "error.log").touch()
        self._process = subprocess.Popen(
            [VARNISH, "-F", "-j", "none", "-a", f"127.0.0.1:{self.port}", "-f", self.main, "-n", self.folder / "work",
             "-s", "malloc,16m", "-p", "vsl_space=2m"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait()
        return self


needs_varnish = pytest.mark.skipif(VARNISH is None, reason="no Varnish here: apt-get install varnish")


@pytest.fixture
def edge_and_nginx(settings, house, network, tmp_path):
    """Nginx with the baked pages, and a Varnish before it that bakers tell what changed."""
    write_headers(house.tree, house.website, ROOT)
    with WebServer(house.tree.folder, tmp_path / "nginx") as nginx, Varnish(tmp_path / "varnish", nginx.port) as edge:
        settings.CDN_URLS = [f"http://127.0.0.1:{edge.port}"]
        yield nginx, edge


@needs_nginx
@needs_varnish
@pytest.mark.django_db
def test_what_was_withdrawn_goes_from_a_cache_that_keeps_pages_for_an_hour(house, edge_and_nginx):
    nginx, edge = edge_and_nginx
    page = edge.get("/article/55/")
    assert (page.status, page.is_kept) == (200, False)
    assert edge.get("/article/55/").is_kept, "the second reader has it from there"
    for address in ("/article/55/?from=timeline", "/search/?q=x"):
        assert [edge.get(address).is_kept for _twice in range(2)] == [False, False], address
    withdraw(55)
    house.follow()
    # nginx has the old one open for a second more.
    assert eventually(lambda: nginx.get("/article/55/").status == 410)
    assert edge.get("/article/55/").body == page.body, "an hour long, if nobody told it"
    tell(house.teller, is_told(house.ledger))
    for _twice in range(2):
        notice = edge.get("/article/55/")
        assert (notice.status, "本文已撤回" in notice.body.decode()) == (410, True)
    assert notice.is_kept


@needs_nginx
@needs_varnish
@pytest.mark.django_db
def test_a_cache_whose_baker_lost_its_notes_has_every_page_fetched_anew(house, edge_and_nginx):
    _nginx, edge = edge_and_nginx
    pages = ("/article/55/", "/section/news/?page=2", "/feeds/latest.xml")
    assert [[edge.get(page).is_kept for page in pages] for _twice in range(2)] == [[False] * 3, [True] * 3]
    house.teller.note(cdn.EVERYTHING, Rank.EVERYTHING)
    tell(house.teller, is_told(house.ledger))
    assert [[edge.get(page).is_kept for page in pages] for _twice in range(2)] == [[False] * 3, [True] * 3]
