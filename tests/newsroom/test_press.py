"""A round of the press: what it looks after besides publishing, and that no failure stops the rest."""

from __future__ import annotations

import errno
import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from articles.models import Notice
from authors.models import User
from newsroom import press
from tests.factories import make_article, take

pytestmark = pytest.mark.django_db


def test_a_chore_that_fails_is_logged_and_stops_no_other(caplog):
    done = []

    def breaks():
        raise ValueError("something odd")

    press.do_each([lambda: done.append(1), breaks, lambda: done.append(2)])
    assert done == [1, 2]
    assert "breaks failed" in caplog.text


def test_a_chore_whose_store_is_away_waits_and_is_one_line_in_the_log(caplog):
    done = []

    def needs_a_bucket():
        raise OSError(errno.EHOSTUNREACH, "the bucket: nobody answers")

    press.do_each([needs_a_bucket, lambda: done.append(1)])
    assert done == [1]
    [line] = caplog.messages
    assert line.endswith("the bucket: nobody answers")
    assert "needs_a_bucket waits" in line
    assert not caplog.records[0].exc_info


@pytest.mark.django_db(transaction=True)
def test_a_chore_whose_connection_was_cut_is_no_failure_of_its_own_though_the_database_is_back(caplog):
    def is_cut_off():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        finally:
            connection.close()
            connection.ensure_connection()  # as whoever gives a lock back on his way out

    with pytest.raises(OperationalError):
        press.do_each([is_cut_off])
    assert "failed" not in caplog.text


def test_chores_wait_a_minute_between_rounds():
    done = []
    rounds = press.Rounds([lambda: done.append(1)])
    assert [rounds.look_after() for _ in range(3)] == [True, False, False]
    assert done == [1]


def test_the_hub_is_told_apart_and_goes_on_when_the_database_was_away(settings, monkeypatch, caplog):
    settings.WEBSUB_HUB = "http://127.0.0.1:1/"
    stop, rounds = threading.Event(), []

    def tell():
        rounds.append(threading.current_thread().name)
        if len(rounds) == 1:
            raise OperationalError("the server went away")
        stop.set()

    monkeypatch.setattr(press.websub, "tell_waiting", tell)
    crier = threading.Thread(target=press.tell_the_hub, args=(stop, 0.0), name="hub")
    crier.start()
    crier.join()
    assert rounds == ["hub", "hub"]
    assert "the server went away" in caplog.text


def test_the_press_sends_the_mails_of_notices(cast, mailoutbox):
    User.objects.filter(pk=cast.desk_editor.pk).update(email="desk@example.org")
    take("submit", make_article(by=cast.reporter), cast.reporter)
    assert mailoutbox == []  # nobody waits for a mail server
    call_command("press", "--once")
    assert [mail.to for mail in mailoutbox] == [["desk@example.org"]]
    assert Notice.objects.get().mailed_at is not None


def test_a_mail_server_that_breaks_holds_up_no_publication(cast, settings):
    settings.EMAIL_BACKEND = "no.such.backend"
    User.objects.filter(pk=cast.desk_editor.pk).update(email="desk@example.org")
    take("submit", make_article(by=cast.reporter), cast.reporter)
    assert press.work_once() == 0
    assert Notice.objects.get().mail_due_at is not None
