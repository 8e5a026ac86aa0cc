"""The folder of uploads on their way: what has arrived of each file, named after its token, and nothing else."""

from __future__ import annotations

import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.http import UnreadablePostError

from photos.keeping import make_folder, room_or_nothing, settle

BLOCK = 64 * 1024
# By so many of its first bytes a file is known again when it is chosen a second time.
HEAD_BYTES = 64 * 1024
# So long an upload waits for the rest of it.
LASTS = timedelta(days=3)


def folder() -> Path:
    """Where uploads wait; made when it is first asked for."""
    place = Path(settings.STATE_DIR) / "uploads"
    make_folder(place)
    return place


def path_of(token: UUID) -> Path:
    return folder() / token.hex


def length_of(token: UUID) -> int:
    """How many bytes of an upload lie on the disk."""
    try:
        return path_of(token).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def spooled(stream: Any, length: int) -> Iterator[tuple[IO[bytes], int]]:
    """At most `length` bytes of a request in a nameless file, and how many came before the line broke."""
    with room_or_nothing(), tempfile.TemporaryFile(dir=folder()) as spool:
        came = 0
        while came < length:
            try:
                block = stream.read(min(BLOCK, length - came))
            except UnreadablePostError:
                break
            if not block:
                break
            spool.write(block)
            came += len(block)
        spool.seek(0)
        yield spool, came


def append(token: UUID, offset: int, spool: IO[bytes]) -> None:
    """Let the upload go on at `offset`: what lies behind it is cut off. The bytes are on the disk on return.

    Raises NoRoom when they find no place; then all is as it was before.
    """
    path = path_of(token)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        with room_or_nothing():
            os.ftruncate(descriptor, offset)
            _write(descriptor, spool)
            os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, offset)
        raise
    finally:
        os.close(descriptor)
    if is_new:
        settle(path.parent)


def _write(descriptor: int, spool: IO[bytes]) -> None:
    while block := memoryview(spool.read(BLOCK)):
        while block:
            block = block[os.write(descriptor, block) :]


def mark_of(token: UUID, received: int) -> tuple[int, int]:
    """How many first bytes are there, up to `HEAD_BYTES`, and their CRC-32, by which the browser knows its file."""
    count = min(received, HEAD_BYTES)
    try:
        with path_of(token).open("rb") as file:
            return count, zlib.crc32(file.read(count))
    except FileNotFoundError:
        return 0, 0


def remove(token: UUID) -> None:
    path_of(token).unlink(missing_ok=True)


def remove_given_up() -> int:
    """Remove what nobody has gone on with for some days; answers how many files.

    Where press and desk are two machines, the nightly look of the press sees only its own folder.
    """
    gone = 0
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            if path.is_file() and time.time() - path.stat().st_mtime > LASTS.total_seconds():
                path.unlink()
                gone += 1
    return gone
