"""People: `User` signs in to the desk, `Author` has a byline; one person may be both, or either."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    name = models.CharField(_("name"), max_length=60, blank=True)

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

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


class AuthorQuerySet(models.QuerySet["Author"]):
    def usable(self) -> Self:
        """Those who may still get a byline."""
        return self.filter(is_active=True)


class Author(models.Model):
    """A name that is printed over, under or in an article; the person need not have an account."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The end of the author's address on the website."),
    )
    title = models.CharField(
        pgettext_lazy("job", "title"), max_length=60, blank=True, help_text=_("For example: chief reporter.")
    )
    bio = models.TextField(_("about"), blank=True)
    user = models.OneToOneField(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("Who signs in as this person, if anybody. Nobody reviews what stands under his own name."),
    )
    is_active = models.BooleanField(_("may get bylines"), default=True)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("website:author", args=[self.slug])
