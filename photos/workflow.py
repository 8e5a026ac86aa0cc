"""What may happen to a photo: it is brought into the library."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.files.base import File

from authors.models import User
from authors.text_line import check_text_line as clean_line
from photos import policy
from photos.models import Photo
from photos.originals import inspect

__all__ = ["bring_in", "clean_filename", "clean_line"]


def bring_in(photo: Photo, upload: File[bytes], *, by: User) -> Photo:
    """Put an uploaded file into the private store and its row into the library.

    Raises ValidationError, with a sentence for the photographer, when the file is not an acceptable picture. The file
    is stored before the row: a crash between the two leaves a file nobody knows of, never a row without its file.
    """
    if not policy.can_upload(by):
        raise PermissionDenied
    found = inspect(upload, size=upload.size)
    photo.format, photo.width, photo.height, photo.sha256 = (
        found.format,
        found.width,
        found.height,
        found.sha256,
    )
    photo.uploaded_by = by
    photo.original_filename = clean_filename(upload.name or "")
    photo.original.save(upload.name or "upload", upload, save=False)
    photo.save()
    return photo


def clean_filename(name: str) -> str:
    """The photographer's own name for the file, as text to be shown: no path, no control or direction marks."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable() or char == "\u3000").strip()[:100]
