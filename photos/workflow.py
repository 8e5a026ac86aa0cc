"""What may happen to a photo: it is brought into the library."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import PermissionDenied
from django.core.files.base import File

from authors.models import User
from photos import policy
from photos.models import Photo
from photos.originals import inspect

# Controls, direction marks and other invisible characters, line and paragraph separators, halves of characters.
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


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
    return _without_invisible(last)[:100]


def clean_line(text: str) -> str:
    """One line of words that are all to be seen: a direction mark in a credit would turn the words after it round."""
    return _without_invisible("".join(" " if char in "\t\r\n" else char for char in text))


def _without_invisible(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in INVISIBLE).strip()
