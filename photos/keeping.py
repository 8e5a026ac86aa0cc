"""Puts finished files into a store, which is a disk or is none: whole and there for good, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.translation import gettext

BLOCK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What a store that is no disk says when it does not answer, or not as it should.
AWAY = errno.EHOSTUNREACH


class NotKept(Exception):
    """Nothing of what was being written is left; str() is the sentence for whoever brought it."""


class NoRoom(NotKept):
    """The disk is full."""

    def __str__(self) -> str:
        return gettext(
            "The disk of the server is full, and nothing of this photo was put into the library. "
            "Tell an administrator, and try again later."
        )


class Away(NotKept):
    """The store is no disk, and cannot be reached."""

    def __str__(self) -> str:
        return gettext(
            "The store of the originals cannot be reached, and nothing of this file was put into it. "
            "Try again in a moment, or tell an administrator."
        )


class AnotherFile(Exception):
    """The bytes are not those that were looked at."""


@contextmanager
def room_or_nothing() -> Iterator[None]:
    """Say NoRoom for the several ways in which a disk is full, and Away of a store that cannot be reached."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        if is_away(error):
            raise Away from error
        raise


def is_away(error: BaseException) -> bool:
    """Whether a store that is no disk did not answer, or not as it should."""
    return isinstance(error, OSError) and error.errno == AWAY


def out_of_reach() -> str:
    """What is said at the desk of a store that is away."""
    return gettext(
        "The store of pictures and pages cannot be reached. Try again in a moment, or tell an administrator."
    )


# -- into any store ------------------------------------------------------------------------------------------------
def put(store: Storage, name: str, source: Path) -> None:
    """Put a finished file under its name, on the same disk as a second name of it. What has that name is the same."""
    if not isinstance(store, FileSystemStorage):
        with source.open("rb") as file:
            store.save(name, File(file))
        return
    target = Path(store.path(name))
    make_folder(target.parent)
    try:
        os.link(source, target)
        _for_the_house(target)
    except FileExistsError:
        return
    except OSError:
        # Two disks, or a file with too many names: then a copy.
        with _named_when_whole(target) as part:
            shutil.copyfile(source, part)


def write(store: Storage, name: str, content: bytes) -> None:
    """Put a file of these bytes under its name."""
    if not isinstance(store, FileSystemStorage):
        store.save(name, ContentFile(content))
        return
    target = Path(store.path(name))
    make_folder(target.parent)
    with _named_when_whole(target) as part:
        part.write_bytes(content)


def settle_names(store: Storage, folder: str = "") -> None:
    """Wait until the names in a folder of a store are on its disk; any other store has them as soon as it says so."""
    if isinstance(store, FileSystemStorage):
        settle(Path(store.path(folder)))


@contextmanager
def _named_when_whole(target: Path) -> Iterator[Path]:
    """Where to write what is then on the disk under its name."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        sync(part)
        _for_the_house(part)
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


# -- on a disk -----------------------------------------------------------------------------------------------------
def copy(source: Path, target: Path, *, sha256: str, then: Callable[[Path], object] = lambda part: None) -> None:
    """Written beside its place, on the disk, and only then given its name; before that `then` may do more with it.

    Raises AnotherFile when the bytes are not those of `sha256`.
    """
    make_folder(target.parent)
    part = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, open(part, "xb", opener=_open_for_the_house) as write:
            while block := read.read(BLOCK):
                digest.update(block)
                write.write(block)
            write.flush()
            os.fsync(write.fileno())
        if digest.hexdigest() != sha256:
            raise AnotherFile(source.name)
        then(part)
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


def sync(path: Path) -> None:
    """Wait until what is in a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _for_the_house(path: Path) -> None:
    if settings.FILE_UPLOAD_PERMISSIONS is not None:
        path.chmod(settings.FILE_UPLOAD_PERMISSIONS)


def _open_for_the_house(path: str, flags: int) -> int:
    return os.open(path, flags, settings.FILE_UPLOAD_PERMISSIONS or 0o666)
