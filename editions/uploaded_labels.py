"""Whether the PDF of a page that was set elsewhere is that of its day and page: what its head and its foot say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editions.models import Edition, Page, PageFile

# Running heads and folios stand in these parts of the sheet; what an article says of a day is not meant.
HEAD, FOOT = 0.12, 0.05
# A page's label stands alone or beside the name of the page, not in a sentence.
LONGEST_LABEL_LINE = 16
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
HAN = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
BY_NUMBERS = re.compile(r"(?<!\d)(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)")
BY_HAN = re.compile(r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})(?!\d)")
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)")
LABEL = re.compile(r"(?<![A-Za-z0-9])([A-Z])\s?(\d{1,2})(?![\dA-Za-z])")
# 第5版, 05版, 第五版: alone on its line; 今日8版 says how many there are.
BY_ORDER = re.compile(r"第?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*版")


def remarks(pages: Iterable[Page], edition: Edition, files: Mapping[int, PageFile]) -> Iterator[tuple[str, Page]]:
    """A sentence for each page whose file names another day, or one other page and not this; none keeps it back.

    `files` are those that count, by page.
    """
    for page in pages:
        if file := files.get(page.pk):
            for sentence in contradictions(file, page, edition):
                yield sentence, page


def contradictions(file: PageFile, page: Page, edition: Edition) -> Iterator[str]:
    texts = _at_the_edges(file)
    days = [day for text in texts for day in _days(text)]
    own = {edition.date + timedelta(days=ahead) for ahead in range((edition.last_day - edition.date).days + 1)}
    if days and own.isdisjoint(days):
        yield _("%(page)s: the PDF says %(day)s, but the edition is that of %(edition)s. Is it the right file?") % {
            "page": page.label,
            "day": date_format(days[0]),
            "edition": date_format(edition.date),
        }
    labels = {label for text in texts if len(text) <= LONGEST_LABEL_LINE for label in _labels(text, page.letter)}
    # Several are the contents of the paper.
    if len(labels) == 1 and (page.letter, page.number) not in labels:
        letter, number = labels.pop()
        yield _("%(page)s: the PDF says it is page %(other)s. Is it the right file?") % {
            "page": page.label,
            "other": Page(letter=letter, number=number).label,
        }


def _at_the_edges(file: PageFile) -> list[str]:
    head, foot = file.height_mm * HEAD, file.height_mm * (1 - FOOT)
    return [text for text, _left, top, _right, bottom, _size in file.lines if bottom <= head or top >= foot]


def _days(text: str) -> Iterator[date]:
    for year, month, day in BY_NUMBERS.findall(text):
        yield from _day(int(year), int(month), int(day))
    for year, month, day in BY_HAN.findall(text):
        yield from _day(int("".join(str(HAN[digit]) for digit in year)), _of_han(month), _of_han(day))
    for day, name, year in DAY_FIRST.findall(text):
        yield from _day(int(year), _month(name), int(day))
    for name, day, year in MONTH_FIRST.findall(text):
        yield from _day(int(year), _month(name), int(day))


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    # What is far from any paper is a number of another kind.
    if 1800 <= year <= 2200:
        yield found


def _month(name: str) -> int:
    """By its name or the beginning of it, Oct or October; 0 for another word."""
    return next((n for n, month in enumerate(MONTHS, start=1) if month.startswith(name.lower())), 0)


def _of_han(text: str) -> int:
    """十七 is 17, 二十 is 20, 七 is 7; what is none of these is 0."""
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or tens == "十":
        return 0
    return (10 * HAN.get(tens, 1) if ten else 0) + HAN.get(ones, 0)


def _labels(text: str, letter: str) -> Iterator[tuple[str, int]]:
    """The pages a short line names; one that is counted without a letter is of this page's part of the paper."""
    for other, number in LABEL.findall(text):
        if int(number):
            yield other, int(number)
    if ordinal := BY_ORDER.fullmatch(text.strip()):
        said = ordinal[1]
        if number := int(said) if said.isascii() else _of_han(said):
            yield letter, number
