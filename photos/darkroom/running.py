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
    """What one child says, at most `answer_bytes`, and how it ended; it and all it might have started are killed."""
    child = start(script, held)
    clock = threading.Timer(seconds, kill, [child.pid])
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
        end(child)
    return said, child.returncode


def start(script: Path, held: int, *words: str) -> subprocess.Popen[bytes]:
    """A child at the other end of two pipes, in a session of its own; whoever starts it ends it.

    The script runs with an empty environment, apart from the project, and inherits the place it `held`.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(script), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        pass_fds=(held,),
        start_new_session=True,
    )


def end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child with all it began, unless it is gone, and close what led to it."""
    if child.returncode is None:
        kill(child.pid)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def kill(leader: int) -> None:
    """Kill the session a child leads. Only while nobody has waited for it: afterwards another may have its number."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
