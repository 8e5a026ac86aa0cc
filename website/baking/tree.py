"""Where the answer to an address lies as files, and how it gets there whole: nobody ever reads half of one.

`live` holds what is served with 200, `gone` what is served with 410. Beside each file lie its copies in gzip and
brotli.
"""

from __future__ import annotations

import ctypes
import gzip
import hashlib
import math
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli

LIVE, GONE, IN_STEP = "live", "gone", "in-step"
# Only what our own addresses are made of: a path that leads out of the tree cannot be written down.
PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*|\.well-known", re.ASCII)
PAGE = re.compile(r"page=([1-9][0-9]{0,8})", re.ASCII)
GZIP_LEVEL = 9
# 5 makes a page in a millisecond; 11 takes forty for a twentieth less.
BROTLI_QUALITY = 5
# A smaller file fits into the first packet whether it is compressed or not.
WORTH_COMPRESSING = 256
ENDINGS = (".br", ".gz", "")
# Of the file system in which a file lies; None where there is no such call.
SYNC_FILE_SYSTEM = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
DIRECTORY_MODE, FILE_MODE = 0o755, 0o644
# 1 January 2000, in seconds; and the seventeen years over which the moments of files are spread.
FIRST_MOMENT, MOMENTS = 946_684_800, 2**29


class StrangeAddress(ValueError):
    """No file of the tree belongs to such an address."""


def file_of(address: str) -> str:
    """Where the answer lies: /article/12/ in article/12/index.html, a list's /…/?page=2 in …/index.page-2.html."""
    path, mark, query = address.partition("?")
    page = PAGE.fullmatch(query)
    parts = path[1:].removesuffix("/").split("/") if path != "/" else []
    if not path.startswith("/") or not all(map(PART.fullmatch, parts)) or (mark and not page):
        raise StrangeAddress(address)
    if not path.endswith("/"):
        if mark:
            raise StrangeAddress(address)
        return path[1:]
    ending = "json" if path.startswith("/api/") else "html"
    return f"{path[1:]}index{f'.page-{page[1]}' if page else ''}.{ending}"


class Tree:
    """The folder a web server reads. One process writes it; others may read at any moment."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).absolute()
        # In the same file system, but never served.
        self._unfinished = self.folder / "unfinished"

    def prepare(self) -> None:
        """Make the folders, and forget what a process that was killed had begun to write."""
        for name in (LIVE, GONE, self._unfinished.name):
            (self.folder / name).mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        for left in self._unfinished.iterdir():
            left.unlink()

    def put(self, address: str, content: bytes, *, gone: bool = False) -> None:
        """Have an address answered with these bytes, with 410 where it is `gone`."""
        name = file_of(address)
        self._write(self.folder / (GONE if gone else LIVE) / name, content)
        self._remove(self.folder / (LIVE if gone else GONE) / name)

    def take_away(self, address: str) -> None:
        """Leave an address to the website behind the web server."""
        for part in (LIVE, GONE):
            self._remove(self.folder / part / file_of(address))

    def settle(self) -> None:
        """Have the disk keep all that was put and taken away: a machine that loses its power forgets none of it.

        Once for many files: to ask for each of them takes longer than to make it.
        """
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            if SYNC_FILE_SYSTEM is None:
                os.sync()
            elif SYNC_FILE_SYSTEM(descriptor):
                raise OSError(ctypes.get_errno(), "the disk has not taken all", str(self.folder))
        finally:
            os.close(descriptor)

    def read(self, address: str, *, gone: bool = False) -> bytes:
        """What lies there. Raises FileNotFoundError."""
        return (self.folder / (GONE if gone else LIVE) / file_of(address)).read_bytes()

    def has(self, address: str, *, gone: bool = False, content: bytes | None = None) -> bool:
        """Whether something lies there (these bytes, as far as web servers can tell), and nothing in the other part."""
        name = file_of(address)
        mine, other = (GONE, LIVE) if gone else (LIVE, GONE)
        with suppress(FileNotFoundError):
            lies = (self.folder / mine / name).stat()
            as_put = content is None or (len(content), _moment_of(content)) == (lies.st_size, int(lies.st_mtime))
            return as_put and not (self.folder / other / name).exists()
        return False

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file of both parts: (`live/article/12/index.html`, where it is), compressed copies too."""
        for part in (LIVE, GONE):
            for found in sorted((self.folder / part).rglob("*")):
                if found.is_file():
                    yield f"{part}/{found.relative_to(self.folder / part)}", found

    def sweep(self, known: set[str]) -> int:
        """Delete files that are not among these `live/…` names (without compressed endings); answers how many."""
        swept = 0
        for name, file in self.files():
            if name not in known and name.removesuffix(".gz").removesuffix(".br") not in known:
                file.unlink()
                swept += 1
        return swept

    def note_in_step(self) -> None:
        """Leave a sign that all is baked that was published until now; by this machine's clock."""
        (self.folder / IN_STEP).touch(FILE_MODE)

    @property
    def was_in_step(self) -> bool:
        return (self.folder / IN_STEP).exists()

    def seconds_since_in_step(self) -> float:
        """How long ago that was last so; infinitely long where it never was."""
        with suppress(FileNotFoundError):
            return max(time.time() - (self.folder / IN_STEP).stat().st_mtime, 0.0)
        return math.inf

    def write_beside(self, name: str, content: bytes) -> None:
        """Write a file of the tree itself, such as the headers for the web server."""
        path = self.folder / name
        path.parent.mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        self._replace(path, content, self._moment_at(path, content))

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        moment = self._moment_at(path, content)
        copies = dict(_in_all_forms(content))
        for ending in ENDINGS:
            one = path.with_name(path.name + ending)
            if ending in copies:
                self._replace(one, copies[ending], moment)
            else:
                one.unlink(missing_ok=True)

    def _replace(self, path: Path, content: bytes, moment: int) -> None:
        unfinished = self._unfinished / f"{os.getpid()}-{threading.get_ident()}"
        with unfinished.open("wb") as out:
            out.write(content)
            out.flush()
            os.fchmod(out.fileno(), FILE_MODE)
            os.utime(out.fileno(), (moment, moment))
        unfinished.replace(path)

    def _moment_at(self, path: Path, content: bytes) -> int:
        """One in five hundred million has the moment of what lies there."""
        moment = _moment_of(content)
        with suppress(FileNotFoundError):
            if int(path.stat().st_mtime) == moment and path.read_bytes() != content:
                return moment + 1
        return moment

    def _remove(self, path: Path) -> None:
        """Take a file away with its copies, and the folders it leaves empty."""
        for ending in ENDINGS:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        for folder in path.parents:
            if folder.parent == self.folder:
                return
            try:
                folder.rmdir()
            except OSError:
                return


def _in_all_forms(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", content
    if len(content) < WORTH_COMPRESSING:
        return
    # Without the moment and a name in it, the same page is the same file on every machine.
    yield ".gz", gzip.compress(content, GZIP_LEVEL, mtime=0)
    yield ".br", brotli.compress(content, quality=BROTLI_QUALITY)


def _moment_of(content: bytes) -> int:
    """The moment a file is said to be of, in seconds: made of its content, for web servers make their tags of it.

    So all machines say the same tag of the same page, whenever each of them baked it, and another of another.
    """
    return FIRST_MOMENT + int.from_bytes(hashlib.sha256(content).digest()[:8]) % MOMENTS
