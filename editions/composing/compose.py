"""A page composed: furniture and slots in, the page source out; and how each article fits, for the board."""

from __future__ import annotations

from collections.abc import Sequence

from editions.composing.blocks import compose_text, fits, lay_out, set_block
from editions.composing.grid import Cells, Grid
from editions.composing.manuscript import Manuscript
from editions.composing.photos import usual_place
from editions.composing.slots import PhotoPlace, Setting, Slot, Style
from editions.composing.source import Fit, Furniture, PageSource


def is_chinese(language: str) -> bool:
    return language.startswith("zh")


def compose(grid: Grid, furniture: Furniture, slots: Sequence[Slot]) -> PageSource:
    """The page, line by line. The same arguments always make the same page."""
    chinese = is_chinese(furniture.language)
    return PageSource(grid, furniture, tuple(set_block(grid, slot, chinese=chinese) for slot in slots))


def fit(grid: Grid, slot: Slot, language: str = "zh") -> tuple[Fit, ...]:
    """How each setting of a slot fits, in the slot's order: what the board says while somebody drags."""
    chinese = is_chinese(language)
    layout = lay_out(grid, slot, chinese=chinese)
    return fits(slot, layout, compose_text(grid, slot, layout, chinese=chinese))


def needs_lines(
    manuscript: Manuscript,
    grid: Grid,
    span: int,
    style: Style = "normal",
    *,
    photos: tuple[PhotoPlace, ...] = (),
    text_columns: int = 0,
    language: str = "zh",
) -> int:
    """How many lines high a slot `span` columns wide must be to hold the article, heading and photos and all."""

    def holds(lines: int) -> bool:
        setting = Setting(0, manuscript, photos=photos)
        slot = Slot("", "article", style, Cells(0, 0, span, lines), text_columns, (setting,))
        (result,) = fit(grid, slot, language)
        return lay_out(grid, slot, chinese=is_chinese(language)).photos == photos and not result.is_overset

    low, high = 0, 8
    while not holds(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    # A subhead that jumps a column can make one line more too little: the first that holds is not always found above.
    return high


def usual_photos(
    manuscript: Manuscript, grid: Grid, span: int, style: Style = "normal", photo_scale: float = 1
) -> tuple[PhotoPlace, ...]:
    """The article's first photo where it stands unless somebody says otherwise, at a part of its uncut height."""
    if not manuscript.photos or photo_scale <= 0 or style == "briefs":
        return ()
    return (usual_place(manuscript.photos[0], 0, grid, span, photo_scale),)


def shape(
    manuscript: Manuscript, grid: Grid, style: Style = "normal", photo_scale: float = 1, *, language: str = "zh"
) -> dict[int, int]:
    """The article's shape curve, {columns wide: lines high}, for every width that stands on the page.

    `photo_scale` is the height of its photo in parts of the uncut one; 0 leaves the photo out.
    """
    curve = {}
    for span in range(1, grid.columns + 1):
        photos = usual_photos(manuscript, grid, span, style, photo_scale)
        lines = needs_lines(manuscript, grid, span, style, photos=photos, language=language)
        if lines <= grid.lines:
            curve[span] = lines
    return curve
