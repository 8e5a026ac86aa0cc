"""What the server's own pid file tells, checked against the process that really has that pid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from newsroom.embedded_postgres.place import PORT, Place

STATUS_LINE = 7  # PostgreSQL's pg_ctl reads the same line: "starting", "ready   ", "stopping"


def is_ready(place: Place) -> bool:
    lines = _lines(place.pid_file)
    ready = len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"
    return ready and is_alive(place)


def is_alive(place: Place) -> bool:
    """Whether the pid in the file is a server of this very data directory."""
    pid = _first_number(place.pid_file)
    return pid is not None and os.fsencode(place.data) in _command_of(pid)


def forget_recycled_pid(place: Place) -> None:
    """Remove what a killed server left behind.

    PostgreSQL refuses to start while the pid in either file lives, whatever that process is.
    """
    if is_alive(place):
        return
    place.pid_file.unlink(missing_ok=True)
    (place.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except (OSError, ValueError):
        return []


def _first_number(path: Path) -> int | None:
    lines = _lines(path)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _command_of(pid: int) -> list[bytes]:
    if sys.platform == "linux":  # slim images have no `ps`
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return []
    ps = ["ps", "-p", str(pid), "-o", "args="]
    return subprocess.run(ps, capture_output=True, check=False).stdout.split()
