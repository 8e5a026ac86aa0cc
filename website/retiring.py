"""Taking away the public files of issue pages that are shown no more, or never were; done by the press."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol, runtime_checkable

from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction

from website import intake

# What only the files of issue pages are called: those of photos have longer names. And what is not whole yet.
PAGE_FILE = re.compile(r"[A-Za-z0-9]{32}(?:-[0-9]{3,4}\.webp|\.pdf)|\..+\.part")
# A younger file may belong to a publication that is under way.
A_DAY = 24 * 3600
MANY = 500


@runtime_checkable
class Dated(Protocol):
    """A store that is no folder, and knows since when it has each file."""

    def names_before(self, moment: float) -> Iterator[str]: ...


@transaction.atomic
def remove_retired_files() -> list[str]:
    """Delete what no page and no edition shows any more; answers with the names. May be repeated after a crash."""
    names = intake.retired_files()
    gone = sorted(set(names) - intake.files_in_use(names))
    for name in gone:
        storages["public"].delete(name)
    intake.forget_retired_files(names)
    return gone


def remove_unknown_files(*, older_than: float = A_DAY) -> list[str]:
    """Delete page files that nobody is shown: whoever published was killed before he could say their names.

    Answers with the names. `older_than` in seconds; only where the public store can say since when it has a file.
    """
    gone: list[str] = []
    old = list(_old_page_files(time.time() - older_than))
    for start in range(0, len(old), MANY):
        names = set(old[start : start + MANY])
        gone += sorted(names - intake.files_in_use(names))
    for name in gone:
        storages["public"].delete(name)
    return gone


def _old_page_files(before: float) -> Iterator[str]:
    store = storages["public"]
    if isinstance(store, Dated):
        yield from filter(PAGE_FILE.fullmatch, store.names_before(before))
    if not isinstance(store, FileSystemStorage) or not Path(store.path("")).is_dir():
        return
    with os.scandir(store.path("")) as entries:
        for entry in entries:
            # A copy may be a second name of an older file: its last change is when it got that name.
            with suppress(FileNotFoundError):
                if PAGE_FILE.fullmatch(entry.name) and entry.stat().st_ctime < before:
                    yield entry.name
