"""Whether two texts differ by no more than typos, when all of the second text was written anew. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from html import unescape

from django.utils.translation import gettext as _

from articles.typos import FIELDS, MOST_AT_ONCE, MOST_CHANGED

_TAG = re.compile(r"(<[^>]*>)")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
# Nobody looks for typos in a paragraph of this length that differs at both its ends.
LONGEST_PIECE = 4_000


def more_than_typos(old: Mapping[str, str], new: Mapping[str, str]) -> str | None:
    """Why the difference between two texts is more than typos, as a sentence; None if it is not.

    Both have the fields of `typos.FIELDS`; `body` is clean HTML.
    """
    changes = 0
    for name in FIELDS:
        pieces = _TAG.split(old[name]), _TAG.split(new[name])
        if pieces[0][1::2] != pieces[1][1::2]:
            return _("The formatting would change: that is more than a typo.")
        for wrong, right in zip(pieces[0][::2], pieces[1][::2], strict=True):
            if wrong == right:
                continue
            wrong, right = unescape(wrong), unescape(right)
            if _figures(wrong) != _figures(right):
                return _("A number would change: that is more than a typo.")
            runs = list(_runs(wrong, right))
            if any(letters > MOST_CHANGED for letters in runs):
                return _("More than %(most)s characters change in one place: that is more than a typo.") % {
                    "most": MOST_CHANGED
                }
            changes += len(runs)
    if changes > MOST_AT_ONCE:
        return _("More than %(most)s places change: that is more than typos.") % {"most": MOST_AT_ONCE}
    return None


def _figures(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit() or letter in _NUMERALS]


def _runs(old: str, new: str) -> Iterator[int]:
    """How many letters change in each place where they do."""
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    old, new = old[start:], new[start:]
    end = next(
        (at for at, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), min(len(old), len(new))
    )
    old, new = old[: len(old) - end], new[: len(new) - end]
    if max(len(old), len(new)) > LONGEST_PIECE:
        yield LONGEST_PIECE
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield max(i2 - i1, j2 - j1)
