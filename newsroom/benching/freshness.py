"""How soon readers see a change, while five thousand others a second read: from the commit to the answer."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsroom.benching import paper, servers

# Both workers have to show it: connections are spread over them, and so many answers in a row come from both.
IN_A_ROW = 24
LONGEST = 30.0
# Readers, and how often they ask together, as far as the machine can.
CONNECTIONS, A_SECOND = 100, 5000


class NotSeen(Exception):
    """Readers did not get to see a change at all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds until all readers saw a new edition, and that an article was withdrawn; how many read a second."""

    published: float
    withdrawn: float
    readers: float


def published_and_withdrawn(root: str, address: str, edition: int, number: int, folder: Path) -> Seen:
    """Publish that edition and withdraw that article in the midst of load."""
    with Readers(f"{root}{address}", folder) as readers:
        headline = paper.publish(edition)
        published = _seconds_until(lambda: headline.encode() in servers.fetch(f"{root}/")[2])
        paper.withdraw(number)
        withdrawn = _seconds_until(lambda: servers.fetch(f"{root}/article/{number}/")[0] == 410)
    return Seen(published, withdrawn, readers.a_second)


class Readers:
    """Some who read one page all the while, each waiting a moment after every answer, as readers do."""

    def __init__(self, url: str, folder: Path) -> None:
        script = folder / "pace.lua"
        script.write_text(f"function delay() return {1000 * CONNECTIONS // A_SECOND} end")
        self._command = ["wrk", "-t2", f"-c{CONNECTIONS}", "-d120s", "-s", str(script)]
        self._command += ["-H", "Accept-Encoding: gzip", url]
        self.a_second = 0.0

    def __enter__(self) -> Readers:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.send_signal(signal.SIGINT)  # then it says how many it were
        said, _nothing = self._process.communicate()
        if told := re.search(r"Requests/sec:\s*([\d.]+)", said):
            self.a_second = float(told[1])


def _seconds_until(is_so: Callable[[], bool]) -> float:
    """Until it is so for everybody: the first of so many answers in a row."""
    began, since, times = time.monotonic(), 0.0, 0
    while times < IN_A_ROW:
        if not is_so():
            times = 0
        elif times := times + 1:
            since = since if times > 1 else time.monotonic() - began
        if time.monotonic() - began > LONGEST:
            raise NotSeen
    return since
