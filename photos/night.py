"""The nightly look at the library's files, in slices so short that nothing else the press has to do waits for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from photos import reconciling
from photos.reconciling import Finding, Step

log = logging.getLogger("newsroom.photos")

SLICE_SECONDS = 1.5
AT_NIGHT = range(1, 6)
HOURS_BETWEEN, LONGEST_HOURS = 12.0, 48.0


class NightWatch:
    """What one press has still to look at tonight. It mends what is safe to mend, and never takes an original away."""

    def __init__(self) -> None:
        self.under_way: Iterator[Finding | Step] | None = None
        self.findings: list[Finding] = []

    def go_on(self) -> int:
        """Look at a few more files, if it is night; answers how many things were found wrong so far."""
        if self.under_way is None:
            if not begin("photos-checked"):
                return 0
            self.under_way, self.findings = reconciling.check(repair=True), []
        until = time.monotonic() + SLICE_SECONDS
        try:
            while time.monotonic() < until:
                self._note(next(self.under_way))
        except StopIteration:
            self.under_way = None
            log.info("the files of the photos were looked at: %s things were wrong", len(self.findings))
        except Exception:
            self.under_way = None  # a look that was broken off begins anew tomorrow
            raise
        return len(self.findings)

    def _note(self, found: Finding | Step) -> None:
        if isinstance(found, Finding):
            self.findings.append(found)
            if not found.repaired:
                log.warning("%s", found)


def begin(name: str) -> bool:
    """Whether the look of that name is due, which then counts as begun: the other presses of this machine leave it."""
    stamp = Path(settings.STATE_DIR) / name
    try:
        hours = (time.time() - stamp.stat().st_mtime) / 3600
    except FileNotFoundError:
        hours = 0.0  # a house that has just begun: the first look is that of the next night
    is_due = hours > LONGEST_HOURS or (hours > HOURS_BETWEEN and timezone.localtime().hour in AT_NIGHT)
    if is_due or not stamp.exists():
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    return is_due
