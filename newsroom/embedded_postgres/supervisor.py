"""The process that runs the embedded server, and stops it when no client is left."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from newsroom.embedded_postgres import postmaster, programs
from newsroom.embedded_postgres.place import PORT, Place, open_lock, server_environment
from newsroom.processes import die_with_parent

PULSE = 0.25
FAST_SHUTDOWN_TIMEOUT = 30
# Megabytes in which the server keeps pages of its files; it takes of them only what it uses.
LEAST_BUFFERS, MOST_BUFFERS = 64, 1024
LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def supervise(place: Place, *, durable: bool, grace: float) -> int:
    """Run the server until nobody has held the lease for `grace` seconds; its exit status."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    postmaster.forget_recycled_pid(place)
    place.hurry.unlink(missing_ok=True)
    place.own(place.socket_dir)
    server = _start_server(place, durable=durable)
    try:
        _wait_until_unused(server, place, grace)
    finally:
        _stop(server)
    return server.returncode


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _start_server(place: Place, *, durable: bool) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.socket_dir),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "shared_buffers": f"{buffers_for(_memory()) if durable else LEAST_BUFFERS}MB",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # A statement carries the words somebody wrote, and the detail of a refusal quotes the row: neither is logged.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if durable:
        # So far apart that years brought in do not write the same pages whole into the log again and again.
        settings |= {"max_wal_size": "2GB"}
    else:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [programs.program("postgres", place), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return subprocess.Popen(
        command,
        env=server_environment(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGINT),
        **programs.as_server_user(place),
    )


def buffers_for(memory: int) -> int:
    """A sixteenth of the memory, in megabytes: on the same machine the desk draws pages and the website answers."""
    return min(max(memory // 16, LEAST_BUFFERS), MOST_BUFFERS)


def _memory() -> int:
    """Megabytes that the machine has, or that its container may take."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # no container, or "max"
        memory = min(memory, int(LIMIT_OF_CONTAINER.read_text()))
    return memory >> 20


def _wait_until_unused(server: subprocess.Popen[bytes], place: Place, grace: float) -> None:
    """Return with the lease locked: who comes now waits until the server has stopped."""
    lease = open_lock(place.lease)
    unused_since: float | None = None
    while server.poll() is None:
        time.sleep(PULSE)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused_since = None
            continue
        unused_since = unused_since or time.monotonic()
        if place.hurry.exists() or time.monotonic() - unused_since >= grace:
            return
        fcntl.flock(lease, fcntl.LOCK_UN)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: roll back, write out, end
    try:
        server.wait(FAST_SHUTDOWN_TIMEOUT)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="supervisor", description=__doc__)
    parser.add_argument("state_dir")
    parser.add_argument("--grace", type=float, required=True)
    parser.add_argument("--throwaway", action="store_true")
    arguments = parser.parse_args()
    os.umask(0o077)
    return supervise(Place(arguments.state_dir), durable=not arguments.throwaway, grace=arguments.grace)


if __name__ == "__main__":
    sys.exit(main())
