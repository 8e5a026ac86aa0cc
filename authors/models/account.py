"""What was done to an account and by whom, and the roles somebody wants for himself."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from authors.models.user import Role, User


class AccountEvent(models.Model):
    """One thing that was done to an account; append-only. Without `by` it was done on the server."""

    class What(models.TextChoices):
        """What may be done to an account, as the record says it."""

        MADE = "made", _("Account made")
        RENAMED = "renamed", _("User name changed")
        ROLES = "roles", _("Roles changed")
        ROLE_ASKED = "role_asked", _("Role asked for")
        ROLE_CONFIRMED = "role_confirmed", _("Role confirmed")
        ROLE_REFUSED = "role_refused", _("Role refused")
        DISABLED = "disabled", _("Account disabled")
        ENABLED = "enabled", _("Account enabled")
        PASSWORD = "password", _("Password set")
        SIGNED_OUT = "signed_out", _("Signed out everywhere")
        UNLOCKED = "unlocked", _("Unlocked")
        FACTOR_ON = "factor_on", _("Second factor set up")
        FACTOR_OFF = "factor_off", _("Second factor taken away")
        FACTOR_RESET = "factor_reset", _("Second factor reset")
        NEW_CODES = "new_codes", _("New recovery codes made")
        TIED = "tied", _("Signs in as this author")
        UNTIED = "untied", _("Does not sign in as this author any more")

    account = models.ForeignKey(User, models.PROTECT, related_name="account_events")
    what = models.CharField(max_length=20, choices=What.choices)
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("event of an account")
        verbose_name_plural = _("events of an account")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.account}"


class RoleRequestQuerySet(models.QuerySet["RoleRequest"]):
    def open(self) -> Self:
        """Those nobody has answered yet."""
        return self.filter(answer="")


class RoleRequest(models.Model):
    """A role an administrator wants for himself: it becomes his when another administrator confirms it."""

    class Answer(models.TextChoices):
        """What became of a request."""

        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    user = models.ForeignKey(User, models.PROTECT, related_name="role_requests", verbose_name=_("account"))
    role = models.CharField(pgettext_lazy("at the paper", "role"), max_length=20, choices=Role.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(null=True)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a role")
        verbose_name_plural = _("requests for roles")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="confirmed") | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("user"))),
                name="authors_role_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="authors_role_answer_has_time_and_name",
            ),
            models.UniqueConstraint(fields=["user", "role"], condition=Q(answer=""), name="authors_role_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
