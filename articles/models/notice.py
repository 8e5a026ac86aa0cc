"""What people are told: one notice for each person and event, and how each person wants to hear of it by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from authors.models import User


class Notice(models.Model):
    """One person is told of one event of one article; the sentence is made when it is shown, in the reader's language.

    Written in the transaction of the event itself, so that none is lost and none tells of what did not happen.
    """

    class Kind(models.TextChoices):
        """What happened; the labels are the subject lines of the mails and name nobody and no article."""

        SUBMITTED = "submitted", _("An article waits for your review")
        PASSED = "passed", _("An article has reached your review")
        CHANGED = "changed", _("A changed article waits for your review again")
        DEADLINE = "deadline", _("A review of yours is overdue")
        RETURNED = "returned", _("An article was returned to you")
        EDITED = "edited", _("An article of yours was changed")
        APPROVED = "approved", _("An article of yours is approved")
        TO_PLACE = "to_place", _("An approved article waits for its page")
        PUBLISHED = "published", _("An article of yours is published")
        SPIKED = "spiked", _("An article of yours was spiked")
        NOTE = "note", _("Somebody wrote a note for you")
        FAST_LANE = "fast_lane", _("An article took the fast lane")
        LOOKED_AGAIN = "looked_again", _("Somebody looked again at an article of the fast lane")
        RECALLED = "recalled", _("An approved article is in review again")
        WITHDRAWN = "withdrawn", _("A published article was withdrawn")
        WITHDRAWAL_UNCONFIRMED = "withdrawal_unconfirmed", _("A withdrawal waits to be confirmed")
        WITHDRAWAL_CONFIRMED = "withdrawal_confirmed", _("A withdrawal is confirmed")
        WITHDRAWAL_OVERTURNED = "withdrawal_overturned", _("A withdrawal was overturned")
        RESTORED = "restored", _("A withdrawn article is in review again")
        CORRECTION_ASKED = "correction_asked", _("A correction was asked for")
        CORRECTION_FILED = "correction_filed", _("A correction waits for its check")
        CORRECTION_CHECKED = "correction_checked", _("A correction waits for the chief editor")
        CORRECTION_DROPPED = "correction_dropped", _("A correction was dropped")
        CORRECTED = "corrected", _("A published article was corrected")

    # Indexed together with the number, below.
    user = models.ForeignKey(User, models.CASCADE, related_name="notices", db_index=False, verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    article = models.ForeignKey(Article, models.CASCADE, related_name="notices", verbose_name=_("article"))
    # The event: the same one tells nobody twice.
    key = models.CharField(max_length=120)
    text = models.TextField(_("what was said"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())
    seen_at = models.DateTimeField(_("seen"), null=True)
    # When the press tries to send the mail next; empty once it is sent, given up, or not wanted.
    mail_due_at = models.DateTimeField(null=True, db_default=Now())
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("told on the desk", "notice")
        verbose_name_plural = pgettext_lazy("told on the desk", "notices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "user"], name="articles_told_once"),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(by=F("user")), name="articles_nobody_is_told_of_his_own_deed"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="articles_notices_newest"),
            models.Index(fields=["user", "-id"], condition=Q(seen_at__isnull=True), name="articles_notices_unseen"),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="articles_notices_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class NoticeChoice(models.Model):
    """How one person wants to hear of notices by mail; without a row of his own he gets each at once."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("Each one at once")
        DIGEST = "digest", _("One mail a day that counts them")
        NONE = "none", _("No mail, only here at the desk")

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notice_choice")
    mail = models.CharField(_("by mail"), max_length=10, choices=Mail.choices, default=Mail.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(_("at which hour"), default=8)
    # Up to when the last digest counted, and when the press tries to send the next one.
    digested_at = models.DateTimeField(db_default=Now())
    digest_due_at = models.DateTimeField(null=True)
    digest_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints = [
            models.CheckConstraint(condition=Q(mail__in=["at_once", "digest", "none"]), name="articles_known_mail"),
            models.CheckConstraint(condition=Q(digest_hour__range=(0, 23)), name="articles_digest_at_an_hour"),
            models.CheckConstraint(
                condition=Q(mail="digest", digest_due_at__isnull=False)
                | (~Q(mail="digest") & Q(digest_due_at__isnull=True)),
                name="articles_digest_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digest_due_at"], condition=Q(digest_due_at__isnull=False), name="articles_digests_to_mail"
            )
        ]

    def __str__(self) -> str:
        return self.get_mail_display()
