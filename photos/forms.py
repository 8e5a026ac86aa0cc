"""The form of one photo in the library: its words, its rights, and how it is cut."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors import text_line
from authors.models import Author, User
from authors.text_line import check_text_line
from photos import policy
from photos.cropping import WHOLE, Rectangle
from photos.models import MADE_BY_MACHINE, MADE_WITH_MACHINE, AiUse, Crop, Photo, Shape

LINES = ("title", "caption", "credit", "alt_text", "place", "source", "copyright_notice", "rights_note")
WORDS = [*LINES[:4], "photographers", "persons", "taken_on", "place", "keywords", "source"]
RIGHTS = ["licence", "scope", "usable_until", "copyright_notice", "licence_url", "rights_note", "ai_use"]
FOCUS = ["focus_x", "focus_y"]
# What is typed of a crop; its height follows from the shape.
SIDES = ("left", "top", "width")
# Eight pixels of a picture of 960: what a hand can point at.
NEAREST = 1


# Of an address typed without its beginning.
OF_ADDRESSES = {"assume_scheme": "https"}


def _formfield(column: models.Field, **options: Any) -> Any:
    extra = OF_ADDRESSES if isinstance(column, models.URLField) else {}
    return text_line.formfield(column, **{**extra, **options})


def named_first(named: Iterable[int]) -> QuerySet[Author]:
    """Whom to choose among: those who are named already stand first, and stay even when they have left the paper."""
    numbers = list(named)
    choices = Author.objects.filter(Q(is_active=True) | Q(pk__in=numbers))
    return choices.order_by(Case(When(pk__in=numbers, then=0), default=1), "name")


def crop_field(shape: str, side: str) -> str:
    return f"crop_{shape}_{side}"


def _crop_fields() -> dict[str, forms.Field]:
    labels = {
        "left": gettext_lazy("from the left"),
        "top": gettext_lazy("from the top"),
        "width": gettext_lazy("width"),
    }
    return {
        crop_field(shape, side): forms.IntegerField(
            label=labels[side], required=False, min_value=int(side == "width"), max_value=WHOLE
        )
        for shape in Shape.values
        for side in SIDES
    }


_CropFields: Any = type("_CropFields", (forms.ModelForm,), {**_crop_fields(), "__module__": __name__})


class PhotoForm(_CropFields):  # type: ignore[misc]
    """A photo already in the library: its words, rights and cuts may change, its pixels never.

    `editor` is set per request by the admin page.
    """

    editor: User

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Photo
        fields = [*WORDS, *RIGHTS, *FOCUS]
        formfield_callback = _formfield
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "alt_text": forms.Textarea(attrs={"rows": 2}),
            "rights_note": forms.Textarea(attrs={"rows": 2}),
            "taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "usable_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        if "photographers" in self.fields:
            named = self.instance.photographers.order_by().values_list("pk", flat=True)
            self.fields["photographers"].queryset = named_first(named)
        if "seen" in self.fields:
            self.fields["seen"].initial = stamp(self.instance)
        for crop in self.instance.crops.all():
            for side in SIDES:
                self.fields[crop_field(crop.shape, side)].initial = getattr(crop, side)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in LINES:
            if isinstance(cleaned.get(line), str):
                cleaned[line] = check_text_line(cleaned[line])
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", self.fields["title"].error_messages["required"])
        if sentence := _refusal_to_unmark(self.instance, cleaned.get("ai_use", "")):
            self.add_error("ai_use", sentence)
        for shape in Shape:
            self._clean_crop(shape, cleaned)
        self._refuse_over_newer_words(cleaned)
        return cleaned

    def clean_photographers(self) -> QuerySet[Author]:
        named: QuerySet[Author] = self.cleaned_data["photographers"]
        for author in named:
            if told := policy.refusal_to_name(self.editor, self.instance, author):
                raise ValidationError(told, code="oneself")
        return named

    def _clean_crop(self, shape: Shape, cleaned: dict[str, Any]) -> None:
        names = [crop_field(shape, side) for side in SIDES]
        if any(name in self.errors for name in names):
            return
        left, top, width = (cleaned.get(name) for name in names)
        if width is None and left is None and top is None:
            return
        if width is None:
            self.add_error(names[2], _("Say how wide this part is, or leave all three empty."))
        elif not _fits(cut := self._rectangle(shape, left or 0, top or 0, width)):
            sentence = _("This part is %(height)s high and leaves the picture: make it smaller or move it.")
            self.add_error(names[2], sentence % {"height": cut.height})

    def _rectangle(self, shape: Shape, left: int, top: int, width: int) -> Rectangle:
        height = round(width * self.instance.width / shape.ratio / self.instance.height)
        # A thousandth too much is rounding, not a wish.
        if height + top == WHOLE + NEAREST:
            height -= NEAREST
        return Rectangle(left, top, width, max(1, height))

    def crops(self) -> Iterator[tuple[Shape, Rectangle | None]]:
        """For each shape the part cut by hand, or None where the focus decides. The form is valid."""
        for shape in Shape:
            left, top, width = (self.cleaned_data.get(crop_field(shape, side)) for side in SIDES)
            yield shape, None if width is None else self._rectangle(shape, left or 0, top or 0, width)

    def _refuse_over_newer_words(self, cleaned: dict[str, Any]) -> None:
        """Look at the row under lock: the admin's view holds the transaction until the words are stored."""
        if self.instance.pk is None:
            return
        stored = Photo.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        if cleaned.get("seen") not in {"", None, stamp(stored)}:
            self.add_error(None, _("Somebody else has changed this photo meanwhile. Your words are still here."))

    def parts(self) -> list[dict[str, Any]]:
        """What the page shows of each shape: its fields, and whether it is cut by hand."""
        return [
            {
                "shape": shape,
                "ratio": shape.value.replace("x", ":"),
                "fields": [self[crop_field(shape, side)] for side in SIDES],
                "errors": [error for side in SIDES for error in self[crop_field(shape, side)].errors],
            }
            for shape in Shape
        ]


def _fits(cut: Rectangle) -> bool:
    return cut.left + cut.width <= WHOLE and cut.top + cut.height <= WHOLE


def _refusal_to_unmark(photo: Photo, ai_use: str) -> str:
    """What the file says of its origin stays, whatever anybody thinks of it."""
    if photo.digital_source in MADE_BY_MACHINE and ai_use != AiUse.GENERATED:
        return _("The file itself says that a machine made this picture: the mark stays.")
    if photo.digital_source in MADE_WITH_MACHINE and ai_use == AiUse.NONE:
        return _("The file itself says that a machine had a part in this picture: the mark stays.")
    return ""


def stamp(photo: Photo) -> str:
    """Changes with everything that this form can change of a photo."""
    columns = [str(getattr(photo, name)) for name in [*WORDS, *RIGHTS, *FOCUS] if name != "photographers"]
    columns += [str(crop) for crop in photo.crops.order_by("shape").values_list("shape", "left", "top", "width")]
    columns += [str(number) for number in photo.photographers.order_by("pk").values_list("pk", flat=True)]
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()[:32]


def store_crops(photo: Photo, form: PhotoForm) -> bool:
    """Write the crops of a valid form; answers whether any of them changed."""
    stored = {crop.shape: crop for crop in photo.crops.all()}
    changed = False
    for shape, cut in form.crops():
        old = stored.get(shape.value)
        if cut is None:
            changed |= old is not None
            photo.crops.filter(shape=shape).delete()
        elif old is None or Rectangle(old.left, old.top, old.width, old.height) != cut:
            changed = True
            Crop.objects.update_or_create(photo=photo, shape=shape, defaults=cut._asdict())
    return changed
