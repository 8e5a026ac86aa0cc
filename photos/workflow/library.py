"""Into the library: first the file, then the row; afterwards only the words change."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import DataError, IntegrityError, transaction

from authors.models import User
from photos import incoming, policy, strongroom
from photos.darkroom import Examined, Unreadable, examine
from photos.first_words import label
from photos.keeping import NotKept, room_or_nothing
from photos.models import Photo, original_name

# What is typed about a photo on the page where it has arrived.
WORDS = ("title", "caption", "credit", "alt_text", "place", "taken_on", "persons")


def bring_in(photo: Photo, upload: File[bytes], *, by: User) -> Photo:
    """Look at an uploaded file, put it into the private store and its row into the library.

    Raises ValidationError, with a sentence for the photographer, when the file is not an acceptable picture or cannot
    be kept.
    """
    if not policy.can_upload(by):
        raise PermissionDenied
    try:
        with room_or_nothing(), tempfile.NamedTemporaryFile(dir=incoming.folder()) as copy:
            upload.seek(0)
            for block in upload.chunks():
                copy.write(block)
            copy.flush()
            photo.original_filename = clean_filename(upload.name or "")
            return put_in(photo, Path(copy.name), examine(Path(copy.name)), by=by)
    except (Unreadable, NotKept) as refusal:
        raise ValidationError(str(refusal)) from refusal


def put_in(photo: Photo, path: Path, found: Examined, *, by: User) -> Photo:
    """Keep a file that was looked at, and save the photo with what was found out.

    The file is stored before the row: a crash between the two leaves a file nobody knows of, never a row without its
    file. Raises NotKept.
    """
    if not policy.can_upload(by):
        raise PermissionDenied
    for fact in ("format", "width", "height", "bytes", "sha256", "likeness", "colour"):
        setattr(photo, fact, getattr(found, fact))
    label(photo, found.words)
    photo.uploaded_by = by
    name = original_name(photo, "")
    strongroom.take(name, path, sha256=photo.sha256)
    photo.original.name = name
    try:
        photo.save()
    except (IntegrityError, DataError):
        # Anything else may have happened behind the row; then the file stays for the nightly look.
        strongroom.remove([name])
        raise
    return photo


def change_words(photo: Photo, seen: Mapping[str, Any], words: Mapping[str, Any], *, by: User) -> list[str]:
    """Write the words that differ from those `seen` when the form was opened; answers with the fields left alone.

    A field is left alone when somebody else has changed it since to something else.
    """
    if not policy.can_change(by, photo):
        raise PermissionDenied
    with transaction.atomic():
        row = Photo.objects.select_for_update().get(pk=photo.pk)
        changed = [name for name in WORDS if name in words and words[name] != seen.get(name)]
        stale = [name for name in changed if getattr(row, name) not in (seen.get(name), words[name])]
        for name in changed:
            if name not in stale:
                setattr(row, name, words[name])
        row.save(update_fields=[name for name in changed if name not in stale])
    return stale


def clean_filename(name: str) -> str:
    """The photographer's own name for the file, as text to be shown: no path, no control or direction marks."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable() or char == "\u3000").strip()[:100]
