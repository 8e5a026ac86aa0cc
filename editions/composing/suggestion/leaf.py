"""A form made ready for the search: what each height of it costs, counted once so that it can be looked up often."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from editions.composing.grid import Grid
from editions.composing.slots import Style
from editions.composing.suggestion.candidate import Candidate, Form, Size
from editions.composing.taboos import HEADING_LINES

# One line of text that finds no place, by columns. Nothing else may ever be cheaper.
OVERSET = 150.0
# White below the text: a line is nothing, two are spread by the eye, more are seen.
WHITE = 1.2
SEEN = 2
# A photo far from its wished size; a style that was not the first choice, more so the more an article matters.
STRAIN = 14.0
SECOND_CHOICE = 1.3
# Fewer lines of text than this under a headline look like a label.
LABEL = 6
# A slot so many times as high as wide begins to look like a tower.
HIGH, TOWER = 2.2, 22.0
# A lead that does not reach the middle of the page is no lead, unless there is no other place for it.
HALF, NARROW = 0.5, 30.0
# A filler is worse than a line or two of white, better than a hole under every article.
FILLER, FILLER_LINE = 60.0, 0.6
FILLER_LEAST, STUNTED = 5, 6.0
FILLER_IS = -1


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One form of one candidate; `who` is its number, -1 for a filler. `charge[lines]` is what it costs so high."""

    who: int
    style: Style
    span: int
    least: int
    most: int
    heading: int
    sizes: tuple[Size, ...]
    charge: tuple[float, ...]

    def size(self, lines: int) -> Size:
        """The largest photo that leaves room for the text."""
        fitting = [size for size in self.sizes if size.lines <= lines]
        return fitting[-1] if fitting else self.sizes[0]

    def height(self, fullness: float) -> int:
        """How high it is wished: from its least at 0 to its most at 1, and with white under it beyond."""
        if fullness <= 1:
            return round(self.least + fullness * (self.most - self.least))
        return round(self.most * fullness)


def leaves_of(candidate: Candidate, who: int, grid: Grid) -> list[Leaf]:
    """A leaf for each form, the style that comes first being the one that was wished."""
    styles = list(dict.fromkeys(form.style for form in candidate.forms))
    dear = SECOND_CHOICE * (7 - candidate.priority)
    return [_leaf(form, who, grid, dear * styles.index(form.style)) for form in candidate.forms]


def filler_leaves(grid: Grid) -> list[Leaf]:
    """The forms of an open slot, by width from one column; as high as is left over."""
    leaves = []
    for span in range(1, grid.columns + 1):
        form = Form("small", span, (Size(FILLER_LEAST),))
        charge = tuple(
            FILLER + FILLER_LINE * span * lines + STUNTED * max(0, FILLER_LEAST - lines) + _looks(form, lines, 0, grid)
            for lines in range(grid.lines + 1)
        )
        leaves.append(Leaf(FILLER_IS, "small", span, 1, grid.lines, 0, (Size(1),), charge))
    return leaves


def _leaf(form: Form, who: int, grid: Grid, choice: float) -> Leaf:
    heading = HEADING_LINES[form.style]
    charge = tuple(_fit(form, lines) + _looks(form, lines, heading, grid) + choice for lines in range(grid.lines + 1))
    return Leaf(who, form.style, form.span, form.least, form.most, heading, form.sizes, charge)


def _fit(form: Form, lines: int) -> float:
    if lines < form.least:
        return OVERSET * form.span * (form.least - lines) + OVERSET
    size = [size for size in form.sizes if size.lines <= lines][-1]
    slack = lines - size.lines
    return WHITE * form.span * (slack + max(0, slack - SEEN) ** 2) + STRAIN * size.strain


def _looks(form: Form, lines: int, heading: int, grid: Grid) -> float:
    """Towers and shelves: a slot much higher than wide, or one whose columns hold a few lines each."""
    high = lines * grid.line_mm / grid.span_mm(form.span)
    tower = TOWER * log(high / HIGH) if high > HIGH else 0.0
    text = lines - heading
    shelf = 1.5 * (LABEL - text) ** 2 if heading and 0 <= text < LABEL else 0.0
    narrow = NARROW if form.style == "lead" and form.span < grid.columns * HALF else 0.0
    return tower + shelf + narrow
