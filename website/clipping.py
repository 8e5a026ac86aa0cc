"""An article cut from the picture of its page, as readers keep it and send it on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from threading import BoundedSemaphore

from django.core.files.storage import storages
from PIL import Image, ImageDraw

from website.models import PublishedPage, PublishedRegion

Polygon = tuple[tuple[float, float], ...]
Box = tuple[int, int, int, int]

# Of the picture's width, left free around the article.
MARGIN = 0.008
# A page as wide as 1600 pixels has under four million.
MOST_PIXELS = 16_000_000
# A cut weighs 100 to 400 KB; the articles somebody sends round are few.
KEPT = 24
# Each holds a whole page unpacked while it cuts.
AT_ONCE = BoundedSemaphore(2)
PAPER = "#ffffff"


class NothingToCut(Exception):
    """The page has no picture to cut from, or its file is not what it should be."""


def size_of(page: PublishedPage, regions: Iterable[PublishedRegion]) -> tuple[int, int]:
    """Width and height in pixels of what `cut` makes."""
    left, top, right, bottom = _box(_polygons(regions), _size(page))
    return right - left, bottom - top


def cut(page: PublishedPage, regions: Iterable[PublishedRegion]) -> bytes:
    """These regions of a page as one JPEG, white where others stand. Raises NothingToCut, or OSError without a file."""
    files, polygons = page.picture_files(), _polygons(regions)
    if not files or not polygons:
        raise NothingToCut
    return _cut(files[-1][0], _size(page), polygons)


@lru_cache(maxsize=KEPT)
def _cut(name: str, size: tuple[int, int], polygons: tuple[Polygon, ...]) -> bytes:
    box = _box(polygons, size)
    with AT_ONCE, storages["public"].open(name) as file, Image.open(file, formats=("WEBP",)) as whole:
        if whole.size != size or size[0] * size[1] > MOST_PIXELS:
            raise NothingToCut
        part = whole.convert("RGB").crop(box)
    sheet = Image.new("RGB", part.size, PAPER)
    sheet.paste(part, mask=_mask(polygons, size, box))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def _mask(polygons: Iterable[Polygon], size: tuple[int, int], box: Box) -> Image.Image:
    """White where the article stands, and a little around it."""
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    draw = ImageDraw.Draw(mask)
    for polygon in polygons:
        corners = [(x * size[0] / 100 - box[0], y * size[1] / 100 - box[1]) for x, y in polygon]
        draw.polygon(corners, fill=255, outline=255, width=2 * _margin(size))
    return mask


def _polygons(regions: Iterable[PublishedRegion]) -> tuple[Polygon, ...]:
    return tuple(tuple(region.corners) for region in regions)


def _size(page: PublishedPage) -> tuple[int, int]:
    return page.picture_width, page.picture_height


def _box(polygons: Iterable[Polygon], size: tuple[int, int]) -> Box:
    (width, height), corners = size, [corner for polygon in polygons for corner in polygon]
    across, down = [x * width / 100 for x, _y in corners], [y * height / 100 for _x, y in corners]
    around = _margin(size)
    return (
        max(0, int(min(across)) - around),
        max(0, int(min(down)) - around),
        min(width, int(max(across)) + around + 1),
        min(height, int(max(down)) + around + 1),
    )


def _margin(size: tuple[int, int]) -> int:
    return max(2, round(size[0] * MARGIN))
