"""What a page carries besides articles: the paper's name and numbers, the running head, credits and imprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editions.composing.grid import BROADSHEET, Cells
from editions.composing.heading import width_of
from editions.composing.source import Credit, Furniture
from editions.manuscripts import writes_chinese
from editions.models import Edition, Page, Publication

# The imprint is set in this part of the body size, as the page's foot has it.
IMPRINT_SIZE = 0.88


def of_page(page: Page, edition: Edition, paper: Publication, page_count: int) -> Furniture:
    """The furniture of one page, in the language that is active: whoever draws a page sets the paper's."""
    has_masthead = page.has_masthead
    return Furniture(
        paper=paper.name,
        label=page.label,
        page_name=page.name,
        date_line=_date_line(edition),
        credits=tuple(_credits(page)),
        masthead_cells=Cells(0, 0, page.masthead_columns, page.masthead_lines) if has_masthead else None,
        paper_latin=paper.name_en if has_masthead else "",
        tagline=paper.tagline if has_masthead else "",
        numbers=tuple(_numbers(edition, paper, page_count)) if has_masthead else (),
        imprint=tuple(_rows(_imprint(paper), _most(page))) if has_masthead else (),
        banner=_banner(edition),
        language="zh" if writes_chinese() else "en",
    )


def _date_line(edition: Edition) -> str:
    day = f"{date_format(edition.date, 'DATE_FORMAT')} {date_format(edition.date, 'l')}"
    if edition.date_to is None:
        return day
    return _("%(first)s to %(last)s") % {"first": day, "last": date_format(edition.date_to, "DATE_FORMAT")}


def _banner(edition: Edition) -> str:
    """Its name, or its kind: an extra and a merged issue say so in the masthead."""
    if edition.name:
        return edition.name
    return "" if edition.is_ordinary else str(edition.get_kind_display())


def _credits(page: Page) -> Iterator[Credit]:
    people = (
        (_("Responsible editor"), page.responsible_editor),
        (_("Page design"), page.designer),
        (_("Proofreading"), page.proofreader),
    )
    for role, name in people:
        if name:
            yield Credit(role, name)


def _numbers(edition: Edition, paper: Publication, page_count: int) -> Iterator[str]:
    """What stands beside the paper's name, line by line."""
    yield date_format(edition.date, "DATE_FORMAT")
    yield date_format(edition.date, "l")
    pages = _("%(count)s pages today") % {"count": page_count}
    numbers = _("No. %(number)s") % {"number": edition.numbers} if edition.total_number else ""
    yield f"{numbers} {pages}".strip()
    if paper.cn_number:
        yield paper.cn_number


def _most(page: Page) -> float:
    """How many full-width characters of the imprint's size stand in one row of the page."""
    grid = page.paper.grid if page.paper else BROADSHEET
    return grid.text_width_mm / (IMPRINT_SIZE * grid.cell_mm)


def _rows(sentences: Iterable[str], most: float) -> Iterator[str]:
    """As many of the imprint's sentences in a row as have room there, none broken."""
    between = "\u3000" if writes_chinese() else "   "
    row = ""
    for sentence in sentences:
        longer = f"{row}{between}{sentence}" if row else sentence
        if row and width_of(longer, writes_chinese()) > most:
            yield row
            row = sentence
        else:
            row = longer
    if row:
        yield row


def _imprint(paper: Publication) -> Iterator[str]:
    lines = (
        (_("Under the authority of %(words)s"), paper.authority),
        (_("Sponsored by %(words)s"), paper.sponsor),
        (_("Published by %(words)s"), paper.publisher),
        (_("Address: %(words)s"), f"{paper.address} {paper.postcode}".strip()),
        (_("Telephone: %(words)s"), paper.phone),
        (_("Printed by %(words)s"), paper.printer),
        (_("Subscription number %(words)s"), paper.postal_code_number),
        (_("Price: %(words)s"), paper.price),
    )
    for sentence, words in lines:
        if words:
            yield sentence % {"words": words}
