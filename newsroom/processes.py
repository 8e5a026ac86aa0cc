"""Starting the processes of a command, which end with it however it ends, and looking for ports.

Run as a program it is the guard of these processes: it outlives a command that is killed, and ends what is left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any

PR_SET_PDEATHSIG = 1
PULSE = 0.05
TIME_TO_END = 4.0
# Of that, what is kept for those who have to be killed.
TIME_TO_KILL = 0.5
TIME_TO_ASK_AGAIN = 1.0
LONGEST_IMPATIENCE = 10.0
ENDINGS = [ending for ending in signal.Signals if ending.name in {"SIGTERM", "SIGHUP", "SIGINT"}]


def die_with_parent(ending: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: when the parent is killed, even by -9, the kernel sends us `ending`.

    Call it in the parent, before the fork: the child may have changed user already and be unable
    to load anything. To the kernel "the parent" is the thread that started the child, so start it
    from one that lives as long as the child should. Linux only; None elsewhere.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()
    wanted = int(ending)

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, wanted)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), wanted)

    return ask_the_kernel


class PortUnavailableError(Exception):
    """Nothing can listen there; the message is one line and names the option to change."""


def port_is_free(host: str, port: int) -> bool:
    """Whether somebody could listen there now."""
    return _refusal(host, port) is None


def require_free_port(host: str, port: int, *, option: str) -> None:
    """Raise PortUnavailableError, naming the command's `option`, unless the port can be had."""
    refusal = _refusal(host, port)
    if refusal is None:
        return
    if isinstance(refusal, socket.gaierror) or refusal.errno == errno.EADDRNOTAVAIL:
        raise PortUnavailableError(f"{host} is not an address of this machine.")
    if refusal.errno == errno.EACCES:
        raise PortUnavailableError(f"Port {port} is reserved for the system: choose one above 1023 with {option}.")
    raise PortUnavailableError(f"Port {port} is taken by another program: choose another with {option}.")


def _refusal(host: str, port: int) -> OSError | None:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            # A server that has just ended leaves the port waiting, and ours would take it too.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error
    return None


@dataclass(frozen=True)
class Child:
    """One process of a command, under the name its operator knows it by."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def ending(self) -> str:
        """How it ended, in words: `website was killed by SIGKILL`, `press ended with status 1`."""
        status = self.process.poll()
        if status is None:
            return f"{self.name} is running"
        if status < 0:
            return f"{self.name} was killed by {signal.Signals(-status).name}"
        return f"{self.name} ended with status {status}"

    def send(self, ending: signal.Signals) -> None:
        """To the process and all it has started itself."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, ending)


class Children:
    """The processes of one command: `with Children() as children`, and none outlives the block.

    Inside the block SIGTERM and a closed terminal raise KeyboardInterrupt as Ctrl-C does. Ctrl-C
    itself reaches this process alone, so that the others are told once, and in order.
    """

    def __init__(self, *, prefixed: bool = False, output: IO[str] | None = None) -> None:
        """With `prefixed` each line they print goes to `output` (stderr) after the child's name."""
        self._children: list[Child] = []
        self._guard: subprocess.Popen[bytes] | None = None
        self._readers: list[threading.Thread] = []
        self._prefixed = prefixed
        self._output = output or sys.stderr
        self._handlers_before: dict[signal.Signals, Any] = {}
        self._is_leaving = False
        self._told_at = -LONGEST_IMPATIENCE

    def __enter__(self) -> Children:
        for ending in ENDINGS:
            if ending.name == "SIGHUP" and signal.getsignal(ending) is signal.SIG_IGN:
                continue  # under nohup a closed terminal is not meant to end anything
            self._handlers_before[ending] = signal.signal(ending, self._interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_leaving = True
        self.stop()
        for ending, handler in self._handlers_before.items():
            signal.signal(ending, handler)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        # An impatient second Ctrl-C must not leave any of them behind. A later one counts again: Python
        # drops an exception that happens to rise inside a destructor.
        now = time.monotonic()
        if self._is_leaving or now - self._told_at < LONGEST_IMPATIENCE:
            return
        self._told_at = now
        raise KeyboardInterrupt

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Child:
        """Start one, with `environment` on top of ours. Call it from the main thread only."""
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self._prefixed else None,
            stderr=subprocess.STDOUT if self._prefixed else None,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        child = Child(name, process)
        self._children.append(child)
        self._have_guarded(child)
        if self._prefixed:
            self._read_aloud(child)
        return child

    def first_ended(self) -> Child | None:
        """One that has ended, if any has."""
        return next((child for child in self._children if child.has_ended), None)

    def wait_for_an_end(self) -> Child:
        """Wait until one of them ends, and say which; a command that lost one has to stop."""
        while (ended := self.first_ended()) is None:
            time.sleep(PULSE)
        return ended

    def stop(self, *, within: float = TIME_TO_END) -> None:
        """End them all: asked first, killed if they have not gone when `within` seconds end."""
        deadline = time.monotonic() + within - TIME_TO_KILL
        asked_at = 0.0
        while not all(child.has_ended for child in self._children) and (now := time.monotonic()) < deadline:
            if now - asked_at >= TIME_TO_ASK_AGAIN:  # one that was just starting may have missed it
                asked_at = now
                for child in self._children:
                    child.send(signal.SIGTERM)
            time.sleep(PULSE)
        for child in self._children:
            child.send(signal.SIGKILL)  # also to what a child that ended has left running
            child.process.wait()
        for reader in self._readers:
            reader.join(TIME_TO_KILL)
        self._children.clear()
        if self._guard:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None

    def _have_guarded(self, child: Child) -> None:
        """A server asked to end while it is just starting may not hear it; after our own death somebody must insist."""
        if self._guard is None:
            command = [sys.executable, "-S", __file__]
            self._guard = subprocess.Popen(command, cwd="/", stdin=subprocess.PIPE, start_new_session=True)
        if self._guard.stdin:
            with suppress(BrokenPipeError):
                self._guard.stdin.write(b"%d\n" % child.process.pid)
                self._guard.stdin.flush()

    def _read_aloud(self, child: Child) -> None:
        pipe = child.process.stdout
        if pipe is None:
            return

        def copy() -> None:
            with pipe:
                for line in pipe:
                    self._output.write(f"{child.name}: {line.decode(errors='replace').rstrip()}\n")
                    self._output.flush()

        reader = threading.Thread(target=copy, name=f"output of {child.name}", daemon=True)
        reader.start()
        self._readers.append(reader)


def guard(told: IO[str]) -> None:
    """Read process groups until whoever writes them has died, then end what is left of them."""
    groups = [int(line) for line in told]
    ending, deadline = signal.SIGTERM, time.monotonic() + TIME_TO_END
    while groups:
        if time.monotonic() > deadline:
            ending = signal.SIGKILL
        groups = [group for group in groups if _was_there(group, ending)]
        time.sleep(TIME_TO_ASK_AGAIN)


def _was_there(group: int, ending: signal.Signals) -> bool:
    try:
        os.killpg(group, ending)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    guard(sys.stdin)
