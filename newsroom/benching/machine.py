"""What the machine spends: processor time of processes and of strangers, memory that is a process's own share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all that come from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            children.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
    found = [root]
    for number in found:
        found += children.get(number, [])
    return found


def parent_of(process: int) -> int:
    return int(_stat(process)[1])


def seconds_of_family(root: int) -> float:
    """Processor time of a process and of all that came from it, ended ones among them."""
    return seconds_of(tree(root)) + sum(int(field) for field in _stat(root)[13:15]) * TICK


def seconds_of(processes: Iterable[int]) -> float:
    """Processor time these processes have used."""
    total = 0.0
    for number in processes:
        with suppress(OSError):
            total += sum(int(field) for field in _stat(number)[11:13]) * TICK
    return total


def seconds_of_all() -> float:
    """Processor time the whole machine has used; without idling and waiting, and without guests, counted already."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) * TICK


def megabytes_of(processes: Iterable[int]) -> float:
    """Their memory (PSS): what they share is counted once among those who share it."""
    total = 0
    for number in processes:
        with suppress(OSError):
            rows = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


def _stat(number: int) -> list[str]:
    """The fields of /proc/…/stat behind the name, which may hold anything."""
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
