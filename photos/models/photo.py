"""What a photo is: an original nobody outside may fetch, its words, its rights, and where the eye should rest."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import Author, User

if TYPE_CHECKING:
    from datetime import date

    from django.core.files.storage import Storage

# What IPTC calls pictures that a machine made or had a part in (http://cv.iptc.org/newscodes/digitalsourcetype/).
MADE_BY_MACHINE = frozenset({"trainedAlgorithmicMedia", "algorithmicMedia"})
MADE_WITH_MACHINE = frozenset({"compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "compositeSynthetic"})


def private_store() -> Storage:
    return storages["default"]


def original_name(photo: Photo, filename: str) -> str:
    """A name of our own: what the photographer called the file says nothing about where it is kept."""
    ending = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}.get(photo.format, "bin")
    token = secrets.token_hex(16)
    return f"photos/{token[:2]}/{token}.{ending}"


class Licence(models.TextChoices):
    """Why the paper may print it."""

    OWN = "own", _("Our own photographer")
    CONTRIBUTED = "contributed", _("Contributed to us")
    AGENCY = "agency", _("Agency")
    HANDOUT = "handout", _("Handed out by whom it shows")
    STOCK = "stock", _("Picture library")
    FREE = "free", _("Free licence")
    UNCLEAR = "unclear", _("Not cleared yet")


class Scope(models.TextChoices):
    """Where it may be shown."""

    EVERYWHERE = "everywhere", _("In print and on the website")
    PRINT = "print", _("In print only")
    WEB = "web", _("On the website only")
    ONCE = "once", _("Once")


class AiUse(models.TextChoices):
    """What part a machine had in making the picture; readers are told."""

    NONE = "none", _("None")
    ASSISTED = "assisted", _("Changed with AI")
    GENERATED = "generated", _("Made by AI")


class PhotoQuerySet(models.QuerySet["Photo"]):
    def by(self, user: User) -> Self:
        """Those the user brought in or took himself."""
        taken = Photo.photographers.through.objects.filter(author__user=user)
        return self.filter(Q(uploaded_by=user) | Q(pk__in=taken.values("photo_id")))

    def ready_to_print(self) -> Self:
        """Those with the words without which nothing is printed."""
        return self.exclude(Q(caption="") | Q(credit="") | Q(alt_text=""))

    def expired(self, on: date) -> Self:
        """Those whose rights have ended before a day."""
        return self.filter(usable_until__lt=on)


class Photo(models.Model):
    """One picture in the library, with its words, its rights and its file."""

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
    # -- what is known of it ------------------------------------------------------------------------------------
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("Where it was taken."))
    persons = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("persons"),
        help_text=_("Who is on it, with commas between."),
    )
    keywords = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("keywords"),
        help_text=_("With commas between."),
    )
    source = models.CharField(_("source"), max_length=100, blank=True, help_text=_("Agency, archive or sender."))
    # What the sender asks of us; it came with the file and is only read.
    instructions = models.CharField(_("instructions"), max_length=400, blank=True, editable=False)
    # -- rights ------------------------------------------------------------------------------------------------
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.OWN)
    scope = models.CharField(_("may be shown"), max_length=20, choices=Scope.choices, default=Scope.EVERYWHERE)
    usable_until = models.DateField(
        _("usable until"), null=True, blank=True, help_text=_("The last day on which it may be published.")
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=200, blank=True)
    licence_url = models.URLField(_("address of the licence"), max_length=200, blank=True)
    rights_note = models.CharField(
        _("remark on rights"),
        max_length=400,
        blank=True,
        help_text=_("Contract, fee, who agreed; readers do not see it."),
    )
    ai_use = models.CharField(_("AI"), max_length=20, choices=AiUse.choices, default=AiUse.NONE)
    # The word of the IPTC list that came with the file; it stays whatever anybody thinks of it.
    digital_source = models.CharField(max_length=60, blank=True, editable=False)
    # -- how it is cut -----------------------------------------------------------------------------------------
    focus_x = models.PositiveSmallIntegerField(
        _("focus from the left"), default=50, validators=[MaxValueValidator(100)], help_text=_("In percent.")
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focus from the top"), default=50, validators=[MaxValueValidator(100)], help_text=_("In percent.")
    )
    # -- the file ----------------------------------------------------------------------------------------------
    original = models.FileField(_("original"), upload_to=original_name, storage=private_store, editable=False)
    original_filename = models.CharField(_("file name"), max_length=100, blank=True, editable=False)
    format = models.CharField(max_length=10, editable=False)
    bytes = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    # 64 bits that look alike for pictures that look alike; None: not looked at yet.
    likeness = models.BigIntegerField(null=True, editable=False)
    colour = models.CharField(max_length=7, editable=False, default="#dddddd")
    # What its renditions were made from (`photos.renditions.recipe_of`); empty: the press has still to make them.
    rendered = models.CharField(max_length=64, blank=True, editable=False)
    # Why the press could not make them, for whoever brought it in.
    render_failure = models.CharField(max_length=200, blank=True, editable=False)
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
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="photos_newest"),
            models.Index(fields=["uploaded_by", "-uploaded_at", "-id"], name="photos_newest_of_one"),
            models.Index(fields=["sha256"], name="photos_same_bytes"),
            models.Index(fields=["id"], condition=Q(rendered=""), name="photos_to_render"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="photos_has_a_size"),
            models.CheckConstraint(condition=Q(focus_x__lte=100, focus_y__lte=100), name="photos_focus_inside"),
            models.CheckConstraint(
                condition=~Q(digital_source__in=sorted(MADE_BY_MACHINE | MADE_WITH_MACHINE)) | ~Q(ai_use="none"),
                name="photos_ai_label_stays",
            ),
            models.UniqueConstraint(
                fields=["public_base"],
                condition=~models.Q(public_base=""),
                name="photos_public_base_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready_to_print(self) -> bool:
        return bool(self.caption and self.credit and self.alt_text)
