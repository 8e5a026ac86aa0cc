"""Pages of a list of articles: as many as people turn, whatever stands behind them in the archive."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

ARTICLES_PER_LIST = 24
# What is older is found by search and in the calendar; nobody turns so many pages, and each would cost more than the
# one before it.
MOST_PAGES = 100


class ListPages(Paginator):
    """The newest of a list, up to `MOST_PAGES` pages; what is skipped is not read with its pictures and names."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST_PAGES * self.per_page].count())

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        chosen = rows.values_list("pk", flat=True)[first : first + self.per_page]
        return Page(rows.filter(pk__in=list(chosen)), number, self)
