"""The list of photos beside an article or a topic: the newest and what was chosen, out of however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from articles import body_photos
from photos.models import Photo

# The dialog beside the list finds all the others.
NEWEST = 60


class NewestPhotos(ModelChoiceIterator):
    """The first of the choices, read once for all rows of a page."""

    def __iter__(self) -> Iterator[Any]:
        read: list[Any] = self.field.choices_read  # type: ignore[attr-defined]
        if not read:
            read.append(("", self.field.empty_label or "---------"))
            read.extend(self.choice(photo) for photo in self.queryset.only("title")[:NEWEST])
        return iter(read)


class PhotoSelect(forms.Select):
    """A list that also holds what is chosen in its row, of what may be chosen there."""

    # Django's own asks two more templates for each of the sixty, in each row, and their attributes, which they lack.
    template_name = "admin/articles/article/_photo_select.html"

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"class": "photo-choice", **(attrs or {})}, **kwargs)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        options = [{"value": str(one), "label": label, "selected": str(one) in value} for one, label in self.choices]
        chosen = [one for one in value if one.isascii() and one.isdigit() and len(one) < 19]
        if chosen and not any(option["selected"] for option in options):
            field = self.choices.field  # type: ignore[attr-defined]
            known = [photo for photo in field.photos_of_article if photo.pk == int(chosen[0])]
            found = known or field.queryset.filter(pk=chosen[0])
            options += [{"value": str(photo.pk), "label": str(photo), "selected": True} for photo in found]
        return [(None, options, 0)]


class NamedPhotoSelect(PhotoSelect):
    """The same where no text names photos: without the dialog, one that the list does not hold is named beside it."""

    template_name = "admin/articles/topic/_photo_select.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = data.get(f"{name}-named", "").strip()
        if not typed:
            return super().value_from_datadict(data, files, name)
        named = body_photos.numbers(body_photos.in_one_form(f"<p>{typed}</p>"))
        return str(named[0]) if named else typed


def shorten(field: Any, photos_of_article: QuerySet[Photo]) -> Any:
    """Let a field of photos list the newest only; it takes every one of its choices as before.

    What the article shows already, and may be chosen, is read once for all rows.
    """
    field.iterator, field.choices_read, field.photos_of_article = NewestPhotos, [], photos_of_article
    return field
