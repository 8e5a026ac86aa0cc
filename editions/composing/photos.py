"""Photos in a slot: which columns they stand over, how high picture and caption are, and what of the file is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from editions.composing.grid import Grid
from editions.composing.heading import width_of
from editions.composing.linebreaking import break_lines, plain
from editions.composing.manuscript import Photo
from editions.composing.slots import PhotoPlace
from editions.composing.source import PlacedPhoto

# How many columns a photo takes of a slot so many columns wide, unless somebody says otherwise.
PHOTO_COLUMNS: Mapping[int, int] = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 7: 4, 8: 5}
# What a photo of unknown caption reckons for it.
CAPTION_LINES = 2
LEAST_LINES = 4
# Captions are set in this part of the body size, so many lines of the grid apart, with so much white over and under.
CAPTION_SIZE = 0.86
_CAPTION_STEP = 0.92
_CAPTION_WHITE = 0.5
_ALONE_WHITE = 0.6


@dataclass(frozen=True, slots=True)
class Measure:
    """The text columns of a block: how many, how wide and how far apart, in millimetres; the first begins at `left`."""

    columns: int
    width: float
    gutter: float
    left: float = 0

    def x(self, column: int) -> float:
        return self.left + column * (self.width + self.gutter)

    def across(self, columns: int) -> float:
        return columns * self.width + (columns - 1) * self.gutter


def covered(place: PhotoPlace, measure: Measure) -> range:
    """The text columns a photo stands in, from 0."""
    columns = max(1, min(place.columns, measure.columns))
    first = measure.columns - columns if place.corner == "top_right" else 0
    if place.corner in ("top", "bottom"):
        first = (measure.columns - columns) // 2
    return range(first, first + columns)


def usual_lines(photo: Photo, width_mm: float, grid: Grid, scale: float = 1) -> int:
    """How many lines a photo takes across `width_mm` when nothing of it is cut off, its caption with it."""
    return ceil(width_mm * (photo.height / max(1, photo.width)) * scale / grid.line_mm) + CAPTION_LINES


def usual_place(photo: Photo, index: int, grid: Grid, span: int, scale: float = 1) -> PhotoPlace:
    """Where a photo of a slot `span` columns wide stands unless somebody says otherwise: top right, uncut."""
    columns = min(span, PHOTO_COLUMNS.get(span, span))
    return PhotoPlace(columns, usual_lines(photo, grid.span_mm(columns), grid, scale), "top_right", index)


def placed(photo: Photo, place: PhotoPlace, row: float, grid: Grid, measure: Measure, *, chinese: bool) -> PlacedPhoto:
    """The photo as it is printed: its picture as high as the caption leaves room for, cropped about its focus."""
    columns = covered(place, measure)
    width = measure.across(len(columns))
    caption, rows = _caption(photo, width / (CAPTION_SIZE * grid.cell_mm), chinese)
    below = rows * _CAPTION_STEP + _CAPTION_WHITE if rows else _ALONE_WHITE
    # A long caption never leaves less than half of its place to the picture.
    picture = max(place.lines * 0.5, place.lines - below) * grid.line_mm
    return PlacedPhoto(
        photo=photo.id,
        file=photo.file,
        x_mm=round(measure.x(columns[0]), 3),
        width_mm=round(width, 3),
        row=row,
        lines=place.lines,
        picture_mm=round(picture, 3),
        caption=caption,
        credit=photo.credit,
        alt=photo.alt,
        part=cropped(photo, width / picture),
    )


def _caption(photo: Photo, width: float, chinese: bool) -> tuple[tuple[str, ...], int]:
    """The caption's lines and how many rows it takes with the credit, which ends the last or has one of its own."""
    lines = tuple(line.strip() for line in break_lines(plain(photo.caption).strip(), width, 0.0, 0, chinese))
    credit = plain(photo.credit).strip()
    if not credit or (lines and lines[-1].endswith(credit)):
        return lines, len(lines)
    if lines and width_of(lines[-1], chinese) + width_of(credit, chinese) + 1 <= width:
        return lines, len(lines)
    return lines, len(lines) + 1


def cropped(photo: Photo, aspect: float) -> tuple[int, int, int, int]:
    """The part of the file that has the shape `aspect` (width over height), in thousandths: as much as there is of it.

    It keeps the photo's focus as near its middle as the part that may be shown allows.
    """
    left, top, width, height = photo.part
    own = photo.width / max(1, photo.height)
    if own > aspect:
        wide = max(1, round(width * aspect / own))
        x = _about(photo.focus[0] * 10, left, width, wide)
        return x, top, wide, height
    high = max(1, round(height * own / aspect))
    y = _about(photo.focus[1] * 10, top, height, high)
    return left, y, width, high


def _about(focus: float, start: int, length: int, kept: int) -> int:
    return round(min(max(focus - kept / 2, start), start + length - kept))
