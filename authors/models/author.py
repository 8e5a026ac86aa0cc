"""Whose name is printed: the bylines of the paper."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from authors.models.user import User


class AuthorQuerySet(models.QuerySet["Author"]):
    def usable(self) -> Self:
        """Those who may still get a byline."""
        return self.filter(is_active=True)


class Author(models.Model):
    """A name that is printed over, under or in an article; the person need not have an account."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    slug = models.SlugField(
        pgettext_lazy("on the website", "address"),
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
