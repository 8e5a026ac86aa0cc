"""What is to be placed: an article and the forms it can take, each a width, a style and the lines that needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from editions.composing.grid import Grid
from editions.composing.slots import PhotoPlace, Style

# Copyfit's answer: for a style and a photo scale, {columns wide: lines high}.
Shape = Callable[[Style, float], Mapping[int, int]]

# How many columns a photo takes of a slot so many columns wide.
PHOTO_COLUMNS: Mapping[int, int] = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 7: 4, 8: 5}
CAPTION_LINES = 2
# The widths a style may have, as a share of the page's columns: a lead across one column is none.
WIDTHS: Mapping[Style, tuple[float, float]] = {
    "lead": (0.32, 0.84), "second": (0.32, 0.7), "normal": (0.3, 0.67), "small": (0.1, 0.51), "box": (0.1, 0.51),
    "briefs": (0.1, 0.34), "picture": (0.3, 0.84),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """The slot's lines when its photo stands as `photo` says; `strain` is how far that is from the wished size."""

    lines: int
    photo: PhotoPlace | None = None
    strain: float = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One way to set an article: a style and a width, with its photo from the smallest to the largest size."""

    style: Style
    span: int
    sizes: tuple[Size, ...]

    @property
    def least(self) -> int:
        return self.sizes[0].lines

    @property
    def most(self) -> int:
        return self.sizes[-1].lines


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may go on the page. `priority` 1 is the lead, 6 a brief; `forms` is never empty of choice."""

    key: str
    priority: int
    forms: tuple[Form, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.priority <= 6:
            raise ValueError(f"priority {self.priority} of {self.key} is not 1 to 6")


@dataclass(frozen=True, slots=True)
class PhotoRange:
    """A photo of `aspect` (height over width) that may be printed from `least` to `most` of its usual size."""

    aspect: float
    least: float = 0.7
    most: float = 1.45
    columns: Mapping[int, int] = field(default_factory=lambda: PHOTO_COLUMNS)

    def scales(self) -> tuple[float, ...]:
        steps = 6
        return tuple(round(self.least + (self.most - self.least) * step / steps, 3) for step in range(steps + 1))

    def place(self, grid: Grid, span: int, scale: float) -> PhotoPlace:
        """The photo in a slot of that many columns; its lines are rounded up and hold the caption."""
        columns = min(span, self.columns.get(span, span))
        lines = ceil(grid.span_mm(columns) * self.aspect * scale / grid.line_mm) + CAPTION_LINES
        return PhotoPlace(columns=columns, lines=lines)


def forms_of(
    grid: Grid,
    shape: Shape,
    styles: Sequence[Style],
    photo: PhotoRange | None = None,
    spans: Sequence[int] = (),
) -> tuple[Form, ...]:
    """Every form an article can take on the grid, by its shape curve.

    `spans` are the widths the desk wants; without them the style decides. The curve must reckon with the photo places
    of `PhotoRange.place`.
    """
    forms = []
    for style in styles:
        scales = photo.scales() if photo else (1.0,)
        curves = [(scale, shape(style, scale)) for scale in scales]
        for span in spans or _widths(grid, style):
            sizes = tuple(
                Size(curve[span], photo.place(grid, span, scale) if photo else None, abs(scale - 1))
                for scale, curve in curves
                if span in curve
            )
            if sizes and span <= grid.columns:
                forms.append(Form(style, span, _rising(sizes)))
    return tuple(forms)


def _widths(grid: Grid, style: Style) -> list[int]:
    narrow, wide = WIDTHS[style]
    return [span for span in range(1, grid.columns + 1) if narrow <= span / grid.columns <= wide]


def _rising(sizes: Sequence[Size]) -> tuple[Size, ...]:
    """The sizes by their lines; of two with the same lines the larger photo, so a larger photo never needs less."""
    ordered = sorted(sizes, key=lambda size: (size.lines, size.photo.lines if size.photo else 0))
    return tuple(one for one, after in pairwise([*ordered, None]) if one and (not after or after.lines > one.lines))
