"""The forms of the paper's calendar: an exception to the weekday plan, and the days to open editions for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.text_line import formfield
from editions.models import PlanException, Weekday

LONGEST = 60
MOST_DAYS_AT_ONCE = 62


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ExceptionForm(forms.ModelForm):
    """What appears on exceptional days. It may be for many days: then it is one row for all of them."""

    what = forms.ChoiceField(
        label=gettext_lazy("what appears"), choices=PlanException.What.choices, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("weekday"),
        choices=[("", "–"), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = PlanException
        fields = ["first_day", "last_day", "name", "what", "weekday", "is_merged"]
        widgets = {"first_day": day_input(), "last_day": day_input()}
        formfield_callback = formfield

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        if what != PlanException.What.WEEKDAY:
            cleaned["weekday"] = None
        elif cleaned.get("weekday") is None:
            self.add_error("weekday", _("Choose the weekday whose pages appear."))
        if what == PlanException.What.NO_PAPER:
            cleaned["is_merged"] = False
            if not cleaned.get("name"):
                self.add_error("name", _("Say which holiday it is, or why there is no paper."))
        self._check_days(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif (last - first).days >= LONGEST:
            self.add_error("last_day", _("Enter at most %(count)s days at once.") % {"count": LONGEST})
        elif cleaned.get("is_merged") and last == first:
            self.add_error("is_merged", _("A merged issue stands for several days: give a last day after the first."))
        others = PlanException.objects.exclude(pk=self.instance.pk).filter(first_day__lte=last, last_day__gte=first)
        if taken := others.first():
            self.add_error(None, _("One of these days is an exception already: %(exception)s.") % {"exception": taken})

    def validate_constraints(self) -> None:
        """Leave the rules of the table to the sentences above: its own would name them by their constraints."""


class DaysForm(forms.Form):
    """The days whose editions are opened at once."""

    day = forms.MultipleChoiceField(error_messages={"required": gettext_lazy("Tick at least one day.")})

    def __init__(self, *args: Any, days: list[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(day.isoformat(), day.isoformat()) for day in days]  # type: ignore[attr-defined]

    def days(self) -> list[dt.date]:
        return [dt.date.fromisoformat(day) for day in self.cleaned_data["day"]]
