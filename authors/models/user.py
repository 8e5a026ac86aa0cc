"""Who signs in to the desk, and what he is at the paper."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from authors.username import LONGEST, PATTERN, SHORTEST, check_username

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(models.TextChoices):
    """What somebody does at the paper. The groups of the same names say who holds which."""

    REPORTER = "reporter", _("Reporter")
    PHOTOGRAPHER = "photographer", _("Photographer")
    DESK_EDITOR = "desk_editor", _("Desk editor")
    SECTION_HEAD = "section_head", _("Section head")
    CHIEF_EDITOR = "chief_editor", _("Chief editor")
    PROOFREADER = "proofreader", _("Proofreader")
    PAGE_DESIGNER = "page_designer", _("Page designer")
    ARCHIVIST = "archivist", _("Archivist")
    ADMIN = "admin", _("Administrator")


class UserManager(DjangoUserManager["User"]):
    def holding(self, role: Role) -> models.QuerySet[User]:
        """Everybody active who holds a role."""
        return self.filter(is_active=True, groups__name=role.value)


class User(AbstractUser):
    """Somebody who signs in to the desk."""

    # One field for a name: not every name has two halves.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    username = models.CharField(
        _("username"),
        max_length=LONGEST,
        unique=True,
        validators=[check_username],
        help_text=_("Latin letters or Chinese characters, not both; digits, and . _ - between them."),
        error_messages={"unique": _("There is an account of this name already.")},
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    # Part of what every session of his is checked against, so counting on ends them all at their next request.
    times_signed_out = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=PATTERN),
                name="authors_username_in_one_script",
                violation_error_message=_("This user name has characters that are not allowed."),
            ),
            models.CheckConstraint(
                condition=Q(username__regex=f"^.{{{SHORTEST},{LONGEST}}}$"),
                name="authors_username_length",
                violation_error_message=_("A user name has two to thirty characters."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="authors_username_once",
                violation_error_message=_("There is an account of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now. Kept for this object only: the next request asks again."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True))

    def holds(self, roles: Iterable[str]) -> bool:
        return not self.roles.isdisjoint(roles)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session was begun with and is checked against: his password, and how often he was signed out."""
        return salted_hmac(
            "authors.User.session", f"{self.password}:{self.times_signed_out}", secret=secret, algorithm="sha256"
        ).hexdigest()
