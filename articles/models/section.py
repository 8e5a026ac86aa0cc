"""Where articles belong: sections (departments) and series (standing columns)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from authors.models import User


class SectionQuerySet(models.QuerySet["Section"]):
    def edited_by(self, user: User) -> Self:
        """Those whose articles this editor may see: the ones he was given, and the ones nobody was given."""
        given = Section.editors.through.objects
        return self.filter(Q(pk__in=given.filter(user=user).values("section")) | ~Q(pk__in=given.values("section")))


class Section(models.Model):
    """A department of the paper (部门/频道) with its own address on the website."""

    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(pgettext_lazy("on the website", "address"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    editors = models.ManyToManyField(
        User,
        blank=True,
        related_name="sections",
        verbose_name=_("its editors"),
        help_text=_("The desk editors and section heads of this section. Nobody chosen: all of the paper's."),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A standing column (专栏); its name is the banner over its articles."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(pgettext_lazy("on the website", "address"), max_length=60, unique=True)
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
