"""Copies on this machine of files in a private store that is no disk of it: so many bytes, the longest unused go first.

A file never changes under its name, so a copy is as good as the file. Several processes use the same folder: who uses
a copy holds it by a lock that ends with him, and none that is held goes.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from photos.keeping import make_folder, sync

# What nobody has finished for so long, in seconds, was begun by somebody who was killed.
FORGOTTEN = 3600
# When there is too much, so much stays; between two looks a process brings in no more than the rest.
STAYS = 0.9
# So many bytes of the disk copies leave to all else, however many they may be.
LEFT_FREE = 512 << 20

_brought: Counter[Path] = Counter()


def folder() -> Path:
    """Where they lie; made when it is first asked for."""
    place = Path(settings.STATE_DIR) / "copies"
    make_folder(place)
    return place


def place_of(name: str) -> Path:
    """Where the copy of a file lies, if there is one."""
    return folder() / name.replace("/", ",")


def unfinished(name: str) -> Path:
    """Where a folder of the store is filled before it is put there."""
    return folder() / f".{name.replace('/', ',')}"


@contextmanager
def held(name: str, fetch: Callable[[IO[bytes]], object]) -> Iterator[Path]:
    """A copy of the file of that name, fetched unless it is here; it stays until nobody holds it."""
    path = place_of(name)
    descriptor = _locked(path)
    while descriptor is None:
        descriptor = _brought_and_locked(path, fetch) or _locked(path)
    try:
        yield path
    finally:
        os.close(descriptor)


def adopt(path: Path, name: str) -> None:
    """Make a finished file of the same disk the copy of that name."""
    sync(path)
    size = path.stat().st_size
    path.rename(place_of(name))
    _note(size)


def forget(name: str) -> None:
    """Remove the copy of a file that is no more."""
    place_of(name).unlink(missing_ok=True)


def _locked(path: Path) -> int | None:
    """A descriptor that holds a copy; None where there is none, or none any more."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        mine = os.fstat(descriptor)
        if path.stat().st_ino == mine.st_ino:
            # When it was used; its age stays what it was, for it may have a second name before readers.
            os.utime(descriptor, ns=(time.time_ns(), mine.st_mtime_ns))
            return descriptor
    except FileNotFoundError:
        pass  # taken away at this moment
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _brought_and_locked(path: Path, fetch: Callable[[IO[bytes]], object]) -> int | None:
    """A descriptor that holds a copy just fetched; None where somebody else was quicker."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = None
    try:
        with open(part, "xb", opener=_for_this_house_alone) as file:
            fetch(file)
            size = file.tell()
        sync(part)
        descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC)
        # Before anybody can see it, and take it away; and not into the place of one that somebody holds.
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        os.link(part, path)
        _note(size)
    except BaseException as error:
        if descriptor is not None:
            os.close(descriptor)
        if isinstance(error, FileExistsError):
            return None
        raise
    finally:
        part.unlink(missing_ok=True)
    return descriptor


def _for_this_house_alone(path: str, flags: int) -> int:
    return os.open(path, flags, settings.FILE_UPLOAD_PERMISSIONS or 0o600)


# -- making room ---------------------------------------------------------------------------------------------------
def _note(size: int) -> None:
    """So many bytes more; from time to time it is looked whether these are too many."""
    place, slack = folder(), settings.COPIES_BYTES * (1 - STAYS)
    is_first = place not in _brought
    _brought[place] += size
    if is_first or _brought[place] > slack:
        _brought[place] = 0
        make_room()


def make_room() -> int:
    """Take the longest unused away while there are too many bytes, or too few free; answers how many copies went.

    One process at a time; the others rely on it.
    """
    place = folder()
    with open(place / ".lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        _sweep(place)
        copies = sorted(_copies(place))
        total, gone = sum(size for _used, size, _path in copies), 0
        most = min(settings.COPIES_BYTES, total + shutil.disk_usage(place).free - LEFT_FREE)
        if total <= most:
            return 0
        for _used, size, path in copies:
            if total <= STAYS * most:
                break
            if _is_taken_away(path):
                total, gone = total - size, gone + 1
        return gone


def _copies(place: Path) -> Iterator[tuple[int, int, Path]]:
    with os.scandir(place) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if not entry.name.startswith("."):
                    found = entry.stat()
                    yield found.st_atime_ns, found.st_size, Path(entry.path)


def _is_taken_away(path: Path) -> bool:
    """Not while somebody holds it."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except BlockingIOError:
        return False
    except FileNotFoundError:
        pass
    return True


def _sweep(place: Path) -> None:
    """What was left by those who were killed."""
    for path in place.glob(".*"):
        with suppress(OSError):
            if path.name == ".lock" or time.time() - path.stat().st_mtime < FORGOTTEN:
                continue
            if path.is_dir():
                for file in path.iterdir():
                    file.unlink()
                path.rmdir()
            else:
                path.unlink()
