"""What is read of EXIF: which way is up, whose colours, the few words a camera writes. Nothing else goes anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from photos.darkroom.limits import MAX_WORDS_BYTES
from photos.darkroom.text import decode

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

_DESCRIPTION, _ARTIST, _COPYRIGHT, _CAMERA_BLOCK, _TAKEN = 0x010E, 0x013B, 0x8298, 0x8769, 0x9003
# Sony and Nikon write 2 into the camera's block; the rule is "uncalibrated" there and "R03" in a block of its own.
_COLOUR_SPACE, _ADOBE_RGB, _UNCALIBRATED = 0xA001, 2, 0xFFFF
_INTEROPERABILITY, _INDEX = 0xA005, 1
_XP_TITLE, _XP_COMMENT, _XP_AUTHOR, _XP_KEYWORDS, _XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F
# Cameras that describe every picture with their own name.
_CAMERAS_OWN = ("OLYMPUS", "SONY DSC", "MINOLTA", "KODAK", "SAMSUNG", "DCIM", "DIGITAL CAMERA", "SCREENSHOT", "<")


def turn(image: Image.Image) -> Image.Transpose | None:
    """How the picture must be turned to stand upright; None when it stands already or EXIF is damaged.

    Nothing but this number is read: rewriting a whole EXIF block, as Pillow's own function does, fails on damaged ones.
    """
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1)) if _is_small(image) else None
    except Exception:
        return None


def is_adobe_rgb(image: Image.Image) -> bool:
    """Whether a camera says that its numbers are Adobe RGB: the rule of cameras (DCF) has no profile for it."""
    try:
        return _is_small(image) and _names_adobe_rgb(image.getexif())
    except Exception:
        return False


def _names_adobe_rgb(exif: Image.Exif) -> bool:
    space = exif.get_ifd(_CAMERA_BLOCK).get(_COLOUR_SPACE)
    if space == _UNCALIBRATED:
        return str(exif.get_ifd(_INTEROPERABILITY).get(_INDEX, "")).strip("\0 ") == "R03"
    return bool(space == _ADOBE_RGB)


def notes(image: Image.Image) -> dict[str, list[str]]:
    """What EXIF says, by the names of `Words`. Readers of EXIF answer damage with errors of every class."""
    try:
        return _notes(image.getexif()) if _is_small(image) else {}
    except Exception:
        return {}


def _is_small(image: Image.Image) -> bool:
    return len(image.info.get("exif") or b"") <= MAX_WORDS_BYTES


def _notes(exif: Image.Exif) -> dict[str, list[str]]:
    caption = _ascii(exif, _DESCRIPTION)
    if caption.upper().startswith(_CAMERAS_OWN):
        caption = ""
    return {
        "title": [_wide(exif, _XP_TITLE)],
        "caption": [caption or _wide(exif, _XP_COMMENT) or _wide(exif, _XP_SUBJECT)],
        "creators": (_ascii(exif, _ARTIST) or _wide(exif, _XP_AUTHOR)).split(";"),
        # Of two parts, divided by a zero, the first is the photographer's and the second the editor's.
        "copyright_notice": [_ascii(exif, _COPYRIGHT).replace("\0", " ").strip()],
        "keywords": [_wide(exif, _XP_KEYWORDS)],
        "taken_on": [_ascii(exif.get_ifd(_CAMERA_BLOCK), _TAKEN)],
    }


def _ascii(exif: Mapping[int, Any], tag: int) -> str:
    """A field that should be ASCII and often is not: Pillow has read its bytes as Latin-1."""
    value = exif.get(tag)
    raw = value.encode("latin-1", "replace") if isinstance(value, str) else value
    return decode(raw).strip("\0 \r\n\t") if isinstance(raw, bytes) else ""


def _wide(exif: Mapping[int, Any], tag: int) -> str:
    """A field of Windows, in UTF-16."""
    value = exif.get(tag)
    raw = bytes(value) if isinstance(value, tuple) else value
    return raw.decode("utf-16-le", "ignore").strip("\0 \r\n\t") if isinstance(raw, bytes) else ""
