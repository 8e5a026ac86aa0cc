"""The forms of the desk: an article's words, with the version they were written over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import body_photos, policy, workflow
from articles.models import Article
from articles.richtext import check_text_line
from authors.models import User
from photos import policy as photo_policy
from photos.models import Shape

FIRST_YEAR, LAST_YEAR = 1900, 2999
LINES = ("kicker", "headline", "deck", "dateline", "source")


class ArticleForm(forms.ModelForm):
    """An article's working copy. `editor` and `refused` are set per request by the admin page."""

    editor: User
    refused: str = ""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = [*Article.TEXT_FIELDS, "section", "series", "series_part", "target_length", "embargo_until"]
        widgets = {
            "kicker": forms.TextInput(attrs={"class": "head-line"}),
            "headline": forms.TextInput(attrs={"class": "head-line head-main"}),
            "deck": forms.TextInput(attrs={"class": "head-line"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.instance.current_version
        self.fields["seen_version"].initial = version.number if version else 0
        if embargo := self.fields.get("embargo_until"):
            # Its label stands before two fields, and can name only one of them.
            for part in getattr(embargo.widget, "widgets", ()):
                part.attrs["aria-label"] = capfirst(str(embargo.label))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in LINES:
            if isinstance(cleaned.get(line), str):
                cleaned[line] = check_text_line(cleaned[line])
        if "headline" in cleaned and not cleaned["headline"]:
            self.add_error("headline", _("Write a headline, if only a working one."))
        if cleaned.get("series_part") and not cleaned.get("series"):
            self.add_error("series", _("Choose the series this is a part of."))
        embargo = cleaned.get("embargo_until")
        if embargo and not FIRST_YEAR <= embargo.year <= LAST_YEAR:
            # PostgreSQL would keep a year that Python cannot read again in another time zone.
            messages = self.fields["embargo_until"].error_messages
            self.add_error("embargo_until", messages.get("invalid_date") or messages["invalid"])
        self._clean_photos_in_text(cleaned)
        self._refuse_over_newer_words(cleaned)
        return cleaned

    def _clean_photos_in_text(self, cleaned: dict[str, Any]) -> None:
        """Photos may be named that this person may see, or that the article shows already."""
        if not isinstance(cleaned.get("body"), str):
            return
        cleaned["body"] = body_photos.in_one_form(cleaned["body"])
        named = body_photos.numbers(cleaned["body"])
        if not named:
            return
        known = set(photo_policy.visible_to(self.editor).filter(pk__in=named).values_list("pk", flat=True))
        if self.instance.pk:
            known |= set(self.instance.photos.values_list("photo", flat=True))
        for sentence in body_photos.complaints(named, known):
            self.add_error("body", sentence)

    def _refuse_over_newer_words(self, cleaned: dict[str, Any]) -> None:
        """Look at the row under lock: the admin's view holds the transaction until the words are stored."""
        if self.refused:
            self.add_error(None, self.refused)
        if self.instance.pk is None or self.refused:
            return
        stored = workflow.lock(self.instance)
        if sentence := policy.refusal_to_edit(self.editor, stored):
            self.add_error(None, sentence)
        elif stored.current_version and stored.current_version.number != (cleaned.get("seen_version") or 0):
            # Not a fault of one field: the page that answers shows both texts.
            raise workflow.StaleText(workflow.stale_sentence(stored))


class ArticlePhotoForm(forms.ModelForm):
    """A photo in an article, with the caption, the credit and the shape it has there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        photo = self.instance.photo if self.instance.pk else None
        for name in ("caption", "credit"):
            # The rows have no heads. Behind an empty field stands what is printed then: the words of the library.
            label = capfirst(str(self.fields[name].label))
            said = getattr(photo, name, "") or label
            self.fields[name].widget.attrs |= {"placeholder": said, "title": label, "aria-label": label}
        for name in ("shape", "after_paragraph", "order"):
            label = capfirst(str(self.fields[name].label))
            self.fields[name].widget.attrs |= {"title": label, "aria-label": label}
        shape = self.fields["shape"]
        assert isinstance(shape, forms.TypedChoiceField)
        shape.choices = [("", _("Whole picture")), *Shape.choices]

    def clean_caption(self) -> str:
        return check_text_line(self.cleaned_data["caption"])

    def clean_credit(self) -> str:
        return check_text_line(self.cleaned_data["credit"])


class NoteForm(forms.Form):
    """Why somebody returns, spikes or withdraws; for a withdrawal also what readers are told."""

    note = forms.CharField(required=False, max_length=2000)
    notice = forms.CharField(required=False, max_length=300)
