"""The way to the mail server: which mails are due, what they say, and what happens when the server is away.

A mail leaves the house. It names no article, no person and no words, only what kind of thing waits at the desk.
"""

from __future__ import annotations

import logging
import smtplib
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.clock import database_now
from articles.models import Notice, NoticeChoice
from articles.notices import inbox
from authors.models import User

log = logging.getLogger("newsroom.mail")

MOST_A_ROUND = 20
SECONDS_A_ROUND = 5.0
# Within this time the press that took a mail sends it. If it was killed meanwhile, another one takes it then.
TAKEN_FOR = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=24)
LONGEST_PAUSE = timedelta(hours=1)
# Once the review is given there is nothing left to tell by mail.
ASKS_FOR_REVIEW = {Notice.Kind.SUBMITTED, Notice.Kind.PASSED, Notice.Kind.CHANGED, Notice.Kind.DEADLINE}
# One mail is at fault, not the server.
REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)

Owed = Notice | NoticeChoice


class Postman:
    """Brings mails to the server for one press, and remembers how long to leave a server alone that failed."""

    def __init__(self) -> None:
        self.failures = 0
        self.not_before = 0.0

    def deliver(self) -> int:
        """Send what is due, for a few seconds at most; answers how many mails went out."""
        if time.monotonic() < self.not_before:
            return 0
        _drop_what_is_not_wanted()
        connection, until, sent = get_connection(), time.monotonic() + SECONDS_A_ROUND, 0
        try:
            while sent < MOST_A_ROUND and time.monotonic() < until and (owed := _take_next()):
                sent += self._send(connection, owed)
        except OSError as error:  # all that smtplib and sockets raise
            self._leave_alone(error)
        finally:
            with suppress(OSError):
                connection.close()
        return sent

    def _send(self, connection: BaseEmailBackend, owed: Owed) -> bool:
        """Whether a mail went out. Raises OSError when the server is away; the mail stays due then."""
        try:
            message = message_for(owed)
            if message is not None:
                connection.open()
                connection.send_messages([message])
        except REFUSED as error:
            log.warning("the mail server refuses a mail to %s: %s", owed.user.username, type(error).__name__)
            _put_off(owed)
            return False
        except OSError:
            _give_back(owed)
            raise
        self.failures = 0
        _done(owed, is_sent=message is not None)
        return message is not None

    def _leave_alone(self, error: OSError) -> None:
        self.failures += 1
        pause = _pause(self.failures)
        self.not_before = time.monotonic() + pause.total_seconds()
        log.warning("the mail server does not answer (%s), attempt %s: %s", type(error).__name__, self.failures, pause)


# -- which mails are due -----------------------------------------------------------------------------------------
def _drop_what_is_not_wanted() -> None:
    """No mail for what was seen meanwhile, to whom wants none or has no address, or of what is a day old."""
    waiting = Notice.objects.filter(mail_due_at__isnull=False)
    chosen = NoticeChoice.objects.exclude(mail=NoticeChoice.Mail.AT_ONCE).values("user")
    unreachable = User.objects.filter(Q(is_active=False) | Q(email="") | Q(pk__in=chosen)).values("pk")
    waiting.filter(Q(seen_at__isnull=False) | Q(user__in=unreachable)).update(mail_due_at=None)
    given_up = waiting.filter(at__lt=Now() - GIVEN_UP_AFTER).update(mail_due_at=None)
    if given_up:
        log.error("%s mails could not be sent within a day and are given up; the notices stay at the desk", given_up)


def _take_next() -> Owed | None:
    """The notice or digest whose mail is due first, taken for a while so that no other press sends it too.

    Nothing stays locked while the mail is on its way: a slow server would hold up everybody who works on the article.
    """
    with transaction.atomic():
        rows = Notice.objects.filter(mail_due_at__lte=Now()).select_related("user", "article")
        notice = rows.select_for_update(skip_locked=True, of=("self",)).order_by("mail_due_at", "pk").first()
        if notice is not None:
            _same(notice).update(mail_due_at=Now() + TAKEN_FOR, mail_attempts=F("mail_attempts") + 1)
            return notice
        choices = NoticeChoice.objects.filter(digest_due_at__lte=Now()).select_related("user")
        choice = choices.select_for_update(skip_locked=True, of=("self",)).order_by("digest_due_at").first()
        if choice is not None:
            _same(choice).update(digest_due_at=Now() + TAKEN_FOR, digest_attempts=F("digest_attempts") + 1)
        return choice


def _same(owed: Owed) -> QuerySet[Any]:
    """The row, unless the person has chosen otherwise while the mail was on its way."""
    if isinstance(owed, Notice):
        return Notice.objects.filter(pk=owed.pk)
    return NoticeChoice.objects.filter(pk=owed.pk, mail=NoticeChoice.Mail.DIGEST)


def _done(owed: Owed, *, is_sent: bool) -> None:
    if isinstance(owed, Notice):
        _same(owed).update(mail_due_at=None, mailed_at=Now() if is_sent else None)
        return
    now = database_now()
    _same(owed).update(digested_at=now, digest_due_at=next_digest(owed.digest_hour, now), digest_attempts=0)


def _due_again(owed: Owed, pause: timedelta) -> None:
    field = "mail_due_at" if isinstance(owed, Notice) else "digest_due_at"
    _same(owed).update(**{field: Now() + pause})


def _give_back(owed: Owed) -> None:
    _due_again(owed, timedelta(0))


def _put_off(owed: Owed) -> None:
    _due_again(owed, _pause(1 + (owed.mail_attempts if isinstance(owed, Notice) else owed.digest_attempts)))


def _pause(attempts: int) -> timedelta:
    """Half a minute after the first attempt, then twice as long each time, an hour at most."""
    return min(timedelta(seconds=15 * 2 ** min(attempts, 10)), LONGEST_PAUSE)


def next_digest(hour: int, now: datetime) -> datetime:
    """The next time this hour strikes where the paper is made."""
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    today = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


# -- what they say -----------------------------------------------------------------------------------------------
def message_for(owed: Owed) -> EmailMessage | None:
    """The mail, in the person's language; None when nothing is left to tell."""
    with translation.override(getattr(owed.user, "language", "") or settings.LANGUAGE_CODE):
        return _notice_mail(owed) if isinstance(owed, Notice) else _digest_mail(owed)


def _notice_mail(notice: Notice) -> EmailMessage | None:
    if not policy.can_see(notice.user, notice.article) or _is_over(notice):
        return None
    subject = notice.get_kind_display()
    number = _("Article no. %(number)s") % {"number": notice.article_id}
    lines = [subject, number, _address("articles_notice_open", notice.pk)]
    return _mail(notice.user, subject, lines, name=f"notice.{notice.pk}.{int(notice.at.timestamp())}")


def _is_over(notice: Notice) -> bool:
    """Whether it asked for a review that somebody has given meanwhile."""
    if notice.kind not in ASKS_FOR_REVIEW:
        return False
    return not policy.reviewers_of(notice.article).filter(pk=notice.user_id).exists()


def _digest_mail(choice: NoticeChoice) -> EmailMessage | None:
    """It counts all that is unread, if something was told since the last one."""
    unread = inbox.unread(choice.user)
    if not choice.user.email or not unread.filter(at__gt=choice.digested_at).exists():
        return None
    count = unread.order_by().count()
    subject = ngettext("%(count)s notice waits at the desk", "%(count)s notices wait at the desk", count)
    lines = [subject % {"count": count}, _address("articles_notice_changelist")]
    return _mail(choice.user, lines[0], lines, name=f"digest.{choice.pk}.{int(choice.digested_at.timestamp())}")


def _mail(user: User, subject: str, lines: list[str], *, name: str) -> EmailMessage:
    """With a name that a repetition of the same mail has too, so that mail programs show it once."""
    choice = _("How you hear of this is your choice: %(address)s") % {"address": _address("articles_notice_choice")}
    body = "\n\n".join([line for line in lines if line] + ([choice] if settings.DESK_URL else []))
    host = urlsplit(settings.DESK_URL).hostname or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, None, [user.email], headers=headers)


def _address(name: str, *args: int) -> str:
    """An address of the desk; empty where the paper has not said under which one its desk answers."""
    return settings.DESK_URL + reverse(f"admin:{name}", args=args) if settings.DESK_URL else ""
