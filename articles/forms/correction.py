"""The forms of what happens after publication: asking for a correction, and writing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.clock import database_now
from articles.models import Correction
from authors import text_line
from authors.text_line import TextLineField

# A little ahead of the server's clock is a clock that goes wrong; more is a slip of the hand.
AHEAD = timedelta(minutes=10)
FIRST_YEAR = 1900


class AskForm(forms.Form):
    """What is wrong with a published article."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the desk; readers do not see it."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Who found it"), choices=Correction.Kind.choices)
    found_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: just now. The next edition has to print it."),
    )
    is_typo = forms.BooleanField(label=gettext_lazy("Only typos"), required=False)

    def __init__(self, data: Any = None, *, only_typos: bool = False, may_update: bool = False) -> None:
        super().__init__(data, prefix="correction")
        if not may_update:
            known = [choice for choice in Correction.Kind.choices if choice[0] != Correction.Kind.UPDATE]
            self.fields["kind"] = forms.ChoiceField(label=self.fields["kind"].label, choices=known)
        if only_typos:
            self.fields["is_typo"].initial = True
            self.fields["is_typo"].disabled = True

    def clean_found_at(self) -> Any:
        moment = self.cleaned_data["found_at"]
        if moment and not (moment.year >= FIRST_YEAR and moment <= database_now() + AHEAD):
            raise forms.ValidationError(_("That moment has not come yet, or never was."))
        return moment


class CorrectionForm(forms.Form):
    """The words of a correction as the article shall have them, and what readers are told of it."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, correction: Correction) -> None:
        initial = {name: getattr(correction, name) for name in (*Correction.TEXT_FIELDS, "notice")}
        super().__init__(data, initial={**initial, "seen_revision": correction.revision})
        self.fields["notice"] = TextLineField(
            label=Correction._meta.get_field("notice").verbose_name,
            max_length=Correction.LONGEST_NOTICE,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": Correction.LONGEST_NOTICE}),
            help_text=_("What was wrong and what is right, in one or two sentences. Also printed in the next edition."),
        )
        if correction.is_update:
            self.fields["notice"].label = _("What is new")
            self.fields["notice"].help_text = _("In one sentence, for the record. Readers see the hour of the update.")
        for name in Correction.TEXT_FIELDS:
            self.fields[name] = text_line.formfield(Correction._meta.get_field(name))  # type: ignore[arg-type]
        for name in ("kicker", "headline", "deck"):
            self.fields[name].widget.attrs["class"] = "head-line head-main" if name == "headline" else "head-line"

    @property
    def words(self) -> dict[str, str]:
        """The cleaned words by the names of their columns."""
        return {name: self.cleaned_data[name] for name in (*Correction.TEXT_FIELDS, "notice")}


class StepForm(forms.Form):
    """Why somebody returns or drops a correction, and which of its words he has seen."""

    note = forms.CharField(required=False, max_length=2000)
    seen_revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
