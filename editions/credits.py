"""How credits are printed on a page: 本报讯（记者 沈知遥）, or YUNXIU — and a line under the headline.

Order, joining and punctuation are the paper's style rather than a translation of words, so they stand here as tables.
The website keeps the same table on its side of the door; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from articles.models import BylinePosition, BylineRole

CHINESE = {
    BylineRole.REPORTER: "记者 {}",
    BylineRole.CHIEF_REPORTER: "首席记者 {}",
    BylineRole.TRAINEE: "实习生 {}",
    BylineRole.CORRESPONDENT: "通讯员 {}",
    BylineRole.PHOTOGRAPHER: "摄影 {}",
    BylineRole.PHOTO_REPORTER: "记者 {} 摄影报道",
    BylineRole.TEXT_AND_PHOTO: "{} 文/图",
    BylineRole.COMPILER: "{} 整理",
    BylineRole.TRANSLATOR: "{} 编译",
    BylineRole.COMMENTATOR: "评论员 {}",
}
BY = "By {}"
ENGLISH = {
    BylineRole.PHOTOGRAPHER: "Photographs by {}",
    BylineRole.PHOTO_REPORTER: "Text and photographs by {}",
    BylineRole.TEXT_AND_PHOTO: "Words and photographs by {}",
    BylineRole.COMPILER: "Compiled by {}",
    BylineRole.TRANSLATOR: "Translated by {}",
}
# What somebody is who stands behind "By".
ENGLISH_TITLES = {
    BylineRole.CHIEF_REPORTER: "chief reporter",
    BylineRole.TRAINEE: "trainee",
    BylineRole.CORRESPONDENT: "correspondent",
}

Line = dict[str, Any]


def opening(dateline: str, lines: Sequence[Line], *, chinese: bool) -> str:
    """What runs into the first paragraph."""
    if not chinese:
        return f"{dateline} — " if dateline else ""
    head = credits(lines, BylinePosition.HEAD, chinese=True)
    return f"{dateline}{f'（{head}）' if head else ''}"


def under_headline(lines: Sequence[Line], *, chinese: bool) -> str:
    """The line below the headline: an English paper has no credits in its dateline."""
    positions = [BylinePosition.TITLE] if chinese else [BylinePosition.HEAD, BylinePosition.TITLE]
    return credits(lines, *positions, chinese=chinese)


def closing(lines: Sequence[Line], *, chinese: bool) -> str:
    """What ends the last paragraph."""
    tail = credits(lines, BylinePosition.TAIL, chinese=chinese)
    if not tail:
        return ""
    return f"（{tail}）" if chinese else f" ({tail})"


def credits(lines: Sequence[Line], *positions: str, chinese: bool) -> str:
    """The credits at these positions as one line of text; lines are {name, role, position}, in printed order."""
    here = [line for line in lines if line["position"] in positions]
    if not chinese:
        return _english(here)
    groups = []
    for role, group in groupby(here, key=lambda line: line["role"]):
        groups.append(CHINESE[BylineRole(role)].format(" ".join(line["name"] for line in group)))
    return " ".join(groups)


def _english(lines: Sequence[Line]) -> str:
    """By Wen Yue and Bai Yu (trainee); photographs by Qiu Lan."""
    groups: list[str] = []
    for form, group in groupby(lines, key=lambda line: ENGLISH.get(BylineRole(line["role"]), BY)):
        people = list(group)
        titled = "{}, {}" if len(people) == 1 else "{} ({})"
        names = []
        for one in people:
            title = ENGLISH_TITLES.get(BylineRole(one["role"]))
            names.append(titled.format(one["name"], title) if title else one["name"])
        credit = form.format(_listed(names))
        groups.append(credit[0].lower() + credit[1:] if groups else credit)
    return "; ".join(groups)


def _listed(names: list[str]) -> str:
    """A; A and B; A, B and C."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
