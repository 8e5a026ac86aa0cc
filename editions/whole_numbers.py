"""Whole numbers as people type them and forms send them: the one place that says which text is one."""

from __future__ import annotations

MOST_DIGITS = 9
# Of a row: those of 64 bits.
MOST_DIGITS_OF_A_ROW = 19


def whole(text: str) -> int:
    """A whole number from 0 of at most nine digits; raises `ValueError` for anything else, longer ones included."""
    return _read(text, MOST_DIGITS)


def positive(text: object) -> int:
    """A row's number as a form or an address has it; raises `ValueError` for what cannot be one."""
    number = _read(str(text), MOST_DIGITS_OF_A_ROW)
    if not 0 < number < 2**63:
        raise ValueError(number)
    return number


def _read(text: str, most: int) -> int:
    # The digits 0 to 9 alone: `int` would take those of any script, a sign and underscores too.
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= most):
        raise ValueError(text[:20])
    return int(text)
