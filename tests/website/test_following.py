"""A partner follows the record: every change once, in its order, and none is missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.website.factories import edition_copy, make_article, make_published_edition, make_published_topic
from website import intake
from website.intake import CorrectionCopy
from website.models import ArticleChange

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper():
    """Two articles of one issue, and one of another."""
    make_published_edition(articles=(make_article(id=81, headline="江堤合龙"), make_article(id=82, headline="水利")))
    make_published_edition(
        date=date(2025, 10, 18), published_at=datetime(2025, 10, 18, tzinfo=UTC), articles=(make_article(id=83),)
    )


def correct(number: int) -> None:
    said = CorrectionCopy(id=number, kind="self", notice="应为后天。", at=datetime(2025, 10, 19, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=number, headline="更正以后"), said)


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


class Partner:
    """Keeps a copy of the record, and the address to ask the next time."""

    def __init__(self, client, address="/api/changes/?limit=2"):
        self.client, self.address = client, address

    def asks(self):
        """What has changed since the last time, to the end: number and state."""
        told = []
        while True:
            answer = self.client.get(self.address).json()
            told += [((one["article"] or one["withdrawal"])["id"], one["state"]) for one in answer["items"]]
            following = urlsplit(answer["next"] or answer["follow"])
            self.address = f"{following.path}?{following.query}"
            if not answer["next"]:
                return told


def test_a_partner_gets_everything_once_and_then_what_changed(client, paper):
    partner = Partner(client)
    assert partner.asks() == [(81, "published"), (82, "published"), (83, "published")]
    assert partner.asks() == []
    correct(82)
    withdraw(81)
    assert partner.asks() == [(82, "published"), (81, "withdrawn")]
    with transaction.atomic():
        intake.readmit_article(make_article(id=81))
    assert partner.asks() == [(81, "published")]


def test_of_a_withdrawn_article_a_partner_gets_the_notice_and_not_a_word_more(client, paper):
    withdraw(81)
    answer = client.get("/api/changes/").json()
    gone = answer["items"][-1]
    assert gone["article"] is None
    assert gone["withdrawal"]["notice"] == "本文已撤回。"
    assert "江堤" not in str(answer)


def test_an_article_taken_off_its_page_has_changed(client, paper):
    partner = Partner(client)
    partner.asks()
    edition = make_published_edition(date=date(2025, 10, 20), articles=(make_article(id=85), make_article(id=86)))
    assert partner.asks() == [(85, "published"), (86, "published")]
    again = edition_copy(
        id=edition.pk, date=edition.date, revision=2, reason="版面更正", articles=(make_article(id=86),)
    )
    with transaction.atomic():
        intake.reissue_edition(again)
    assert sorted(partner.asks()) == [(85, "published"), (86, "published")]
    assert client.get("/api/articles/85/").json()["print"] == []


def test_a_partner_who_comes_late_begins_where_he_likes(client, paper):
    begun = timezone.now()
    withdraw(82)
    plain = begun.isoformat(timespec="microseconds")
    for moment in (plain, plain.replace("+", "%2B"), begun.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")):
        assert Partner(client, f"/api/changes/?changed_since={moment}").asks() == [(82, "withdrawn")], moment
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=2)
    assert len(Partner(client, f"/api/changes/?changed_since={today - timedelta(days=1)}").asks()) == 3
    assert len(Partner(client, "/api/changes/?changed_since=2001-01-01T00:00:00-23:59").asks()) == 3
    late = Partner(client, f"/api/changes/?changed_since={tomorrow}")
    assert late.asks() == []
    correct(83)
    assert late.asks() == [(83, "published")]


def test_what_began_first_and_was_completed_last_is_not_missed(client, paper):
    partner = Partner(client)
    partner.asks()

    def elsewhere() -> None:
        try:
            withdraw(83)
        finally:
            connection.close()

    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
        other = Thread(target=elsewhere)
        other.start()
        other.join()
        assert ArticleChange.objects.get(article=83).number > ArticleChange.objects.get(article=82).number
        told = Thread(target=lambda: seen.extend(_asks_elsewhere(partner)))
        seen: list[tuple[int, str]] = []
        told.start()
        told.join()
        assert seen == [(83, "withdrawn")]
    assert partner.asks() == [(81, "withdrawn")]


def _asks_elsewhere(partner: Partner) -> list[tuple[int, str]]:
    try:
        return partner.asks()
    finally:
        connection.close()


def test_nothing_new_is_said_without_a_word(client, paper):
    partner = Partner(client)
    partner.asks()
    tag = client.get(partner.address)["ETag"]
    assert client.get(partner.address, headers={"if-none-match": tag}).status_code == 304
    withdraw(82)
    assert client.get(partner.address, headers={"if-none-match": tag}).status_code == 200


def test_many_changes_are_told_in_as_many_questions_as_one(client, paper, django_assert_num_queries):
    correct(81)
    make_published_edition(date=date(2025, 10, 21), articles=tuple(make_article() for _ in range(30)))
    make_published_topic(81)
    with django_assert_num_queries(9):
        assert len(client.get("/api/changes/?limit=100").json()["items"]) == 33
