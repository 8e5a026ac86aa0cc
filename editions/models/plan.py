"""What stays from day to day: the publication, its kinds of page, and which pages each weekday has."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Section

CN_NUMBER = RegexValidator(r"^CN \d{2}-\d{4}$", _("Write it like CN 11-0001."))


class Publication(models.Model):
    """The paper itself: one row, what the imprint says."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    tagline = models.CharField(_("line under the name"), max_length=120, blank=True)
    publisher = models.CharField(_("published by"), max_length=120, blank=True)
    authority = models.CharField(_("responsible authority"), max_length=120, blank=True)
    sponsor = models.CharField(_("sponsored by"), max_length=120, blank=True)
    editor_in_chief = models.CharField(_("editor-in-chief"), max_length=60, blank=True)
    cn_number = models.CharField(_("CN number"), max_length=20, blank=True, validators=[CN_NUMBER])
    postal_code_number = models.CharField(_("postal subscription number"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True, help_text=_("As it is printed on the paper."))
    printer = models.CharField(_("printed by"), max_length=200, blank=True, help_text=_("Name and address."))
    distribution = models.CharField(
        _("distribution"), max_length=120, blank=True, help_text=_("Who delivers the paper, or where it is sold.")
    )
    price = models.CharField(_("price"), max_length=60, blank=True)
    advertising_licence = models.CharField(_("advertising licence"), max_length=60, blank=True)
    about = models.TextField(_("about the paper"), blank=True)
    next_total_number = models.PositiveIntegerField(
        _("next total number"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("The number of the next edition, counted from the paper's first; it counts on by itself."),
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publication")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="editions_one_publication"),
            models.CheckConstraint(condition=models.Q(next_total_number__gt=0), name="editions_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.name


class PageTemplate(models.Model):
    """A kind of page: what it must have, and how many articles it takes."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    needs_lead = models.BooleanField(_("needs a lead"), default=True, help_text=_("Off for a page of advertising."))
    needs_photo = models.BooleanField(_("needs a photo"), default=False)
    most_articles = models.PositiveSmallIntegerField(_("most articles"), default=12)

    class Meta:
        verbose_name = _("page template")
        verbose_name_plural = _("page templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PageLabel(models.Model):
    """A page's place in the paper: section letter and number (A, 1) make the label A01."""

    letter = models.CharField(
        _("letter"),
        max_length=2,
        default="A",
        validators=[RegexValidator(r"^[A-Z]{1,2}$", _("One or two of A–Z."))],
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    name = models.CharField(
        _("name"), max_length=40, blank=True, help_text=_("What stands beside the number, for example: Local.")
    )
    template = models.ForeignKey(PageTemplate, models.PROTECT, related_name="+", verbose_name=_("template"))

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return f"{self.letter}{self.number:02d}"


class PlannedPage(PageLabel):
    """A page that the edition of a weekday has; an edition copies the plan, so a later plan never touches it."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )

    class Meta:
        verbose_name = _("planned page")
        verbose_name_plural = _("weekday plan")
        ordering = ["weekday", "letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "letter", "number"], name="editions_planned_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="editions_known_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.label} {self.name}"
