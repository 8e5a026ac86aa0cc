"""What the house itself gets of a photo: the picture for paper, the small ones for the desk, why there is none."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext, gettext_noop

from photos import strongroom
from photos.cropping import Rectangle, crop_of
from photos.darkroom import Engraving, Print, Unreadable, develop, seat, sizes
from photos.darkroom.refusals import SENTENCES
from photos.models import Photo, Rendition, Shape
from photos.renditions.making import make

# So long a small picture waits that the press has not made.
SEAT_SECONDS = 4.0

FAILURES = {
    "disk": gettext_noop("The server could not write the smaller pictures of this photo. It is tried again."),
    "store-away": gettext_noop("The store of the originals cannot be reached. It is tried again until it can."),
    "original-gone": gettext_noop("The file of this photo is missing on the server. Tell whoever keeps it."),
}


@dataclass(frozen=True, slots=True)
class PrintFile:
    """The picture for paper, at most 2,100 pixels wide: its `name` in the private store.

    `part` is what of it is shown in a shape, in thousandths.
    """

    name: str
    width: int
    height: int
    part: Rectangle | None


def print_file(photo: Photo, shape: str = "") -> PrintFile:
    """The file the page engine sets; made now if the press has not made it. Raises Unreadable or OSError."""
    found = _rendition(photo, sizes.PRINT_FORMAT, sizes.PRINT_WIDTH)
    if found is None:
        make(photo)
        found = Rendition.objects.get(photo=photo, shape="", format=sizes.PRINT_FORMAT, size=sizes.PRINT_WIDTH)
    part = crop_of(photo, Shape(shape)) if shape else None
    return PrintFile(found.name, found.width, found.height, part)


def preview(photo: Photo, width: int = sizes.PREVIEW_WIDTHS[-1]) -> IO[bytes]:
    """A small WebP for the desk, opened: the rendition, or one made now. Raises Unreadable or OSError."""
    if width not in sizes.PREVIEW_WIDTHS:
        raise ValueError("there are previews of fixed widths only")
    found = _rendition(photo, sizes.PREVIEW_FORMAT, width)
    if found is not None:
        with suppress(FileNotFoundError):
            return strongroom.opened(found.name)
    item = Print("", None, sizes.PREVIEW_FORMAT, width, "preview.webp")
    folders = tempfile.TemporaryDirectory(prefix="newsroom-preview-")
    with strongroom.lent(photo.original.name or "") as original, seat(patience=SEAT_SECONDS), folders as folder:
        develop(original, [item], Path(folder), words=Engraving())
        return io.BytesIO((Path(folder) / item.name).read_bytes())


def failure_of(reason: str) -> str:
    """The sentence for `Photo.render_failure`; "" where nothing failed."""
    if reason in FAILURES:
        return gettext(FAILURES[reason])
    return str(Unreadable(reason)) if reason in SENTENCES else reason


def _rendition(photo: Photo, format: str, size: int) -> Rendition | None:
    rows = photo.renditions.all()
    return next((one for one in rows if (one.shape, one.format, one.size) == ("", format, size)), None)


__all__ = ["FAILURES", "PrintFile", "failure_of", "preview", "print_file"]
