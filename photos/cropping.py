"""Which part of a photo is shown in another shape: the crop chosen by hand, or the largest one around the focus."""

from __future__ import annotations

from typing import NamedTuple

from photos.models import Photo, Shape

WHOLE = 1000  # a side of the picture, in the thousandths in which crops are counted


class Rectangle(NamedTuple):
    """A part of the upright picture, in thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int


def crop_of(photo: Photo, shape: Shape) -> Rectangle:
    """The part of a photo that is shown in this shape. Crops that were prefetched cost no question."""
    for crop in photo.crops.all():
        if crop.shape == shape:
            return Rectangle(crop.left, crop.top, crop.width, crop.height)
    return around_focus(photo.width, photo.height, shape.ratio, focus=(photo.focus_x, photo.focus_y))


def around_focus(width: int, height: int, ratio: float, *, focus: tuple[int, int]) -> Rectangle:
    """The largest part of width × height pixels that is `ratio` times as wide as high, its middle near the focus.

    `focus` is in percent from the left and the top. The part never leaves the picture.
    """
    if width / height > ratio:
        across = max(1, round(WHOLE * height * ratio / width))
        return Rectangle(_begin(across, focus[0]), 0, across, WHOLE)
    down = max(1, round(WHOLE * width / ratio / height))
    return Rectangle(0, _begin(down, focus[1]), WHOLE, down)


def _begin(length: int, percent: int) -> int:
    return min(max(0, percent * WHOLE // 100 - length // 2), WHOLE - length)
