"""Looks at a picture once: whether it can be decoded to the end, what it looks like, and which words it brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image

from photos.darkroom import exif, iim, origin, xmp
from photos.darkroom.colours import to_srgb
from photos.darkroom.likeness import likeness_of
from photos.darkroom.picture import loaded, opened
from photos.darkroom.words import Words, gather

IIM_BLOCK = 0x0404
# A JPEG may be decoded smaller, to the end all the same; its other kinds are reduced afterwards.
GLANCE = 256


def examine(path: Path) -> dict[str, Any]:
    """The answer of the child for one file; raises Unreadable."""
    with opened(path) as image:
        width, height = image.size
        way = exif.turn(image)
        image.draft(None, (GLANCE, GLANCE))
        picture = loaded(image)
        words = _words(image, path.read_bytes())
        seen = _glance(picture, way)
    if way in exif.LAID_ON_ITS_SIDE:
        width, height = height, width
    return {
        "format": image.format,
        "width": width,
        "height": height,
        "likeness": likeness_of(seen),
        "colour": _mean_colour(seen),
        "words": asdict(words) | {"taken_on": words.taken_on.isoformat() if words.taken_on else ""},
    }


def _glance(image: Image.Image, way: Image.Transpose | None) -> Image.Image:
    """The picture upright in sRGB, reduced to what a first look needs."""
    small = to_srgb(image, factor=max(1, min(image.size) // GLANCE))
    return small.transpose(way) if way is not None else small


def _mean_colour(picture: Image.Image) -> str:
    red, green, blue = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _words(image: Image.Image, content: bytes) -> Words:
    packet = image.info.get("xmp") or b""
    of_xmp, declared = xmp.notes(packet if isinstance(packet, bytes) else packet.encode())
    block = (image.info.get("photoshop") or {}).get(IIM_BLOCK)
    of_iim = iim.notes(block) if isinstance(block, bytes) else {}
    everything = list(_where_labels_stand(image, content))
    source = origin.digital_source(declared, everything)
    use = origin.ai_use(source)
    if use == "none" and origin.is_labelled(everything):
        use = "assisted"
    return gather(of_xmp, of_iim, exif.notes(image), digital_source=source, ai_use=use)


def _where_labels_stand(image: Image.Image, content: bytes) -> Iterator[bytes]:
    """All bytes in which a label may stand: the file, and what is packed in it or written with two bytes a letter."""
    yield content
    yield (image.info.get("exif") or b"").replace(b"\0", b"")
    for name, text in image.info.items():
        if isinstance(name, str) and isinstance(text, str):
            yield f"{name} {text}".encode("utf-8", "ignore")
