"""Published pictures: served under their own names, for ever, and nothing besides them."""

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.website.factories import store_public_picture

pytestmark = pytest.mark.django_db


def test_a_published_picture_may_be_kept_for_ever(client):
    store_public_picture("k3Rv9xQ-480.jpg")
    answer = client.get("/media/k3Rv9xQ-480.jpg")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.head("/media/k3Rv9xQ-480.jpg").status_code == 200
    assert client.post("/media/k3Rv9xQ-480.jpg").status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "", "notes.txt", "k3Rv9xQ.jpg", "k3Rv9xQ-481.jpg", "k3Rv9xQ-480.JPG", "k3Rv9xQ-480.jpg.html",
        "k3Rv9xQ-480.svg", "sub/k3Rv9xQ-480.jpg", "../k3Rv9xQ-480.jpg", "..%2Fk3Rv9xQ-480.jpg", "-480.jpg",
        "k3Rv9xQ-480.jpg%00", "k3Rv9xQ-480.jpg%0a", "unknown-480.jpg",
    ],
)  # fmt: skip
def test_the_store_gives_nothing_else_away(client, name):
    store_public_picture("k3Rv9xQ-480.jpg")
    for other in ("notes.txt", "k3Rv9xQ.jpg", "k3Rv9xQ-481.jpg", "k3Rv9xQ-480.svg", "sub/k3Rv9xQ-480.jpg", "-480.jpg"):
        storages["public"].save(other, ContentFile(b"private"))
    assert client.get(f"/media/{name}").status_code == 404


def test_a_program_that_looks_for_the_papers_sign_is_led_to_it(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer["Location"].removeprefix("/static/"))


def test_crawlers_are_welcome(client):
    answer = client.get("/robots.txt")
    assert answer.content.startswith(b"User-agent: *\nDisallow:\n\nSitemap: ")
