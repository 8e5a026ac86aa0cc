"""Pictures of a page, and the cut of a photo on it: pixels only, made in the drawing room's child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

# What readers get: for a telephone, for a page beside its list, for reading the page itself.
WIDTHS = (480, 1000, 1600)
# What the desk reads proofs on: a character of the body is twenty pixels wide.
PROOF_WIDTH = 2400
# What is shown of a picture, in thousandths of it: left, top, width, height.
Part = tuple[int, int, int, int]
WHOLE: Part = (0, 0, 1000, 1000)
# Measured on a front page: method 2 is a tenth larger than 4 and takes half its time.
QUALITY, METHOD = 82, 2
# A broadsheet at 2,400 pixels has 8 million, a photo's print rendition 3 million; far above is nothing of ours.
MAX_PIXELS = 24_000_000
_PHOTOS = ["JPEG", "PNG", "WEBP"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as WebP."""

    width: int
    height: int
    content: bytes


def of_page(png: bytes, widths: Sequence[int]) -> tuple[Picture, ...]:
    """The page in each width, the narrowest first; none wider than the engine's own picture."""
    with Image.open(BytesIO(png), formats=["PNG"]) as opened:
        _bounded(opened)
        sheet = opened.convert("RGB")
    made = []
    for width in sorted({min(width, sheet.width) for width in widths}, reverse=True):
        # The next smaller one is made from this one: three times as fast, and no eye tells them apart.
        if width < sheet.width:
            height = max(1, round(sheet.height * width / sheet.width))
            sheet = sheet.resize((width, height), Image.Resampling.LANCZOS)
        made.append(Picture(sheet.width, sheet.height, _webp(sheet)))
    return tuple(reversed(made))


def _webp(sheet: Image.Image) -> bytes:
    file = BytesIO()
    sheet.save(file, "WEBP", quality=QUALITY, method=METHOD)
    return file.getvalue()


def shown(content: bytes, part: Part) -> bytes:
    """What of a photo is printed: the file itself, or the `part` that is shown, as JPEG; raises ValueError or OSError.

    What was cut off must not lie in the PDF, where anybody could take it out again.
    """
    with Image.open(BytesIO(content), formats=_PHOTOS) as opened:
        _bounded(opened)
        if tuple(part) == WHOLE:
            return content
        profile = opened.info.get("icc_profile")
        left, top, width, height = part
        across, down = opened.width / 1000, opened.height / 1000
        box = (left * across, top * down, (left + width) * across, (top + height) * down)
        left, top, right, bottom = map(round, box)
        cut = opened.convert("RGB").crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    file = BytesIO()
    cut.save(file, "JPEG", quality=90, subsampling="4:2:0", icc_profile=profile)
    return file.getvalue()


def _bounded(image: Image.Image) -> None:
    """Nothing is decoded that is far larger than anything of ours: its pixels are all that counts for memory."""
    if image.width * image.height > MAX_PIXELS:
        raise ValueError(f"a picture of {image.width} by {image.height} pixels is far too large")
