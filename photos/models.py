"""What a photo is: an original nobody outside may fetch, and the words without which it is not printed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from django.core.files.storage import storages
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import Author, User

if TYPE_CHECKING:
    from django.core.files.storage import Storage


def private_store() -> Storage:
    return storages["default"]


def original_name(photo: Photo, filename: str) -> str:
    """A name of our own: what the photographer called the file says nothing about where it is kept."""
    ending = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}.get(photo.format, "bin")
    token = secrets.token_hex(16)
    return f"photos/{token[:2]}/{token}.{ending}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def by(self, user: User) -> Self:
        """Those the user brought in or took himself."""
        return self.filter(models.Q(uploaded_by=user) | models.Q(photographers__user=user)).distinct()


class Photo(models.Model):
    """One picture in the library, with caption, credit and alternative text."""

    title = models.CharField(_("title"), max_length=100, help_text=_("For finding it again; readers do not see it."))
    caption = models.CharField(_("caption"), max_length=400, blank=True, help_text=_("Who, what, when and where."))
    credit = models.CharField(_("credit"), max_length=100, blank=True, help_text=_("As printed, for example: Qiu Lan"))
    alt_text = models.CharField(
        _("alternative text"),
        max_length=400,
        blank=True,
        help_text=_("What can be seen, for readers who cannot see it."),
    )
    photographers = models.ManyToManyField(Author, blank=True, related_name="photos", verbose_name=_("photographers"))
    original = models.FileField(_("original"), upload_to=original_name, storage=private_store, editable=False)
    original_filename = models.CharField(_("file name"), max_length=100, blank=True, editable=False)
    format = models.CharField(max_length=10, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    colour = models.CharField(max_length=7, editable=False, default="#dddddd")
    # The unguessable name of the public files; empty until the photo is first published.
    public_base = models.CharField(max_length=100, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="uploaded_photos",
        editable=False,
        verbose_name=_("brought in by"),
    )
    uploaded_at = models.DateTimeField(_("brought in"), db_default=Now(), editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="photos_has_a_size"),
            models.UniqueConstraint(
                fields=["public_base"],
                condition=~models.Q(public_base=""),
                name="photos_public_base_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
