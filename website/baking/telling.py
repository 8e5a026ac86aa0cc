"""What a network that keeps pages (CDN) has still to be told of this tree: each address that changed, until it took it.

It is told when the bytes lie on the disk, by a hand of its own: one that is slow or away holds up no baking.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings

from website import cdn
from website.baking.ledger import Ledger, Rank, Untold

log = logging.getLogger("newsroom.cdn")

# nginx may have a file open for a second after it was replaced, and a network may ask just then: so what it is told as
# soon as the disk has it, it is told once more when that is over.
OPEN_FOR = 1.1
# In seconds: until one looks whether the network has answered, and until it is tried again after so many attempts.
LOOK_AGAIN = 0.05
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)


class Teller:
    """Tells what the ledger notes as untold, some addresses at a time; only the thread of the ledger calls it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._hand = ThreadPoolExecutor(1, "cdn")
        self._told: tuple[Future[None], Sequence[Untold]] | None = None
        self._failures, self._not_before = 0, float("-inf")

    def note(self, address: str, rank: Rank) -> None:
        """The disk has other bytes of it, or none."""
        if not cdn.is_told():
            return
        now = time.time()
        if rank < Rank.EVERYTHING:
            self._ledger.note_untold(address, rank, now, now)
        self._ledger.note_untold(address, rank, now, now + OPEN_FOR)

    def go_on(self) -> None:
        """See what became of what was told last, then tell what is next; waits for nothing."""
        if self._told is not None:
            future, rows = self._told
            if not future.done():
                return
            self._told = None
            self._take_in(future, rows)
        if not cdn.is_told() or time.monotonic() < self._not_before:
            return
        now = time.time()
        if too_late := self._ledger.forget_untold(now - settings.CDN_SECONDS - OPEN_FOR):
            log.warning("%s addresses were not told to the network in time: it has to ask for them by itself", too_late)
        if rows := self._ledger.untold(now, cdn.TOGETHER):
            addresses = dict.fromkeys(row.address for row in rows)
            if len(addresses) > 1:  # not all know how to forget everything: what they do know may not wait with it
                addresses.pop(cdn.EVERYTHING, None)
                rows = [row for row in rows if row.address in addresses]
            self._told = self._hand.submit(cdn.tell, list(addresses)), rows

    def tell_at_once(self, addresses: Sequence[str]) -> None:
        """Where nothing can be noted down: once, as well as it goes."""
        for start in range(0, len(addresses) if cdn.is_told() else 0, cdn.TOGETHER):
            self._hand.submit(cdn.tell, addresses[start : start + cdn.TOGETHER])

    def seconds_until_next(self, at_most: float) -> float:
        """How long one may rest."""
        if self._told is not None:
            return min(at_most, LOOK_AGAIN)
        due = self._ledger.untold_next()
        if due is None or time.monotonic() < self._not_before:
            return at_most
        return max(min(at_most, due - time.time()), 0.0)

    def close(self) -> None:
        self._hand.shutdown(cancel_futures=True)

    def _take_in(self, future: Future[None], rows: Sequence[Untold]) -> None:
        """A network that is away is left alone for a while; one that will not have these may be told of others."""
        try:
            future.result()
        except cdn.NotTold as error:
            log.warning("the network was not told of %s addresses: %s", len(rows), error)
            self._ledger.put_off_untold(rows, time.time() + _pause_after(max(row.tries for row in rows)))
            self._not_before = time.monotonic() + _pause_after(self._failures)
            self._failures += 1
        else:
            self._ledger.strike_untold(rows)
            self._failures = 0


def _pause_after(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES) - 1)]
