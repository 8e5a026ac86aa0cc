"""How large a picture may be, and how much of the machine may be spent on one."""

from __future__ import annotations

import os
import resource

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
MAX_RATIO = 20
# A photograph in "progressive" JPEG has about ten scans; a file with thousands is a trap for the processor.
MAX_SCANS = 100
# Words and profiles beside the picture; what is larger is not read.
MAX_WORDS_BYTES = 1024 * 1024
MAX_PROFILE_BYTES = 4 * 1024 * 1024

AT_ONCE = 2
PATIENCE_SECONDS = 20.0
RUN_SECONDS = 45.0
ANSWER_BYTES = 1024 * 1024

# A WebP of 50 megapixels needs 650 MB (its reader holds the picture three times), one of 24 needs 330; a JPEG or PNG
# of the same size two thirds of that at most.
ADDRESS_SPACE = 800 * 1024 * 1024
CPU_SECONDS = 20
FILE_BYTES = 64 * 1024 * 1024
OPEN_FILES = 32
NICENESS = 5


def tie_down() -> None:
    """Take from this process, for good, what no picture needs. Called by the child before it reads a byte."""
    hold_to(address_space=ADDRESS_SPACE, cpu_seconds=CPU_SECONDS, file_bytes=FILE_BYTES)


def hold_to(*, address_space: int, cpu_seconds: int, file_bytes: int, alone: bool = True) -> None:
    """Hold this process to so much memory and time, to files of this length, and to itself `alone`.

    An engine that works with several threads cannot be held to itself.
    """
    _at_most(resource.RLIMIT_CORE, 0)
    _at_most(resource.RLIMIT_AS, address_space)
    # A second before the end there is another signal than the one with which anybody kills.
    _at_most(resource.RLIMIT_CPU, cpu_seconds, warned=cpu_seconds - 1)
    _at_most(resource.RLIMIT_FSIZE, file_bytes)
    _at_most(resource.RLIMIT_NOFILE, OPEN_FILES)
    if alone:
        _at_most(resource.RLIMIT_NPROC, 0)  # neither processes nor threads; the system does not hold root to it
    os.nice(NICENESS)


def _at_most(which: int, limit: int, *, warned: int | None = None) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(which, (limit if warned is None else min(warned, limit), limit))
    except (OSError, ValueError):
        # A system that does not know this limit (macOS and memory); the clock of the parent still holds.
        return
