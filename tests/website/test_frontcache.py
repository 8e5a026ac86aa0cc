"""Pages in memory: nothing is answered from there that Django would not answer afresh, and nothing private is kept."""

from __future__ import annotations

import gzip
import io
import random
import threading
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from tests.racing import at_once
from tests.waiting import eventually
from tests.website.factories import (
    CRAFT,
    LOCAL,
    edition_copy,
    make_article,
    make_published_edition,
    make_published_topic,
)
from website import intake
from website.away import is_away
from website.frontcache import FrontCache
from website.frontcache import kept as kept_module
from website.frontcache.asking import NAMES
from website.frontcache.following import Event, Look, Record
from website.frontcache.kept import Answer, Kept
from website.frontcache.shelf import Shelf
from website.furniture import forget_furniture
from website.intake import CorrectionCopy
from website.models import FrontPlace, OutboxEvent, PublishedArticle, PublishedEdition
from website.record import MADE_OF, record_state
from website.urls import urlpatterns

pytestmark = pytest.mark.django_db
ROOM = 32 * 2**20
HOST = "localhost"


@pytest.fixture(autouse=True)
def _as_on_the_website_s_side(settings):
    settings.DEBUG = False
    settings.MIDDLEWARE = settings.READER_MIDDLEWARE
    settings.ROOT_URLCONF = "newsroom.website_urls"
    # As Django's own test client does: a request must not end the connection in whose transaction the test runs.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Paper:
    """Django behind a front cache whose follower looks when the test says so; it counts what Django has to answer."""

    def __init__(self, room: int = ROOM) -> None:
        self.django = get_wsgi_application()
        self.made: list[str] = []
        self.record = Record()
        self.cache = FrontCache(self._counted, room=room)
        self.cache.follower.start = lambda: None
        self.follow()

    def _counted(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def follow(self):
        self.cache.saw(self.record.look())

    def get(self, address, method="GET", **headers):
        return asked(self.cache, address, method, **headers)

    def fresh(self, address, **headers):
        return asked(self.django, address, **headers)


def environ_of(address, method="GET", **headers) -> dict[str, Any]:
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def asked(application, address, method="GET", **headers):
    said = []
    parts = application(environ_of(address, method, **headers), lambda status, fields: said.append((status, fields)))
    body = b"".join(parts)
    getattr(parts, "close", lambda: None)()
    status, fields = said[0]
    assert len({name for name, _value in fields}) == len(fields), fields
    return SimpleNamespace(status=int(status[:3]), headers=dict(fields), body=body)


@pytest.fixture
def paper():
    """An edition with two articles, and one from the day before, whose page leads to neither of them."""
    make_published_edition(date=date(2025, 10, 16), articles=[make_article(id=76)])
    make_published_edition(articles=[make_article(id=77), make_article(id=78, series=CRAFT)])
    return Paper()


def withdraw(number):
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


def correct(number, **more):
    notice = CorrectionCopy(OutboxEvent.objects.count() + number * 1000, "text", "更正一处。", datetime.now(UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=number, **more), notice)


# -- what is answered from memory ------------------------------------------------------------------------------------
def test_a_page_is_made_once_and_then_given_from_memory(paper):
    first, second = paper.get("/article/77/"), paper.get("/article/77/")
    assert first.body == second.body == paper.fresh("/article/77/").body
    assert paper.made == ["/article/77/"]


def test_a_page_from_memory_follows_its_topic(paper):
    number = make_published_topic(77, name="原来的名字")
    paper.follow()
    assert "原来的名字" in paper.get("/topic/old-town/").body.decode()
    make_published_topic(77, id=number, name="后来的名字")
    paper.follow()
    assert "后来的名字" in paper.get("/topic/old-town/").body.decode()
    with transaction.atomic():
        intake.remove_topic(number)
    paper.follow()
    assert paper.get("/topic/old-town/").status == 404


@pytest.mark.parametrize(
    "address", ["/", "/article/77/", "/feeds/latest.xml", "/api/articles/", "/section/news/?page=1"]
)
def test_a_page_from_memory_says_all_that_django_says(paper, address):
    paper.get(address)
    kept, fresh = paper.get(address), paper.fresh(address)
    assert paper.made == [address.partition("?")[0]]
    assert kept.headers == {**fresh.headers, "Vary": "Accept-Encoding"}
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"} <= set(
        kept.headers
    )
    assert {"Cross-Origin-Opener-Policy", "ETag", "Last-Modified", "Cache-Control"} <= set(kept.headers)


def test_a_browser_gets_the_coding_it_accepts(paper):
    plain = paper.get("/article/77/")
    packed = paper.get("/article/77/", accept_encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in plain.headers
    assert paper.get("/article/77/", accept_encoding="gzip;q=0").body == plain.body
    assert len(paper.made) == 1


def test_a_page_that_is_asked_for_unpacked_is_opened_once(paper):
    assert paper.get("/article/77/", accept_encoding="gzip").headers["Content-Encoding"] == "gzip"
    before = kept_module._plain.cache_info()
    first, second = paper.get("/article/77/"), paper.get("/article/77/")
    after = kept_module._plain.cache_info()
    assert first.body == second.body == paper.fresh("/article/77/").body
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)


def test_a_browser_that_has_the_page_is_told_so_from_memory(paper):
    page = paper.get("/article/77/")
    for tag in (page.headers["ETag"], f'"another", {page.headers["ETag"]}', "*"):
        same = paper.get("/article/77/", if_none_match=tag)
        assert (same.status, same.body) == (304, b"")
    assert paper.get("/article/77/", if_none_match='"another"').status == 200
    assert paper.get("/article/77/", if_modified_since=page.headers["Last-Modified"]).status == 304
    assert len(paper.made) == 1
    fresh = paper.fresh("/article/77/", if_none_match=page.headers["ETag"])
    kept = paper.get("/article/77/", if_none_match=page.headers["ETag"])
    assert {**kept.headers, "Content-Length": "0"} == {**fresh.headers, "Vary": "Accept-Encoding"}


def test_who_asks_for_the_head_gets_the_head(paper):
    head = paper.get("/article/77/", method="HEAD")
    whole = paper.get("/article/77/")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    assert len(paper.made) == 1


def test_a_withdrawn_article_and_a_way_that_leads_on_are_kept_as_they_are(paper):
    withdraw(77)
    paper.follow()
    for address, status in (("/article/77/", 410), ("/epaper/", 302), ("/html/2025-10/17/content_78.htm", 301)):
        paper.get(address)
        kept, fresh = paper.get(address), paper.fresh(address)
        assert (kept.status, kept.body) == (fresh.status, fresh.body) == (status, fresh.body)
        assert kept.headers.get("Location") == fresh.headers.get("Location")
    assert len(paper.made) == 3


# -- the key ---------------------------------------------------------------------------------------------------------
def test_words_in_a_query_that_mean_nothing_do_not_make_another_page(paper):
    page = paper.get("/article/77/")
    for query in ("utm_source=letter", "from=timeline&isappinstalled=0", "page=9", "x", "%00=1", "a=1&a=2"):
        assert paper.get(f"/article/77/?{query}").body == page.body == paper.fresh(f"/article/77/?{query}").body
    assert len(paper.cache.pages) == 1
    assert len(paper.cache.lists) == 0
    assert len(paper.made) == 1


def test_the_page_of_a_list_is_kept_however_its_query_is_written(paper):
    for query in ("page=1", "utm=2&page=1", "page=7&page=1", "p%61ge=1"):
        assert paper.get(f"/section/news/?{query}").body == paper.fresh(f"/section/news/?{query}").body
    assert len(paper.made) == 1
    assert paper.get("/section/news/?page=9").status == 404


@pytest.mark.parametrize(
    "address",
    [
        "/section/news/?page=01",
        "/section/news/?page=%2B1",
        "/section/news/?page=",
        "/article/0077/",
        "/api/articles/?limit=5",
        "/api/articles/?utm_source=letter",
        "/search/?q=东湖",
        "/search/?utm_source=letter",
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/no-such-place/",
        "/article/4711/",
        "/article/77",
    ],
)
def test_what_is_asked_in_endlessly_many_ways_or_must_be_fresh_is_answered_and_not_kept(paper, address):
    for _time in range(2):
        assert paper.get(address).status == paper.fresh(address).status
    assert len(paper.made) == 2
    assert len(paper.cache.pages) + len(paper.cache.lists) == 0


def test_every_address_has_its_rule():
    known = {pattern.name for pattern in urlpatterns}
    alone = {"issue_pdf", "issue_epub", "page_pdf", "clip_picture", "picture", "api_search", "tdm_reservation"}
    alone |= {"icon", "robots", "service_worker", "healthz", "readyz"}
    assert set(NAMES) | alone == known
    assert not set(NAMES) & alone


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost:81", "localhost.", "other.example", "evil.localhost", ""])
def test_a_name_that_is_not_ours_is_never_a_key(paper, host):
    paper.get("/article/77/", host=host)
    assert len(paper.cache.pages) == 0


def test_one_paper_under_two_names_has_two_pages(paper, settings):
    paper.get("/article/77/")
    there = paper.get("/article/77/", host="127.0.0.1:80")
    assert b"http://127.0.0.1:80/article/77/" in there.body
    assert len(paper.made) == 2


def test_behind_a_proxy_the_scheme_is_part_of_the_key(settings):
    settings.BEHIND_PROXY, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    make_published_edition(articles=[make_article(id=77)])
    paper = Paper()
    for scheme in ("http", "https"):
        assert f"{scheme}://localhost/article/77/".encode() in paper.get("/article/77/", x_forwarded_proto=scheme).body
    paper.get("/article/77/", x_forwarded_proto="https, http")
    assert len(paper.cache.pages) == 2
    settings.SECURE_SSL_REDIRECT = True
    strict = Paper()
    led = strict.get("/article/77/?utm=1", x_forwarded_proto="http")
    assert led.headers["Location"] == "https://localhost/article/77/?utm=1"
    assert len(strict.cache.pages) == 0


def test_a_forged_scheme_changes_nothing_where_there_is_no_proxy(paper):
    page = paper.get("/article/77/", x_forwarded_proto="https", x_forwarded_host="evil.example")
    assert page.body == paper.fresh("/article/77/").body
    assert b"evil" not in page.body


# -- what is private -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic eDp5"},
        {"cookie": "newsroom_session=abc"},
        {"cookie": "theme=dark; newsroom_session=abc"},
        {"cookie": "csrftoken=abc"},
    ],
)
def test_who_says_who_he_is_neither_fills_the_memory_nor_reads_it(paper, headers):
    paper.get("/article/77/", **headers)
    assert len(paper.cache.pages) == 0
    paper.get("/article/77/")
    paper.get("/article/77/", **headers)
    assert len(paper.made) == 3


def test_a_cookie_of_somebody_else_changes_nothing(paper):
    paper.get("/article/77/", cookie="theme=dark; _counter=1")
    paper.get("/article/77/", cookie="theme=light", accept_language="en", user_agent="telephone")
    assert len(paper.made) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_only_reading_is_answered_from_memory(paper, method):
    paper.get("/article/77/")
    assert paper.get("/article/77/", method=method).status == 405
    assert len(paper.made) == 2


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Set-Cookie", "a=1"),
        ("Cache-Control", "private"),
        ("Cache-Control", "no-store"),
        ("Cache-Control", "No-Cache"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Language, Accept-Encoding"),
        ("Content-Encoding", "gzip"),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(header, value):
    assert Answer("200 OK", [("Content-Type", "text/html")], b"").may_be_kept()
    assert not Answer("200 OK", [(header, value)], b"").may_be_kept()


@pytest.mark.parametrize("status", ["400", "404", "405", "412", "500", "503"])
def test_what_went_wrong_is_not_kept(status):
    assert not Answer(status, [], b"").may_be_kept()


# -- what has changed ------------------------------------------------------------------------------------------------
def test_a_new_edition_is_on_the_front_page_when_the_record_was_followed(paper):
    before = paper.get("/").body
    make_published_edition(date=date(2025, 10, 18), articles=[make_article(headline="渡船今天开航")])
    assert paper.get("/").body == before
    paper.follow()
    assert "渡船今天开航" in paper.get("/").body.decode()


def test_what_is_withdrawn_leaves_the_memory_at_once(paper):
    for address in ("/", "/article/77/", "/article/76/", "/about/", "/section/news/?page=1", "/api/articles/"):
        paper.get(address)
    withdraw(77)
    paper.follow()
    left = {key[1] for key in paper.cache.pages._rows}
    assert left == {"/article/76/", "/about/"}
    assert paper.cache.pages.size == sum(kept.size for kept in paper.cache.pages._rows.values())
    assert len(paper.cache.lists) == 0
    assert paper.get("/article/77/").status == 410


def test_a_page_that_was_being_made_when_something_changed_is_not_kept(paper):
    django = paper.django

    def slow(environ, start_response):
        parts = django(environ, start_response)
        withdraw(77)
        paper.follow()
        return parts

    paper.django = slow
    assert paper.get("/article/77/").status == 200
    assert len(paper.cache.pages) == 0
    paper.django = django
    assert paper.get("/article/77/").status == 410


def read_from_a_server_that_is_behind(paper):
    """The follower's connection came to the primary, those of the threads to a standby that has less."""
    old = record_state()
    django = paper.django

    def behind(environ, start_response):
        parts = django(environ, start_response)
        environ[MADE_OF] = old
        return parts

    paper.django = behind


def test_a_page_made_by_a_standby_that_is_behind_is_given_but_not_kept(paper):
    paper.get("/article/77/")
    read_from_a_server_that_is_behind(paper)
    correct(76)
    paper.follow()
    assert [paper.get("/article/77/").status for _count in range(2)] == [200, 200]
    assert paper.made == ["/article/77/"] * 3
    assert paper.cache.pages.get(key("article/77")).generation < paper.cache.generation


def test_a_standby_that_is_behind_brings_nothing_back_that_was_withdrawn(paper):
    withdraw(77)
    paper.follow()
    old = PublishedArticle.objects.filter(pk=77)
    notice = old.values("withdrawn_at").get()
    read_from_a_server_that_is_behind(paper)
    correct(76)
    paper.follow()
    old.update(withdrawn_at=None)  # as it stands there still
    forget_furniture()
    assert paper.fresh("/article/77/").status == 200
    assert paper.get("/article/77/").status == 503
    assert paper.get("/article/76/").status == 200
    old.update(**notice)
    with transaction.atomic():
        intake.readmit_article(make_article(id=77))
    paper.follow()
    assert paper.get("/article/77/").status == 200


def test_news_for_search_engines_grows_old_by_the_database_s_clock(paper):
    paper.get("/sitemap-news.xml")
    paper.get("/about/")
    paper.cache.saw(Look(paper.cache.clock + 61, []))
    for address in ("/sitemap-news.xml", "/about/"):
        paper.get(address)
    assert paper.made == ["/sitemap-news.xml", "/about/", "/sitemap-news.xml"]
    paper.cache.saw(Look(paper.cache.clock + 3600, []))
    paper.get("/about/")
    assert paper.made[-1] == "/about/"


def arrange_the_front():
    """Put an article on top of the front page for an hour."""
    place = intake.FrontPlaceCopy(78, "top", 1, until=datetime.now(UTC) + timedelta(hours=1))
    intake.accept_front(intake.FrontCopy(PublishedEdition.objects.newest().pk, 1, (place,)))


def test_a_place_on_the_front_page_that_ends_makes_what_was_made_before_old(paper):
    with transaction.atomic():
        arrange_the_front()
    paper.follow()
    paper.get("/")
    before = paper.cache.generation
    paper.follow()
    assert paper.cache.generation == before
    FrontPlace.objects.update(until=datetime.now(UTC) - timedelta(hours=1))
    paper.follow()
    assert paper.cache.generation == before + 1
    paper.follow()
    assert paper.cache.generation == before + 1


def test_whatever_comes_through_the_door_is_seen(paper):
    edition = PublishedEdition.objects.newest()
    again = {"id": edition.pk, "revision": 2, "reason": "漏印一则消息。", "published_at": edition.published_at}
    for change in (
        lambda: intake.accept_edition(edition_copy(date=date(2025, 10, 18))),
        lambda: intake.reissue_edition(edition_copy(**again, articles=[make_article(id=77), make_article(id=78)])),
        lambda: intake.correct_article(make_article(id=77), CorrectionCopy(9, "text", "更正。", datetime.now(UTC))),
        lambda: arrange_the_front(),
        lambda: intake.withdraw_article(77, notice=""),
        lambda: intake.readmit_article(make_article(id=77)),
        lambda: intake.accept_page_picture(edition.pk, "A01", None, "a.pdf", []),
        lambda: intake.accept_issue_pdf(edition.pk, "b.pdf"),
    ):
        before = paper.cache.generation
        with transaction.atomic():
            change()
        paper.follow()
        assert paper.cache.generation == before + 1


def test_what_only_others_are_told_makes_nothing_old(paper):
    before = paper.cache.generation
    OutboxEvent.objects.create(key="told", kind=OutboxEvent.Kind.FEEDS_OF_EDITION, subject_id=1)
    OutboxEvent.objects.update(done_at=datetime.now(UTC))
    paper.follow()
    assert paper.cache.generation == before


def test_a_change_that_took_its_number_first_and_was_completed_last_is_seen(paper):
    newest = OutboxEvent.objects.latest("pk").pk
    OutboxEvent.objects.create(pk=newest + 50, key="quick", kind="article_corrected", subject_id=78)
    paper.follow()
    OutboxEvent.objects.create(pk=newest + 10, key="slow", kind="article_withdrawn", subject_id=77)
    look = paper.record.look()
    assert [(event.kind, event.subject_id) for event in look.events] == [("article_withdrawn", 77)]
    assert paper.record.look().events == []


def test_another_database_under_the_same_address_empties_the_memory(paper):
    paper.get("/article/77/")
    OutboxEvent.objects.all().delete()
    paper.follow()
    assert len(paper.cache.pages) == 0


ARTICLES = (77, 78, 79, 80)
ADDRESSES = ("/", "/article/77/", "/article/78/", "/article/79/", "/article/80/", "/section/news/", "/series/craft/",
             "/section/local/?page=1", "/epaper/2025-10-17/", "/epaper/2025-10-18/A01/", "/epaper/", "/corrections/",
             "/feeds/latest.atom", "/api/articles/", "/sitemap/2025/10.xml", "/author/shen-zhiyao/",
             "/article/77/?utm=1", "/corrections/?before=7", "/search/?q=东湖")  # fmt: skip


@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_whatever_happens_memory_answers_as_django_would(paper, data):
    """Any sequence of publications, corrections, withdrawals, readmissions and requests, in any coding."""
    with transaction.atomic():
        one = Paper(room=data.draw(some.sampled_from([ROOM, 300_000])))
        days = iter(range(18, 30))
        for _step in range(data.draw(some.integers(3, 14))):
            what = data.draw(some.sampled_from(["ask", "ask", "ask", "publish", "correct", "withdraw", "readmit"]))
            if what == "ask":
                address = data.draw(some.sampled_from(ADDRESSES))
                method, coding = data.draw(some.sampled_from([("GET", ""), ("GET", "gzip"), ("HEAD", "gzip")]))
                kept, fresh = one.get(address, method, accept_encoding=coding), one.fresh(address)
                body = gzip.decompress(kept.body) if kept.headers.get("Content-Encoding") == "gzip" else kept.body
                assert kept.status == fresh.status
                assert method == "HEAD" or body == fresh.body
                assert kept.headers.get("ETag") == fresh.headers.get("ETag") or "utm" in address
                continue
            change(what, data.draw(some.sampled_from(ARTICLES)), days)
            one.follow()
        transaction.set_rollback(True)


def change(what, number, days):
    readable = _is_readable(number)
    if what == "publish":
        articles = [make_article(id=number, headline="新标题"), make_article(section=LOCAL, series=CRAFT)]
        make_published_edition(date=date(2025, 10, next(days)), articles=articles)
    elif what == "correct" and readable:
        correct(number, headline="更正后的标题", section=LOCAL)
    elif what == "withdraw" and readable:
        withdraw(number)
    elif what == "readmit" and readable is False:
        with transaction.atomic():
            intake.readmit_article(make_article(id=number))


def _is_readable(number):
    row = PublishedArticle.objects.filter(pk=number).first()
    return None if row is None else not row.is_withdrawn


# -- how much is kept ------------------------------------------------------------------------------------------------
def kept_of(size, **more):
    """Nothing makes it smaller, and it is kept in gzip and in brotli."""
    return Kept.of(Answer("200 OK", [], random.randbytes(size // 2)), "/", **{"generation": 1, "until": 1e12, **more})


def key(name):
    return ("localhost", f"/{name}/", "", "http")


def test_what_was_not_asked_for_makes_room():
    shelf = Shelf(200_000)
    for number in range(8):
        shelf.put(key(number), kept_of(20_000))
    shelf.get(key(0)).was_asked = True
    shelf.put(key("new"), kept_of(20_000))
    assert shelf.get(key(0)) is not None
    assert shelf.get(key(1)) is None
    assert shelf.get(key("new")) is not None
    assert shelf.size <= shelf.room


def test_what_would_fill_the_memory_alone_is_not_kept():
    shelf = Shelf(200_000)
    shelf.put(key("huge"), kept_of(30_000))
    assert (len(shelf), shelf.size) == (0, 0)


@given(some.lists(some.tuples(some.integers(0, 12), some.integers(300, 9000), some.booleans()), max_size=60))
def test_the_memory_never_holds_more_than_its_room(steps):
    shelf = Shelf(60_000)
    for name, size, is_asked in steps:
        shelf.put(key(name), kept_of(size))
        if is_asked and (kept := shelf.get(key(name))):
            kept.was_asked = True
        assert shelf.size <= shelf.room
        assert shelf.size == sum(kept.size for kept in shelf._rows.values())


def test_an_answer_takes_no_more_memory_than_is_counted():
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [kept_of(5000) for _number in range(200)]
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken <= sum(one.size for one in kept)


def test_a_hundred_thousand_queries_neither_fill_the_memory_nor_push_out_a_page(paper):
    """Of those that Django answers alone a handful, or the test would ask Django for minutes."""
    page = paper.get("/article/77/").body
    dice = random.Random(7)
    for number in range(100_000):
        paper.get(f"/article/77/?{dice.getrandbits(64):x}={number}", accept_encoding="gzip")
    assert len(paper.made) == 1
    for number in range(1, 100):
        paper.get(f"/corrections/?before={number}")
        paper.get(f"/search/?q={number}")
    assert paper.cache.lists.size <= paper.cache.lists.room
    assert len(paper.cache.pages) == 1
    assert paper.get("/article/77/").body == page
    assert paper.made.count("/article/77/") == 1


def test_lists_that_somebody_numbers_through_have_a_small_share_of_the_room():
    make_published_edition(articles=[make_article(id=77)])
    correct(77)
    paper = Paper(room=2**19)
    paper.get("/article/77/")
    for number in range(10**6, 10**6 + 60):
        assert paper.get(f"/corrections/?before={number}").status == 200
    assert 0 < paper.cache.lists.size <= paper.cache.lists.room
    assert len(paper.cache.lists) < 60
    assert len(paper.cache.pages) == 1


# -- many at once, and when something fails ----------------------------------------------------------------------------
class Slow:
    """In the place of Django: says the same each time, when it is allowed to."""

    def __init__(self, status="200 OK", fails=False):
        self.status, self.fails, self.made = status, fails, 0
        self.go_on = threading.Event()

    def __call__(self, environ, start_response):
        self.made += 1
        self.go_on.wait(180)
        if self.fails:
            raise RuntimeError("broken off")
        start_response(self.status, [("Content-Type", "text/html")])
        return [b"the page" * 100]


def seeing(application):
    cache = FrontCache(application, room=ROOM)
    cache.follower.start = lambda: None
    cache.saw(Look(1.0, None))
    return cache


def all_of(cache, slow, many=500):
    threading.Timer(0.5, slow.go_on.set).start()
    return at_once(*[lambda: asked(cache, "/about/")] * many)


def test_five_hundred_who_ask_at_once_have_a_page_made_once():
    slow = Slow()
    answers = all_of(seeing(slow), slow)
    assert slow.made == 1
    assert {(answer.status, answer.body) for answer in answers} == {(200, b"the page" * 100)}


@pytest.mark.parametrize("status", ["503 Service Unavailable", "404 Not Found"])
def test_also_when_there_is_no_page_it_is_asked_for_once_by_all_who_wait(status):
    slow = Slow(status)
    cache = seeing(slow)
    threading.Timer(1.0, slow.go_on.set).start()
    answers = at_once(*[lambda: asked(cache, "/about/")] * 50)
    assert {answer.status for answer in answers} == {int(status[:3])}
    assert slow.made == 1
    assert len(cache.pages) == 0


def test_when_making_a_page_breaks_off_nobody_waits_for_ever():
    slow = Slow(fails=True)
    cache = seeing(slow)
    threading.Timer(1.0, slow.go_on.set).start()

    def one():
        try:
            return asked(cache, "/about/").status
        except RuntimeError:
            return "broken off"

    answers = at_once(*[one] * 30)
    assert slow.made == 1
    assert sorted(map(str, answers)) == ["503"] * 29 + ["broken off"]


def test_who_has_waited_long_enough_is_told_to_come_again():
    slow = Slow()
    cache = seeing(slow)
    cache.flights.patience = 0.05
    first = threading.Thread(target=lambda: asked(cache, "/about/"))
    first.start()
    eventually(lambda: slow.made)
    answer = asked(cache, "/about/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    slow.go_on.set()
    first.join()


def test_nobody_waits_for_a_page_made_of_an_older_state():
    slow = Slow()
    cache = seeing(slow)
    first = threading.Thread(target=lambda: asked(cache, "/about/"))
    first.start()
    eventually(lambda: slow.made)
    cache.saw(Look(2.0, [Event("edition_published", 1)]))
    second = threading.Thread(target=lambda: asked(cache, "/about/"))
    second.start()
    eventually(lambda: slow.made == 2)
    slow.go_on.set()
    first.join()
    second.join()
    assert cache.pages.get(key("about")).generation == cache.generation


def test_many_threads_with_many_pages_in_little_room():
    def small(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [environ["PATH_INFO"].encode() * 300]

    cache = seeing(small)
    cache.pages.room = 60_000
    clock = iter(range(2, 10**9))

    def one():
        dice = random.Random()
        for step in range(200):
            address = f"/article/{dice.randrange(1, 60)}/"
            assert asked(cache, address).body == address.encode() * 300
            if step % 20 == 0:
                cache.saw(Look(next(clock), [Event("article_withdrawn", dice.randrange(60))]))

    at_once(*[one] * 8)
    assert cache.pages.size == sum(kept.size for kept in cache.pages._rows.values()) <= 60_000
    assert cache.flights._flying == {}


# -- without the database ----------------------------------------------------------------------------------------------
def fails(environ, start_response):
    start_response("503 Service Unavailable", [("Retry-After", "5")])
    return [b""]


def test_while_the_database_is_away_readers_read_on_except_what_was_withdrawn(paper):
    for address in ("/", "/article/77/", "/article/76/"):
        paper.get(address)
    withdraw(77)
    paper.follow()
    paper.cache.lost(True)
    paper.django = fails
    assert paper.get("/article/76/").status == 200
    for address in ("/article/77/", "/", "/about/"):
        assert (paper.get(address).status, paper.get(address).headers["Retry-After"]) == (503, "5")


def test_a_page_that_cannot_be_made_anew_is_given_as_it_was(paper):
    page = paper.get("/article/76/").body
    correct(77)
    paper.follow()
    paper.django = fails
    assert (paper.get("/article/76/").status, paper.get("/article/76/").body) == (200, page)


def test_what_cannot_be_followed_is_made_each_time(paper):
    """The database answers, but not us: nobody may read on as if nothing could change."""
    paper.get("/article/77/")
    paper.cache.lost(False)
    withdraw(77)
    assert paper.get("/article/77/").status == 410


def test_nobody_reads_on_for_ever_what_may_have_changed_elsewhere(paper, monkeypatch):
    paper.get("/article/77/")
    paper.cache._seen_at -= 5 * 3600
    paper.cache.lost(True)
    assert len(paper.cache.pages) == 0


@pytest.mark.parametrize(
    ("code", "away"), [(None, True), ("57P01", True), ("57P03", True), ("57014", False), ("53300", False)]
)
def test_a_server_that_is_away_and_one_that_refuses_us_are_two_things(code, away):
    error = OperationalError("no")
    error.__cause__ = type("Cause", (Exception,), {"pgcode": code})()
    assert is_away(error) is away
    assert not is_away(RuntimeError("a mistake of ours"))


def test_before_the_first_look_nothing_is_kept(paper):
    cache = FrontCache(paper.django, room=ROOM)
    cache.follower.start = lambda: None
    asked(cache, "/article/77/")
    cache.saw(Record().look())
    assert len(cache.pages) == 0
