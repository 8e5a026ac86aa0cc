"""Photos named in an article's text: a paragraph “photo:12” is the place where photo 12 stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

# As it is stored; the colon of a Chinese keyboard and spaces are made this by `in_one_form`.
_REFERENCE = re.compile(r"<p>photo:([1-9][0-9]{0,17})</p>\n?")
_TYPED = re.compile(
    r"<p>[ \u3000\u00a0]*photo[ \u3000\u00a0]*[:\uff1a][ \u3000\u00a0]*0*([1-9][0-9]{0,17})[ \u3000\u00a0]*</p>", re.I
)
# What holds paragraphs of its own, which are not counted.
_BLOCK = re.compile(r"<(/?)(p|blockquote|ul|ol|table)>")


def in_one_form(body: str) -> str:
    """Clean HTML with every name of a photo written `photo:12`."""
    return _TYPED.sub(r"<p>photo:\1</p>", body)


def numbers(body: str) -> list[int]:
    """The photos that clean HTML names, in the order of reading."""
    return [int(found[1]) for found in _REFERENCE.finditer(body)]


def complaints(named: list[int], known: Collection[int]) -> Iterator[str]:
    """What is wrong with the photos a text names; one that is hidden is answered like one that never was."""
    for number in dict.fromkeys(named):
        if number not in known:
            yield _("photo:%(number)s: there is no such photo.") % {"number": number}
        elif named.count(number) > 1:
            yield _("photo:%(number)s stands in the text more than once.") % {"number": number}


def without_names(body: str) -> tuple[str, dict[int, int]]:
    """The text without the names of photos, and after which of its paragraphs each of them stands; 0 is above all."""
    places: dict[int, int] = {}
    for found in _REFERENCE.finditer(body):
        before = _REFERENCE.sub("", body[: found.start()])
        places.setdefault(int(found[1]), _paragraphs(before))
    return _REFERENCE.sub("", body).rstrip("\n"), places


def _paragraphs(html: str) -> int:
    """How many paragraphs stand by themselves, as readers' pages count them."""
    count = depth = 0
    for tag in _BLOCK.finditer(html):
        if tag[2] == "p":
            count += not tag[1] and not depth
        else:
            depth += -1 if tag[1] else 1
    return count


def pieces(body: str, uses: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text from top to bottom: {"html": …}, and {"use": …} where it names one of the photos in use."""
    by_number = {use["photo"]: use for use in uses}
    found: list[dict[str, Any]] = []
    end = 0
    for reference in _REFERENCE.finditer(body):
        use = by_number.pop(int(reference[1]), None)
        found.append({"html": body[end : reference.start()]})
        # A photo that went from the library: the words say which one it was.
        found.append({"use": use} if use else {"html": reference[0]})
        end = reference.end()
    return [piece for piece in [*found, {"html": body[end:]}] if piece.get("html") != ""]
