"""Makes the pictures of a cleaned page and writes its files. Only the child comes here."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, picture_name

# By trial on pages full of small type: more quality is not seen, less smears the strokes.
HOW = {"quality": 78, "method": 4}


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


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
