"""How long answers take: on the clock, and of processors in Python and PostgreSQL together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from newsroom.benching import machine

HEAD = "| | n | clock: median | p95 | p99 | processors: median | p95 | p99 |\n|---|---|---|---|---|---|---|---|"


class Clock:
    """Takes the time of deeds in this process and of its session in PostgreSQL, where that is on this machine."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.session = int(cursor.fetchone()[0])
        process = Path(f"/proc/{self.session}")
        self.server = process / "schedstat"
        name = process / "comm"
        # A process of that number may be here, and PostgreSQL elsewhere.
        self.sees_server = self.server.exists() and name.read_text().strip() == "postgres"

    def taken(self, deed: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds on the clock, and of processors."""
        begun, spent = time.perf_counter(), self.spent()
        deed()
        return (time.perf_counter() - begun) * 1000, self.spent() - spent

    def spent(self) -> float:
        return time.process_time() * 1000 + self.server_spent()

    def server_spent(self) -> float:
        return int(self.server.read_text().split()[0]) / 1e6 if self.sees_server else 0.0

    def whole_server_spent(self) -> float:
        """Of all processes that PostgreSQL has and had, those that write its pages and its log among them."""
        return 1000 * machine.seconds_of_family(machine.parent_of(self.session)) if self.sees_server else 0.0


@dataclass(slots=True)
class Answers:
    """Of one kind: milliseconds on the clock and of processors, one of each an answer."""

    kind: str
    clock: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)

    def add(self, taken: tuple[float, float]) -> None:
        self.clock.append(taken[0])
        self.processors.append(taken[1])

    def line(self) -> str:
        """A row of a table; `HEAD` is its head."""
        figures = [
            f"{at(values, share):.1f}" for values in (self.clock, self.processors) for share in (0.5, 0.95, 0.99)
        ]
        return f"| {self.kind} | {len(self.clock)} | {' | '.join(figures)} |"


def at(values: Iterable[float], share: float) -> float:
    """The value that this share of all does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def all_of(kind: str, several: Iterable[Answers]) -> Answers:
    together = Answers(kind)
    for one in several:
        together.clock += one.clock
        together.processors += one.processors
    return together
