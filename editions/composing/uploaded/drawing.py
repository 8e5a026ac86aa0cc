"""Makes the pictures of a cleaned page and writes its files. Only the child comes here."""

from __future__ import annotations

import io
import os
from math import sqrt
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from editions.composing.uploaded.limits import PRINT_DPI, PRINT_PIXELS
from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, PRINT_NAME, picture_name

# By trial on pages full of small type: more quality is not seen, less smears the strokes.
HOW = {"quality": 78, "method": 4}
HOW_PRINTED = {"quality": 92, "subsampling": "4:4:4"}
POINTS_PER_INCH = 72


def draw(page: pdfium.PdfPage, content: bytes, into: Path) -> dict[str, list[int]]:
    """Write the PDF and its pictures into a folder that exists; the pixels of each picture, by its width."""
    _write(into / CLEAN_NAME, content)
    width = max(PICTURE_WIDTHS)
    picture = page.render(scale=width / page.get_width(), may_draw_forms=False).to_pil().convert("RGB")
    sizes: dict[str, list[int]] = {}
    for wide in sorted(PICTURE_WIDTHS, reverse=True):
        if picture.width != wide:
            high = max(1, round(picture.height * wide / picture.width))
            picture = picture.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=3)
        out = io.BytesIO()
        picture.save(out, "WEBP", **HOW)
        _write(into / picture_name(wide), out.getvalue())
        sizes[str(wide)] = list(picture.size)
    return sizes


def draw_print(page: pdfium.PdfPage, content: bytes, into: Path) -> list[int]:
    """Write the PDF of an advertisement and the picture that is printed of it; answers its pixels.

    The engine places no foreign PDF in a page that keeps PDF/A.
    """
    _write(into / CLEAN_NAME, content)
    square_inches = page.get_width() * page.get_height() / POINTS_PER_INCH**2
    dots = min(PRINT_DPI, sqrt(PRINT_PIXELS / square_inches))
    picture = page.render(scale=dots / POINTS_PER_INCH, may_draw_forms=False).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", **HOW_PRINTED)
    _write(into / PRINT_NAME, out.getvalue())
    return list(picture.size)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
