"""Waiting for what other processes and threads do: the patience is for a stuck machine, not a measure of ours."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 300.0  # seconds


def eventually(question: Callable[[], object]) -> bool:
    """Ask until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)
    return True


def is_running(pid: int) -> bool:
    """A process that has ended but that nobody has asked about yet is not running."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
