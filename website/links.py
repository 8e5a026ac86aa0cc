"""The addresses that stand on readers' pages by the dozen: `reverse` says each form once, then it is filled in."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse

# For each form parts that it takes and that stand nowhere else in it. What takes their places later comes from the
# record, where slugs, labels and days are of the same kind.
NUMBER, SLUG, DAY, LABEL = "7007007", "stand-in", "1001-01-01", "Q7Z"
FORMS: dict[str, tuple[str, ...]] = {
    "article": (NUMBER,),
    "section": (SLUG,),
    "series": (SLUG,),
    "author": (SLUG,),
    "edition": (DAY,),
    "page": (DAY, LABEL),
    "page_pdf": (DAY, LABEL),
    "clip": (DAY, LABEL, NUMBER),
    "clip_picture": (DAY, LABEL, NUMBER),
    "api_article": (NUMBER,),
}


def address(name: str, *parts: object) -> str:
    """The address of one of these; of all others `reverse` knows."""
    return _form(get_script_prefix(), name).format(*parts)


@cache
def _form(_prefix: str, name: str) -> str:
    gaps: tuple[Any, ...] = FORMS[name]
    form = reverse(f"website:{name}", args=gaps)
    for gap in gaps:
        form = form.replace(gap, "{}")
    return form
