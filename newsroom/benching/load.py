"""Asking a server as fast as it can, with wrk: what it answered, how soon, and what that cost."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsroom.benching import machine

THREADS, CONNECTIONS = 2, 64
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Failed(Exception):
    """A server did not answer as it should: its figure would mean nothing."""


class NoAnswer(Failed):
    """Not one came in the time it had."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One run. Times in milliseconds, `cpu` in microseconds a request, `foreign` as a part of the machine."""

    requests: float
    median: float
    slowest: float
    cpu: float
    foreign: float

    @property
    def corrected(self) -> float:
        """Requests a second, had nobody else used the processors."""
        return self.requests / (1 - self.foreign)


def run(
    url: str, servers: Iterable[int], *, seconds: int, headers: Mapping[str, str], connections: int = CONNECTIONS
) -> Figure:
    """Ask for `seconds`; `servers` are the processes whose time counts. Raises Failed if an answer is an error."""
    serving = list(servers)
    command = [
        "wrk",
        f"-t{min(THREADS, connections)}",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "--latency",
    ]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    began, used, all_used = time.monotonic(), machine.seconds_of(serving), machine.seconds_of_all()
    own = _children()
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    lasted = time.monotonic() - began
    spent, all_spent = machine.seconds_of(serving) - used, machine.seconds_of_all() - all_used
    if "Non-2xx" in done or "Socket errors" in done:
        raise Failed(f"{url}: {done}")
    asking = _children() - own
    foreign = max(0.0, all_spent - spent - asking) / (lasted * _processors())
    count = int(_first(r"(\d+) requests in", done))
    if not count:
        raise NoAnswer(f"{url}: no answer in {seconds} s")
    return Figure(
        requests=float(_first(r"Requests/sec:\s*([\d.]+)", done)),
        median=_milliseconds("50%", done),
        slowest=_milliseconds("99%", done),
        cpu=spent / count * 1e6,
        foreign=min(foreign, 0.99),
    )


def _children() -> float:
    """Processor time of programs that have ended, wrk among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def _milliseconds(which: str, text: str) -> float:
    number, unit = re.search(rf"{which}\s+([\d.]+)(us|ms|s|m)\b", text).groups()  # type: ignore[union-attr]
    return float(number) * MILLISECONDS[unit]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise Failed(text)
    return found.group(1)
