"""The paper without a net: it can be installed, and the latest issue is listed as it stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tests.website.factories import (
    edition_copy,
    make_article,
    make_page,
    make_published_edition,
    page_picture,
    picture,
)
from website import intake
from website.intake import CorrectionCopy
from website.models import PublishedPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    first = make_article(id=71, pictures=(picture(),))
    return make_published_edition(
        pages=(make_page("A01", first, make_article(id=72)), make_page("A02", make_article(id=73)))
    )


def listed(client):
    return client.get("/offline/issue.json").json()["files"]


def test_the_list_names_every_page_of_the_latest_issue_and_all_can_be_had(client, paper):
    make_published_edition(date=datetime(2025, 10, 16, tzinfo=UTC).date(), articles=(make_article(id=60),))
    files = listed(client)
    expected = ["/", "/epaper/2025-10-17/", "/epaper/2025-10-17/A01/", "/epaper/2025-10-17/A02/", "/article/71/",
                "/article/72/", "/article/73/", "/offline/"]  # fmt: skip
    assert set(expected) <= set(files)
    assert "/article/60/" not in files
    for address in files:
        if not address.startswith(("/static/", "/media/")):
            assert client.get(address).status_code == 200, address
    assert len([address for address in files if address.startswith("/media/")]) == 1


def test_every_picture_of_a_photo_story_and_every_drawn_page_is_listed_once(client):
    story = make_article(id=74, genre="photo_story", pictures=(picture(base="eins"), picture(base="zwei")))
    page = make_page("A01", story, picture=page_picture("seite"))
    make_published_edition(pages=(page, make_page("A02", make_article(id=75))))
    media = [address for address in listed(client) if address.startswith("/media/")]
    assert media == ["/media/eins-960.jpg", "/media/zwei-960.jpg", "/media/seite-1000.webp"]


def test_a_page_that_is_drawn_anew_gets_another_mark(client):
    edition = edition_copy(pages=(make_page("A01", make_article(id=76), picture=page_picture("alt")),))
    with transaction.atomic():
        intake.accept_edition(edition)
    before = listed(client)["/epaper/2025-10-17/A01/"]
    PublishedPage.objects.update(picture_base="neu")
    assert listed(client)["/epaper/2025-10-17/A01/"] != before


def test_what_lies_on_another_host_is_not_listed(client, paper, monkeypatch):
    monkeypatch.setattr("website.public_files.file_address", lambda name: f"https://files.example/{name}")
    monkeypatch.setattr("website.templatetags.newspaper.file_address", lambda name: f"https://files.example/{name}")
    assert not [address for address in listed(client) if "://" in address or address.startswith("/media/")]


def test_a_correction_gives_its_article_another_mark(client, paper):
    before = listed(client)
    correction = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=72, body="<p>后天开航。</p>"), correction)
    after = listed(client)
    assert after["/article/72/"] != before["/article/72/"]
    assert after["/"] != before["/"]


def test_what_was_withdrawn_is_no_longer_listed(client, paper):
    before = listed(client)
    with transaction.atomic():
        intake.withdraw_article(72, notice="本文已撤回。")
    after = listed(client)
    assert "/article/72/" not in after
    assert after["/epaper/2025-10-17/A01/"] != before["/epaper/2025-10-17/A01/"]


def test_a_browser_can_put_the_paper_beside_other_programs(client, paper):
    said = client.get("/manifest.webmanifest")
    assert said["Content-Type"] == "application/manifest+json"
    manifest = said.json()
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("云岫日报", "zh-Hans", "/")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()


def test_the_script_that_answers_without_a_net_stands_at_the_root_and_is_asked_for_anew(client):
    script = client.get("/service-worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "must-revalidate" in script["Cache-Control"]


def test_a_paper_without_an_issue_has_nothing_to_save(client):
    assert client.get("/offline/issue.json").status_code == 404
    assert client.get("/manifest.webmanifest").status_code == 200


def test_only_the_latest_issue_offers_to_be_saved(client, paper):
    older = make_published_edition(date=datetime(2025, 10, 16, tzinfo=UTC).date())
    assert "data-save-issue" in client.get("/epaper/2025-10-17/").content.decode()
    assert "data-save-issue" not in client.get(older.get_absolute_url()).content.decode()
