"""What readers and machines are told of a photo that is shown: all but the words that each use of it has of its own."""

from __future__ import annotations

from typing import Any

from photos.credits import printed
from photos.models import Photo
from photos.renditions import PublicFiles

FILES = ("base", "shape", "formats", "sizes", "widths", "width", "height")


def told(photo: Photo, files: PublicFiles, *, credit: str) -> dict[str, Any]:
    """Its files, colour and printed credit, who took it and on which terms. Its photographers are loaded."""
    return {**of_files(files), **terms(photo, credit=credit)}


def of_files(files: PublicFiles) -> dict[str, Any]:
    return {name: getattr(files, name) for name in FILES}


def terms(photo: Photo, *, credit: str) -> dict[str, Any]:
    """The same without its files."""
    return {
        "colour": photo.colour,
        "credit": printed(credit),
        "creators": tuple(author.name for author in photo.photographers.all()),
        "copyright_notice": photo.copyright_notice,
        "licence_url": photo.licence_url,
    }
