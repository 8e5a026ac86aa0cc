"""The fixed list of what is made from a photo. Nobody's wish adds a size to it."""

from __future__ import annotations

from collections.abc import Mapping

from photos.darkroom.orders import Part, Print

PUBLIC_FORMATS = ("AVIF", "WEBP", "JPEG")
# Widths in pixels: of the whole picture, and of each shape it is shown in.
WIDTHS = (480, 960, 1600)
SHAPE_WIDTHS = (480, 960)
# For the page engine.
PRINT_WIDTH = 2100
PRINT_FORMAT = "JPEG"
# For the desk's own eyes. The larger one is among the public files already.
PREVIEW_WIDTHS = (320, 960)
PREVIEW_FORMAT = "WEBP"

ENDINGS = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg"}


def plan(crops: Mapping[str, Part] | None = None) -> list[Print]:
    """Everything that is made from one photo; `crops` has the part for each shape the photo is used in."""
    whole = [(width, format) for width in WIDTHS for format in PUBLIC_FORMATS]
    whole += [(PRINT_WIDTH, PRINT_FORMAT)]
    whole += [(width, PREVIEW_FORMAT) for width in PREVIEW_WIDTHS if (width, PREVIEW_FORMAT) not in whole]
    prints = [_print("", None, format, width) for width, format in whole]
    for shape, part in (crops or {}).items():
        prints += [_print(shape, part, format, width) for width in SHAPE_WIDTHS for format in PUBLIC_FORMATS]
    return prints


def _print(shape: str, crop: Part | None, format: str, size: int) -> Print:
    return Print(shape, crop, format, size, f"{shape or 'whole'}-{size}.{ENDINGS[format]}")
