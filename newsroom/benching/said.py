"""A figure that is no speed: words for people, and the numbers in them for programs."""

from __future__ import annotations


class Said(str):
    """The words, as text like any other; `numbers` has what they tell of, not rounded."""

    numbers: tuple[float, ...]


def said(form: str, *numbers: float) -> Said:
    """As `format` puts it."""
    words = Said(form.format(*numbers))
    words.numbers = numbers
    return words
