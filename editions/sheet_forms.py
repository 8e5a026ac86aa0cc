"""The forms of paper sizes and page templates: what the database would refuse is said in words before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from authors.text_line import formfield
from editions.composing.grid import Grid
from editions.models import PageTemplate, PaperSize
from editions.workflow import papers


class PaperSizeForm(forms.ModelForm):
    """A sheet: its size, its columns, and the lines they hold."""

    class Meta:
        model = PaperSize
        fields = [
            "name", "width_mm", "height_mm", "columns", "column_chars", "gutter_chars", "cell_mm", "line_mm", "top_mm",
            "lines",
        ]  # fmt: skip
        formfield_callback = formfield

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        grid = Grid(**{name: cleaned[name] for name in self.Meta.fields})
        if grid.line_mm < grid.cell_mm:
            self.add_error("line_mm", _("The lines would stand on each other: a line is at least the body size high."))
        if grid.text_width_mm >= grid.width_mm:
            self.add_error("columns", _too_wide(grid))
        if grid.top_mm + grid.text_height_mm >= grid.height_mm:
            self.add_error("lines", _too_high(grid))
        if not self.errors and self.instance.pk:
            self._refuse_what_falls_off(cleaned)
        return cleaned

    def _refuse_what_falls_off(self, cleaned: dict[str, Any]) -> None:
        asked = PaperSize(pk=self.instance.pk, **cleaned)
        if sentence := papers.off_the_sheet(asked):
            self.add_error(None, sentence)


def _too_wide(grid: Grid) -> str:
    return _(
        "Together the columns are %(text)s mm wide, the sheet only %(sheet)s mm. Take fewer or narrower columns, "
        "or a smaller body size."
    ) % {"text": _mm(grid.text_width_mm), "sheet": _mm(grid.width_mm)}


def _too_high(grid: Grid) -> str:
    return _(
        "The upper margin and the lines are %(text)s mm high, the sheet only %(sheet)s mm. Take fewer or closer lines."
    ) % {"text": _mm(grid.top_mm + grid.text_height_mm), "sheet": _mm(grid.height_mm)}


def _mm(length: float) -> str:
    return number_format(round(length, 1))


class PageTemplateForm(forms.ModelForm):
    """What a kind of page is; `seen` is the state of it that the form shows."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = PageTemplate
        fields = [
            "name", "paper", "masthead_columns", "masthead_lines", "needs_lead", "needs_photo", "most_articles",
        ]  # fmt: skip
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.layout_number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if self.instance.pk:
            # The admin stores in the same transaction: nobody draws slots in between.
            current = PageTemplate.objects.select_for_update().filter(pk=self.instance.pk).first()
            if current is None or current.layout_number != cleaned["seen"]:
                self.add_error(None, _("Somebody has changed this template meanwhile. Open it anew and look again."))
                return cleaned
        self._check_masthead(cleaned)
        if self.instance.pk and not self.errors:
            self._check_slots(cleaned)
        return cleaned

    def _check_masthead(self, cleaned: dict[str, Any]) -> None:
        columns, lines, paper = cleaned["masthead_columns"], cleaned["masthead_lines"], cleaned["paper"]
        if bool(columns) != bool(lines):
            self.add_error("masthead_lines", _("A masthead has columns and lines; a page without one has 0 of both."))
        elif columns and paper is None:
            self.add_error("paper", _("A masthead stands on a sheet: choose the paper size."))
        elif paper and (columns > paper.columns or lines > paper.lines):
            self.add_error(
                "masthead_columns",
                _("That does not lie on the page: it has %(columns)s columns and %(lines)s lines.")
                % {"columns": paper.columns, "lines": paper.lines},
            )

    def _check_slots(self, cleaned: dict[str, Any]) -> None:
        slots, paper = list(self.instance.slots.all()), cleaned["paper"]
        if slots and paper is None:
            self.add_error("paper", _("The template has slots. Remove them first, then it can become a list."))
            return
        masthead = PageTemplate(
            masthead_columns=cleaned["masthead_columns"], masthead_lines=cleaned["masthead_lines"]
        ).masthead_cells
        for slot in slots:
            named = {"slot": slot.get_role_display(), "where": self.instance}
            if not paper.grid.holds(slot.cells):
                sentence = _(
                    "The slot “%(slot)s” of %(where)s would no longer lie on the sheet. Make room there first."
                )
                self.add_error("paper", sentence % named)
                return
            if masthead and masthead.overlaps(slot.cells):
                self.add_error("masthead_lines", _("The masthead would lie on the slot “%(slot)s”.") % named)
                return
