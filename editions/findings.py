"""One sentence of the pre-flight, and the same sentence of many pages in one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from editions.models import Page, Placement


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about an edition; a blocking one keeps it from being published.

    `several` says the same of several pages, in words that their labels follow; `pages` are these, once they stand
    together in one line.
    """

    sentence: str
    page: Page | None = None
    placement: Placement | None = None
    blocks: bool = True
    several: str = ""
    pages: tuple[Page, ...] = ()

    @property
    def words(self) -> str:
        """All of it in one line of text."""
        labels = _(", ").join(page.label for page in self.pages)
        return " ".join(filter(None, (self.sentence, labels)))


def together(findings: Iterable[Finding]) -> list[Finding]:
    """As they are read: obstacles before advice, what holds of several pages in one line with all of them."""
    alike: dict[tuple[str, bool], list[Finding]] = defaultdict(list)
    for number, one in enumerate(findings):
        # What can be said of one page only stands alone.
        alike[one.several or str(number), one.blocks].append(one)
    lines = [found[0] if len(found) == 1 else _of_several(found) for found in alike.values()]
    return sorted(lines, key=lambda one: not one.blocks)


def _of_several(found: list[Finding]) -> Finding:
    pages = tuple(one.page for one in found if one.page is not None)
    return Finding(found[0].several, blocks=found[0].blocks, pages=pages)
