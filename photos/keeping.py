"""Puts a picture into the private store: whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext

from photos.models import Photo, original_name

BLOCK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoRoom(Exception):
    """The disk is full. Nothing of what was being written is left; str() is the sentence for the photographer."""

    def __str__(self) -> str:
        return gettext(
            "The disk of the server is full, and nothing of this photo was put into the library. "
            "Tell an administrator, and try again later."
        )


class AnotherFile(Exception):
    """The bytes are not those that were looked at."""


def keep(photo: Photo, source: Path) -> None:
    """Copy a file into the store, under a name of its own that is then the photo's; the row is not saved.

    Raises NoRoom when the disk is full, AnotherFile when the bytes are not those of `photo.sha256`.
    """
    name, store = original_name(photo, ""), photo.original.storage
    with room_or_nothing():
        if isinstance(store, FileSystemStorage):
            _copy(source, Path(store.path(name)), sha256=photo.sha256)
        else:
            # A store of objects takes a file whole or not at all.
            with source.open("rb") as file:
                name = store.save(name, File(file))
    photo.original.name = name


@contextmanager
def room_or_nothing() -> Iterator[None]:
    """Say NoRoom for the several ways in which a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise


def _copy(source: Path, target: Path, *, sha256: str) -> None:
    """Written beside its place, on the disk, and only then given its name."""
    make_folder(target.parent)
    part = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, open(part, "xb", opener=_for_the_house) as write:
            while block := read.read(BLOCK):
                digest.update(block)
                write.write(block)
            write.flush()
            os.fsync(write.fileno())
        if digest.hexdigest() != sha256:
            raise AnotherFile(source.name)
        part.rename(target)
        settle(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each on the disk before anything lies in it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS or 0o777, exist_ok=True)
    settle(folder.parent)


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _for_the_house(path: str, flags: int) -> int:
    return os.open(path, flags, settings.FILE_UPLOAD_PERMISSIONS or 0o666)
