"""Colours as they are meant: every kind of pixel becomes 8-bit sRGB on white, a few rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageCms

from photos.darkroom import adobe_rgb, exif
from photos.darkroom.limits import MAX_PROFILE_BYTES

# Rows that are converted at once: every way through other modes costs memory of this height only.
STRIP = 256
# What a profile says its numbers are, and the mode of pixels it can be used on.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}

Convert = Callable[[Image.Image], Image.Image]


def to_srgb(picture: Image.Image, *, factor: int = 1) -> Image.Image:
    """New RGB pixels without transparency, the sides divided by `factor`."""
    width, height = picture.size
    step = max(1, STRIP // factor) * factor
    convert = _conversion(picture)
    clean = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, step):
        strip = convert(_flat(picture.crop((0, top, width, min(top + step, height))), picture))
        clean.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return clean


def _flat(strip: Image.Image, picture: Image.Image) -> Image.Image:
    """Without transparency, with 8 bits a channel; of grey, colour or ink."""
    if picture.mode == "I" or picture.mode.startswith("I;16"):
        # Pillow would cut off all above 255 and leave a white sheet.
        return strip.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        return _on_white(strip)
    if picture.mode in {"L", "RGB", "CMYK"}:
        return strip
    return strip.convert("L" if picture.mode == "1" else "RGB")


def _on_white(strip: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", strip.size, "white")
    ground.alpha_composite(strip.convert("RGBA"))
    return ground.convert("RGB")


def _conversion(picture: Image.Image) -> Convert:
    """From the picture's own profile, or the one its camera names, to sRGB.

    A broken profile, or one that belongs to other pixels, is passed over: its numbers are taken as sRGB, which is what
    nearly every browser would do.
    """
    profile = picture.info.get("icc_profile") or (adobe_rgb.profile() if exif.is_adobe_rgb(picture) else b"")
    if not profile or len(profile) > MAX_PROFILE_BYTES:
        return _plain
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _SPACES[source.profile.xcolor_space.strip()]
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        return _plain

    def convert(strip: Image.Image) -> Image.Image:
        if strip.mode != mode and {strip.mode, mode} != {"L", "RGB"}:
            return _plain(strip)
        return transform.apply(strip.convert(mode))

    return convert


def _plain(strip: Image.Image) -> Image.Image:
    return strip.convert("RGB")
