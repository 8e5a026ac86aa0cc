"""The form of a topic: its words, and the state of it that whoever writes them has seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from articles import topic_pages, topic_photos
from articles.models import Topic
from articles.richtext import check_text_line
from photos.darkroom import Unreadable
from photos.models import Photo


class TopicForm(forms.ModelForm):
    """A topic as the desk keeps it; a form that was opened before somebody else saved overwrites nothing."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Topic
        fields = ["name", "slug", "introduction", "photo", "lead", "first_day", "last_day", "is_open", "is_public"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision if self.instance.pk else 0

    def clean_introduction(self) -> str:
        """One paragraph, whatever breaks were pasted."""
        return check_text_line(" ".join(self.cleaned_data["introduction"].split()))

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if topic_pages.is_address_given(slug, besides=self.instance if self.instance.pk else None):
            raise forms.ValidationError(_("Readers know another topic by this address. Choose a different one."))
        return slug

    def clean_photo(self) -> Photo | None:
        """What keeps a photo from an article keeps it from a topic."""
        photo: Photo | None = self.cleaned_data["photo"]
        if photo and (sentences := topic_photos.refusals(photo)):
            raise forms.ValidationError(sentences)
        return photo

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It ends before it begins."))
        if (photo := cleaned.get("photo")) and cleaned.get("is_public"):
            self._prepare(photo)
        if self.instance.pk:
            # Under lock: the admin's view holds the transaction until everything is stored.
            now = Topic.objects.select_for_update().values_list("revision", flat=True).get(pk=self.instance.pk)
            if cleaned.get("seen") != now:
                self.add_error(
                    None, _("Somebody else has changed this topic meanwhile. Open it again, then change it.")
                )
        return cleaned

    def _prepare(self, photo: Photo) -> None:
        """Readers are to see it: before anything is locked."""
        try:
            topic_photos.prepare(photo)
        except (Unreadable, OSError):
            sentence = _(
                "The photo “%(photo)s” cannot be read or stored. Upload it again, or tell whoever keeps the server."
            )
            self.add_error("photo", sentence % {"photo": photo})
