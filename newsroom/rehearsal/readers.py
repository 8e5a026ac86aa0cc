"""Those who read while something happens: one page after another through the front, and what they did not get."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

PATIENCE = 10.0
# What they find withdrawn meanwhile is no fault.
RIGHT = {200, 410}
BETWEEN_PAGES = 0.02


class Readers:
    """A few threads; `got` counts whole pages, `missed` says what came instead of one."""

    def __init__(self, root: str, addresses: Sequence[str], count: int = 3) -> None:
        self.got, self.missed = 0, list[str]()
        self._netloc = urlsplit(root).netloc
        self._addresses, self._count = addresses, count
        self._stop, self._lock = threading.Event(), threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Readers]:
        threads = [threading.Thread(target=self._read, args=(start,)) for start in range(self._count)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _read(self, start: int) -> None:
        for address in itertools.islice(itertools.cycle(self._addresses), start * 7, None):
            if self._stop.wait(BETWEEN_PAGES):
                return
            fault = self._ask(address)
            with self._lock:
                if fault:
                    self.missed.append(f"{time.strftime('%X')} {address}: {fault}")
                else:
                    self.got += 1

    def _ask(self, address: str) -> str:
        """What was wrong with the answer; nothing if it came whole."""
        asked = http.client.HTTPConnection(self._netloc, timeout=PATIENCE)
        try:
            asked.request("GET", address)
            answer = asked.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            asked.close()
        return "" if answer.status in RIGHT else f"status {answer.status}"
