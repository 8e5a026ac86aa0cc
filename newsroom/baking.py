"""The press bakes the website where both stand on one machine: a process of the readers' side that it keeps running."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from django.conf import settings

from newsroom.processes import die_with_parent

log = logging.getLogger("newsroom.press")

# In seconds: before one that has ended is started again, and until one that was told to end is killed.
PAUSE = 5.0
TIME_TO_END = 10.0
FOLLOW = (sys.executable, "manage.py", "bake", "--follow")


class BakingProcess:
    """`manage.py bake --follow`, signed in as readers are and with none of the desk's keys; none without a folder."""

    def __init__(self, command: Sequence[str] = FOLLOW) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = float("-inf")

    def keep_running(self) -> None:
        """Start it if it does not run; to be called by the thread that lives as long as the press."""
        if not settings.BAKED_DIR or self._runs() or time.monotonic() < self._not_before:
            return
        if self._process is not None:
            log.warning("the baker ended with status %s and is started again", self._process.returncode)
        self._not_before = time.monotonic() + PAUSE
        self._process = subprocess.Popen(
            self._command,
            cwd=settings.BASE_DIR,
            env=readers_environment(),
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def stop(self) -> None:
        if self._process is None or not self._runs():
            return
        self._process.terminate()
        try:
            self._process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _runs(self) -> bool:
        return self._process is not None and self._process.poll() is None


def readers_environment() -> dict[str, str]:
    """Ours as the readers' side has it; who gets into that process shall not find the desk's keys in it."""
    keys = {"NEWSROOM_SECRET_KEY", "DATABASE_URL"} if os.environ.get("READER_DATABASE_URL") else set()
    own = {name: value for name, value in os.environ.items() if name not in keys}
    return {**own, "NEWSROOM_SIDE": "website", "NEWSROOM_NO_BOOTSTRAP": "1"}
