"""Browsers keep pages and ask whether they changed: the record answers."""

import pytest
from django.db import transaction

from tests.website.factories import make_article, make_published_edition
from website import conditional, intake

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


def test_a_date_alone_does_not_make_a_missing_page_exist(client, article):
    late = {"if-modified-since": "Fri, 31 Dec 2088 00:00:00 GMT"}
    assert client.get("/article/56/", headers=late).status_code == 404
    assert client.get("/article/55/", headers=late).status_code in {200, 304}
