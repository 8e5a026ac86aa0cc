"""What no cache keeps is packed on its way to the reader all the same, and only what is text."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from tests.website.factories import make_article, make_published_edition
from website.packing import PackingMiddleware, codings

pytestmark = pytest.mark.django_db
SEARCH = "/search/?q=江堤"


@pytest.fixture(autouse=True)
def _as_on_the_website_s_side(settings):
    settings.DEBUG = False
    settings.MIDDLEWARE = settings.READER_MIDDLEWARE
    settings.ROOT_URLCONF = "newsroom.website_urls"


@pytest.fixture
def paper():
    make_published_edition(articles=[make_article(id=77, headline="江堤合龙")])


def ask(client, address, accepted=None, **headers):
    return client.get(address, headers={**({"accept-encoding": accepted} if accepted else {}), **headers})


@pytest.mark.parametrize(("coding", "opened"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_what_was_found_comes_in_the_coding_that_a_browser_takes(client, paper, coding, opened):
    plain, packed = ask(client, SEARCH), ask(client, SEARCH, coding)
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (coding, plain.headers["Vary"])
    assert opened(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2


def test_one_tag_is_for_all_forms_of_a_page_and_nothing_new_stays_nothing_new(client, paper):
    plain, packed = ask(client, SEARCH), ask(client, SEARCH, "gzip")
    assert plain.headers["ETag"] == packed.headers["ETag"]
    assert plain.headers["ETag"].startswith("W/")
    same = ask(client, SEARCH, "gzip", **{"if-none-match": plain.headers["ETag"]})
    assert (same.status_code, same.content, same.headers["Vary"]) == (304, b"", "Accept-Encoding")
    assert "Content-Encoding" not in same.headers


@pytest.mark.parametrize("address", ["/api/search/?q=江堤", "/feeds/latest.xml", "/feeds/latest.json", "/article/99/"])
def test_records_feeds_and_what_does_not_exist_are_text_too(client, paper, address):
    assert ask(client, address, "gzip").headers["Content-Encoding"] == "gzip"


def test_a_short_note_goes_out_as_it_is(client, paper):
    answer = ask(client, "/healthz", "gzip")
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("kind", ["image/jpeg", "application/pdf", "application/epub+zip"])
def test_pictures_and_books_are_packed_already(rf, kind):
    answer = PackingMiddleware(lambda request: HttpResponse(b"x" * 1000, content_type=kind))(
        rf.get("/", headers={"accept-encoding": "gzip, br"})
    )
    assert answer.content == b"x" * 1000
    assert not {"Content-Encoding", "Vary"} & set(answer.headers)


def test_the_desk_s_pages_hold_a_token_and_stay_as_they_are(settings):
    assert "website.packing.PackingMiddleware" in settings.READER_MIDDLEWARE
    assert "website.packing.PackingMiddleware" not in settings.DESK_MIDDLEWARE


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=0", "gzip"),
        ("gzip, deflate, br", "br"),
        ("identity", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("gzip;q=much", None),
    ],
)
def test_a_coding_that_a_browser_refuses_is_not_sent(accepted, best):
    assert next(iter(codings(accepted)), None) == best
