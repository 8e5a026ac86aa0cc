"""Browsers keep pages and ask whether they changed: the record answers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.http import http_date

from tests.website.factories import LOCAL, MASTHEAD, make_article, make_published_edition
from website import conditional, intake
from website.article_page import look_up
from website.intake.door import note_in_outbox
from website.models import OutboxEvent
from website.record import record_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    copy = make_article(id=55)
    make_published_edition(articles=[copy])
    return copy


def test_a_browser_that_has_the_page_gets_it_only_once(client, article, django_assert_num_queries):
    first = client.get("/")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    with django_assert_num_queries(1):
        second = client.get("/", headers={"if-none-match": first["ETag"]})
    assert second.status_code == 304
    assert not second.content
    assert client.get("/", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304


def test_a_new_edition_changes_every_page(client, article):
    tags = {address: client.get(address)["ETag"] for address in ("/", "/article/55/", "/about/")}
    make_published_edition(date="2025-10-18")
    for address, tag in tags.items():
        assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_a_browser_that_kept_a_withdrawn_article_is_told(client, article):
    tag = client.get("/article/55/")["ETag"]
    with transaction.atomic():
        intake.withdraw_article(55, notice="本文已撤回。")
    answer = client.get("/article/55/", headers={"if-none-match": tag})
    assert answer.status_code == 410
    assert "ETag" not in answer


def test_each_address_has_a_tag_of_its_own(client, article):
    addresses = ("/", "/about/", "/article/55/", "/section/news/", "/section/news/?page=1")
    assert len({client.get(address)["ETag"] for address in addresses}) == len(addresses)


def test_a_new_release_changes_every_page(client, article, monkeypatch):
    tag = client.get("/")["ETag"]
    monkeypatch.setattr(conditional, "the_release", lambda: conditional.Release("another", 0))
    assert client.get("/", headers={"if-none-match": tag}).status_code == 200


def test_a_page_is_of_the_date_of_the_record_whenever_the_release_came_to_this_machine(client, article, monkeypatch):
    page = client.get("/")
    assert page["Last-Modified"] == http_date(record_state().changed.timestamp())
    later = int(record_state().changed.timestamp()) + 60
    monkeypatch.setattr(conditional, "the_release", lambda: conditional.Release("another", later))
    again = client.get("/", headers={"if-modified-since": page["Last-Modified"]})
    assert (again.status_code, again["Last-Modified"]) == (200, page["Last-Modified"])


def test_a_date_alone_does_not_make_a_missing_page_exist(client, article):
    late = {"if-modified-since": "Fri, 31 Dec 2088 00:00:00 GMT"}
    assert client.get("/article/56/", headers=late).status_code == 404
    assert client.get("/article/55/", headers=late).status_code in {200, 304}


def test_a_new_masthead_and_a_new_section_stand_on_every_page_at_once(client, article):
    """What stands on all pages is kept in memory: never longer than the record stands."""
    assert "云岫日报" in client.get("/article/55/").text
    renewed = replace(MASTHEAD, name="云岫晚报", publisher="云岫晚报社")
    make_published_edition(date="2025-10-18", masthead=renewed, articles=[make_article(section=LOCAL)])
    for address in ("/article/55/", "/about/", "/no-such-page/"):
        page = client.get(address).text
        assert "云岫晚报" in page
        assert "云岫日报" not in page
        assert '<a href="/section/local/">本地</a>' in page


def test_an_old_article_asked_for_again_is_as_new_as_its_tag(client, article, django_assert_num_queries):
    client.get("/article/55/")
    with django_assert_num_queries(1):
        first = client.get("/article/55/")
    with django_assert_num_queries(1):
        assert client.get("/article/55/", headers={"if-none-match": first["ETag"]}).status_code == 304
    with transaction.atomic():
        note_in_outbox(OutboxEvent.Kind.ARTICLE_CORRECTED, 55, 1)
    assert client.get("/article/55/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_publication_that_took_its_number_first_and_ends_last_is_noticed(article):
    with transaction.atomic():
        note_in_outbox(OutboxEvent.Kind.ARTICLE_CORRECTED, 55, 7)
    before = record_state()
    late = OutboxEvent.objects.order_by("id").first().pk - 1
    began = before.changed - timedelta(seconds=2)
    kind = OutboxEvent.Kind.EDITION_PUBLISHED
    OutboxEvent.objects.create(pk=late, key="late", kind=kind, subject_id=1, created_at=began)
    after = record_state()
    assert after.newest == before.newest
    assert after != before


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**40])
def test_a_number_no_article_can_have_is_not_there(client, article, number):
    assert client.get(f"/article/{number}/").status_code == 404


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_too_large_for_the_record_is_not_looked_for_in_every_row(number, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert look_up(number) is None
