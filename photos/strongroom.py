"""The private store, a disk or a bucket: who needs a file of it gets one on this machine; what is made goes there.

A file never changes under its name. On a disk the file that is lent is the stored one itself.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, runtime_checkable

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage

from photos import copies
from photos.keeping import BLOCK, copy, make_folder, put, room_or_nothing, settle
from photos.models import private_store

log = logging.getLogger("newsroom.photos")


@runtime_checkable
class Dated(Protocol):
    """A store that is no folder, and knows since when it has each file."""

    def names_before(self, moment: float, under: str = "") -> Iterator[str]: ...


# -- to be read ----------------------------------------------------------------------------------------------------
@contextmanager
def lent(name: str) -> Iterator[Path]:
    """A file of the store on this machine, to be read only, and as long as it is lent.

    Raises FileNotFoundError where there is none (of a disk, whoever opens it does), OSError where it cannot be had.
    """
    store = private_store()
    if isinstance(store, FileSystemStorage):
        yield Path(store.path(name))
        return
    with copies.held(name, partial(_fetch, store, name)) as path:
        yield path


def opened(name: str) -> IO[bytes]:
    """A file of the store, open for as long as it is wanted. Raises what `lent` raises."""
    with lent(name) as path:
        return path.open("rb")


def _fetch(store: Storage, name: str, into: IO[bytes]) -> None:
    with store.open(name) as file:
        for block in file.chunks(BLOCK):
            into.write(block)


# -- to be kept ----------------------------------------------------------------------------------------------------
def take(name: str, source: Path, *, sha256: str) -> None:
    """Copy a file into the store: it is there for good on return.

    Raises NotKept, with the sentence for whoever brought it, and AnotherFile when the bytes are not those of `sha256`.
    """
    store = private_store()
    with room_or_nothing():
        if isinstance(store, FileSystemStorage):
            copy(source, Path(store.path(name)), sha256=sha256)
        else:
            # Of the copy it is known what is in it. It stays: somebody will look at what has just come in.
            copy(source, copies.place_of(name), sha256=sha256, then=partial(put, store, name))


@dataclass
class NewFolder:
    """A folder of the store that is being filled, on this machine at `path`: once it is kept the store has it whole."""

    name: str
    _put: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        store = private_store()
        return Path(store.path(self.name)) if isinstance(store, FileSystemStorage) else copies.unfinished(self.name)

    def begin(self) -> None:
        make_folder(self.path)

    def keep(self) -> None:
        """Raises OSError; then it is to be dropped."""
        files, store = sorted(self.path.iterdir()), private_store()
        for file in files:
            if settings.FILE_UPLOAD_PERMISSIONS is not None:
                file.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        if isinstance(store, FileSystemStorage):
            settle(self.path)
            return
        for file in files:
            name = f"{self.name}/{file.name}"
            self._put.append(name)
            put(store, name, file)
            copies.adopt(file, name)
        self.path.rmdir()

    def drop(self) -> None:
        """Nothing of it stays."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._put:
            remove(self._put)


@contextmanager
def new_folder(name: str) -> Iterator[Path]:
    """Where to write the files of a new folder; afterwards the store has all of them, or none if anything failed."""
    new = NewFolder(name)
    try:
        new.begin()
        yield new.path
        new.keep()
    except BaseException:
        new.drop()
        raise


def in_the_making(beginning: str) -> Iterator[Path]:
    """The folders whose names begin so and that this machine is filling, or on a disk has filled."""
    first = NewFolder(beginning).path
    yield from first.parent.glob(f"{first.name}*")


# -- to be removed -------------------------------------------------------------------------------------------------
def remove(names: Iterable[str]) -> None:
    """Remove files of the store; what cannot be removed now is left to the nightly look."""
    store, names = private_store(), list(names)
    for name in names:
        try:
            store.delete(name)
        except OSError as error:
            log.warning("%s stays in the store for now: %s", name, error)
        if not isinstance(store, FileSystemStorage):
            copies.forget(name)


def remove_empty(folders: Iterable[str]) -> None:
    """Remove folders in which nothing is left; only a disk has any."""
    store = private_store()
    if isinstance(store, FileSystemStorage):
        for folder in folders:
            # What is in use, or lies there unasked, is left to the nightly look.
            with suppress(OSError):
                Path(store.path(folder)).rmdir()


def remove_folder(folder: str) -> None:
    """Remove a folder with all that lies in it; what cannot be removed now is left to the nightly look."""
    store = private_store()
    if isinstance(store, FileSystemStorage):
        shutil.rmtree(store.path(folder), ignore_errors=True)
        return
    try:
        _folders, names = store.listdir(folder)
    except OSError as error:
        log.warning("%s stays in the store for now: %s", folder, error)
        return
    remove(f"{folder}/{name}" for name in names)


# -- to be looked through ------------------------------------------------------------------------------------------
def missing(names: Iterable[str]) -> set[str]:
    """Those of these files that are not there. A bucket is asked once for each folder, not for each file."""
    store, names = private_store(), list(names)
    if isinstance(store, FileSystemStorage):
        return {name for name in names if not store.exists(name)}
    there: set[str] = set()
    for folder in sorted({str(PurePosixPath(name).parent) for name in names}):
        there |= {f"{folder}/{name}" for name in store.listdir(folder)[1]}
    return set(names) - there


def old_files(folder: str, *, before: float) -> Iterator[list[str]]:
    """The files below a folder that have lain there since before a moment, in seconds; some at a time."""
    store = private_store()
    if isinstance(store, Dated):
        yield from _by_hundreds(store.names_before(before, f"{folder}/"))
    elif isinstance(store, FileSystemStorage):
        for place, _folders, names in os.walk(store.path(folder)):
            within = Path(place).relative_to(store.location).as_posix()
            yield [f"{within}/{name}" for name in names if _is_older(Path(place) / name, before)]


def old_folders(place: str, levels: int, *, before: float) -> Iterator[str]:
    """The folders so many levels below a place, older than a moment."""
    store = private_store()
    if isinstance(store, Dated):
        last = ""
        # What lies in one folder came at once, and comes one after the other.
        for name in store.names_before(before, f"{place}/"):
            folder = "/".join(name.split("/")[: place.count("/") + 1 + levels])
            if folder not in (last, name):
                yield (last := folder)
    elif isinstance(store, FileSystemStorage):
        root = Path(store.location)
        for path in root.glob("/".join([place, *["*"] * levels])):
            if path.is_dir() and _is_older(path, before):
                yield path.relative_to(root).as_posix()


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False  # it was being written and has its real name now, or somebody else has taken it away


def _by_hundreds(names: Iterator[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for name in names:
        some.append(name)
        if len(some) == 500:
            yield some
            some = []
    yield some
