"""The darkroom has two places: never more than that many pictures are open on one machine at a time."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photos.darkroom.limits import AT_ONCE
from photos.darkroom.refusals import Busy

BREATH_SECONDS = 0.02


# Of the few threads a desk answers with, so many may be busy with pictures: everybody else needs the others.
_seats = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def seat(*, patience: float) -> Iterator[None]:
    """Keep this thread of a server for a picture; raises Busy when as many as may be are kept already."""
    if not _seats.acquire(timeout=patience):
        raise Busy
    try:
        yield
    finally:
        _seats.release()


@contextmanager
def place(folder: Path, *, patience: float) -> Iterator[int]:
    """Hold one place, as the descriptor of a locked file; raises Busy when none is free within `patience` seconds.

    Whoever inherits the descriptor holds the place too, so a child whose parent was killed still counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = _wait(folder, time.monotonic() + patience)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _wait(folder: Path, until: float) -> int:
    while True:
        for number in range(1, AT_ONCE + 1):
            if (descriptor := _try(folder / f"place-{number}")) is not None:
                return descriptor
        if time.monotonic() >= until:
            raise Busy
        time.sleep(BREATH_SECONDS)


def _try(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
