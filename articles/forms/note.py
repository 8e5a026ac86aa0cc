"""The forms of notes in the margin and of the proofreader's corrections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import typos
from articles.html import check_text_line
from articles.models import Article, Note
from articles.typos import Fix, Place


class LinesField(forms.CharField):
    """Plain text of several lines, without what nobody can see."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "\n".join(check_text_line(line) for line in text.splitlines()).strip()


class ThreadForm(forms.Form):
    """A new note, on a passage or the whole article."""

    seen_version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    quote = forms.CharField(
        label=gettext_lazy("Passage"),
        required=False,
        max_length=Note.LONGEST_QUOTE,
        help_text=gettext_lazy("The words it is about. Empty: the whole article."),
    )
    field = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    occurrence = forms.IntegerField(required=False, min_value=1, max_value=32_000, widget=forms.HiddenInput)
    text = LinesField(
        label=gettext_lazy("Note"),
        max_length=Note.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    to_author = forms.BooleanField(label=gettext_lazy("The author reads it and answers"), required=False)

    def clean_quote(self) -> str:
        return check_text_line(self.cleaned_data["quote"])

    def passage(self) -> dict[str, Any]:
        """What `workflow.write_note` wants to know of the place."""
        return {
            "quote": self.cleaned_data["quote"],
            "field": self.cleaned_data["field"],
            "occurrence": self.cleaned_data["occurrence"] or 1,
        }


class AnswerForm(forms.Form):
    """An answer in a thread."""

    text = LinesField(
        label=gettext_lazy("Answer"),
        max_length=Note.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )


class FixForm(forms.Form):
    """One row of the proofreader's form; `places` are filled in where the words stand several times."""

    field = forms.ChoiceField(label=gettext_lazy("where it stands"))
    wrong = forms.CharField(label=gettext_lazy("wrong words"), required=False, max_length=typos.LONGEST)
    right = forms.CharField(label=gettext_lazy("right words"), required=False, max_length=typos.LONGEST)
    occurrence = forms.IntegerField(required=False, min_value=1, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("body", *typos.LINES)
        choices = [(name, Article._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]

    @property
    def fix(self) -> Fix | None:
        """The correction, or None for an empty row."""
        data = self.cleaned_data
        if not data.get("wrong") and not data.get("right"):
            return None
        return Fix(data["field"], data["wrong"], data["right"], data["occurrence"] or 1)

    def look(self, content: dict[str, Any]) -> None:
        """Compare the row with the text it is about: it must stand there, and be chosen if it stands several times."""
        if self.fix is None:
            return
        sentence = typos.too_much(self.fix)
        found = [] if sentence else typos.places(content, self.fix)
        if sentence:
            self.add_error(None, sentence)
        elif not found:
            self.add_error("wrong", _("“%(words)s” does not stand there.") % {"words": self.fix.wrong})
        elif len(found) > 1:
            self._offer(found)

    def _offer(self, places: list[Place]) -> None:
        choices = [
            (place.occurrence, f"{place.before}【{self.cleaned_data['wrong']}】{place.after}") for place in places
        ]
        self.fields["occurrence"].widget = forms.Select(choices=[("", "—"), *choices])
        if self.cleaned_data["occurrence"] is None:
            self.add_error("occurrence", _("It stands there several times: choose which."))


FixFormSet = forms.formset_factory(
    FixForm, extra=typos.MOST_AT_ONCE, max_num=typos.MOST_AT_ONCE, absolute_max=typos.MOST_AT_ONCE
)
