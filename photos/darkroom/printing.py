"""Makes all the files of a plan from one decoding: reduced while it is read, the largest first, one at a time."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from photos.darkroom import exif
from photos.darkroom.colours import to_srgb
from photos.darkroom.orders import Part, Print
from photos.darkroom.picture import loaded, opened
from photos.darkroom.sizes import PRINT_WIDTH

# Chosen by trial on pictures with much detail: AVIF at speed 6 takes four times as long for 3 percent fewer bytes, at
# speed 9 a third for 13 percent more; WebP by method 4 twice as long for 3 percent fewer.
HOW: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
    "WEBP": {"quality": 78, "method": 2},
    "JPEG": {"quality": 80, "optimize": True, "progressive": True},
}
FOR_PAPER: dict[str, Any] = {"quality": 90, "subsampling": 0, "optimize": True}
# A very tall picture is made narrower than its nominal width, so that no file is higher than this many times the width.
TALLEST = 3
# A JPEG is decoded at a half or a quarter where that leaves so much of the width: a photo of 4000 × 6000 pixels then
# takes half of the memory and four fifths of the time, and paper gets 2000 pixels in place of 2100.
ENOUGH = 0.95
WHOLE = 1000

Box = tuple[int, int, int, int]


def develop(path: Path, plan: Sequence[Print], into: Path, packet: bytes) -> list[dict[str, int]]:
    """Make the files of a plan, in its order; sizes of each in pixels and bytes. Raises Unreadable, OSError."""
    picture = _darkroom_print(path, plan)
    made: dict[int, dict[str, int]] = {}
    # Widest first within each part: the smaller ones are then made from the one before.
    order = sorted(range(len(plan)), key=lambda at: (plan[at].crop or (), -plan[at].size))
    part: Part | None = None
    sized = picture
    for at in order:
        if at == order[0] or plan[at].crop != part:
            part = plan[at].crop
            sized = _cut(picture, part)
        sized = _sized(sized, plan[at].size)
        content = _encoded(sized, plan[at], packet)
        _write(into / plan[at].name, content)
        made[at] = {"width": sized.width, "height": sized.height, "bytes": len(content)}
    return [made[at] for at in range(len(plan))]


def _darkroom_print(path: Path, plan: Sequence[Print]) -> Image.Image:
    """The upright picture in sRGB, no larger than the plan needs it."""
    with opened(path) as image:
        way = exif.turn(image)
        width, height = image.size
        upright = height if way in exif.LAID_ON_ITS_SIDE else width
        needed = min(1.0, max(_least_width(item, upright) for item in plan) / upright)
        image.draft(None, (max(1, int(width * needed * ENOUGH)), max(1, int(height * needed * ENOUGH))))
        whole = loaded(image)
        picture = to_srgb(whole, factor=max(1, int(whole.width / (width * needed))))
        # Before a picture on its side is turned, which takes as much again.
        whole.close()
    return picture.transpose(way) if way is not None else picture


def _least_width(item: Print, upright: int) -> float:
    """How wide the whole picture must be, in pixels, for one file to have its full size."""
    return min(upright, item.size * WHOLE / (item.crop[2] if item.crop else WHOLE))


def _cut(picture: Image.Image, part: Part | None) -> Image.Image:
    return picture if part is None else picture.crop(_box(picture.size, part))


def _box(size: tuple[int, int], part: Part) -> Box:
    """A part in thousandths as pixels: at least one, never outside."""
    left, top = min(round(part[0] * size[0] / WHOLE), size[0] - 1), min(round(part[1] * size[1] / WHOLE), size[1] - 1)
    right, bottom = round((part[0] + part[2]) * size[0] / WHOLE), round((part[1] + part[3]) * size[1] / WHOLE)
    return left, top, min(max(right, left + 1), size[0]), min(max(bottom, top + 1), size[1])


def _sized(picture: Image.Image, size: int) -> Image.Image:
    width = min(size, picture.width, max(1, size * TALLEST * picture.width // picture.height))
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def _encoded(picture: Image.Image, item: Print, packet: bytes) -> bytes:
    out = io.BytesIO()
    for_paper = item.format == "JPEG" and item.size >= PRINT_WIDTH
    picture.save(out, item.format, xmp=packet, **(FOR_PAPER if for_paper else HOW[item.format]))
    return out.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Under a name of its own until every byte is on the disk."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
