"""The forms of the composing desk: a new edition, its hour, the details of its pages, and the weekday plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.policy import sections_for_choice
from authors.text_line import TextLineField, formfield
from editions import policy
from editions.models import Edition, EditionKind, Page, PlannedPage, Publication, Weekday
from editions.whole_numbers import positive, whole

FIRST_YEAR = 1800
FURTHEST_AHEAD = dt.timedelta(days=366)
BIGGEST_NUMBER = 2**31 - 2
PLACES_AT_ONCE = 100


class NamedNumbers(forms.Form):
    """The total numbers of an edition and the name it may have."""

    total_number = forms.IntegerField(
        label=gettext_lazy("Total number"),
        min_value=1,
        max_value=BIGGEST_NUMBER,
        required=False,
        help_text=gettext_lazy("Left empty, it follows the edition before it in the order of days."),
    )
    total_number_to = forms.IntegerField(
        label=gettext_lazy("Last total number"),
        min_value=1,
        max_value=BIGGEST_NUMBER,
        required=False,
        help_text=gettext_lazy("Left empty, it counts one for each day that has a paper."),
    )
    name = TextLineField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("What an extra or a merged issue is called, for example after its holiday."),
    )


class NumbersForm(NamedNumbers):
    """The numbers of an open edition, put right; those after it may follow."""

    counts_on = forms.BooleanField(
        label=gettext_lazy("Later editions that are neither published nor scheduled count on from here"), required=False
    )


class NewEditionForm(NamedNumbers):
    """The kind, days and numbers of an edition; `today` is the paper's, by the database's clock."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=EditionKind.choices, widget=forms.RadioSelect, required=False
    )
    date = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    date_to = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        required=False,
        help_text=gettext_lazy("The last of the days that a merged issue stands for."),
    )
    despite_holiday = forms.BooleanField(label=gettext_lazy("It appears nevertheless"), required=False)

    field_order = ("kind", "date", "date_to", "total_number", "total_number_to", "name", "despite_holiday")

    def __init__(self, *args: Any, today: dt.date, publication: Publication | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.publication = publication or Publication()
        self.is_holiday = False

    def offer_number(self, number: int) -> None:
        """Let this stand in the field when the form is shown again: sent as it is, it is taken."""
        self.data = {**self.data.dict(), "total_number": str(number)}  # type: ignore[attr-defined]

    @property
    def uncounted(self) -> list[str]:
        """The kinds that have no total number by the paper's rule."""
        return [kind for kind in EditionKind.values if not self.publication.counts(kind)]

    def clean_date(self) -> dt.date:
        return self._within_a_year(self.cleaned_data["date"])

    def clean_date_to(self) -> dt.date | None:
        day = self.cleaned_data["date_to"]
        return self._within_a_year(day) if day else None

    def clean(self) -> dict[str, Any]:
        """Leave out what the chosen kind does not ask for: those fields are shown only for other kinds."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned["kind"] = cleaned.get("kind") or EditionKind.ORDINARY.value
        if kind != EditionKind.MERGED:
            cleaned["date_to"] = cleaned["total_number_to"] = None
        if kind in self.uncounted:
            cleaned["total_number"] = None
        return cleaned

    def _within_a_year(self, day: dt.date) -> dt.date:
        if day.year < FIRST_YEAR or day > self.today + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Choose a day up to a year ahead."))
        return day


class ScheduleForm(forms.Form):
    """When the press is to publish an edition, in the paper's time zone."""

    at = forms.DateTimeField(
        label=gettext_lazy("Appears at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["at"]
        if at > self.now + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Choose a time within a year."))
        return at


class CarefulForm(forms.ModelForm):
    """A row that two people may have open at once: it never writes over a word that it has not shown."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        for name in self.changed_data:
            if name in self.fields and self._was_changed_since_shown(name):
                stored = getattr(self.instance, name) or _("nothing")
                self.add_error(name, _("Somebody has changed this to “%(value)s” meanwhile.") % {"value": stored})
        return cleaned

    def _was_changed_since_shown(self, name: str) -> bool:
        bound = self[name]
        if bound.html_initial_name not in self.data or not bound.field.show_hidden_initial:
            return False
        shown = bound.field.prepare_value(self.data[bound.html_initial_name])
        stored = bound.field.prepare_value(bound.initial)
        return str(shown or "") != str(stored or "")


class CarefulFormSet(forms.BaseInlineFormSet):
    """Rows of one parent, of which only the changed fields are written."""

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        changed = [name for name in form.changed_data if name in form.fields and name in form.cleaned_data]
        obj.save(update_fields=[name for name in changed if name not in {"id", "DELETE", self.fk.name}])
        return obj


class PageForm(CarefulForm):
    """Who answers for a page; a page that exists keeps its label."""

    class Meta:
        model = Page
        fields = ["letter", "number", "name", "template", "section", "responsible_editor", "designer", "proofreader"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _narrow(self)
        if self.instance.pk:
            del self.fields["letter"], self.fields["number"]
        for name in self.fields:
            self.fields[name].show_hidden_initial = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Django leaves constraints out that concern the parent of the rows.
        if self.instance.pk is None and {"edition", "letter", "number"} <= cleaned.keys():
            same = Page.objects.filter(**{field: cleaned[field] for field in ("edition", "letter", "number")})
            if taken := same.first():
                self.add_error("number", _("This edition has a page %(page)s already.") % {"page": taken.label})
        return cleaned


class PageFormSet(CarefulFormSet):
    """The pages of an edition, and one that may be added."""

    def validate_unique(self) -> None:
        """Leave labels to the added row and the table: rows without label fields would all look alike to Django."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            page: Page = form.instance
            if page.pk and (sentence := policy.refusal_to_remove_page(page)):
                raise forms.ValidationError(sentence)


def _narrow(form: forms.ModelForm) -> None:
    """Labels of two digits, and sections that are in use or stand there already."""
    form.fields["number"] = forms.IntegerField(label=form.fields["number"].label, min_value=1, max_value=99)
    in_use = sections_for_choice()
    form.fields["section"].queryset = in_use | in_use.model.objects.filter(pk=form.instance.section_id)  # type: ignore[attr-defined]


EditionPages = forms.inlineformset_factory(
    Edition, Page, form=PageForm, formset=PageFormSet, extra=1, max_num=99, validate_max=True, absolute_max=100
)


class PlannedPageForm(forms.ModelForm):
    """A page that the edition of a weekday has."""

    class Meta:
        model = PlannedPage
        fields = ["letter", "number", "name", "template", "section"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _narrow(self)


class PlannedPageFormSet(forms.BaseModelFormSet):
    """The pages of one `owner`: {"weekday": 0} or {"exception": …}, set by the page that shows them."""

    def __init__(self, *args: Any, owner: dict[str, Any], **kwargs: Any) -> None:
        self.owner = owner
        kwargs["queryset"] = PlannedPage.objects.filter(**owner)
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        for field, value in self.owner.items():
            setattr(form.instance, field, value)
        return form

    def clean(self) -> None:
        super().clean()
        labels = [
            (form.cleaned_data.get("letter"), form.cleaned_data.get("number"))
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed()) and form.is_valid()
        ]
        for letter, number in labels:
            if labels.count((letter, number)) > 1:
                raise forms.ValidationError(
                    _("%(page)s is planned twice for this day.") % {"page": f"{letter}{number:02d}"}
                )


PlannedPages = forms.modelformset_factory(
    PlannedPage,
    form=PlannedPageForm,
    formset=PlannedPageFormSet,
    extra=2,
    can_delete=True,
    max_num=99,
    validate_max=True,
    absolute_max=100,
)


class CopyPlanForm(forms.Form):
    """To which weekdays the pages of one are copied."""

    to = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Copy to"),
        coerce=int,
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the days to copy to.")},
    )


def chosen_articles(data: MultiValueDict[str, Any]) -> list[int]:
    """The numbers of the articles ticked in the tray, in the order of their `order_…` fields, then as shown.

    Raises `ValueError` for what no tray of ours sends.
    """
    numbers = list(dict.fromkeys(positive(value) for value in data.getlist("article")))
    if len(numbers) > PLACES_AT_ONCE:
        raise ValueError(f"{len(numbers)} articles at once")
    return sorted(numbers, key=lambda number: _wanted_order(data.get(f"order_{number}", "")))


def _wanted_order(text: Any) -> int:
    try:
        return whole(str(text))
    except ValueError:
        return BIGGEST_NUMBER


def first_hour(edition: Edition, now: dt.datetime) -> dt.datetime:
    """The hour a schedule offers first: six in the morning of the edition's day, or in an hour if that is past."""
    morning = timezone.make_aware(dt.datetime(edition.date.year, edition.date.month, edition.date.day, 6))  # noqa: DTZ001
    return morning if morning > now else (now + dt.timedelta(hours=1)).replace(minute=0, second=0)
