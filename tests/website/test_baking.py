"""The website as files: what is baked, what never is, and that no event is passed over however a process dies."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import brotli
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.website.bakehouse import ROOT, Bakehouse, as_outside, contents
from tests.website.factories import (
    CRAFT,
    MASTHEAD,
    make_article,
    make_page,
    make_published_edition,
    make_published_topic,
    picture,
)
from website import cdn, intake
from website.baking import addresses, reach
from website.baking import baker as baker_module
from website.baking.asking import Answer, Website
from website.baking.baker import Baker, Taken
from website.baking.following import NO_MORE_BATCHES, Follower
from website.baking.ledger import Ledger, Rank
from website.baking.place import Behind, Moment, Place
from website.baking.tree import StrangeAddress, Tree, file_of
from website.intake.door import note_in_outbox
from website.management.commands.bake import Progress
from website.models import OutboxEvent, PublishedEdition

pytestmark = pytest.mark.django_db
LONGEST = 180.0


@pytest.fixture(autouse=True)
def _as_outside(settings: Any) -> None:
    as_outside(settings)


@pytest.fixture
def bakehouse(tmp_path: Path) -> Iterator[Bakehouse]:
    house = Bakehouse(tmp_path / "tree")
    yield house
    house.close()


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


# -- where an answer lies --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/article/12/", "article/12/index.html"),
        ("/section/news/?page=2", "section/news/index.page-2.html"),
        ("/api/articles/12/", "api/articles/12/index.json"),
        ("/article/12/ninjs.json", "article/12/ninjs.json"),
        ("/.well-known/tdmrep.json", ".well-known/tdmrep.json"),
    ],
)
def test_every_address_has_a_file_of_its_own(address, file):
    assert file_of(address) == file


@pytest.mark.parametrize(
    "address",
    ["", "article/1/", "/../etc/passwd", "/a/../b/", "//etc/passwd", "/a//b/", "/.ssh/x", "/a/?page=0", "/a/?q=x",
     "/a/?page=2&page=3", "/a.xml?page=2", "/ä/", "/a b/", "/a/\n", "/%2e%2e/x"],
)  # fmt: skip
def test_no_address_leads_out_of_the_tree(address):
    with pytest.raises(StrangeAddress):
        file_of(address)


def test_each_file_lies_there_plain_and_compressed(tmp_path):
    tree = Tree(tmp_path)
    tree.prepare()
    words = "东湖水位回落。".encode() * 100
    tree.put("/article/1/", words)
    plain = tmp_path / "live/article/1/index.html"
    assert plain.read_bytes() == words
    assert gzip.decompress(plain.with_name("index.html.gz").read_bytes()) == words
    assert brotli.decompress(plain.with_name("index.html.br").read_bytes()) == words
    tree.put("/article/1/", b"short")
    assert [name for name, _file in tree.files()] == ["live/article/1/index.html"]


def test_a_page_that_changes_twice_in_a_second_has_three_tags(tmp_path):
    tree = Tree(tmp_path)
    tree.prepare()
    moments = []
    for words in (b"one", b"two", b"six"):
        tree.put("/", words)
        moments.append(int((tmp_path / "live/index.html").stat().st_mtime))
    assert len(set(moments)) == 3


def test_two_machines_say_the_same_tag_of_the_same_page_whenever_each_baked_it(tmp_path):
    words = "东湖水位回落。".encode() * 100
    one, other = Tree(tmp_path / "one"), Tree(tmp_path / "other")
    one.prepare()
    other.prepare()
    one.put("/article/1/", words)
    other.put("/article/1/", b"as it was before")
    other.put("/article/1/", words)

    def seen_by_a_web_server(tree):
        return {name: (file.stat().st_mtime_ns, file.stat().st_size) for name, file in tree.files()}

    assert seen_by_a_web_server(one) == seen_by_a_web_server(other)
    assert len({moment for moment, _size in seen_by_a_web_server(one).values()}) == 1


def test_a_page_baked_by_an_earlier_release_gets_the_tag_it_has_elsewhere(bakehouse):
    make_published_edition()
    bakehouse.begin()
    file = bakehouse.tree.folder / "live/index.html"
    moment = file.stat().st_mtime
    os.utime(file, (0, 0))
    bakehouse.begin()
    assert file.stat().st_mtime == moment


def test_what_a_killed_baker_had_begun_to_write_is_never_served(tmp_path):
    tree = Tree(tmp_path)
    tree.prepare()
    (tmp_path / "unfinished" / "1").write_bytes(b"half a pa")
    Tree(tmp_path).prepare()
    assert list((tmp_path / "unfinished").iterdir()) == []
    assert list(tree.files()) == []


# -- what is baked ---------------------------------------------------------------------------------------------
def test_every_file_is_what_a_reader_would_have_got(client, bakehouse):
    make_published_edition(articles=[make_article(id=55, series=CRAFT, series_part=1), make_article(id=56)])
    withdraw(56)
    bakehouse.begin()
    loaves = {loaf.address: loaf for loaf in bakehouse.ledger.loaves()}
    assert {"/", "/article/55/", "/feeds/series/craft.xml", "/epaper/2025-10-17/A01/", "/sitemap.xml"} <= set(loaves)
    for address, loaf in loaves.items():
        answer = client.get(address, headers={"host": "news.example"}, secure=True)
        assert (answer.status_code, answer["Content-Type"]) == (loaf.status, loaf.content_type), address
        assert answer.content == bakehouse.tree.read(address, gone=loaf.status == 410), address
        assert not answer.cookies
    assert {address for address, loaf in loaves.items() if loaf.status == 410} == {
        "/article/56/", "/article/56/ninjs.json", "/api/articles/56/",
    }  # fmt: skip


def test_neither_searches_nor_what_leads_on_nor_what_does_not_exist_is_baked(bakehouse):
    make_published_edition(articles=[make_article(id=55)])
    bakehouse.begin()
    baked = {loaf.address for loaf in bakehouse.ledger.loaves()}
    never = ("/search/", "/api/search/", "/healthz", "/readyz", "/epaper/", "/front/2025-10-17/", "/article/56/")
    assert baked.isdisjoint(never)
    assert all(loaf.status in {200, 410} for loaf in bakehouse.ledger.loaves())


@pytest.mark.parametrize("header", ["cookie", "accept-language", "user-agent"])
def test_no_reader_makes_another_page_of_what_is_baked(client, bakehouse, header):
    """Which letters somebody likes and whether he reads by night his browser knows alone."""
    make_published_edition(articles=[make_article(id=55)])
    bakehouse.begin()
    said = {"cookie": "newsroom_language=en; text=large", "accept-language": "en", "user-agent": "Mobile"}[header]
    for loaf in bakehouse.ledger.loaves():
        answer = client.get(loaf.address, headers={"host": "news.example", header: said}, secure=True)
        assert answer.content == bakehouse.tree.read(loaf.address), loaf.address


def test_an_answer_with_a_cookie_is_refused(bakehouse, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.website.bakehouse.remembering_who_asks"]
    with pytest.raises(ValueError, match="one reader"):
        Website(ROOT).ask("/robots.txt")


# -- what a change touches -------------------------------------------------------------------------------------
def test_the_table_has_every_kind_of_event():
    assert set(reach.TABLE) == set(OutboxEvent.Kind.values)


def test_a_withdrawn_article_is_a_notice_before_anything_else_is_baked(bakehouse):
    make_published_edition(articles=[make_article(id=55, body="<p>绝密的渡口</p>"), make_article(id=56)])
    bakehouse.begin()
    assert any("绝密的渡口".encode() in content for content in contents(bakehouse.tree).values())
    # A whole new edition is waiting.
    make_published_edition(date="2025-10-18", articles=[make_article() for _ in range(5)])
    withdraw(55)
    order = bakehouse.follow()
    assert order[:3] == addresses.of_article(55)
    assert not bakehouse.tree.has("/article/55/")
    assert "本文已撤回".encode() in bakehouse.tree.read("/article/55/", gone=True)
    assert not any("绝密的渡口".encode() in content for content in contents(bakehouse.tree).values())


def test_a_new_edition_is_on_the_front_page_before_its_many_articles_are_baked(bakehouse):
    make_published_edition(date="2025-10-17", articles=[make_article(id=55)])
    bakehouse.begin()
    articles = [make_article(id=60 + number) for number in range(5)]
    make_published_edition(date="2025-10-18", pages=(make_page("A01", *articles),))
    order = bakehouse.follow()
    assert order[0] == "/"
    read = ["/article/64/", "/epaper/2025-10-18/", "/epaper/2025-10-18/A01/"]
    for_programs = ["/article/60/ninjs.json", "/api/articles/60/", "/api/issues/2025-10-18/"]
    assert max(map(order.index, read)) < min(map(order.index, for_programs))


def test_news_do_not_wait_for_the_many_pages_that_only_name_what_was_withdrawn(bakehouse):
    make_published_edition(articles=[make_article(id=50 + number) for number in range(6)])
    bakehouse.begin()
    withdraw(55)
    with transaction.atomic():
        intake.accept_article(make_article(id=70), published_at=datetime.now(UTC))
    order = bakehouse.follow()
    names_it, news = order.index("/article/50/"), [order.index("/"), order.index("/article/70/")]
    assert order.index("/article/55/") < min(news)
    assert max(news) < names_it < order.index("/article/70/ninjs.json")


def test_a_new_edition_leaves_the_archive_alone(bakehouse):
    for day in range(1, 9):
        make_published_edition(date=f"2025-10-0{day}", articles=[make_article(id=900 + day)])
    bakehouse.begin()
    make_published_edition(date="2025-10-17", articles=[make_article(id=999)])
    order = bakehouse.follow()
    assert "/article/999/" in order
    assert "/" in order
    assert "/epaper/2025-10-08/" in order  # it leads to the next issue now
    assert "/article/901/" not in order
    assert "/epaper/2025-10-01/" not in order


def test_another_masthead_changes_every_page(bakehouse):
    make_published_edition(date="2025-10-01", articles=[make_article(id=901)])
    make_published_edition(date="2025-10-02")
    make_published_edition(date="2025-10-03")
    bakehouse.begin()
    fields = {name: getattr(MASTHEAD, name) for name in MASTHEAD.__dataclass_fields__}
    make_published_edition(date="2025-10-17", masthead=intake.MastheadCopy(**{**fields, "phone": "0000-7654321"}))
    assert "/article/901/" in bakehouse.follow()
    assert b"0000-7654321" in bakehouse.tree.read("/article/901/")


def test_a_page_that_cannot_be_made_stays_as_it_was_unless_it_may_be_withdrawn(bakehouse, monkeypatch):
    make_published_edition(articles=[make_article(id=55)])
    bakehouse.begin()
    before = bakehouse.tree.read("/about/")
    monkeypatch.setattr(bakehouse.website, "ask", lambda address: Answer(500, b"", "text/html", {}))
    bakehouse.ledger.put_in_line(["/about/"], Rank.NEWS)
    bakehouse.ledger.put_in_line(["/article/55/"], Rank.AT_ONCE)
    assert bakehouse.oven.bake_next()
    assert bakehouse.oven.bake_next()
    bakehouse.oven.keep()
    assert bakehouse.tree.read("/about/") == before
    assert not bakehouse.tree.has("/article/55/")
    assert bakehouse.ledger.count_waiting() == 2  # both are tried again


def test_news_leave_their_file_when_they_grow_old(bakehouse):
    now = datetime.now(UTC)
    make_published_edition(published_at=now - timedelta(days=1, hours=23), articles=[make_article(id=55)])
    bakehouse.begin()
    assert b"/article/55/" in bakehouse.tree.read("/sitemap-news.xml")
    assert bakehouse.ledger.take_due((now + timedelta(minutes=50)).timestamp()) == []
    assert bakehouse.ledger.take_due((now + timedelta(minutes=70)).timestamp()) == ["/sitemap-news.xml"]


def test_the_front_page_is_baked_anew_when_it_is_arranged_and_when_a_place_ends(bakehouse):
    make_published_edition(articles=[make_article(id=55, headline="头条"), make_article(id=56, headline="二条")])
    bakehouse.begin()
    ends = datetime.now(UTC) + timedelta(hours=1)
    with transaction.atomic():
        place = intake.FrontPlaceCopy(56, "top", 1, until=ends, headline="另题")
        intake.accept_front(intake.FrontCopy(PublishedEdition.objects.get().pk, 1, (place,)))
    assert bakehouse.follow()[0] == "/"
    assert "另题".encode() in bakehouse.tree.read("/")
    assert "/" not in bakehouse.ledger.take_due((ends - timedelta(seconds=1)).timestamp())
    assert "/" in bakehouse.ledger.take_due(ends.timestamp())


def test_one_address_that_cannot_be_a_file_does_not_hold_up_the_others(bakehouse):
    make_published_edition(articles=[make_article(id=55)])
    bakehouse.ledger.put_in_line(["/section/x y/", "/article/55/"], Rank.AT_ONCE)
    assert bakehouse.oven.bake_next()
    assert bakehouse.oven.bake_next()
    bakehouse.oven.keep()
    assert bakehouse.tree.has("/article/55/")
    assert bakehouse.ledger.count_waiting() == 1


def test_what_was_withdrawn_while_nobody_baked_goes_before_all_else(bakehouse):
    make_published_edition(articles=[make_article(id=55), make_article(id=56)])
    bakehouse.begin()
    withdraw(55)
    bakehouse.follower.begin_anew()
    assert bakehouse.ledger.waiting(Rank.AT_ONCE) == addresses.of_article(55)


def test_news_of_the_minute_in_which_a_standby_took_over_do_not_stand_behind_the_archive(bakehouse, monkeypatch):
    make_published_edition(date="2025-10-16", articles=[make_article(id=55)])
    bakehouse.follower.begin_anew(Moment("house/newsroom/1", floor=1, end=1, is_standby=False, clock=0.0))
    bakehouse.follow()
    make_published_edition(articles=[make_article(id=56)])
    promoted = Moment("house/newsroom/2", floor=10**15, end=10**15, is_standby=False, clock=0.0)
    monkeypatch.setattr(Moment, "now", lambda: promoted)
    assert bakehouse.follower.go_on()
    assert "/article/56/" in bakehouse.ledger.waiting(Rank.NEWS)
    assert "/article/55/" in bakehouse.ledger.waiting(Rank.EVERYTHING)


class FullDisk:
    """The disk takes nothing more, as a real one says it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __enter__(self) -> None:
        self._patch.setattr(Tree, "_replace", self._refuse)
        self._patch.setattr(Ledger, "put_in_line", self._refuse_notes)

    def __exit__(self, *_error: object) -> None:
        self._patch.undo()

    def _refuse(self, *_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def _refuse_notes(self, *_args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")


SHOWING_55 = ("/article/55/", "/", "/section/news/", "/epaper/2025-10-17/A01/", "/feeds/latest.xml")


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_goes_also_when_the_disk_is_full_and_nothing_is_forgotten(tmp_path, settings, monkeypatch):
    settings.CDN_URLS, told = ["https://network.example"], list[str]()
    monkeypatch.setattr(cdn, "tell", told.extend)
    make_published_edition(date="2025-10-16", articles=[make_article(id=56)])
    make_published_edition(articles=[make_article(id=55), make_article(id=57)])  # beside 57 stands the headline of 55
    monkeypatch.setattr(baker_module, "PAUSE", 0.1)
    with Baker(tmp_path, ROOT) as baker:
        baker.bake_all(lambda done, waiting: None)
    assert all(map(Tree(tmp_path).has, SHOWING_55))
    withdraw(55)
    tree = Tree(tmp_path)
    with FullDisk(monkeypatch), Following(tmp_path):
        _wait_until(lambda: not any(tree.has(address) for address in SHOWING_55))
        _wait_until(lambda: set(SHOWING_55) <= set(told))
        assert tree.has("/article/56/")  # nothing is wrong with that
    with Following(tmp_path):
        _wait_until(lambda: tree.has("/article/55/", gone=True) and all(map(tree.has, SHOWING_55[1:])))


class Following:
    """A baker at work in a thread of his own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stop = folder, Event()
        self._thread = Thread(target=self._follow)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        with Baker(self._folder, ROOT) as baker:
            baker.follow(self._stop)
        connection.close()


def test_files_of_an_earlier_release_are_cleared_away(tmp_path):
    make_published_edition(articles=[make_article(id=55)])
    with Baker(tmp_path, ROOT) as baker:
        baker.tree.put("/old/form/", b"x" * 500)
        baker.bake_all(lambda done, waiting: None)
        assert baker.tree.has("/article/55/")
        assert not baker.tree.has("/old/form/")


def test_what_cannot_be_baked_is_told_and_does_not_keep_the_rest_waiting(tmp_path, settings, monkeypatch, capsys):
    make_published_edition(articles=[make_article(id=55)])
    ask = Website.ask
    broken = Answer(500, b"", "text/html", {})
    monkeypatch.setattr(Website, "ask", lambda own, address: broken if address == "/about/" else ask(own, address))
    monkeypatch.setattr("website.baking.oven.PAUSE", 0.0)
    settings.BAKED_DIR, settings.SIDE = str(tmp_path), ""
    with pytest.raises(CommandError, match="1 addresses could not be baked"):
        call_command("bake", "--all")
    assert Tree(tmp_path).has("/article/55/")


def test_only_one_bakes_into_a_folder(tmp_path):
    with Baker(tmp_path, ROOT), pytest.raises(Taken), Baker(tmp_path, ROOT):
        pass


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [("BAKED_DIR", "", "NEWSROOM_BAKED_DIR"), ("WEBSITE_URL", "", "NEWSROOM_WEBSITE_URL"), ("SIDE", "desk", "SIDE")],
)
def test_what_is_not_set_is_told_in_one_line(settings, tmp_path, setting, value, told):
    settings.BAKED_DIR = str(tmp_path)
    setattr(settings, setting, value)
    with pytest.raises(CommandError, match=told):
        call_command("bake", "--all")


def test_the_progress_of_a_big_paper_is_shown():
    said: list[str] = []
    Progress(said.append)(25, lambda: 75)
    assert said == ["\r[########........................] 25 of 100"]


# -- reading the outbox along ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_an_event_that_took_its_number_first_and_was_completed_last_is_seen(tmp_path):
    make_published_edition(articles=[make_article(id=55), make_article(id=56)])
    tree = Tree(tmp_path)
    tree.prepare()
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    follower = Follower(ledger)
    assert follower.go_on()
    _empty(ledger)
    slow = connection.Database.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    try:
        slow.cursor().execute(
            "INSERT INTO website_outboxevent (key, kind, subject_id, attempts)"
            " VALUES ('slow', 'article_corrected', 55, 0)"
        )
        withdraw(56)
        assert follower.go_on()
        assert "/article/56/" in _empty(ledger)
        assert not follower.go_on()
        slow.commit()
    finally:
        slow.close()
    assert follower.go_on()
    assert "/article/55/" in _empty(ledger)
    assert not follower.go_on()
    ledger.close()


@pytest.mark.django_db(transaction=True)
def test_in_another_database_or_release_everything_is_baked_anew(tmp_path, settings):
    make_published_edition(articles=[make_article(id=55)])
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    follower = Follower(ledger)
    follower.go_on()
    _empty(ledger)
    place = Place(*ledger.noted("place"))
    for elsewhere in (replace(place, cluster="another"), replace(place, end=place.end + 10**6)):
        ledger.note("place", astuple(elsewhere))
        assert follower.go_on()
        assert "/article/55/" in _empty(ledger)
    settings.TDM_POLICY = "https://news.example/terms/"
    assert follower.go_on()
    assert "/article/55/" in _empty(ledger)
    assert not follower.go_on()
    ledger.close()


@pytest.mark.django_db(transaction=True)
def test_earlier_years_that_came_in_by_batches_are_baked_when_the_last_one_is_in(tmp_path, monkeypatch):
    make_published_edition(articles=[make_article(id=55)])
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    follower = Follower(ledger)
    follower.go_on()
    _empty(ledger)
    for batch in (1, 2):
        with transaction.atomic():
            note_in_outbox(OutboxEvent.Kind.ARCHIVE_IMPORTED, 7, batch)
        assert follower.go_on()
        assert _empty(ledger) == []
    now = Moment.now()
    monkeypatch.setattr(Moment, "now", lambda: replace(now, clock=now.clock + NO_MORE_BATCHES + 1))
    assert follower.go_on()
    assert "/article/55/" in _empty(ledger)
    assert not follower.go_on()
    ledger.close()


@pytest.mark.django_db(transaction=True)
def test_a_standby_that_lags_is_waited_for(tmp_path, monkeypatch):
    """Another standby is asked now, which has not got what was withdrawn: nothing may be baked from it."""
    make_published_edition(articles=[make_article(id=55)])
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    follower = Follower(ledger)
    # Asked before: other databases of the same server count on meanwhile.
    before = Moment.now()
    follower.go_on()
    _empty(ledger)
    monkeypatch.setattr(Moment, "now", lambda: replace(before, is_standby=True, end=before.end - 1))
    with pytest.raises(Behind):
        follower.go_on()
    assert _empty(ledger) == []
    ledger.close()


@pytest.mark.django_db(transaction=True)
def test_an_event_under_the_number_of_a_transaction_that_a_crash_took_back_is_seen(tmp_path):
    make_published_edition(articles=[make_article(id=55)])
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    follower = Follower(ledger)
    follower.go_on()
    _empty(ledger)
    with transaction.atomic():
        intake.withdraw_article(55, notice="本文已撤回。")
        OutboxEvent.objects.filter(kind="article_withdrawn").update(written_by=3)
    assert follower.go_on()
    assert _empty(ledger)[:3] == addresses.of_article(55)
    ledger.close()


def _empty(ledger: Ledger) -> list[str]:
    found = []
    while waiting := ledger.next_in_line(float("inf")):
        found.append(waiting[0])
        ledger.take_from_line(waiting[0])
    return found


class Process:
    """`manage.py bake --follow` in a process of its own, signed in as readers are."""

    def __init__(self, folder: Path) -> None:
        connection.ensure_connection()
        at = connection.connection.info
        owner = f"{quote(at.user)}:{quote(at.password or '')}"
        place = f"{quote(at.host, safe='')}:{at.port}/{quote(at.dbname)}"
        reader = quote(django_settings.READER_ROLE)
        url = f"postgres://{owner}@{place}" if at.password else f"postgres://{reader}@{place}"
        self.command = [sys.executable, "manage.py", "bake"]
        self.environment = {
            **os.environ,
            "NEWSROOM_SIDE": "website",
            "READER_DATABASE_URL": url,
            "NEWSROOM_WEBSITE_URL": ROOT,
            "NEWSROOM_HOSTS": "news.example",
            "NEWSROOM_STATE_DIR": str(folder / "state"),
            "NEWSROOM_BAKED_DIR": str(folder / "tree"),
            "NEWSROOM_DEBUG": "1",
        }

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self.command, "--follow"],
            cwd=django_settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def bake_all(self, folder: Path) -> None:
        subprocess.run(
            [*self.command, "--all"],
            cwd=django_settings.BASE_DIR,
            env={**self.environment, "NEWSROOM_BAKED_DIR": str(folder)},
            check=True,
            capture_output=True,
            timeout=LONGEST,
        )


@pytest.mark.django_db(transaction=True)
def test_a_baker_that_is_killed_again_and_again_ends_with_the_same_files(tmp_path):
    make_published_edition(date="2025-10-16", articles=[make_article(id=50), make_article(id=51)])
    process, tree = Process(tmp_path), Tree(tmp_path / "tree")
    for round_number in range(3):
        child = process.start()
        _wait_for(tree, f"/article/{50 + round_number}/")
        make_published_edition(
            date=f"2025-10-{17 + round_number}",
            pages=(make_page("A01", make_article(id=51 + round_number), *(make_article() for _ in range(4))),),
        )
        if round_number == 1:
            withdraw(50)
        # In the midst of its work, wherever it is.
        time.sleep(0.15 * (1 + round_number))
        child.send_signal(signal.SIGKILL)
        child.wait()
    child = process.start()
    _wait_until(lambda: _is_done(tmp_path / "tree"))
    child.terminate()
    assert child.wait(LONGEST) == 0
    process.bake_all(tmp_path / "whole")
    assert contents(tree) == contents(Tree(tmp_path / "whole"))


def _is_done(folder: Path) -> bool:
    """Whether the outbox was read to its end, and nothing waits any more."""
    with sqlite3.connect(f"file:{folder}/ledger.sqlite3?mode=ro", uri=True) as notes:
        (place,) = notes.execute("SELECT value FROM notes WHERE name = 'place'").fetchone() or ("[0, 0, 0, 0, []]",)
        (waiting,) = notes.execute("SELECT count(*) FROM waiting").fetchone()
    return not waiting and json.loads(place)[3] == OutboxEvent.objects.latest("id").pk


def _wait_for(tree: Tree, address: str) -> None:
    _wait_until(lambda: tree.has(address) or tree.has(address, gone=True))


def _wait_until(is_so: Any) -> None:
    deadline = time.monotonic() + LONGEST
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def test_a_topic_that_changes_is_baked_with_the_articles_that_name_it_and_one_that_moves_leaves_no_file(bakehouse):
    make_published_edition(articles=[make_article(id=55), make_article(id=56)])
    number = make_published_topic(55)
    bakehouse.begin()
    assert bakehouse.tree.read("/topic/old-town/") is not None
    make_published_topic(56, id=number, slug="seven-lanes")
    baked = bakehouse.follow()
    assert {"/topic/seven-lanes/", "/topic/", "/", "/article/55/", "/article/56/"} <= set(baked)
    known = {loaf.address for loaf in bakehouse.ledger.loaves()}
    assert not {address for address in known if "old-town" in address}
    assert b"seven-lanes" not in (bakehouse.tree.read("/article/55/") or b"")
    for form in ("/article/{}/ninjs.json", "/api/articles/{}/"):
        told = [b"seven-lanes" in bakehouse.tree.read(form.format(number)) for number in (55, 56)]
        assert told == [False, True], form
    for address in ("/epaper/2025-10-17/ninjs.json", "/feeds/section/news.json", "/feeds/issue/2025-10-17.atom"):
        assert "旧城更新".encode() in bakehouse.tree.read(address), address
    withdraw(56)
    assert "/topic/seven-lanes/" in bakehouse.follow()
    with transaction.atomic():
        intake.remove_topic(number)
    bakehouse.follow()
    assert not {loaf.address for loaf in bakehouse.ledger.loaves() if loaf.address.startswith("/topic/seven")}
    for address in ("/epaper/2025-10-17/ninjs.json", "/feeds/section/news.json", "/feeds/latest.xml"):
        assert "旧城更新".encode() not in bakehouse.tree.read(address), address


def test_a_photo_that_leaves_its_topic_leaves_the_files_too(bakehouse):
    make_published_edition(articles=[make_article(id=55)])
    shown = picture(3)
    number = make_published_topic(55, picture=shown)
    bakehouse.begin()
    there = [name for name, content in contents(bakehouse.tree).items() if shown.base.encode() in content]
    assert any("old-town" in name for name in there)
    make_published_topic(55, id=number)
    bakehouse.follow()
    assert not [name for name, content in contents(bakehouse.tree).items() if shown.base.encode() in content]
