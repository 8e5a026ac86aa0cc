"""The safe way in: looks at an uploaded file, refuses what is not a photograph, and keeps the original private."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

# A phone's two-picture JPEG (MPO) is opened by the JPEG reader; there is no reader of that name.
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
MAX_RATIO = 20
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LAID_ON_ITS_SIDE = {TURNS[number] for number in (5, 6, 7, 8)}


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found out about an acceptable file; width and height in pixels, as it is to be looked at."""

    format: str
    width: int
    height: int
    sha256: str


def inspect(file: IO[bytes], *, size: int) -> Inspected:
    """Look at an uploaded file, cheap checks first; raises ValidationError with one sentence on what to do."""
    if size > MAX_BYTES:
        raise ValidationError(
            _("The file is too large (over %(limit)s MB). Export the photo as a JPEG of high quality.")
            % {"limit": MAX_BYTES // 2**20}
        )
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _look(file)
        except ValidationError:
            raise
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ValidationError(_too_many_pixels()) from error
        except Exception as error:
            # Readers of pictures answer hostile bytes with errors of nearly every class.
            raise ValidationError(_not_a_photo()) from error


def _look(file: IO[bytes]) -> Inspected:
    with Image.open(file, formats=FORMATS) as image:
        width, height = image.size
        _check_size(width, height)
        if image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
            raise ValidationError(_("This is an animation. Upload a single picture, as JPEG, PNG or WebP."))
        image.load()
        if turn(image) in LAID_ON_ITS_SIDE:
            width, height = height, width
        return Inspected(str(image.format), width, height, _digest(file))


def turn(image: Image.Image) -> Image.Transpose | None:
    """How the picture must be turned to stand upright, by its EXIF; None when it stands already or EXIF is damaged.

    Nothing but this number is read: rewriting a whole EXIF block, as Pillow's own function does, fails on damaged ones.
    """
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise ValidationError(_too_many_pixels())
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ValidationError(_("This picture is extremely narrow. Crop it before you upload it."))


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _not_a_photo() -> str:
    return _("This is not a picture we can read, or it is damaged. Upload a JPEG, PNG or WebP file.")


def _too_many_pixels() -> str:
    return _("The picture has more than %(limit)s megapixels. Make it smaller and upload it again.") % {
        "limit": MAX_PIXELS // 1_000_000
    }
