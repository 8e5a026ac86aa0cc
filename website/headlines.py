"""Where a headline may break into lines: between its parts and behind its clauses, and not inside a common word.

Browsers break Chinese between any two characters, which no editor would: 12345热线昨 / 日受理4186件.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from website.headline_words import WORDS

# A space between two Chinese parts of a headline divides it: 老街坊 新日子.
# Between Latin words it is only a space.
DIVIDE = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”’0-9])[ \u3000]+(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“‘0-9])"
)
# Behind these marks a clause is at its end; a closing mark behind them still belongs to it.
CLAUSE = re.compile(r"(?<=[，；：！？])(?![，；：！？。”’」』》）…—]|$)")
MARKS = "，；：！？“”‘’"
# A line of fewer characters looks lost: 等， / 也是一种施工能力.
SHORTEST_CLAUSE = 4
# A shorter part has its line to itself everywhere.
SHORTEST_TO_WATCH = 8
WORD = re.compile("|".join(sorted(WORDS)))


@lru_cache(maxsize=4096)
def set_in_lines(text: str) -> SafeString:
    """A headline, a kicker or a deck as HTML, each of its parts in a box that is broken only where it does not fit."""
    parts = [_clauses(part) for part in DIVIDE.split(text)]
    if parts == [[text]]:
        return _whole_words(text)
    boxes = format_html_join(" ", "{}", ((_boxes(clauses),) for clauses in parts))
    return format_html('<span class="two-part">{}</span>', boxes) if len(parts) > 1 else boxes


def _clauses(part: str) -> list[str]:
    """Its clauses, none of which is too short for a line."""
    clauses: list[str] = []
    for clause in CLAUSE.split(part):
        if clauses and min(len(clause.strip(MARKS)), len(clauses[-1].strip(MARKS))) < SHORTEST_CLAUSE:
            clauses[-1] += clause
        else:
            clauses.append(clause)
    return clauses


def _boxes(clauses: list[str]) -> SafeString:
    return format_html_join("", '<span class="part">{}</span>', ((_whole_words(clause),) for clause in clauses))


def _whole_words(text: str) -> SafeString:
    """A long text with its common words kept whole."""
    if len(text) < SHORTEST_TO_WATCH:
        return format_html("{}", text)
    pieces, at = [], 0
    for word in WORD.finditer(text):
        pieces.append(format_html('{}<span class="word">{}</span>', text[at : word.start()], word.group()))
        at = word.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[at:]]))
