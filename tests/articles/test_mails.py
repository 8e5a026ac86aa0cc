"""Mails of notices: sent once, to those who may still know, naming nothing; and a server that is away."""

from __future__ import annotations

import os
import signal
import socketserver
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now

from articles.clock import database_now
from articles.models import Notice, NoticeChoice, State
from articles.notices import inbox, mailing
from articles.notices.mailing import Postman
from authors.models import User
from tests.editions.test_publishing import at_once
from tests.factories import bring_to, make_article, take

SECRETS = ("绝密标题", "沈知遥", "何时见报")


@pytest.fixture
def addresses(cast, settings):
    """The desk editor and the reporter have mail addresses; the others have none."""
    settings.DESK_URL = "https://desk.example.org"
    for name in ("desk_editor", "reporter"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
        getattr(cast, name).email = f"{name}@example.org"


def submitted(cast):
    return take("submit", make_article(by=cast.reporter, headline=SECRETS[0]), cast.reporter, note=SECRETS[2])


def test_one_mail_goes_out_for_one_event_and_names_neither_article_nor_person_nor_words(
    cast, addresses, mailoutbox, settings
):
    settings.LANGUAGE_CODE = "en"
    article = submitted(cast)
    assert [Postman().deliver() for _ in range(2)] == [1, 0]
    (mail,) = mailoutbox
    notice = Notice.objects.get()
    assert mail.to == ["desk_editor@example.org"]
    assert mail.subject == "An article waits for your review"
    assert f"Article no. {article.pk}" in mail.body
    assert f"https://desk.example.org/admin/articles/notice/{notice.pk}/" in mail.body
    words = mail.message().as_string()
    assert not [secret for secret in SECRETS if secret in words + mail.body]
    assert mail.extra_headers["Message-ID"].endswith("@desk.example.org>")
    assert notice.mailed_at is not None


def test_without_an_address_of_the_desk_the_mail_has_no_link(cast, addresses, mailoutbox, settings):
    settings.DESK_URL = ""
    submitted(cast)
    Postman().deliver()
    assert "/admin/" not in mailoutbox[0].body


def pass_it(cast, article):
    take("pass", article, cast.desk_editor)


def see_it(cast, article):
    inbox.mark_all_seen(cast.desk_editor, up_to=Notice.objects.latest("pk").pk)


def want_none(cast, article):
    NoticeChoice.objects.create(user=cast.desk_editor, mail="none")


def leave_the_paper(cast, article):
    User.objects.filter(pk=cast.desk_editor.pk).update(is_active=False)


def lose_the_role(cast, article):
    cast.desk_editor.groups.clear()


def have_no_address(cast, article):
    User.objects.filter(pk=cast.desk_editor.pk).update(email="")


@pytest.mark.parametrize("meanwhile", [pass_it, see_it, want_none, leave_the_paper, lose_the_role, have_no_address])
def test_no_mail_goes_to_whom_it_would_be_wrong_or_useless(cast, addresses, mailoutbox, meanwhile):
    article = submitted(cast)
    meanwhile(cast, article)
    assert Postman().deliver() == 0
    assert mailoutbox == []
    assert not Notice.objects.filter(user=cast.desk_editor, mail_due_at__isnull=False).exists()


# -- the server ----------------------------------------------------------------------------------------------------
class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that refuses mails to `refused` and keeps the others."""

    daemon_threads = True

    def __init__(self):
        self.mails, self.refused = [], ""
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT" and self.server.refused and self.server.refused in line:
                self.say("550 nobody of that name")
            elif word == "DATA":
                self.say("354 go on")
                self.server.mails.append(self.until_the_dot())
                self.say("250 taken")
            else:
                self.say("221 bye" if word == "QUIT" else "250 yes")

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def until_the_dot(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines).decode()


@pytest.fixture
def server(settings):
    with MailServer() as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        yield running
        running.shutdown()


def test_a_refused_address_keeps_no_other_mail_back_and_is_tried_again_ever_later(cast, addresses, server):
    server.refused = "desk_editor@"
    take("return", submitted(cast), cast.desk_editor)
    take("submit", make_article(by=cast.reporter), cast.reporter)
    pauses = []
    for _ in range(3):
        Postman().deliver()
        waiting = Notice.objects.get(user=cast.desk_editor, mail_due_at__isnull=False)
        pauses.append(waiting.mail_due_at - database_now())
        Notice.objects.filter(pk=waiting.pk).update(mail_due_at=Now())
    assert pauses == sorted(pauses)
    assert pauses[2] > 2 * pauses[0]
    assert len(server.mails) == 1
    assert "reporter@example.org" in server.mails[0]
    server.refused = ""
    assert Postman().deliver() == 1


def test_while_the_server_is_away_nothing_is_lost_and_it_is_left_alone_ever_longer(cast, addresses, server):
    server.shutdown()
    server.server_close()
    submitted(cast)
    submitted(cast)
    postman, pauses = Postman(), []
    for _ in range(3):
        assert postman.deliver() == 0
        attempts = list(Notice.objects.order_by("pk").values_list("mail_attempts", flat=True))
        assert postman.deliver() == 0
        assert list(Notice.objects.order_by("pk").values_list("mail_attempts", flat=True)) == attempts
        pauses.append(mailing._pause(postman.failures))
        postman.not_before = 0.0
    assert pauses == sorted(set(pauses))
    assert Notice.objects.filter(mail_due_at__lte=Now(), mailed_at=None).count() == 2


def test_after_a_day_a_mail_is_given_up_and_the_log_says_so(cast, addresses, mailoutbox, caplog):
    submitted(cast)
    Notice.objects.update(at=Now() - timedelta(hours=25))
    assert Postman().deliver() == 0
    assert "1 mails could not be sent within a day" in caplog.text
    assert Notice.objects.get().mail_due_at is None
    assert inbox.unread(cast.desk_editor).count() == 1


def test_a_round_sends_no_more_than_it_has_time_for(cast, addresses, mailoutbox, monkeypatch):
    monkeypatch.setattr(mailing, "MOST_A_ROUND", 2)
    for _ in range(3):
        submitted(cast)
    assert [Postman().deliver() for _ in range(3)] == [2, 1, 0]


# -- several presses, and dead ones --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_presses_at_work_at_once_send_each_mail_once(cast, addresses, mailoutbox):
    for _ in range(6):
        submitted(cast)
    NoticeChoice.objects.create(user=cast.reporter, mail="digest", digest_due_at=Now(), digested_at=YESTERDAY)
    take("return", submitted(cast), cast.desk_editor)
    Notice.objects.filter(user=cast.desk_editor, kind="submitted").update(mail_due_at=Now())
    answers = at_once(*[Postman().deliver] * 3)
    names = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert sum(answers) == len(names) == len(set(names)) == 7


@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_noting_it_the_same_mail_comes_once_more_under_the_same_name(
    cast, addresses, server
):
    submitted(cast)
    connections.close_all()
    child = os.fork()
    if child == 0:
        mailing._done = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
        try:
            Postman().deliver()
        finally:
            os._exit(99)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert Postman().deliver() == 0  # for a while it counts as on its way
    Notice.objects.update(mail_due_at=Now())
    assert [Postman().deliver() for _ in range(2)] == [1, 0]
    names = [line for mail in server.mails for line in mail.splitlines() if line.startswith("Message-ID:")]
    assert len(names) == 2
    assert len(set(names)) == 1


# -- one mail a day ------------------------------------------------------------------------------------------------
YESTERDAY = datetime(2025, 10, 17, tzinfo=UTC)


def test_a_digest_counts_what_waits_and_comes_only_if_something_is_new(cast, addresses, mailoutbox, settings):
    settings.LANGUAGE_CODE = "en"
    choice = NoticeChoice.objects.create(
        user=cast.desk_editor, mail="digest", digest_due_at=Now(), digested_at=YESTERDAY
    )
    submitted(cast)
    submitted(cast)
    hidden = submitted(cast)
    take("pull_back", hidden, cast.reporter)
    take("spike", hidden, cast.reporter)
    expected = inbox.unread(cast.desk_editor).count()
    assert Postman().deliver() == 1
    assert mailoutbox[0].subject == f"{expected} notices wait at the desk"
    assert not [secret for secret in SECRETS if secret in mailoutbox[0].message().as_string()]
    choice.refresh_from_db()
    assert choice.digest_due_at > database_now()
    NoticeChoice.objects.update(digest_due_at=Now())
    assert Postman().deliver() == 0
    submitted(cast)
    NoticeChoice.objects.update(digest_due_at=Now())
    assert Postman().deliver() == 1
    names = {mail.extra_headers["Message-ID"] for mail in mailoutbox}
    assert len(names) == len(mailoutbox) == 2


def test_a_digest_strikes_at_its_hour_where_the_paper_is_made(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    before_eight = datetime(2025, 10, 17, 23, 59, tzinfo=UTC)  # 07:59 in Shanghai
    assert mailing.next_digest(8, before_eight) == datetime(2025, 10, 18, 0, 0, tzinfo=UTC)
    at_eight = datetime(2025, 10, 18, 0, 0, tzinfo=UTC)
    assert mailing.next_digest(8, at_eight) == datetime(2025, 10, 19, 0, 0, tzinfo=UTC)


def test_a_digest_waits_while_the_server_is_away(cast, addresses, server):
    bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    NoticeChoice.objects.create(user=cast.desk_editor, mail="digest", digest_due_at=Now(), digested_at=YESTERDAY)
    server.refused = "desk_editor@"
    assert Postman().deliver() == 0
    assert NoticeChoice.objects.get().digested_at == YESTERDAY
    server.refused = ""
    NoticeChoice.objects.update(digest_due_at=Now())
    assert Postman().deliver() == 1
