"""What is asked of the heads and credits: a headline that fits, the dateline once, names as in the byline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from articles.house_style.remark import HAN, Found, Line
from articles.html import character_count

# Characters the Chinese way, words the English way; by genre.
LONGEST_HEADLINE = {"news": 30, "feature": 28, "photo_story": 24, "data_report": 32, "opinion": 26, "notice": 40}
_STOP = re.compile(r"[。，、；.,;]$")
_ABBREVIATION = re.compile(r"(?:\.\w\.|\b(?:Inc|Ltd|Co|Jr|Sr|St|No))\.?$")
_DATELINE = re.compile(rf"(?:本报|新华社|中新社|通讯员)?[{HAN}]{{0,12}}(?:讯|电)[ （(]")
_CREDIT = re.compile(r"[（(](?P<names>(?:本报|首席|见习|实习|特约)?(?:记者|通讯员)[^（）()\n]{1,60})[）)]")
_CALLING = re.compile("(?:本报|首席|见习|实习|特约)?(?:记者|通讯员)")
_NAME = re.compile(rf"[{HAN}·]{{2,12}}")
_PART = re.compile(r"[^ \u3000、，,/]{1,60}")


def headline(content: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[Found]:
    line = next((line for line in lines if line.field == "headline"), None)
    if line is None or not line.text:
        return
    most = LONGEST_HEADLINE.get(str(content.get("genre", "")), 32)
    length = character_count(line.text.replace("&", "&amp;").replace("<", "&lt;"))
    if length > most:
        figures = {"length": length, "most": most}
        sentence = _("The headline has %(length)s characters; %(most)s are usual.") % figures
        yield Found("headline_length", line, 0, len(line.text), sentence)
    if (stop := _STOP.search(line.text)) and not line.text.endswith("...") and not _ABBREVIATION.search(line.text):
        yield Found("headline_stop", line, *stop.span(), _("A headline has no stop at its end."), "")


def dateline(content: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[Found]:
    """News whose byline is printed in the dateline needs one; a dateline in its field is not in the text again."""
    first = next((line for line in lines if line.field == "body"), None)
    given = str(content.get("dateline", "")).strip()
    in_text = _DATELINE.match(first.text) if first else None
    if first and given and (first.text.startswith(given) or in_text):
        end = len(given) if first.text.startswith(given) else in_text.end() - 1 if in_text else 0
        yield Found("dateline", first, 0, end, _("The dateline stands in its own field already."))
    heads = any(one.get("position") == "head" for one in content.get("bylines", ()))
    if content.get("genre") == "news" and heads and not given and not in_text:
        line = Line("dateline", 1, "")
        yield Found("dateline", line, 0, 0, _("The byline is printed in the dateline, and the dateline is empty."))


def bylines(content: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[Found]:
    """Names in “（记者 张三）” at the beginning or end of the text that the byline does not have."""
    known = {str(one.get("name", "")) for one in content.get("bylines", ())}
    body = [line for line in lines if line.field == "body"]
    if not known or not body:
        return
    for line in {body[0], body[-1]}:
        for match in _CREDIT.finditer(line.text):
            yield from _strangers(line, match, known)


def _strangers(line: Line, match: re.Match[str], known: set[str]) -> Iterator[Found]:
    place = match.start("names")
    for part in _PART.finditer(match["names"]):
        called = _CALLING.match(part[0])
        start = part.start() + (called.end() if called else 0)
        name = match["names"][start : part.end()]
        if _NAME.fullmatch(name) and name not in known:
            sentence = _("%(name)s is not in the byline.") % {"name": name}
            yield Found("bylines", line, place + start, place + part.end(), sentence)
