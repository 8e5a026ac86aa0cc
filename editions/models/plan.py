"""What stays from day to day: the publication, its kinds of page, the pages of each weekday, and the exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from editions.models.numbering import EditionKind, whole_range
from editions.models.sheet import Drawn

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from editions.models.slot import TemplateSlot

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
    proof_rounds = models.PositiveSmallIntegerField(
        _("rounds of proofs"),
        default=1,
        validators=[MaxValueValidator(3)],
        help_text=_("How many people read each drawn page before it is signed off, one after the other: 0 to 3."),
    )
    next_total_number = models.PositiveIntegerField(
        _("next total number"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("The number of the next edition, counted from the paper's first; it counts on by itself."),
    )
    counts_supplements = models.BooleanField(_("additional issues count in the total number"), default=True)
    counts_extras = models.BooleanField(_("extras count in the total number"), default=False)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publication")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="editions_one_publication"),
            models.CheckConstraint(condition=models.Q(next_total_number__gt=0), name="editions_counts_from_one"),
            models.CheckConstraint(condition=models.Q(proof_rounds__lte=3), name="editions_at_most_three_proofs"),
        ]

    def __str__(self) -> str:
        return self.name

    def counts(self, kind: str) -> bool:
        """Whether editions of this kind have a total number."""
        by_rule = {EditionKind.SUPPLEMENT: self.counts_supplements, EditionKind.EXTRA: self.counts_extras}
        return by_rule.get(EditionKind(kind), True)


class PageTemplate(Drawn):
    """A kind of page: its sheet and slots, what it must have, and how many articles it takes."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    needs_lead = models.BooleanField(_("needs a lead"), default=True, help_text=_("Off for a page of advertising."))
    needs_photo = models.BooleanField(_("needs a photo"), default=False)
    most_articles = models.PositiveSmallIntegerField(_("most articles"), default=12)
    # Counts on with every change, so that nobody overwrites what he has not seen.
    layout_number = models.PositiveIntegerField(default=0, editable=False)

    if TYPE_CHECKING:
        slots: RelatedManager[TemplateSlot]

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


class Weekday(models.IntegerChoices):
    """The weekdays as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class PlanException(models.Model):
    """Days on which the weekday plan does not hold: no paper, another weekday's pages, own pages, one merged issue."""

    class What(models.TextChoices):
        NO_PAPER = "none", _("No paper")
        WEEKDAY = "weekday", _("The pages of another weekday")
        OWN = "own", _("Pages of its own")

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    name = models.CharField(_("name"), max_length=40, blank=True, help_text=_("For example: New Year."))
    what = models.CharField(_("what appears"), max_length=10, choices=What.choices)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, null=True, blank=True)
    is_merged = models.BooleanField(_("one merged issue for all these days"), default=False)

    if TYPE_CHECKING:
        pages: RelatedManager[PlannedPage]

    class Meta:
        verbose_name = _("exception to the weekday plan")
        verbose_name_plural = _("calendar of the paper")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["none", "weekday", "own"]), name="editions_known_exception"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="editions_exception_in_order"),
            models.CheckConstraint(
                condition=Q(what="weekday", weekday__isnull=False, weekday__range=(0, 6))
                | (~Q(what="weekday") & Q(weekday__isnull=True)),
                name="editions_exception_has_weekday",
            ),
            models.CheckConstraint(condition=~Q(what="none") | ~Q(name=""), name="editions_holiday_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_merged=False) | (~Q(what="none") & Q(last_day__gt=F("first_day"))),
                name="editions_merged_days_are_several",
            ),
            ExclusionConstraint(
                name="editions_one_exception_a_day",
                expressions=[(whole_range("daterange", "first_day", "last_day"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_what_display())

    @property
    def is_holiday(self) -> bool:
        return self.what == self.What.NO_PAPER


class PlannedPage(PageLabel):
    """A page that the edition of a weekday, or of exceptional days, has.

    An edition copies the plan, so a later plan never touches it.
    """

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, null=True, blank=True)
    exception = models.ForeignKey(
        PlanException, models.CASCADE, null=True, blank=True, related_name="pages", verbose_name=_("exceptional days")
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )

    class Meta:
        verbose_name = _("planned page")
        verbose_name_plural = _("weekday plan")
        ordering = ["weekday", "letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "letter", "number"], name="editions_planned_once"),
            models.UniqueConstraint(fields=["exception", "letter", "number"], name="editions_excepted_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="editions_known_weekday"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, exception__isnull=True)
                | Q(weekday__isnull=True, exception__isnull=False),
                name="editions_planned_for_one_kind_of_day",
            ),
        ]

    def __str__(self) -> str:
        when = self.exception or self.get_weekday_display()
        return f"{when} {self.label} {self.name}"
