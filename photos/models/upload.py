"""An upload: a file on its way into the library, which may take several tries over a bad line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User
from photos.models.photo import Photo


class UploadQuerySet(models.QuerySet["Upload"]):
    def by(self, user: User) -> UploadQuerySet:
        return self.filter(by=user)

    def unfinished(self) -> UploadQuerySet:
        return self.filter(photo=None, refusal="")


class Upload(models.Model):
    """What has arrived of one file. It ends as a photo, or with a sentence of refusal.

    The bytes lie in a file named after `token` below the state folder; `received` never says more than is on the disk.
    """

    token = models.UUIDField(unique=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="uploads")
    # The photographer's own name for the file, as text.
    filename = models.CharField(_("file name"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    began_at = models.DateTimeField(_("began"), db_default=Now())
    changed_at = models.DateTimeField(_("changed"), db_default=Now())
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="uploads")
    # Whether the bytes were in the person's own reach already, and the photo is the older one.
    was_known = models.BooleanField(default=False)
    refusal = models.CharField(max_length=300, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["by", "-began_at"], name="photos_uploads_of_one")]
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="photos_upload_no_longer_than_said"),
            models.CheckConstraint(
                condition=Q(photo=None) | Q(received=F("size"), refusal=""), name="photos_upload_whole_before_photo"
            ),
        ]

    def __str__(self) -> str:
        return self.filename or str(self.token)
