"""A heading fitted to its width: sizes from a list of steps, one line where it fits, sense breaks where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from math import ceil

from editions.composing.breakpoints import opportunities
from editions.composing.grid import Grid
from editions.composing.linebreaking import plain
from editions.composing.slots import Style
from editions.composing.source import Heading
from editions.composing.widths import FULL, is_han, measure

# The headline's sizes in body sizes, largest first: 初号 to 小四 of a page whose body is 小五.
STEPS: Mapping[Style, tuple[float, ...]] = {
    "lead": (7.2, 6.6, 6.0, 5.5, 5.0, 4.6, 4.2),
    "second": (4.2, 3.8, 3.4, 3.0, 2.6),
    "normal": (3.0, 2.7, 2.4, 2.1),
    "small": (2.4, 2.2, 2.0, 1.8),
    "box": (2.6, 2.4, 2.2, 2.0, 1.8),
    "briefs": (2.2, 2.0, 1.8),
    "picture": (3.0, 2.7, 2.4, 2.1),
}
# Kicker and deck in body sizes: beside a lead, beside everything else; the least they are made to fit.
_LEAD_SECOND, _SECOND, _SECOND_LEAST = 1.9, 1.25, 1.0
MOST_ROWS = 3
# So many places to break are weighed at most: a headline has fewer, a pasted paragraph many more.
MOST_PLACES = 24
# White under a heading, in lines, and between its parts, in the size of the part; as the page engine draws them.
_FOOT = 0.75
_BETWEEN_ROWS = 0.14


# Two neighbouring characters and how firmly they belong together, from 0 to 1.
Ties = frozenset[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a heading says. `ties` are the pairs of the headline's characters that a break would tear (see `ties`)."""

    headline: str
    kicker: str = ""
    deck: str = ""
    credit: str = ""
    ties: Ties = frozenset()


@dataclass(frozen=True, slots=True)
class HeadSize:
    """What the desk wants of a headline: `step` below 0 is that many sizes smaller than fits, `rows` its lines.

    0 leaves it to the fit.
    """

    step: int = 0
    rows: int = 0


def fit_heading(
    words: Words,
    style: Style,
    width_mm: float,
    grid: Grid,
    *,
    size: HeadSize = HeadSize(),
    chinese: bool = True,
) -> Heading:
    """The heading as it is printed across `width_mm`, and how many body lines it takes with the white under it."""
    cell = grid.cell_mm
    headline = plain(words.headline).strip()
    rows, headline_mm = _headline(headline, STEPS[style], width_mm / cell, size, chinese, words.ties)
    second = _LEAD_SECOND if style == "lead" else _SECOND
    kicker = _spaced(plain(words.kicker).strip())
    deck, deck_size = _deck(plain(words.deck).strip(), width_mm / cell, second, chinese)
    heading = Heading(
        lines=0,
        headline=rows,
        headline_mm=round(headline_mm * cell, 3) if rows else 0,
        kicker=kicker,
        kicker_mm=round(_one_row(kicker, width_mm / cell, second, chinese) * cell, 3) if kicker else 0,
        deck=deck,
        deck_mm=round(deck_size * cell, 3) if deck else 0,
        credit=plain(words.credit).strip(),
    )
    return _with_lines(heading, grid)


def _with_lines(heading: Heading, grid: Grid) -> Heading:
    """The same with its height in whole body lines."""
    high = height_mm(heading, grid.cell_mm)
    return replace(heading, lines=ceil(high / grid.line_mm + _FOOT - 1e-6) if high else 0)


def height_mm(heading: Heading, cell_mm: float) -> float:
    """How high the parts of a heading are with the white between them."""
    big, kicker, deck = heading.headline_mm, heading.kicker_mm, heading.deck_mm
    high = kicker
    if heading.headline:
        rows = len(heading.headline)
        high += rows * big + (rows - 1) * _BETWEEN_ROWS * big + (max(0.18 * big, 0.35 * kicker) if kicker else 0)
    if heading.deck:
        high += len(heading.deck) * deck + max(0.16 * big, 0.45 * deck) + (len(heading.deck) - 1) * 0.3 * deck
    if heading.credit:
        high += 1.55 * cell_mm
    return high


def _headline(
    text: str, steps: tuple[float, ...], width: float, size: HeadSize, chinese: bool, ties: Ties
) -> tuple[tuple[str, ...], float]:
    """The printed lines and their size in cells. One line is preferred to a larger size on two."""
    if not text:
        return (), 0
    for count in [size.rows] if size.rows else range(1, MOST_ROWS + 1):
        rows = split(text, count, chinese, ties)
        widest = max(width_of(row, chinese) for row in rows)
        fitting = next((index for index, step in enumerate(steps) if step * widest <= width), None)
        if fitting is not None:
            # Larger than fits is no wish that can be granted.
            return rows, steps[min(len(steps) - 1, fitting + max(0, -size.step))]
    return rows, max(steps[-1] * 0.6, min(steps[-1], width / widest))


def _deck(text: str, width: float, largest: float, chinese: bool) -> tuple[tuple[str, ...], float]:
    """The deck's lines and size: one line, a little smaller if need be, or as many of full size as it takes."""
    if not text:
        return (), 0
    least = max(_SECOND_LEAST, largest * 0.8)
    whole = width_of(_spaced(text), chinese)
    if whole * least <= width:
        return (_spaced(text),), min(largest, width / whole)
    for count in range(2, MOST_ROWS + 2):
        rows = split(text, count, chinese)
        widest = max(width_of(row, chinese) for row in rows)
        if widest * _SECOND_LEAST <= width:
            return rows, min(largest, width / widest)
    return rows, _SECOND_LEAST


def _one_row(text: str, width: float, largest: float, chinese: bool) -> float:
    return max(_SECOND_LEAST * 0.6, min(largest, width / width_of(text, chinese)))


@lru_cache(maxsize=4096)
def width_of(text: str, chinese: bool = True) -> float:
    """How wide one line of type is, in its own size."""
    size = measure(text, "serif" if chinese else "serif-en", in_han=chinese)
    return max(size.natural - size.trail, 1) / FULL


# Between two Chinese words of a headline a space is white on purpose, or the place to break.
_GAP = re.compile(r"(?<=[⺀-￯“”‘’])[ 　]+(?=[⺀-￯“”‘’])")


def _spaced(text: str) -> str:
    """The text on one line: a gap between Chinese words is one character wide."""
    return _GAP.sub("　", text)


@lru_cache(maxsize=4096)
def split(text: str, rows: int, chinese: bool = True, ties: Ties = frozenset()) -> tuple[str, ...]:
    """A headline on so many lines, or fewer where it has no place to break: at its spaces, else where sense allows.

    Never before a closing mark, never inside a Latin word or a number, and balanced.
    """
    bounds = (0, *split_at(text, rows, chinese, ties), len(text))
    return tuple(_spaced(text[first:last].strip(" 　")) for first, last in pairwise(bounds))


def split_at(text: str, rows: int, chinese: bool = True, ties: Ties = frozenset()) -> tuple[int, ...]:
    """Before which characters the lines after the first begin."""
    places = sorted(_places(text, chinese, dict(ties)), key=lambda place: place[1])[:MOST_PLACES]
    count = min(rows - 1, len(places))
    if count < 1:
        return ()
    best = min(combinations(sorted(places), count), key=lambda chosen: _cost(text, chosen, chinese))
    return tuple(at for at, _ in best)


def _cost(text: str, chosen: tuple[tuple[int, float], ...], chinese: bool) -> float:
    """How ill a headline breaks: lines of unequal length, a torn sense, a lone character."""
    bounds = (0, *(at for at, _ in chosen), len(text))
    widths = [width_of(text[first:last].strip(" 　") or " ", chinese) for first, last in pairwise(bounds)]
    mean = sum(widths) / len(widths)
    uneven = sum(abs(width - mean) for width in widths) / mean
    lone = sum(3.0 if width < 1.6 else 1.0 for width in widths if width < 2.6)
    # A shorter first line carries a longer second one; the other way round the headline looks cut off.
    falling = 0.15 if widths[-1] < widths[0] - 0.5 else 0.0
    return uneven * 2 + lone + falling + sum(sense for _, sense in chosen)


_AFTER = frozenset("，、：；！？。…—”’》）」』】")
_BEFORE = frozenset("“‘《（「『【")
_PARTICLES_BEFORE = frozenset("的了着过吗呢吧们地得")
_PARTICLES_AFTER = frozenset("的了着过")
_LEADING = frozenset("让将为把被在从向与和及给对用以至")
# What a headline is full of and a break would tear: days, places, people.
_WORDS = frozenset(
    str.split(
        "昨日 今日 明日 今天 昨天 明天 今年 去年 明年 本周 本月 上午 下午 今晨 今晚 全市 全省 全国 我市 本市 市民 小区 "
        "社区 街道 城区 新区 学校 学生 老人 青年 居民 记者 工人 公司 企业 医院 市场 公园 车站 南厅 北厅 登记 开放 开工 "
        "发布 举行 启动 完成"
    )
)
_NUMERALS = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿两几第%％.]")


@lru_cache(maxsize=1024)
def ties(headline: str, body: tuple[str, ...]) -> Ties:
    """The pairs of neighbours that an article's own words use as one: 产业 where it writes of 产业 again and again.

    As firm as the rarer of the two is seldom without the other; a pair that stands there once says nothing.
    """
    text = plain(headline)
    pairs = {first + second for first, second in pairwise(text) if is_han(first) and is_han(second)}
    firm = {pair: _firmness(pair, body) for pair in pairs}
    return frozenset((pair, firmness) for pair, firmness in firm.items() if firmness)


def _firmness(pair: str, body: tuple[str, ...]) -> float:
    together = sum(block.count(pair) for block in body)
    if together < 2:
        return 0.0
    return round(together / min(sum(block.count(one) for block in body) for one in pair), 2)


def _places(text: str, chinese: bool, firm: Mapping[str, float]) -> Iterator[tuple[int, float]]:
    """Where a headline may break, and how ill it is to break there."""
    inside = _enclosed(text)
    for at in opportunities(text, chinese=chinese):
        before, after = text[at - 1], text[at]
        torn = bool(_NUMERALS.match(before) or before == after or before + after in _WORDS)
        sense = _sense(text, at) if chinese else 0.0
        yield (
            at,
            sense
            + 1.5 * max(torn, firm.get(before + after, 0.0))
            + 2.0 * (after in _PARTICLES_BEFORE)
            + 1.2 * (at in inside),
        )


def _sense(text: str, at: int) -> float:
    """How ill a Chinese headline is broken there by the look of the characters around it."""
    before, after = text[at - 1], text[at]
    if before in " 　":
        return -2.0 if _is_chinese(text[:at].rstrip()) or _is_chinese(text[at:]) else 0.3
    if before in _AFTER:
        return -1.0
    if after in _BEFORE:
        return 0.0
    if before in _PARTICLES_AFTER:
        return 0.4
    return 0.5 if after in _LEADING else 1.0


def _is_chinese(text: str) -> bool:
    return bool(text) and (text[-1] >= "⺀" or text[0] >= "⺀")


def _enclosed(text: str) -> set[int]:
    """The places between an opening mark and its closing one."""
    found: set[int] = set()
    for match in re.finditer(r"“[^”]*”|《[^》]*》|（[^）]*）|「[^」]*」|【[^】]*】|‘[^’]*’", text):
        found.update(range(match.start() + 1, match.end()))
    return found
