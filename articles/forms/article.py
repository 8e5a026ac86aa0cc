"""The forms of the desk: an article's words, with the version they were written over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from articles import policy, workflow
from articles.models import Article
from articles.richtext import check_text_line
from authors.models import User

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
        self._refuse_over_newer_words(cleaned)
        return cleaned

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
    """A photo in an article, with the caption it has there."""

    def clean_caption(self) -> str:
        return check_text_line(self.cleaned_data["caption"])


class NoteForm(forms.Form):
    """Why somebody returns, spikes or withdraws; for a withdrawal also what readers are told."""

    note = forms.CharField(required=False, max_length=2000)
    notice = forms.CharField(required=False, max_length=300)
