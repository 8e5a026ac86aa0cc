"""A single line of words as people type or paste it (a name, a title, a caption), without what nobody can see."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import models

# Controls, zero-width and bidirectional marks, lone surrogates: nothing a reader sees, everything
# a forger likes.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def check_text_line(value: str) -> str:
    """
    Return a single line (headline, caption, name) without controls and stray spaces.

    A full-width space inside stays: headlines separate their halves with it.
    """
    value = re.sub(r"\s+", lambda gap: "\u3000" if "\u3000" in gap[0] else " ", value)
    return INVISIBLE.sub("", value).strip()


class TextLineField(forms.CharField):
    """A field of one line that gives back what can be seen of it."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        # A NUL is no mistake of the hand: Django refuses it with a sentence, after this.
        return check_text_line(value) if isinstance(value, str) and "\0" not in value else value


def with_text_line(column: models.Field, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a form's field for a column: one line of words is checked as such, unless they say otherwise."""
    if type(column) is models.CharField and not column.choices:
        return {"form_class": TextLineField, **options}
    return options


def formfield(column: models.Field, **options: Any) -> Any:
    """What a model form outside the admin takes as its `formfield_callback`."""
    return column.formfield(**with_text_line(column, options))
