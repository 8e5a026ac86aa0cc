"""Digits that do not add up: sums, changes, shares, and one figure given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from articles.house_style.quantities import NUMBER, SCALES, UNIT, Quantity, quantities, written
from articles.house_style.remark import HAN, Found, Line, shortened

_SENTENCE = re.compile(r"[^。！？；\n]{1,400}")
# What says that the parts before it are all there are: “其他27件”, “其余类型17处”.
_REST = re.compile(rf"(?:其他|其余|其它|剩下|剩余)[{HAN}]{{0,4}}$")
_PART_OF = re.compile("其中")
_MEN_AND_WOMEN = re.compile(
    rf"(?P<total>{NUMBER})(?P<unit>人|名|位)[{HAN}]{{0,6}}[，,（(：:]{{0,2}}(?:其中)?[，,：:]?男[性生子孩职工]{{0,3}}(?P<men>{NUMBER})(?:人|名|位)?[、，,和]"
    rf"女[性生子孩职工]{{0,3}}(?P<women>{NUMBER})(?:人|名|位)?(?![多余.\d])"
)
_TOTAL_BEHIND = re.compile(r"[，,、（(]?(?:合计|共计|总计|一共|总共|共)(?:为|是|有)?")
_JOINED = re.compile(rf"[、和及，][{HAN}“”《》·A-Za-z]{{0,12}}")
_OTHER_THINGS = re.compile("同比|环比|年均|平均|个百分点|增长|下降|提高|上升|减少|增加|增幅|降幅|涨|跌")


def sums(line: Line) -> Iterator[Found]:
    """A total and its parts, where the text says that these are all: men and women, “other”, “in all”."""
    for match in _MEN_AND_WOMEN.finditer(line.text):
        parts = [_plain(match["men"]), _plain(match["women"])]
        if sum(parts) != _plain(match["total"]):
            yield _wrong_sum(line, match.start(), match.end(), sum(parts), _plain(match["total"]))
    for sentence in _SENTENCE.finditer(line.text):
        yield from _with_a_rest(line, sentence)
        yield from _total_behind(line, sentence)


def _plain(digits: str) -> float:
    return float(digits.replace(",", ""))


def _with_a_rest(line: Line, sentence: re.Match[str]) -> Iterator[Found]:
    """“4013件（电话2874件、网络986件、其他153件）” and “64件，其中管道19件、其他45件”."""
    text = sentence[0]
    found = list(quantities(text))
    for index, last in enumerate(found):
        if not _REST.search(text[max(last.start - 8, 0) : last.start]):
            continue
        opens = _where_the_parts_begin(text, last.start)
        whole = next((one for one in reversed(found[:index]) if one.end <= opens and one.unit == last.unit), None)
        parts = [one for one in found[: index + 1] if one.start > opens and one.unit == last.unit]
        if whole is None or len(parts) < 2 or not _is_a_list(text, parts, whole, opens):
            continue
        yield from _judged(line, sentence.start(), whole, parts, text)


def _where_the_parts_begin(text: str, before: int) -> int:
    bracket = text.rfind("（", 0, before)
    if bracket >= 0 and "）" not in text[bracket:before]:
        return bracket
    part_of = [match.end() for match in _PART_OF.finditer(text, 0, before)]
    return part_of[-1] if part_of else -1


def _is_a_list(text: str, parts: list[Quantity], whole: Quantity, opens: int) -> bool:
    """Whether the parts follow the total closely, and each the one before it, as “名称12件、” does."""
    if opens < 0 or opens - whole.end > 24:
        return False
    gaps = [text[one.end : two.start] for one, two in pairwise(parts)]
    return all(len(gap) <= 24 and gap[:1] in {"、", "，", "和", "及", ","} for gap in gaps)


def _total_behind(line: Line, sentence: re.Match[str]) -> Iterator[Found]:
    """“大人3人、孩子2人，共5人”: parts joined one to the next, and the total right behind them."""
    text = sentence[0]
    found = list(quantities(text))
    for index, total in enumerate(found):
        if index < 2 or not _TOTAL_BEHIND.fullmatch(text, found[index - 1].end, total.start):
            continue
        parts = [found[index - 1]]
        for before in reversed(found[: index - 1]):
            if before.unit != total.unit or not _JOINED.fullmatch(text, before.end, parts[0].start):
                break
            parts.insert(0, before)
        if len(parts) >= 2 and parts[-1].unit == total.unit and not _counts_other_things(text, parts[0].start):
            yield from _judged(line, sentence.start(), total, parts, text)


def _counts_other_things(text: str, start: int) -> bool:
    """Whether before the first part stand more figures that may be parts too."""
    return any(letter.isdigit() for letter in text[max(start - 30, 0) : start])


def _judged(line: Line, offset: int, whole: Quantity, parts: list[Quantity], text: str) -> Iterator[Found]:
    if any(one.is_vague or one.unit == "%" for one in (whole, *parts)):
        return
    total = sum(part.value for part in parts)
    slack = whole.slack + sum(part.slack for part in parts)
    if abs(total - whole.value) <= slack + 1e-6:
        return
    start, end = min(whole.start, parts[0].start), max(whole.end, parts[-1].end)
    yield _wrong_sum(line, offset + start, offset + end, total, whole.value)


def _wrong_sum(line: Line, start: int, end: int, parts: float, total: float) -> Found:
    figures = {"parts": written(parts), "total": written(total)}
    return Found("sums", line, start, end, _("The parts make %(parts)s, the total says %(total)s.") % figures)


# -- changes ----------------------------------------------------------------------------------------------------------
_UP, _DOWN = "增|升|涨|提高|提升|增长|增加|上升|上涨|扩大", "降|减|跌|下降|下跌|减少|缩减|缩短|回落|降低"
_CHANGE = re.compile(
    rf"(?:由|从)(?P<before>[{HAN}]{{0,8}}|\d{{4}}年[{HAN}]{{0,4}})"
    rf"(?P<a>{NUMBER})(?P<scale_a>万亿|亿|万)?(?P<unit_a>{UNIT}|%)?[{HAN}]{{0,4}}?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[加长少低]?[到至为][{HAN}]{{0,4}}?"
    rf"(?P<b>{NUMBER})(?P<more>[多余])?(?P<scale_b>万亿|亿|万)?(?P<unit_b>{UNIT}|%)?"
)
_BY = re.compile(
    rf"(?P<up>增长|增幅|涨幅|上涨|上升|提高|提升|增加)?(?P<down>下降|减少|降幅|跌幅|降低|下跌|缩短)?(?:了|为|达)?"
    rf"(?P<vague>约|近|超|逾|超过)?(?P<by>{NUMBER})(?P<sign>%|个百分点)"
)
# Degrees below zero, places in a ranking, classes: smaller may be more.
_COUNTS_BACKWARDS = re.compile("第|零下|负|名次|排名|倒数")
_RANKS = {"位", "名", "类", "层"}


def growth(line: Line) -> Iterator[Found]:
    """“由100件增至130件，增长20%”: the direction, and the per cent where the sentence names one."""
    for sentence in _SENTENCE.finditer(line.text):
        for match in _CHANGE.finditer(sentence[0]):
            change = _Change.read(match)
            if change is None:
                continue
            yield from change.judged(line, sentence, match)


class _Change:
    """Two figures of the same thing, before and after."""

    def __init__(self, one: tuple[float, float], two: tuple[float, float], *, goes_up: bool, unit: str) -> None:
        self.one, self.one_slack = one
        self.two, self.two_slack = two
        self.goes_up, self.unit = goes_up, unit

    @classmethod
    def read(cls, match: re.Match[str]) -> _Change | None:
        unit_a, unit_b = match["unit_a"] or "", match["unit_b"] or ""
        behind = match.string[match.end() : match.end() + 1]
        alike = unit_a == unit_b or not unit_a
        is_backwards = _COUNTS_BACKWARDS.search(match["before"] + match[0]) or {unit_a, unit_b} & _RANKS
        if not alike or is_backwards or match["more"] or behind in {"年", "月", "日", "时", "点", "号", "级", "："}:
            return None
        scale_b = match["scale_b"] or ""
        scale_a = match["scale_a"] or ("" if unit_a else scale_b)
        return cls(_value(match["a"], scale_a), _value(match["b"], scale_b), goes_up=bool(match["up"]), unit=unit_b)

    def judged(self, line: Line, sentence: re.Match[str], match: re.Match[str]) -> Iterator[Found]:
        start, end = sentence.start() + match.start(), sentence.start() + match.end()
        if self.one == self.two or (self.two > self.one) != self.goes_up:
            yield Found("growth", line, start, end, _("The figures go the other way than the words."))
            return
        rest = sentence[0][match.end() : match.end() + 30]
        by = _BY.search(rest)
        if by is None or not (by["up"] or by["down"]) or by["vague"] or _OTHER_FIGURE.search(rest[: by.end()]):
            return
        told, told_slack = _value(by["by"], "")
        low, high = self._range(in_points=by["sign"] != "%")
        if self.unit == "%" and by["sign"] == "%":
            return  # of a share: per cent and percentage points are easily meant one for the other
        if low - 1e-6 <= told + told_slack and told - told_slack <= high + 1e-6:
            return
        figures = {"told": by["by"] + by["sign"], "true": written(round((low + high) / 2, 1)) + by["sign"]}
        sentence_said = _("The text says %(told)s, the two figures make about %(true)s.") % figures
        yield Found("growth", line, start, end + by.end(), sentence_said)

    def _range(self, *, in_points: bool) -> tuple[float, float]:
        """The least and the most the change can be, as the figures were rounded."""
        if in_points:
            middle, slack = abs(self.two - self.one), self.one_slack + self.two_slack
            return middle - slack, middle + slack
        corners = [
            abs(two - one) / one * 100
            for one in (self.one - self.one_slack, self.one + self.one_slack)
            for two in (self.two - self.two_slack, self.two + self.two_slack)
            if one > 0
        ]
        return (min(corners), max(corners)) if corners else (0.0, float("inf"))


_OTHER_FIGURE = re.compile("同比|环比|年均|平均|其中|比上年|比去年|复合")


def _value(digits: str, scale: str) -> tuple[float, float]:
    """Value and slack; a figure in words of newspapers is taken as rounded to its last place."""
    factor = SCALES[scale]
    places = len(digits.partition(".")[2])
    return _plain(digits) * factor, 0.5 * 10.0**-places * factor


# -- shares -----------------------------------------------------------------------------------------------------------
_SHARES = re.compile(
    rf"(?:分别占|占比分别为|占比分别是|比例分别为|分别占比)[{HAN}]{{0,10}}"
    rf"(?P<list>{NUMBER}%(?:[、，和及][{HAN}]{{0,6}}{NUMBER}%){{1,9}})"
)
_SHARE_OF_REST = re.compile(rf"(?:其余|其他|剩下)[{HAN}]{{0,6}}{NUMBER}%")
_PERCENT = re.compile(rf"({NUMBER})%")


def shares(line: Line) -> Iterator[Found]:
    """Shares that make more than the whole, or with “the rest” less."""
    for sentence in _SENTENCE.finditer(line.text):
        listed = _SHARES.search(sentence[0])
        rest = _SHARE_OF_REST.search(sentence[0])
        if listed and (found := _judged_shares(listed["list"], has_rest=False)):
            yield _wrong_shares(line, sentence.start() + listed.start("list"), listed["list"], found)
        elif rest and not _OTHER_THINGS.search(sentence[0]):
            text = sentence[0][: rest.end()]
            first = _PERCENT.search(text)
            if first and (found := _judged_shares(text, has_rest=True)):
                yield _wrong_shares(line, sentence.start() + first.start(), text[first.start() :], found)


def _judged_shares(text: str, *, has_rest: bool) -> float | None:
    """What they make, if that cannot be a whole however they were rounded."""
    values = [_value(match[1], "") for match in _PERCENT.finditer(text)]
    total, slack = sum(value for value, _slack in values), sum(slack for _value, slack in values)
    if len(values) < 2 or (total <= 100 + slack and not has_rest) or abs(total - 100) <= slack:
        return None
    return total


def _wrong_shares(line: Line, start: int, text: str, total: float) -> Found:
    sentence = _("These shares make %(total)s %%, not 100 %%.") % {"total": written(total)}
    return Found("shares", line, start, start + len(text), sentence)


# -- one figure given twice -------------------------------------------------------------------------------------------
_AGAIN = re.compile(r"[（(](?:即|合|约合|约|折合|相当于|等于)?")


def units(line: Line) -> Iterator[Found]:
    """“1.2亿元（12000万元）”: the same in another scale or unit."""
    found = list(quantities(line.text))
    for one, two in pairwise(found):
        between = _AGAIN.fullmatch(line.text, one.end, two.start)
        if between is None or line.text[two.end : two.end + 1] not in {"）", ")"}:
            continue
        if one.unit == "%" or (one.scale, one.unit) == (two.scale, two.unit):
            continue
        (kind, value, slack), (other_kind, other, other_slack) = one.in_size, two.in_size
        if "约" in between[0] or one.is_vague or two.is_vague:
            slack += 0.05 * value
        if kind != other_kind or abs(value - other) <= slack + other_slack + 1e-6 * value:
            continue
        words = shortened(line.text[two.start : two.end])
        yield Found("units", line, one.start, two.end, _("“%(words)s” is another figure.") % {"words": words})
