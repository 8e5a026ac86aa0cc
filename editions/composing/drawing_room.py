"""The drawing room: one warm child process that draws pages, with limits, and is replaced when it fails."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from editions.composing.pictures import WIDTHS, Picture
from editions.composing.source import PageSource
from editions.composing.typesetting import Tight
from photos.darkroom import refusals, running, slots

TYPESETTER = Path(__file__).with_name("typesetter.py")
# A page takes about a second; one that takes so long never ends.
PAGE_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
ANSWER_BYTES = 4 * 1024 * 1024
# What the engine keeps for the next page grows a little with each.
PAGES_A_CHILD = 48
# Whatever lies about for so long belongs to nobody: its press was killed.
FORGOTTEN_SECONDS = 3600

log = logging.getLogger(__name__)


class NotDrawn(RuntimeError):
    """A page did not come out. str() says why, for the log and the desk's technician."""


class Interrupted(NotDrawn):
    """The work on a page was broken off: the child was killed or too slow, or a disk full. It may come out later."""


class Hindered(Interrupted):
    """Nothing is wrong with the page: a disk is full, or a photo is just being made anew. It will come out later."""


class Busy(NotDrawn):
    """Both places of this machine are taken; the same page may come out a minute later."""


@dataclass(frozen=True, slots=True)
class Order:
    """A page to be drawn. `files` has every photo and artwork it names, by name; `widths` in pixels, none for none.

    `day` and `title` go into the PDF; without `pdf` only pictures are made.
    """

    source: PageSource
    files: Mapping[str, Path]
    day: date
    title: str
    widths: Sequence[int] = WIDTHS
    pdf: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the PDF (empty where none was wanted), the pictures from the narrowest, and what was noticed."""

    pdf: bytes
    pictures: tuple[Picture, ...]
    tight: tuple[Tight, ...]
    seconds: float
    warnings: tuple[str, ...]


class DrawingRoom:
    """Draws one page after another. Its child starts with the first page and keeps the faces it has read in.

    `folder` is of the state folder; `faces` are the house's own folders with faces. On one machine two children live at
    a time at most, whoever started them; one without work for a while goes by itself.
    """

    def __init__(self, folder: Path, faces: Sequence[Path] = (), *, page_seconds: float = PAGE_SECONDS) -> None:
        self._folder = folder
        self._faces = tuple(faces)
        self._seconds = page_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._work: Path | None = None
        self._pages = 0
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def draw(self, order: Order, *, patience: float = PATIENCE_SECONDS) -> Printed:
        """Draw a page; raises Busy when no place became free, NotDrawn when it cannot be drawn, Interrupted perhaps."""
        with self._one_at_a_time:
            work = self._open(patience)
            into = Path(tempfile.mkdtemp(prefix="page-", dir=work))
            try:
                return _printed(self._ask(_job(order, into)), into)
            finally:
                shutil.rmtree(into, ignore_errors=True)
                self._retire()

    def close(self) -> None:
        """Let the child go, and remove what it left. The next page starts another."""
        with self._one_at_a_time:
            self._end()

    def _open(self, patience: float) -> Path:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None or self._work is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            _sweep(self._folder)
            self._start(patience)
        assert self._work is not None
        return self._work

    def _start(self, patience: float) -> None:
        try:
            with slots.place(self._folder, patience=patience) as held:
                work = Path(tempfile.mkdtemp(prefix="child-", dir=self._folder))
                faces = json.dumps([str(folder) for folder in self._faces])
                self._child = running.start(TYPESETTER, held, str(work), faces)
        except refusals.Busy as error:
            raise Busy("two pages are being drawn already") from error
        self._work, self._pages = work, 0

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """Let the child draw; kill it when it takes too long."""
        child = self._child
        assert child is not None
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            running.kill(child.pid)

        clock = threading.Timer(self._seconds, give_up)
        clock.start()
        try:
            with suppress(BrokenPipeError):
                child.stdin.write(json.dumps(job).encode() + b"\n")
                child.stdin.flush()
            answer = _understood(child.stdout.readline(ANSWER_BYTES))
        except BaseException as error:
            # Whatever state it is in now, the next page gets a fresh one.
            self._end()
            if late.is_set():
                raise Interrupted(f"the page was given up after {self._seconds:g} seconds") from error
            raise
        finally:
            clock.cancel()
        if "refused" in answer:
            raise (Hindered if answer.get("again") else NotDrawn)(str(answer["refused"])[:2000])
        return answer

    def _retire(self) -> None:
        self._pages += 1
        if self._pages >= PAGES_A_CHILD:
            self._end()

    def _end(self) -> None:
        child, work, self._child, self._work = self._child, self._work, None, None
        if child is not None:
            running.end(child)
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _job(order: Order, into: Path) -> dict[str, Any]:
    return {
        "into": str(into),
        "source": order.source.as_json(),
        "files": {name: str(path.absolute()) for name, path in order.files.items()},
        "day": order.day.isoformat(),
        "title": order.title,
        "widths": list(order.widths),
        "pdf": order.pdf,
    }


def _understood(said: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise Interrupted("the child that drew the page died: too much memory, or a fault of the engine") from error
    if not isinstance(answer, dict):
        raise NotDrawn("the child's answer makes no sense")
    return answer


def _printed(answer: dict[str, Any], into: Path) -> Printed:
    try:
        pictures = tuple(
            Picture(int(width), int(height), (into / f"page-{int(width)}.webp").read_bytes())
            for width, height in answer["pictures"]
        )
        pdf = (into / "page.pdf").read_bytes() if answer["pdf"] else b""
        tight = tuple(Tight(**item) for item in answer["tight"])
        return Printed(pdf, pictures, tight, float(answer["seconds"]), tuple(map(str, answer["warnings"])))
    except OSError as error:
        raise Interrupted("what the child has drawn cannot be read") from error
    except (KeyError, TypeError, ValueError) as error:
        raise NotDrawn("the child's answer makes no sense") from error


def _sweep(folder: Path) -> None:
    """Remove what children of a press that was killed have left."""
    for left in folder.glob("child-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > FORGOTTEN_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
