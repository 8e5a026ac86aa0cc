"""What a rehearsal is played on: the machines and the paper, what is promised of them, and how it is looked at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsroom.benching import servers
from newsroom.rehearsal.machines import House
from newsroom.rehearsal.newspaper import Paper, persistently
from newsroom.rehearsal.readers import Readers

# In seconds: what is promised, and until something is given up.
PROMISED = 2.0
LONGEST = 90.0
LOC = re.compile(rb"<loc>([^<]+)</loc>")


class Untrue(Exception):
    """A sentence did not come true; the text says what came instead."""


class NotTried(Exception):
    """A sentence that cannot be tried on this machine; the text says what it lacks."""


@dataclass
class Stage:
    """The machines, the paper, and the addresses readers go to."""

    house: House
    paper: Paper
    promised: float = PROMISED

    def addresses(self) -> list[str]:
        """Every page the sitemap names."""
        parts = [self._sitemap(f"{self.house.root}/sitemap.xml")]
        maps = [url for url in LOC.findall(parts[0]) if url.endswith(b".xml")]
        parts += [self._sitemap(url.decode()) for url in maps]
        found = {urlsplit(url.decode()).path for part in parts for url in LOC.findall(part)}
        pages = sorted(address for address in found if not address.endswith((".xml", ".pdf")))
        check(bool(pages), "the sitemap names no page")
        return pages

    def _sitemap(self, url: str) -> bytes:
        status, _headers, body = servers.fetch(url)
        check(status == 200, f"{url} answers {status}")
        return body

    @contextmanager
    def readers(self) -> Iterator[Readers]:
        """They read while something happens, and nobody may have missed anything."""
        readers = Readers(self.house.root, self.addresses())
        with readers.reading():
            yield readers
        asked = readers.got + len(readers.missed)
        check(not readers.missed, f"{len(readers.missed)} of {asked} answers missing: {readers.missed[:3]}")
        check(readers.got > 0, "nobody read a page meanwhile: that proves nothing")

    def published(self) -> tuple[int, str]:
        """An article out just now; answers with its number and how long each place took to show it."""
        number, headline = persistently(self.paper.publish)
        return number, self.seen(lambda root: shows(root, number, headline))

    def seen(self, is_so: Callable[[str], bool], *, longest: float | None = None) -> str:
        """Wait until it is so on every machine and before them; raises Untrue where that takes longer than promised."""
        began = time.monotonic()
        took: dict[str, float] = {}
        while len(took) < len(self.house.everywhere):
            for root in self.house.everywhere:
                if root not in took and is_so(root):
                    took[root] = time.monotonic() - began
            check(time.monotonic() - began < LONGEST, f"never seen on {set(self.house.everywhere) - took.keys()}")
            time.sleep(0.02)
        check(max(took.values()) <= (longest or self.promised), f"took {max(took.values()):.1f} s")
        return f"{max(took.values()):.1f} s"


def check(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Untrue(otherwise)


def shows(root: str, number: int, headline: str) -> bool:
    """The article itself, the front page and the feed."""
    places = (f"/article/{number}/", "/feeds/latest.xml", f"/api/articles/{number}/")
    return all(headline.encode() in servers.fetch(f"{root}{address}")[2] for address in places)


def is_gone(root: str, number: int) -> bool:
    places = (f"/article/{number}/", f"/article/{number}/ninjs.json", f"/api/articles/{number}/")
    return all(servers.fetch(f"{root}{address}")[0] == 410 for address in places)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not is_so():
        check(time.monotonic() < deadline, "not so after a minute and a half")
        time.sleep(0.05)
