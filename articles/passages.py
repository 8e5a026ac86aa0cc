"""Passages: words of a version that a note is about, found again by what they say and the how-manieth they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.html import plain_text

LINES = ("kicker", "headline", "deck", "dateline")
FIELDS = (*LINES, "body")
# A text has no more than that of anything; a number from a form may be any.
MOST_TIMES = 10_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in one field of a version: the `occurrence`-th time (from 1) that they stand there.

    `paragraph` counts the lines of the plain text from 1; None outside the body.
    """

    quote: str
    field: str
    occurrence: int = 1
    paragraph: int | None = None


def words(content: Mapping[str, Any], field: str) -> str:
    """The plain text of a field of `Version.parts`, a line for each paragraph, any white space within as one space."""
    text = plain_text(content[field]) if field == "body" else str(content[field])
    return "\n".join(one_line(line) for line in text.split("\n"))


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def find(content: Mapping[str, Any], quote: str, *, field: str = "", occurrence: int = 1) -> Passage | None:
    """Where the words stand, or None. Without a field the heads are searched first, then the text.

    When they stand fewer times than `occurrence` says, the first time is taken.
    """
    quote = one_line(quote)
    for name in [field] if field else FIELDS:
        if quote and name in FIELDS and quote in words(content, name):
            return _found(words(content, name), quote, name, occurrence)
    return None


def _found(text: str, quote: str, field: str, occurrence: int) -> Passage:
    starts = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)]
    if not 1 <= occurrence <= len(starts):
        occurrence = 1
    paragraph = text.count("\n", 0, starts[occurrence - 1]) + 1 if field == "body" else None
    return Passage(quote, field, min(occurrence, MOST_TIMES), paragraph)
