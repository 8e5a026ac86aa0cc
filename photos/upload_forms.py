"""The forms of the page where photos are brought in: the words shared by a batch, and those of each that arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from authors.models import User
from authors.text_line import formfield
from photos import policy
from photos.first_words import SHARED, Batch
from photos.forms import named_first
from photos.models import Photo
from photos.workflow.library import WORDS


class BatchForm(forms.ModelForm):
    """Words for all files that are brought in together."""

    override = forms.BooleanField(
        label=_("Put these words in the place of those in the files"),
        required=False,
        help_text=_("Otherwise they fill only what a file itself leaves empty."),
    )

    class Meta:
        model = Photo
        fields = [*SHARED, "photographers", "licence", "scope"]
        formfield_callback = formfield
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "photographers": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        photographers = self.fields["photographers"]
        assert isinstance(photographers, ModelChoiceField)
        photographers.queryset = named_first(self.initial.get("photographers", ()))
        for name in SHARED:
            self.fields[name].help_text = ""
        for name in ("licence", "scope"):
            self.fields[name].required = False

    def batch(self) -> Batch:
        """What was filled in; the form is valid."""
        return Batch(**{name: value for name, value in self.cleaned_data.items() if value})


def words_of_himself(user: User) -> dict[str, Any]:
    """What a photographer's own pictures have in common."""
    author = getattr(user, "author", None)
    return {"credit": author.name, "photographers": [author.pk]} if author else {}


class ArrivedForm(forms.ModelForm):
    """The words of one photo that has arrived; it remembers those it was opened with."""

    class Meta:
        model = Photo
        fields = list(WORDS)
        formfield_callback = formfield
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("caption", "alt_text")},
            "taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data: Any = None, *, instance: Photo) -> None:
        super().__init__(data, instance=instance, prefix=f"photo-{instance.pk}")
        for name in WORDS:
            self.fields[name].show_hidden_initial = True
            self.fields[name].help_text = ""

    def what_readers_read(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS[:4]]

    def what_is_known(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS[4:]]

    def seen(self) -> dict[str, Any]:
        """The words the form was opened with, as it sent them back."""
        return {name: self._seen(name) for name in WORDS}

    def _seen(self, name: str) -> Any:
        try:
            return self.fields[name].to_python(self.data.get(self.add_initial_prefix(name), ""))
        except forms.ValidationError:
            return None


def arrived_form(photo: Photo, user: User, data: Any = None) -> ArrivedForm | None:
    """The form for a photo that this person may change; None for all others."""
    return ArrivedForm(data, instance=photo) if policy.can_change(user, photo) else None
