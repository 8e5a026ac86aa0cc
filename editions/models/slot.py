"""The places of a page on its grid: those of a kind of page, and the copies of them that a page of an edition has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editions.composing.grid import Cells
from editions.models.advert import AdvertFile
from editions.models.edition import Page
from editions.models.plan import PageTemplate

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from editions.models.placement import Placement


class SlotRole(models.TextChoices):
    """What stands in a slot."""

    LEAD = "lead", _("Lead")
    SECOND = "second", _("Second lead")
    FOOT_LEAD = "foot_lead", _("Lead at the foot")
    EAR = "ear", _("Ear")
    OPINION = "opinion", _("Opinion")
    PICTURE = "picture", _("Picture")
    BRIEFS = "briefs", _("Briefs")
    CORRECTIONS = "corrections", _("Corrections")
    ADVERT = "advert", _("Advertisement")
    ARTICLE = "article", _("Article")


# What takes no article: an advertisement brings its own words, corrections come with the page.
NO_ARTICLE = frozenset({SlotRole.ADVERT, SlotRole.CORRECTIONS})


class SlotStyle(models.TextChoices):
    """How it looks."""

    LEAD = "lead", _("Large headline")
    SECOND = "second", _("Second headline")
    NORMAL = "normal", _("Ordinary headline")
    SMALL = "small", _("Small headline")
    BOX = "box", _("In a frame")
    BRIEFS = "briefs", _("Many short ones in a row")
    PICTURE = "picture", _("A picture with its caption")


class Corner(models.TextChoices):
    """Where a photo stands among the columns of its slot."""

    TOP_RIGHT = "top_right", _("Top right")
    TOP_LEFT = "top_left", _("Top left")
    TOP = "top", _("Above the text")
    BOTTOM = "bottom", _("Below the text")


class Place(models.Model):
    """A box on the grid with a role and a style; `order` is its rank on the page, 1 is the lead."""

    key = models.CharField(max_length=12, editable=False, validators=[RegexValidator(r"^[a-z0-9-]+$")])
    order = models.PositiveSmallIntegerField(_("rank"), default=1, validators=[MinValueValidator(1)])
    role = models.CharField(_("role"), max_length=12, choices=SlotRole.choices, default=SlotRole.ARTICLE)
    style = models.CharField(_("headline"), max_length=12, choices=SlotStyle.choices, default=SlotStyle.NORMAL)
    column = models.PositiveSmallIntegerField(_("from column"))
    row = models.PositiveSmallIntegerField(_("from line"))
    span = models.PositiveSmallIntegerField(_("columns wide"), validators=[MinValueValidator(1)])
    lines = models.PositiveSmallIntegerField(_("lines high"), validators=[MinValueValidator(3)])
    text_columns = models.PositiveSmallIntegerField(
        _("text columns"),
        default=0,
        help_text=_("0 for the columns of the page; another number breaks the measure."),
    )
    photo_columns = models.PositiveSmallIntegerField(_("photo: columns"), default=0)
    photo_lines = models.PositiveSmallIntegerField(_("photo: lines"), default=0)
    photo_corner = models.CharField(_("photo: where"), max_length=12, choices=Corner.choices, default=Corner.TOP_RIGHT)

    class Meta:
        abstract = True

    @property
    def cells(self) -> Cells:
        return Cells(self.column, self.row, self.span, self.lines)


def _rules(table: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(role__in=SlotRole.values), name=f"editions_{table}_known_role"),
        models.CheckConstraint(condition=Q(style__in=SlotStyle.values), name=f"editions_{table}_known_style"),
        models.CheckConstraint(condition=Q(photo_corner__in=Corner.values), name=f"editions_{table}_known_corner"),
        models.CheckConstraint(
            condition=Q(span__range=(1, 12), lines__range=(3, 240), order__gt=0, text_columns__lte=24),
            name=f"editions_{table}_has_a_size",
        ),
    ]


class TemplateSlot(Place):
    """A place that every page of a kind begins with."""

    template = models.ForeignKey(PageTemplate, models.CASCADE, related_name="slots")

    class Meta:
        verbose_name = _("slot of a template")
        verbose_name_plural = _("slots of a template")
        ordering = ["template", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="editions_template_slot_key_once"),
            *_rules("template_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.order} {self.get_role_display()}"


class Slot(Place):
    """A place on a page of an edition; no two overlap. An advert carries its own words and artwork.

    The artwork is a picture of the library or a PDF that was handed in, which comes first. A locked slot is left alone
    by every suggestion.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="slots")
    locked = models.BooleanField(_("locked"), default=False)
    advert = models.CharField(_("advertiser"), max_length=60, blank=True)
    artwork = models.ForeignKey(
        "photos.Photo", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("artwork")
    )
    artwork_file = models.ForeignKey(
        AdvertFile, models.PROTECT, null=True, blank=True, related_name="slots", verbose_name=_("artwork as PDF")
    )

    if TYPE_CHECKING:
        placements: RelatedManager[Placement]

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["page", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="editions_slot_key_once"),
            *_rules("slot"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.order} {self.get_role_display()}"
