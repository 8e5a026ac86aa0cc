"""Hands the PDF of a page to the child process, waits for it, and believes nothing it says unread."""

from __future__ import annotations

import hashlib
import json
import logging
import unicodedata
from pathlib import Path
from typing import Any

from editions.composing.uploaded import limits
from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, PRINT_NAME, Box, Line, PageRead, picture_name
from editions.composing.uploaded.refusals import BusyPress, UnreadablePage
from photos.darkroom import Busy, running, slots

CHILD = Path(__file__).with_name("child.py")
# Some programs write a few bytes before the mark; the format allows them within the first thousand.
HEAD_BYTES = 1024
# What comes of an answer that is not what was asked for.
_NONSENSE = (KeyError, TypeError, ValueError, ArithmeticError, AttributeError)

log = logging.getLogger(__name__)


def read_page(path: Path, into: Path, *, page: int | None = None, advert: bool = False) -> PageRead:
    """Look at a PDF and make `page.pdf` and its pictures in a folder that exists and is empty, or nothing at all.

    `page` counts from 1; None takes the only one. Of an `advert` the one picture to print is made, print.jpg. Raises
    UnreadablePage (its str() is the sentence), BusyPress, or OSError when the disk is full.
    """
    size = path.stat().st_size
    sha256 = _looked_over(path, size, limits.ADVERT_BYTES if advert else limits.MAX_BYTES)
    job = {"path": str(path.absolute()), "into": str(into.absolute()), "page": page, "advert": advert}
    try:
        return _believed(_ask(job), size, sha256, advert=advert)
    except BaseException as error:
        for name in (CLEAN_NAME, PRINT_NAME, *map(picture_name, PICTURE_WIDTHS)):
            (into / name).unlink(missing_ok=True)
        if isinstance(error, _NONSENSE) and not isinstance(error, UnreadablePage):
            log.warning("the child's answer about %s makes no sense: %r", path.name, error)
            raise UnreadablePage("too-costly") from error
        raise


def _looked_over(path: Path, size: int, most: int) -> str:
    """The SHA-256 of a file that is no larger than allowed and begins as a PDF."""
    if size == 0:
        raise UnreadablePage("empty")
    if size > most:
        raise UnreadablePage("too-large")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(HEAD_BYTES):
            raise UnreadablePage("not-pdf")
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ask(job: dict[str, Any]) -> dict[str, Any]:
    from django.conf import settings

    content = json.dumps(job).encode()
    try:
        # The places of the darkroom: a page and a photo cost the machine alike.
        with slots.place(Path(settings.STATE_DIR) / "darkroom", patience=limits.PATIENCE_SECONDS) as held:
            said, ended = running.run(
                CHILD, content, held, seconds=limits.RUN_SECONDS, answer_bytes=limits.ANSWER_BYTES
            )
    except Busy as busy:
        raise BusyPress from busy
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = {"refused": "too-costly", "because": f"the child ended with {ended}"}
    if not isinstance(found, dict):
        raise UnreadablePage("too-costly")
    if "errno" in found:
        raise OSError(int(found["errno"]), f"the page could not be drawn: {found.get('because')}")
    if "refused" in found:
        log.info("refused %s: %s (%s)", Path(job["path"]).name, found["refused"], found.get("because"))
        raise UnreadablePage(str(found["refused"]), min(int(found.get("pages") or 0), 100_000))
    return found


def _believed(found: dict[str, Any], size: int, sha256: str, *, advert: bool) -> PageRead:
    width, height = _length(found["width"]), _length(found["height"])
    if min(width, height) < 1:
        raise ValueError("outside of what there is")
    return PageRead(
        pages=int(found["pages"]),
        width_mm=width,
        height_mm=height,
        lines=tuple(
            Line(_plain(text), _box(box), min(_length(mm), 500))
            for text, *box, mm in found["lines"][: limits.MAX_LINES]
        ),
        pictures=tuple(_box(box) for box in found["pictures"][: limits.MAX_PICTURES]),
        fonts=tuple(_plain(name)[:80] for name in found["fonts"][: limits.MAX_FONTS]),
        sizes={} if advert else {wide: _pixels(found["sizes"][str(wide)]) for wide in PICTURE_WIDTHS},
        bytes=size,
        sha256=sha256,
        print_size=_printed(found["print"]) if advert else (0, 0),
    )


def _pixels(pair: list[Any]) -> tuple[int, int]:
    width, height = (int(number) for number in pair)
    if not (0 < width <= max(PICTURE_WIDTHS) and 0 < height <= max(PICTURE_WIDTHS) * limits.MAX_RATIO + 1):
        raise ValueError("outside of what there is")
    return width, height


def _printed(pair: list[Any]) -> tuple[int, int]:
    width, height = (int(number) for number in pair)
    # The last row and column may be begun only.
    if not (width > 1 and height > 1 and (width - 1) * (height - 1) <= limits.PRINT_PIXELS):
        raise ValueError("outside of what there is")
    return width, height


def _length(number: Any) -> float:
    """A number of millimetres on a sheet; not-a-number is none of them."""
    length = float(number)
    if not -limits.MAX_SIDE_MM <= length <= 2 * limits.MAX_SIDE_MM:
        raise ValueError("outside of what there is")
    return length


def _box(edges: list[Any]) -> Box:
    left, top, right, bottom = (_length(edge) for edge in edges)
    return Box(left, top, right, bottom)


def _plain(text: Any) -> str:
    """Characters that a database and a page may hold."""
    return "".join(
        letter for letter in str(text)[: limits.MAX_LINE_CHARACTERS] if unicodedata.category(letter)[0] != "C"
    )
