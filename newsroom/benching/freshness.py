"""How soon readers see a change, while others read as fast as they can: from the commit to the answer."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from newsroom.benching import paper, servers

# Both workers have to show it: connections are spread over them, and so many answers in a row come from both.
IN_A_ROW = 24
LONGEST = 30.0


class NotSeen(Exception):
    """Readers did not get to see a change at all."""


def published_and_withdrawn(root: str, address: str, edition: int, number: int) -> tuple[float, float]:
    """Seconds until that new edition stands on the front page, and until that article is gone, under load."""
    with readers(f"{root}{address}"):
        headline = paper.publish(edition)
        seen = _seconds_until(lambda: headline.encode() in servers.fetch(f"{root}/")[2])
        paper.withdraw(number)
        gone = _seconds_until(lambda: servers.fetch(f"{root}/article/{number}/")[0] == 410)
    return seen, gone


@contextmanager
def readers(url: str) -> Iterator[None]:
    """Some who read one page all the while."""
    command = ["wrk", "-t1", "-c32", "-d120s", "-H", "Accept-Encoding: gzip", url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield
    finally:
        process.terminate()
        process.wait()


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
