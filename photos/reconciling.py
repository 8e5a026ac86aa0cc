"""Compares the library with its store: rows without file, files without row, files that are not what they were."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db.models import QuerySet
from django.db.models.functions import Now

from photos import incoming, strongroom
from photos.models import Photo, Rendition, Upload, private_store

# A younger file may belong to a row that is being written.
A_DAY = timedelta(days=1)
# So many originals are read to the end: half of them the newest, the others from all over the library.
SAMPLE = 200
PAGE = 500
# What stands in `Photo.render_failure` when its file is not there; `photos.renditions` has the sentence.
GONE = "original-gone"

KINDS = {
    "gone": "the original is not there",
    "size": "the original is not as long as it was",
    "checksum": "the original is not what it was",
    "rendition": "a rendition is not there",
    "orphan": "a file nobody knows of",
    "upload": "left of an upload that was never finished",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `kind` is one of `KINDS`, `where` the file; `repaired`: not wrong any more."""

    kind: str
    where: str
    photo: int | None = None
    repaired: bool = False

    def __str__(self) -> str:
        subject = f"photo {self.photo}, {self.where}" if self.photo else self.where
        return f"{subject}: {KINDS[self.kind]}" + (" (repaired)" if self.repaired else "")


@dataclass(frozen=True, slots=True)
class Step:
    """How far the check is: what it looks at, how many are done, and of how many (0: nobody has counted them)."""

    what: str
    done: int
    of: int = 0


def check(*, everything: bool = False, repair: bool = False, remove_orphans: bool = False) -> Iterator[Finding | Step]:
    """All that is wrong, as it is found, and in between how far it is. It may be left and taken up at any step.

    Every row is looked for in the store, and every file among the rows. What is in the originals is compared for a
    sample, or for all of them (`everything`). `repair` marks photos whose original is gone, has renditions made anew
    and takes away what is left of uploads and of renditions, which can always be made again, and the folders these were
    in; `remove_orphans` takes away originals nobody knows of too. A damaged original is only reported: it comes back
    from a backup.
    """
    yield from _originals(everything, repair)
    yield from _renditions(repair)
    yield from _orphans({"photos": remove_orphans, "renditions": repair or remove_orphans})
    if repair:
        yield from _empty_folders()
    yield from _uploads(repair)


# -- the rows --------------------------------------------------------------------------------------------------
def _originals(everything: bool, repair: bool) -> Iterator[Finding | Step]:
    count = Photo.objects.count()
    rows = chain.from_iterable(_pages(Photo.objects.all(), "original", "bytes", "sha256", "render_failure"))
    for number, (pk, name, size, sha256, failure) in enumerate(rows):
        if number % 50 == 0:
            yield Step("originals", number, count)
        is_read = everything or number < SAMPLE // 2 or number % max(1, 2 * count // SAMPLE) == 0
        kind = _fault(name, size, sha256 if is_read else "")
        if repair:
            _mark(pk, failure, is_gone=kind == "gone")
        if kind:
            yield Finding(kind, name, pk)


def _pages(rows: QuerySet[Any], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
    """Number and fields of all rows, the newest first, a page at a time: nothing is held open in between."""
    last = None
    while page := list((rows.filter(pk__lt=last) if last else rows).order_by("-pk").values_list("pk", *fields)[:PAGE]):
        yield page
        last = page[-1][0]


def _fault(name: str, size: int, sha256: str) -> str:
    """What is wrong with one original; "" if nothing is. Photos of the first days do not know their length."""
    store = private_store()
    try:
        if store.size(name) != size and size:
            return "size"
        if not sha256:
            return ""
        with store.open(name) as file:
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "checksum"
    except FileNotFoundError:
        return "gone"


def _mark(pk: int, failure: str, *, is_gone: bool) -> None:
    if is_gone and failure != GONE:
        Photo.objects.filter(pk=pk).update(render_failure=GONE)
    elif failure == GONE and not is_gone:
        # It is back: the press makes what it could not make.
        Photo.objects.filter(pk=pk).update(render_failure="", rendered="")


def _renditions(repair: bool) -> Iterator[Finding | Step]:
    number, count = 0, Rendition.objects.count()
    for page in _pages(Rendition.objects.all(), "photo", "name"):
        yield Step("renditions", number, count)
        number += len(page)
        missing = strongroom.missing(name for _pk, _photo, name in page)
        for photo, name in [(photo, name) for _pk, photo, name in page if name in missing]:
            if repair:
                Photo.objects.filter(pk=photo).exclude(render_failure=GONE).update(rendered="", render_failure="")
            yield Finding("rendition", name, photo, repaired=repair)


# -- the files -------------------------------------------------------------------------------------------------
def _orphans(folders: Mapping[str, bool]) -> Iterator[Finding | Step]:
    """`folders` of the private store are the library's, each with whether what nobody knows of is taken away."""
    seen = 0
    for folder, remove in folders.items():
        for names in strongroom.old_files(folder, before=time.time() - A_DAY.total_seconds()):
            yield Step("files", seen)
            seen += len(names)
            known = {*Photo.objects.filter(original__in=names).values_list("original", flat=True)}
            known |= {*Rendition.objects.filter(name__in=names).values_list("name", flat=True)}
            unknown = [name for name in names if name not in known]
            if remove:
                strongroom.remove(unknown)
            for name in unknown:
                yield Finding("orphan", name, repaired=remove)


def _empty_folders() -> Iterator[Step]:
    """Take away the folders of renditions in which nothing has lain for a day. The next one has a name of its own."""
    store, before = private_store(), time.time() - A_DAY.total_seconds()
    if not isinstance(store, FileSystemStorage):
        return
    for number, folder in enumerate(Path(store.path("renditions")).glob("*/*")):
        if number % 500 == 0:
            yield Step("folders", number)
        with suppress(OSError):  # in use, or gone by itself
            if folder.stat().st_mtime < before:
                folder.rmdir()


# -- uploads that stopped on their way ---------------------------------------------------------------------------
def _uploads(repair: bool) -> Iterator[Finding | Step]:
    yield Step("uploads", 0)
    for upload in Upload.objects.filter(photo=None, changed_at__lt=Now() - incoming.LASTS):
        if repair:
            incoming.remove(upload.token)
            upload.delete()
        if not upload.refusal:
            yield Finding("upload", upload.filename or upload.token.hex, repaired=repair)
    known = {token.hex for token in Upload.objects.unfinished().values_list("token", flat=True)}
    for path in sorted(incoming.folder().iterdir()):
        if path.name not in known and _is_left_over(path):
            if repair:
                path.unlink(missing_ok=True)
            yield Finding("upload", path.name, repaired=repair)


def _is_left_over(path: Path) -> bool:
    try:
        return path.is_file() and time.time() - path.stat().st_mtime > incoming.LASTS.total_seconds()
    except FileNotFoundError:
        return False
