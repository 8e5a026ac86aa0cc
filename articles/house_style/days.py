"""Dates and hours that cannot be, weekdays of another day, spans that end before they begin, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.house_style.remark import Found, Line

_LONGEST = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SIGNS = "一二三四五六日"
_DAY = r"(?<!\d)(?:(?P<{0}year>\d{{4}})年)?(?P<{0}month>\d{{1,2}})月(?P<{0}day>\d{{1,2}})日"
_DATE = re.compile(_DAY.format(""))
_HOUR = re.compile(r"(?<![\d小第])(?P<hour>\d{1,2})[时点](?P<minute>\d{1,2})分")
_WITH_WEEKDAY = re.compile(
    _DAY.format("") + r"(?P<gap>[（(，, ]{0,2})(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])(?!年)"
)
_JOIN = "(?:至|到|—|－|-|～|~)"
_SPAN = re.compile(_DAY.format("a_") + _JOIN + _DAY.format("b_").replace(r"(?<!\d)", ""))
_SHORT_SPAN = re.compile(_DAY.format("a_") + _JOIN + r"(?P<b_day>\d{1,2})日")
_YEARS = re.compile(rf"(?<!\d)(?P<a>[12]\d{{3}})年?{_JOIN}(?P<b>[12]\d{{3}})年")
_PHONE = re.compile(r"(?:电话|手机|热线|咨询|联系|拨打|致电)[^\d\n]{0,8}(?P<number>1[3-9]\d{8,12})(?![\d-])")

# Two dates without years may lie on both sides of New Year: a season, a school year, twelve months to the day.
LONGEST_WINTER, WHOLE_YEAR = 310, 364


def days(line: Line) -> Iterator[Found]:
    for match in _DATE.finditer(line.text):
        if not _exists(match["year"], match["month"], match["day"]):
            yield Found("days", line, *match.span(), _("There is no such day."))
    for match in _HOUR.finditer(line.text):
        if int(match["minute"]) > 59:
            yield Found("days", line, *match.span(), _("An hour has 60 minutes."))


def _exists(year: str | None, month: str, day: str) -> bool:
    if year is not None:
        return _date(int(year), int(month), int(day)) is not None
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _LONGEST[int(month)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekdays(line: Line, today: date | None) -> Iterator[Found]:
    """The weekday beside a date, by the year given or, in brackets, by the year that brings it nearest to `today`."""
    for match in _WITH_WEEKDAY.finditer(line.text):
        month, day = int(match["month"]), int(match["day"])
        meant = _date(int(match["year"]), month, day) if match["year"] else _nearest(today, month, day)
        if meant is None:
            continue
        right = _SIGNS[meant.weekday()]
        if match["weekday"].replace("天", "日") == right:
            continue
        figures = {"date": date_format(meant), "weekday": WEEKDAYS[meant.weekday()]}
        start, end = match.start("weekday"), match.end("weekday")
        yield Found("weekdays", line, start, end, _("%(date)s: %(weekday)s.") % figures, right)


def _nearest(today: date | None, month: int, day: int) -> date | None:
    if today is None:
        return None
    years = (today.year + step for step in (-1, 0, 1) if 1 <= today.year + step <= 9999)
    near = [meant for year in years if (meant := _date(year, month, day))]
    return min(near, key=lambda meant: abs(meant - today), default=None)


def spans(line: Line) -> Iterator[Found]:
    for match in _SPAN.finditer(line.text):
        if _ends_too_early(match):
            yield _backwards(line, match)
    for match in _SHORT_SPAN.finditer(line.text):
        if int(match["b_day"]) < int(match["a_day"]):
            yield _backwards(line, match)
    for match in _YEARS.finditer(line.text):
        if int(match["b"]) < int(match["a"]):
            yield _backwards(line, match)


def _backwards(line: Line, match: re.Match[str]) -> Found:
    return Found("spans", line, *match.span(), _("This ends before it begins."))


def _ends_too_early(match: re.Match[str]) -> bool:
    # 2000 is a leap year, so that 29 February may be among the dates.
    first = _date(int(match["a_year"] or 2000), int(match["a_month"]), int(match["a_day"]))
    second_year = match["b_year"] or match["a_year"] or 2000
    last = _date(int(second_year), int(match["b_month"]), int(match["b_day"]))
    if first is None or last is None or last >= first:
        return False
    if match["b_year"]:
        return bool(match["a_year"])
    return LONGEST_WINTER < 366 - (first - last).days < WHOLE_YEAR


def phones(line: Line) -> Iterator[Found]:
    for match in _PHONE.finditer(line.text):
        if len(match["number"]) != 11:
            sentence = _("A mobile number has 11 digits, this has %(count)s.") % {"count": len(match["number"])}
            yield Found("phones", line, *match.span("number"), sentence)
