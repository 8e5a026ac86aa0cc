"""The figures put together: every target once a round, so that what else the machine does strikes all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from newsroom.benching.load import Figure
from newsroom.benching.said import Said, said


@dataclass(frozen=True, slots=True)
class Target:
    """What is measured, under the name it has in tables. `run` makes one run of so many seconds."""

    name: str
    run: Callable[[int], Figure]


@dataclass(frozen=True, slots=True)
class Row:
    """The medians of a target; `part` is its requests a second beside those of the limit, round by round."""

    name: str
    requests: float
    corrected: float
    median: float
    slowest: float
    cpu: float
    foreign: float
    part: float


def measured(
    targets: Sequence[Target], *, rounds: int, seconds: int, tell: Callable[[str], object] = lambda _line: None
) -> list[Row]:
    """The first target is the limit that the others are set beside."""
    figures: dict[str, list[Figure]] = {target.name: [] for target in targets}
    for number in range(rounds):
        for target in targets:
            figure = target.run(seconds)
            figures[target.name].append(figure)
            tell(f"round {number + 1}: {target.name}: {figure.requests:,.0f} requests a second")
    limit = figures[targets[0].name]
    return [_row(name, runs, limit) for name, runs in figures.items()]


@dataclass(frozen=True, slots=True)
class Turns:
    """One target beside another that was asked right before or after it, each time.

    Its part of the other's requests a second: the median, and where the middle half of the turns begins and ends.
    """

    name: str
    beside: str
    part: float
    low: float
    high: float
    cpu: float
    cpu_beside: float

    def said(self) -> Said:
        form = "{:.1%} (half of the turns {:.1%} to {:.1%}), {:.1f} µs of processor time to {:.1f}"
        return said(form, self.part, self.low, self.high, self.cpu, self.cpu_beside)


def by_turns(
    ours: Target, other: Target, *, turns: int, seconds: int = 1, tell: Callable[[str], object] = lambda _line: None
) -> Turns:
    """Ask both again and again, now one first and now the other: what the machine does besides strikes both alike."""
    runs: dict[str, list[Figure]] = {ours.name: [], other.name: []}
    for number in range(turns):
        for target in (ours, other) if number % 2 else (other, ours):
            runs[target.name].append(target.run(seconds))
    pairs = zip(runs[ours.name], runs[other.name], strict=True)
    low, middle, high = quantiles((one.corrected / two.corrected for one, two in pairs), n=4, method="inclusive")
    cpu, cpu_beside = (median(run.cpu for run in runs[target.name]) for target in (ours, other))
    found = Turns(ours.name, other.name, middle, low, high, cpu, cpu_beside)
    tell(f"by {turns} turns: {ours.name} → {other.name}: {found.said()}")
    return found


def table(rows: Iterable[Row]) -> str:
    """The figures as Markdown."""
    head = "| what is asked | requests/s | without strangers | of limit | p50 ms | p99 ms | CPU µs | strangers |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *map(_line, rows)]) + "\n"


def more_table(figures: Mapping[str, str]) -> str:
    """What is no speed: name and value with its unit."""
    rows = [f"| {name} | {said} |" for name, said in figures.items()]
    return "\n".join(["| what | figure |", "|---|---|", *rows]) + "\n"


def _line(row: Row) -> str:
    speed = f"{row.requests:,.0f} | {row.corrected:,.0f} | {row.part:.1%}"
    return f"| {row.name} | {speed} | {row.median:.2f} | {row.slowest:.2f} | {row.cpu:,.0f} | {row.foreign:.0%} |"


def _row(name: str, runs: Sequence[Figure], limit: Sequence[Figure]) -> Row:
    parts = [one.corrected / best.corrected for one, best in zip(runs, limit, strict=True)]
    return Row(
        name=name,
        requests=median(run.requests for run in runs),
        corrected=median(run.corrected for run in runs),
        median=median(run.median for run in runs),
        slowest=median(run.slowest for run in runs),
        cpu=median(run.cpu for run in runs),
        foreign=median(run.foreign for run in runs),
        part=median(parts),
    )
