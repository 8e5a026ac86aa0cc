"""What people see when there is no page, or none could be made: on the website and at the desk."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import make_article
from tests.website.factories import make_published_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False


def test_a_reader_who_is_lost_finds_ways_on(client):
    make_published_edition()
    page = client.get("/no-such-place/").content.decode()
    for way in ('href="/"', 'href="/epaper/"', 'href="/section/news/"', 'action="/search/"'):
        assert way in page


def test_before_the_first_edition_no_way_leads_nowhere(client):
    page = client.get("/no-such-place/").content.decode()
    assert 'href="/"' in page
    assert "/epaper/" not in page


def test_at_the_desk_the_page_asks_nothing_of_the_website(client, settings, django_assert_num_queries):
    make_published_edition()
    settings.ROOT_URLCONF = "newsroom.desk_urls"
    with django_assert_num_queries(0):
        answer = client.get("/no-such-place/")
    assert answer.status_code == 404
    assert "云岫日报" not in answer.content.decode()


def test_the_page_about_a_mistake_of_ours_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert "<h1>" in page
    assert "/static/website/website.css" in page


@pytest.fixture
def locked_draft(transactional_db, cast):
    """An article that somebody else is changing for longer than anybody waits."""
    draft = make_article(by=cast.reporter)
    other = connection.copy()
    with other.cursor() as cursor, connection.cursor() as ours:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM articles_article WHERE id = %s FOR UPDATE", [draft.pk])
        ours.execute("SET lock_timeout = '50ms'")
        yield draft
        ours.execute("SET lock_timeout = '5s'")
    other.close()


def test_words_the_database_did_not_take_come_back_and_can_be_sent_again(locked_draft, signed_in):
    browser = signed_in("reporter")
    browser.raise_request_exception = False
    address = reverse("admin:articles_article_change", args=[locked_draft.pk])
    note = reverse("admin:articles_article_take", args=[locked_draft.pk, "submit"])
    words = {"headline": "洪水<b>退了</b>", "body": "<p>一夜之间。</p>", "section": "1", "draft_person": ""}
    ours = {"origin": "http://testserver"}

    answer = browser.post(address, words, headers=ours)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store, private")
    assert "洪水&lt;b&gt;退了&lt;/b&gt;" in page
    assert "一夜之间。</textarea>" in page
    assert f'action="{address}"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert "写给编辑" in browser.post(note, {"note": "写给编辑", "seen_version": 1}, headers=ours).content.decode()
    # From nobody knows where, or by a script that keeps the words itself: nothing is repeated.
    for headers in ({}, {"origin": "https://elsewhere.example"}, {**ours, "x-requested-with": "fetch"}):
        answer = browser.post(address, words, headers=headers)
        assert answer.status_code == 503
        assert "洪水" not in answer.content.decode()


def test_more_than_a_form_can_carry_is_refused_with_a_sentence(client):
    english = {"accept-language": "en"}
    too_long = client.post("/admin/login/", {"username": "x" * 5_000_000}, headers=english)
    too_many = client.post("/admin/login/", {f"field{number}": "" for number in range(2001)}, headers=english)
    for answer in (too_long, too_many):
        assert answer.status_code == 413
        assert "divide the text" in answer.content.decode()
