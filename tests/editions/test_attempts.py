"""What somebody is told of a deed that did not come about, and what is not called somebody else's doing."""

from __future__ import annotations

import psycopg2
import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from editions.admin_views.attempts import attempt
from editions.workflow import Refused, StaleLayout
from editions.workflow.fronts import StaleFront


@pytest.fixture
def request_() -> HttpRequest:
    asked = RequestFactory().post("/")
    asked.session = {}  # type: ignore[assignment]
    asked._messages = FallbackStorage(asked)  # type: ignore[attr-defined]
    return asked


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in messages.get_messages(request)]


def refusing(refusal: Exception):
    def act() -> str:
        raise refusal

    return act


def test_what_was_done_is_said(request_: HttpRequest) -> None:
    assert attempt(request_, lambda: "The slot is gone.") == 200
    assert said(request_) == [("success", "The slot is gone.")]


def test_a_deed_with_nothing_to_say_is_silent(request_: HttpRequest) -> None:
    assert attempt(request_, lambda: None) == 200
    assert attempt(request_, lambda: "") == 200
    assert said(request_) == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(StaleLayout("Look again."), 409), (StaleFront("Look again."), 409), (Refused("Look again."), 422)],
)
def test_a_refusal_is_said_and_a_stale_form_is_told_from_a_wrong_one(
    request_: HttpRequest, refusal: Exception, status: int
) -> None:
    assert attempt(request_, refusing(refusal)) == status
    assert said(request_) == [("error", "Look again.")]


@pytest.mark.django_db
def test_who_waits_too_long_for_somebody_else_is_told_so(request_: HttpRequest) -> None:
    def act() -> str:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20")
            cursor.execute("SELECT pg_sleep(60)")
        return "Done."

    assert attempt(request_, act) == 409
    assert said(request_) == [
        ("error", "Somebody else is working on this right now. Try again in a moment."),
    ]


def test_a_database_that_is_away_is_not_called_somebody_else(request_: HttpRequest) -> None:
    def act() -> str:
        try:
            psycopg2.connect("host=127.0.0.1 port=1 dbname=nothing connect_timeout=5")
        except psycopg2.OperationalError as error:
            raise OperationalError(str(error)) from error
        return "Done."

    with pytest.raises(OperationalError):
        attempt(request_, act)
    assert said(request_) == []
