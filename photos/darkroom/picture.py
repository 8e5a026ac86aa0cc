"""Opens a picture as far as the limits allow. Only the child comes here."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import AvifImagePlugin, Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from photos.darkroom.container import HEAD_BYTES, check_whole, kind_of
from photos.darkroom.limits import MAX_PIXELS, MAX_RATIO, MAX_SIDE
from photos.darkroom.refusals import Unreadable

# A phone's two-picture JPEG (MPO) is opened by the reader of JPEG. AVIF is only written.
READ = ("JPEG", "PNG", "WEBP")
WRITTEN = (AvifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)


def forget_other_readers() -> None:
    """Leave Pillow no reader but ours, whatever is asked of it later."""
    Image.preinit()
    Image.ID[:] = READ
    for name in set(Image.OPEN) - set(READ):
        del Image.OPEN[name]
    # Pillow refuses at twice this number, before it reserves memory for a pixel.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)


# Of 8 × 8 pixels: the shortest codes for its brightness and for "nothing more".
BITS_A_BLOCK = 2


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """An acceptable picture that is not decoded yet; raises Unreadable."""
    content = path.read_bytes()
    kind = kind_of(content[:HEAD_BYTES])
    check_whole(content, kind)
    with _reasons(), Image.open(io.BytesIO(content), formats=(kind,)) as image:
        _check_size(*image.size)
        if kind == "JPEG" and "progressive" not in image.info and 8 * len(content) < BITS_A_BLOCK * _blocks(image):
            # The reader of JPEG would fill what is missing with grey and say nothing.
            raise Unreadable("cut-off")
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise Unreadable("animated")
        # Its reader has the bytes; of a large file twice is too much.
        del content
        yield image


@contextmanager
def _reasons() -> Iterator[None]:
    """Readers of pictures answer hostile bytes with errors of nearly every class: each is a reason to refuse."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise Unreadable("too-many-pixels") from error
    except Exception as error:
        raise Unreadable("cut-off" if "truncated" in str(error).lower() else "damaged") from error


def _blocks(image: Image.Image) -> int:
    return image.width * image.height // 64


def loaded(image: Image.Image) -> Image.Image:
    """The picture with its pixels; what the reader needed beside them is given back.

    The reader of WebP keeps three copies of all pixels and makes a fourth. Here its answer becomes the picture, and the
    reader goes before anything is made of it.
    """
    if not isinstance(image, WebPImagePlugin.WebPImageFile):
        image.load()
        return image
    image.fp = None
    answer = image._decoder.get_next()
    image._decoder = None
    if answer is None:
        raise Unreadable("damaged")
    picture = Image.frombuffer(image.rawmode, image.size, answer[0], "raw", image.rawmode, 0, 1)
    picture.info, picture.format = image.info, image.format
    return picture


def _check_size(width: int, height: int) -> None:
    if min(width, height) < 1:
        raise Unreadable("damaged")
    if max(width, height) > MAX_SIDE:
        raise Unreadable("too-long")
    if width * height > MAX_PIXELS:
        raise Unreadable("too-many-pixels")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Unreadable("too-narrow")
