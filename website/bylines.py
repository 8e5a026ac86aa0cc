"""How credits are printed: 记者 沈知遥 顾小满 in a Chinese paper, "By Shen Zhiyao and Gu Xiaoman" in an English one.

Order, joining and punctuation are the paper's style rather than a translation of words, so they stand here as tables
and not in the message catalogs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from website.links import address
from website.models import PublishedByline

Role = PublishedByline.Role
Position = PublishedByline.Position
Name = Callable[[PublishedByline], str]

CHINESE = {
    Role.REPORTER: "记者 {}",
    Role.CHIEF_REPORTER: "首席记者 {}",
    Role.TRAINEE: "实习生 {}",
    Role.CORRESPONDENT: "通讯员 {}",
    Role.PHOTOGRAPHER: "摄影 {}",
    Role.PHOTO_REPORTER: "记者 {} 摄影报道",
    Role.TEXT_AND_PHOTO: "{} 文/图",
    Role.COMPILER: "{} 整理",
    Role.TRANSLATOR: "{} 编译",
    Role.COMMENTATOR: "评论员 {}",
}

BY = "By {}"
ENGLISH = {
    Role.PHOTOGRAPHER: "Photographs by {}",
    Role.PHOTO_REPORTER: "Text and photographs by {}",
    Role.TEXT_AND_PHOTO: "Words and photographs by {}",
    Role.COMPILER: "Compiled by {}",
    Role.TRANSLATOR: "Translated by {}",
}
# What somebody is who stands behind "By".
ENGLISH_TITLES = {
    Role.CHIEF_REPORTER: "chief reporter",
    Role.TRAINEE: "trainee",
    Role.CORRESPONDENT: "correspondent",
}


def writes_chinese() -> bool:
    """Whether this paper is printed in Chinese."""
    return (get_language() or "").startswith("zh")


def language_tag() -> str:
    """The language of the paper as feeds, books and search engines write it: zh-CN, en."""
    return "zh-CN" if writes_chinese() else (get_language() or "en")


def plain_credits(bylines: Iterable[PublishedByline]) -> str:
    """The credits of an article as a line of text."""
    return _credits(list(bylines), lambda byline: byline.name)


def linked_credits(bylines: Iterable[PublishedByline]) -> SafeString:
    """The same line as HTML, each name leading to its author's page."""
    # Everything in it is either from the tables above or went through format_html.
    return mark_safe(_credits(list(bylines), _linked))


def placed(bylines: Iterable[PublishedByline], *positions: str) -> list[PublishedByline]:
    """Those printed at one of these positions, in their order."""
    return [byline for byline in bylines if byline.position in positions]


def _credits(bylines: Sequence[PublishedByline], name: Name) -> str:
    if not writes_chinese():
        return _english(bylines, name)
    groups = []
    for role, group in groupby(bylines, key=lambda byline: byline.role):
        groups.append(CHINESE[Role(role)].format(" ".join(name(byline) for byline in group)))
    return " ".join(groups)


def _english(bylines: Sequence[PublishedByline], name: Name) -> str:
    """By Wen Yue and Bai Yu (trainee); photographs by Qiu Lan."""
    groups: list[str] = []
    for form, group in groupby(bylines, key=lambda byline: ENGLISH.get(Role(byline.role), BY)):
        people = list(group)
        titled = "{}, {}" if len(people) == 1 else "{} ({})"
        names = []
        for one in people:
            title = ENGLISH_TITLES.get(Role(one.role))
            names.append(titled.format(name(one), title) if title else name(one))
        credit = form.format(_listed(names))
        groups.append(credit[0].lower() + credit[1:] if groups else credit)
    return "; ".join(groups)


def _listed(names: Sequence[str]) -> str:
    """A; A and B; A, B and C."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _linked(byline: PublishedByline) -> str:
    if not byline.author_id:
        return format_html("{}", byline.name)
    return format_html('<a href="{}" rel="author">{}</a>', address("author", byline.author_id), byline.name)
