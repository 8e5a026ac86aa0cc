"""The counter of the darkroom: hands a file to the child process, waits for it, and believes nothing it says unread."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from photos.darkroom import engraving, limits, running, slots
from photos.darkroom.container import HEAD_BYTES, kind_of
from photos.darkroom.orders import Developed, Examined, Print
from photos.darkroom.refusals import Unreadable
from photos.darkroom.words import clean

CHILD = Path(__file__).with_name("child.py")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_FORMATS = {"JPEG", "PNG", "WEBP", "MPO"}

# What comes of an answer that is not what was asked for.
_NONSENSE = (KeyError, TypeError, ValueError, ArithmeticError, AttributeError)

log = logging.getLogger(__name__)

Answer = dict[str, Any]


def examine(path: Path) -> Examined:
    """Look at a file that wants to come in; raises Unreadable (its str() is the sentence), Busy, or OSError."""
    size = path.stat().st_size
    if size > limits.MAX_BYTES:
        raise Unreadable("too-large")
    with path.open("rb") as file:
        kind_of(file.read(HEAD_BYTES))
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    found = _ask({"do": "examine", "path": str(path.absolute())})
    try:
        return _examined(found, size, sha256)
    except _NONSENSE as error:
        log.warning("the child's answer about %s makes no sense: %r", path.name, error)
        raise Unreadable("too-costly") from error


def develop(path: Path, plan: Sequence[Print], into: Path, *, words: engraving.Engraving) -> list[Developed]:
    """Make all the files of a plan in a folder that exists, or none; in the order of the plan.

    Raises Unreadable when the picture cannot be decoded, Busy when no place became free, OSError when the disk is full
    or the original is gone.
    """
    if not plan:
        return []
    if not all(_NAME.fullmatch(item.name) for item in plan):
        raise ValueError("a print has a plain file name")
    packet = engraving.packet(words).decode()
    job = {"do": "develop", "path": str(path.absolute()), "into": str(into.absolute()), "packet": packet}
    try:
        found = _ask(job | {"plan": [asdict(item) for item in plan]})
        return [_developed(item, made, into) for item, made in zip(plan, found["made"], strict=True)]
    except BaseException as error:
        for item in plan:
            (into / item.name).unlink(missing_ok=True)
            (into / f".{item.name}.part").unlink(missing_ok=True)
        if isinstance(error, _NONSENSE) and not isinstance(error, Unreadable):
            raise Unreadable("too-costly") from error
        raise


def _examined(found: Answer, size: int, sha256: str) -> Examined:
    width, height, likeness, colour = (found[name] for name in ("width", "height", "likeness", "colour"))
    sane = (
        found["format"] in _FORMATS
        and 0 < int(width) <= limits.MAX_SIDE
        and 0 < int(height) <= limits.MAX_SIDE
        and -(2**63) <= int(likeness) < 2**63
        and re.fullmatch("#[0-9a-f]{6}", colour)
    )
    if not sane:
        raise ValueError("outside of what there is")
    words = clean(found["words"])
    return Examined(found["format"], int(width), int(height), size, sha256, int(likeness), colour, words)


def _developed(item: Print, made: Answer, into: Path) -> Developed:
    width, height = int(made["width"]), int(made["height"])
    return Developed(item, width, height, (into / item.name).stat().st_size)


def _run(job: Answer, held: int) -> tuple[bytes, int, bool]:
    """What one child says, how it ended, and whether its time was up."""
    began = time.monotonic()
    content = json.dumps(job).encode()
    said, ended = running.run(CHILD, content, held, seconds=limits.RUN_SECONDS, answer_bytes=limits.ANSWER_BYTES)
    return said, ended, time.monotonic() - began >= limits.RUN_SECONDS


def _ask(job: Answer) -> Answer:
    """Let the child do one job. Its death, its silence and its refusal are all the same to the photographer."""
    from django.conf import settings

    with slots.place(Path(settings.STATE_DIR) / "darkroom", patience=limits.PATIENCE_SECONDS) as held:
        said, ended, is_spent = _run(job, held)
        if not said and ended == -signal.SIGKILL and not is_spent:
            # By somebody else's hand: an administrator's, or the system's when memory ran short. A good picture must
            # not be refused for it; one that is killed twice has its part in it.
            log.warning("the child with %s was killed from outside and begins anew", Path(job["path"]).name)
            said, ended, is_spent = _run(job, held)
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = {"refused": "too-costly", "because": f"the child ended with {ended}"}
    if not isinstance(found, dict):
        raise Unreadable("too-costly")
    if "errno" in found:
        raise OSError(int(found["errno"]), f"the darkroom could not work: {found.get('because')}")
    if "refused" in found:
        log.info("refused %s: %s (%s)", Path(job["path"]).name, found["refused"], found.get("because"))
        raise Unreadable(str(found["refused"]))
    return found
