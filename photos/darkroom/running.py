"""Runs a child process nobody trusts: a job in, an answer out, and in time it is gone with all it began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path


def run(script: Path, job: bytes, held: int, *, seconds: float, answer_bytes: int) -> tuple[bytes, int]:
    """What one child says, at most `answer_bytes`, and how it ended; it and all it might have started are killed.

    The script runs with an empty environment, apart from the project, and inherits the place it `held`.
    """
    command = [sys.executable, "-I", "-X", "utf8", str(script)]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        pass_fds=(held,),
        start_new_session=True,
    )
    clock = threading.Timer(seconds, _kill, [child.pid])
    clock.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):
            child.stdin.write(job)
            child.stdin.close()
        said = child.stdout.read(answer_bytes)
    finally:
        # Before it is waited for: until then nobody else can have its number.
        clock.cancel()
        if child.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                child.wait(0.5)
        _end(child)
    return said, child.returncode


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.returncode is None:
        _kill(child.pid)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _kill(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
