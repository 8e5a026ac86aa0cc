"""The sheets a paper is printed on: sizes with the grid that everything on a page stands on."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editions.composing.grid import Cells, Grid


def _measure(label: str | Promise, low: float, high: float, **more: object) -> models.FloatField:
    return models.FloatField(label, validators=[MinValueValidator(low), MaxValueValidator(high)], **more)  # type: ignore[arg-type]


class PaperSize(models.Model):
    """A sheet and its grid (对开, 四开 or the paper's own): columns across, body lines down."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    width_mm = _measure(_("width in mm"), 100, 900)
    height_mm = _measure(_("height in mm"), 100, 1200)
    columns = models.PositiveSmallIntegerField(_("columns"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    column_chars = _measure(_("characters in a column"), 6, 60)
    gutter_chars = _measure(_("gutter in characters"), 0.5, 6)
    cell_mm = _measure(
        _("body size in mm"), 1.5, 8, help_text=_("The width of one character of the body; 3.4 mm is 9.6 pt.")
    )
    line_mm = _measure(_("line in mm"), 2, 14, help_text=_("From one baseline to the next."))
    top_mm = _measure(_("upper margin in mm"), 5, 100)
    lines = models.PositiveSmallIntegerField(_("lines"), validators=[MinValueValidator(10), MaxValueValidator(240)])

    class Meta:
        verbose_name = _("paper size")
        verbose_name_plural = _("paper sizes")
        ordering = ["-width_mm", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(columns__range=(1, 12), lines__range=(10, 240), width_mm__gt=0, cell_mm__gt=0)
                & Q(line_mm__gte=F("cell_mm"), column_chars__gte=6, gutter_chars__gt=0, top_mm__gt=0),
                name="editions_paper_has_measures",
            ),
            models.CheckConstraint(
                condition=Q(
                    width_mm__gt=(F("columns") * F("column_chars") + (F("columns") - 1) * F("gutter_chars"))
                    * F("cell_mm")
                ),
                name="editions_paper_is_wide_enough",
            ),
            models.CheckConstraint(
                condition=Q(height_mm__gt=F("top_mm") + F("lines") * F("line_mm")),
                name="editions_paper_is_high_enough",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grid(self) -> Grid:
        return Grid(
            name=self.name,
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            columns=self.columns,
            column_chars=self.column_chars,
            gutter_chars=self.gutter_chars,
            cell_mm=self.cell_mm,
            line_mm=self.line_mm,
            top_mm=self.top_mm,
            lines=self.lines,
        )


class Drawn(models.Model):
    """What has a sheet: a kind of page, and the page made after it. Without paper it is a list and is not drawn."""

    paper = models.ForeignKey(
        PaperSize,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paper size"),
        help_text=_("Without one, pages of this kind are lists of articles and are not drawn."),
    )
    masthead_columns = models.PositiveSmallIntegerField(
        _("columns of the masthead"), default=0, help_text=_("0 on a page without the paper's name on top.")
    )
    masthead_lines = models.PositiveSmallIntegerField(_("lines of the masthead"), default=0)

    class Meta:
        abstract = True

    @property
    def is_drawn(self) -> bool:
        return self.paper_id is not None

    @property
    def has_masthead(self) -> bool:
        return self.masthead_columns > 0 and self.masthead_lines > 0

    @property
    def masthead_cells(self) -> Cells | None:
        """Where the paper's name stands; nothing else stands there."""
        return Cells(0, 0, self.masthead_columns, self.masthead_lines) if self.has_masthead else None
