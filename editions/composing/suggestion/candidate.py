"""What is to be placed: an article and the forms it can take, each a width, a style and the lines that needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from editions.composing.compose import shape, usual_photos
from editions.composing.grid import Grid
from editions.composing.manuscript import Manuscript
from editions.composing.slots import PhotoPlace, Style

# How large a photo is tried: its height in parts of the uncut one. Both ends cut off little.
PHOTO_SCALES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
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
    """An article that may go on the page. `priority` 1 is the lead, 6 a brief; Without `forms` it fits nowhere."""

    key: str
    priority: int
    forms: tuple[Form, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.priority <= 6:
            raise ValueError(f"priority {self.priority} of {self.key} is not 1 to 6")


def candidate_of(
    manuscript: Manuscript,
    grid: Grid,
    *,
    key: str,
    priority: int,
    styles: Sequence[Style],
    spans: Sequence[int] = (),
    photo_scales: Sequence[float] = PHOTO_SCALES,
    language: str = "zh",
) -> Candidate:
    """The article with every form copyfit finds for it, the style wished first and the photo in several sizes.

    `spans` are the widths the desk wants; without them the style decides.
    """
    forms = []
    scales = photo_scales if manuscript.photos else (1.0,)
    for style in styles:
        curves = [(scale, shape(manuscript, grid, style, scale, language=language)) for scale in scales]
        for span in spans or _widths(grid, style):
            sizes = [
                Size(curve[span], _photo(manuscript, grid, span, style, scale), abs(scale - 1))
                for scale, curve in curves
                if span in curve
            ]
            if sizes:
                forms.append(Form(style, span, _rising(sizes)))
    return Candidate(key, priority, tuple(forms))


def _photo(manuscript: Manuscript, grid: Grid, span: int, style: Style, scale: float) -> PhotoPlace | None:
    return next(iter(usual_photos(manuscript, grid, span, style, scale)), None)


def _widths(grid: Grid, style: Style) -> list[int]:
    narrow, wide = WIDTHS[style]
    return [span for span in range(1, grid.columns + 1) if narrow <= span / grid.columns <= wide]


def _rising(sizes: Sequence[Size]) -> tuple[Size, ...]:
    """The sizes by their lines; of two with the same lines the larger photo, so a larger photo never needs less."""
    ordered = sorted(sizes, key=lambda size: (size.lines, size.photo.lines if size.photo else 0))
    return tuple(one for one, after in pairwise([*ordered, None]) if one and (not after or after.lines > one.lines))
