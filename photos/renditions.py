"""The public derivatives of a photo: made at publication from pixels alone, under a name nobody can guess."""

from __future__ import annotations

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageCms

from photos.models import Photo
from photos.originals import FORMATS, turn

# Widths of the public files in pixels; the website's `srcset` names the same ones.
WIDTHS = (480, 960, 1600)
QUALITY = 82


def ensure_public(photo: Photo) -> Photo:
    """Make the public files of a photo unless they exist. Safe to repeat after a crash: files first, then the row.

    Until an article that shows it is published, nobody outside has heard of the name.
    """
    if photo.public_base and all(_exists(photo.public_base, width) for width in WIDTHS):
        return photo
    base = photo.public_base or secrets.token_urlsafe(18).replace("-", "a").replace("_", "b")
    with photo.original.open("rb") as file, Image.open(file, formats=FORMATS) as original:
        picture = clean_pixels(original, side=WIDTHS[-1] * 2)
    for width in WIDTHS:
        _store(picture, base, width)
    photo.public_base, photo.colour = base, _mean_colour(picture)
    photo.save(update_fields=["public_base", "colour"])
    return photo


def remove_public(base: str) -> None:
    """Take the public files of one photo off the website."""
    for width in WIDTHS:
        storages["public"].delete(file_name(base, width))


def file_name(base: str, width: int) -> str:
    return f"{base}-{width}.jpg"


def public_size(photo: Photo) -> tuple[int, int]:
    """Width and height of the largest public file, in pixels."""
    width = min(photo.width, WIDTHS[-1])
    return width, max(1, round(photo.height * width / photo.width))


def _exists(base: str, width: int) -> bool:
    return storages["public"].exists(file_name(base, width))


def clean_pixels(original: Image.Image, *, side: int) -> Image.Image:
    """New pixels: upright, in sRGB, on white where transparent, without EXIF, GPS, XMP or profile.

    A much larger JPEG is reduced while it is read, but never below `side` pixels.
    """
    original.draft("RGB", (side, side))
    profile, way = original.info.get("icc_profile"), turn(original)
    picture = _flat(original)
    if profile:
        picture = _to_srgb(picture, profile)
    clean = Image.new("RGB", picture.size)
    clean.paste(picture.convert("RGB"))
    return clean.transpose(way) if way is not None else clean


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, and with 8 bits a channel."""
    if picture.mode == "I" or picture.mode.startswith("I;16"):
        # Pillow would cut off all above 255 and leave a white sheet.
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile: its numbers are taken as sRGB, which is what nearly every browser would do.
        return picture
    return converted or picture


def _store(picture: Image.Image, base: str, width: int) -> None:
    """Write one size under the name of its nominal width; a smaller original is never blown up."""
    real = min(width, picture.width)
    height = max(1, round(picture.height * real / picture.width))
    out = io.BytesIO()
    sized = picture.resize((real, height), Image.Resampling.LANCZOS, reducing_gap=3)
    sized.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    name = file_name(base, width)
    storages["public"].delete(name)
    storages["public"].save(name, ContentFile(out.getvalue()))


def _mean_colour(picture: Image.Image) -> str:
    red, green, blue = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"
