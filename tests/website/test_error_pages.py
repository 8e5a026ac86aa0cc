"""What people see when there is no page, or none could be made: on the website and at the desk."""

import pytest
from django.template.loader import render_to_string

from tests.website.factories import make_published_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False


def test_a_reader_who_is_lost_finds_ways_on(client):
    make_published_edition()
    page = client.get("/no-such-place/").content.decode()
    for way in ('href="/"', 'href="/epaper/"', 'href="/section/news/"'):
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
