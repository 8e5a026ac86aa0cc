"""The tables in an article's text: as readers see them, with figures under each other, and as files for programs.

Pure functions over clean HTML. A table is read into a grid, a cell that spans several places standing in each of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from itertools import count

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from website.models import PublishedArticle
from website.reading import Dress, blocks_of

# 4186, 1,204, −3.5, 12.5%, 37万, ±0.4, 1/3; with what the figure counts, in a few characters.
FIGURE = re.compile(r"[+\-−±≈约]?[0-9][0-9,，.]*(?:/[0-9]+)?\s*[%％‰℃°万亿千百]*[\u4e00-\u9fffA-Za-z/²³]{0,3}")
# What the first cell of a row of sums says.
SUM_ROWS = frozenset({"合计", "总计", "共计", "小计", "Total", "Totals", "Sum", "Subtotal"})
NOTHING = {"", "—", "–", "-", "/", "…", "无"}
# A program for sums takes words that begin so for a sum.
SUMS = ("=", "+", "-", "@", "\t")


@dataclass(slots=True)
class Cell:
    """One cell as it is written: where its tag stands, its words, and how far it reaches."""

    tag: str
    start: int
    words: str = ""
    columns: int = 1
    rows: int = 1
    column: int = 0
    has_scope: bool = False


@dataclass(slots=True)
class Table:
    """Cells row by row; `head_rows` are those at the top that have headings only."""

    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def grid(self) -> list[list[str]]:
        """The words of every place, rows of equal length."""
        places: dict[tuple[int, int], str] = {}
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (number, column) in places:
                    column += 1
                cell.column = column
                for down in range(min(cell.rows, len(self.rows) - number)):
                    places |= {(number + down, column + across): cell.words for across in range(cell.columns)}
                column += cell.columns
        width = 1 + max((column for _row, column in places), default=-1)
        return [[places.get((number, column), "") for column in range(width)] for number in range(len(self.rows))]

    @property
    def head_rows(self) -> int:
        """So many rows at the top hold headings only; a table without any has its first row as its head."""
        count = 0
        for row in self.rows:
            if not all(cell.tag == "th" for cell in row):
                break
            count += 1
        return count

    def figure_columns(self) -> set[int]:
        """The columns whose cells below the head are figures, or nothing."""
        body = self.grid[max(1, self.head_rows) :]
        width = len(body[0]) if body else 0
        return {column for column in range(width) if _are_figures([row[column] for row in body])}


class Reader(HTMLParser):
    """Reads one table and remembers where each cell's tag stands."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.table = Table()
        self._into: Cell | None = None
        self._caption = False
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.table.rows.append([])
        elif tag in {"td", "th"} and self.table.rows:
            line, column = self.getpos()
            spans = {name: int(value) for name, value in attrs if value and value.isdigit()}
            start = self._lines[line - 1] + column
            columns, rows = spans.get("colspan", 1), spans.get("rowspan", 1)
            self._into = Cell(tag, start, columns=columns, rows=rows, has_scope="scope" in dict(attrs))
            self.table.rows[-1].append(self._into)
        elif tag == "br":
            self.handle_data(" ")
        self._caption = self._caption or tag == "caption"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._into is not None:
            self._into.words, self._into = " ".join(self._into.words.split()), None
        self._caption = self._caption and tag != "caption"

    def handle_data(self, data: str) -> None:
        if self._caption:
            self.table.caption += data.strip()
        elif self._into is not None:
            self._into.words += data


def is_table(block: str) -> bool:
    return block.startswith("<table>")


def read(html: str) -> Table:
    return Reader(html).table


def of_article(article: PublishedArticle) -> list[Table]:
    """The tables of a text, in its order."""
    return [read(block) for block in blocks_of(article.body) if is_table(block)]


def as_csv(table: Table) -> str:
    """For programs that calculate; with the mark at its beginning by which they know the characters."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(words) for words in row] for row in table.grid)
    return "\ufeff" + out.getvalue()


def shown(html: str, *, name: str, address: str, file: str) -> SafeString:
    """A table in a frame that can be moved sideways, figures under each other, headings that say what they head.

    `name` is what the frame is called where the table has no caption; `address` leads to it as a file, called `file`.
    """
    table = read(html)
    return format_html(
        '<div class="table"><div class="table-frame" role="region" tabindex="0" aria-label="{}">{}</div>'
        '<p class="meta"><a href="{}" download>{}</a></p></div>',
        table.caption or name,
        mark_safe(_marked(html, table)),
        address,
        file,
    )


def dress(article: PublishedArticle) -> Dress:
    """Makes of each table of a text, in its order, what readers are shown; leaves the other blocks as they are."""
    numbers = count(1)

    def dressed(block: str) -> str:
        if not is_table(block):
            return block
        number = next(numbers)
        name, file = _("Table %(number)s") % {"number": number}, _("Take the figures along (CSV)")
        return shown(block, name=name, address=reverse("website:table", args=[article.pk, number]), file=file)

    return dressed


def _marked(html: str, table: Table) -> str:
    """The table as it stands in the clean text, with a class on figures and sums and the scope of headings."""
    figures, head, pieces, at = table.figure_columns(), table.head_rows, [], 0
    for number, row in enumerate(table.rows):
        is_sum = number >= max(1, head) and bool(row) and row[0].words in SUM_ROWS
        for cell in row:
            after = cell.start + len("<td")
            is_figure = cell.column in figures and cell.columns == 1
            classes = [name for name, holds in (("figure", is_figure), ("sum", is_sum)) if holds]
            marks = f' class="{" ".join(classes)}"' if classes else ""
            if cell.tag == "th" and not cell.has_scope:
                marks += f' scope="{"col" if number < head else "row"}"'
            pieces += [html[at:after], marks]
            at = after
    return "".join([*pieces, html[at:]])


def _are_figures(words: Sequence[str]) -> bool:
    told = [one for one in words if one not in NOTHING]
    return bool(told) and all(FIGURE.fullmatch(one) for one in told)


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(SUMS) and not FIGURE.fullmatch(words) else words
