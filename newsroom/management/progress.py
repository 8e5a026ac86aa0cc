"""How far something long has come: a bar on a terminal, and where a log is written a line now and then."""

from __future__ import annotations

import time
from typing import Protocol

BAR = 30
# Seconds between two lines of a log.
NOW_AND_THEN = 60


class Stream(Protocol):
    def isatty(self) -> bool: ...

    def write(self, msg: str = "", style_func: None = None, ending: str | None = None) -> None: ...

    def flush(self) -> None: ...


class Progress:
    """Of what comes in article by article; `end` leaves the terminal's line."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.is_terminal = stream, stream.isatty()
        self.began = self.said = time.monotonic()

    def show(self, articles: int, share: float) -> None:
        """So many articles, and this share of the whole."""
        now = time.monotonic()
        speed = articles / max(now - self.began, 0.001)
        said = f"{articles:,} articles, {speed:,.0f} a second"
        if self.is_terminal:
            done = int(BAR * min(share, 1))
            self.stream.write(f"\r{'█' * done}{'░' * (BAR - done)} {said}", ending="")
        elif now - self.said >= NOW_AND_THEN:
            self.said = now
            self.stream.write(f"{share:.0%}: {said}")
        self.stream.flush()

    def end(self) -> None:
        if self.is_terminal:
            self.stream.write("")
