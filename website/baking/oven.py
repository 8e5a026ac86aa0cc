"""Baking what waits, one address after another: ask, keep as files, note it down.

One hand has pages made, which is Python and PostgreSQL; another packs them and lays them down, which is neither, so it
goes on meanwhile.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from django.db.models import Min
from django.db.models.functions import Now

from website.baking import addresses
from website.baking.asking import Answer, Website
from website.baking.ledger import Ledger, Loaf, Rank
from website.baking.telling import Teller
from website.baking.tree import StrangeAddress, Tree, file_of
from website.models import FrontPlace, PublishedArticle, PublishedEdition
from website.sitemaps import NEWS_DAYS

log = logging.getLogger("newsroom.baking")

# What could not be baked is tried again after so many seconds.
PAUSE = 10.0
# So many addresses are noted down together, or those of so many seconds: each time the disk has to say it has them.
KEPT_TOGETHER, KEPT_EVERY = 200, 2.0
# So many pages lie ready to be packed before the next is made.
IN_HAND = 8

Moment = float


class WebsiteAway(Exception):
    """Nothing can be baked for now: the database behind the website does not answer."""


class Oven:
    """Bakes the addresses that wait in the ledger of a tree."""

    def __init__(self, tree: Tree, ledger: Ledger, website: Website, teller: Teller) -> None:
        self._tree, self._ledger, self._website, self._teller = tree, ledger, website, teller
        self._unkept, self._kept_at = 0, time.monotonic()
        self.generation = 0
        # One alone, so that whatever becomes of an address happens in the order in which it was made.
        self._packing = ThreadPoolExecutor(1, "packing")
        # With each the address and rank of what readers may have otherwise; none where nothing changes for them.
        self._in_hand: deque[tuple[Future[None], tuple[str, Rank] | None]] = deque()

    def bake_next(self, now: Moment | None = None) -> bool:
        """Bake one address; answers whether one was there. Raises WebsiteAway, and then all that waits waits on.

        What could not be baked is not tried again before its time, whatever time it is said to be `now`.
        """
        found = self._ledger.next_in_line(time.time() if now is None else now)
        if found is None:
            return False
        address, rank = found
        try:
            answer = self._website.ask(address)
            if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
                raise WebsiteAway(address)
            self._keep(address, rank, answer)
        except ValueError as error:  # what cannot be baked may not hold up what can
            self._fail(address, rank, str(error))
        self._unkept += 1
        if self._unkept >= KEPT_TOGETHER or time.monotonic() - self._kept_at > KEPT_EVERY:
            self.keep()
        return True

    def keep(self) -> None:
        """Note down for good what has been baked; files first, so that the notes never know more than the disk."""
        self._lay_down()
        self._tree.settle()
        self._ledger.keep()
        self._unkept, self._kept_at = 0, time.monotonic()

    def forget(self) -> None:
        """Go on from what was kept last: the disk took no more. What lies there already is found there again."""
        while self._in_hand:
            with suppress(OSError):
                self._lay_down()
        self._ledger.forget()
        self._unkept = 0

    def close(self) -> None:
        self._packing.shutdown()

    def _lay_down(self, but: int = 0) -> None:
        """Wait until no more than so many are in hand. Raises OSError when the disk did not take one."""
        while len(self._in_hand) > but or (self._in_hand and self._in_hand[0][0].done()):
            laid, changed = self._in_hand.popleft()
            laid.result()
            if changed:
                self._teller.note(*changed)

    def _hand_over(self, do: Callable[[], None], changed: tuple[str, Rank] | None) -> None:
        self._lay_down(IN_HAND - 1)
        self._in_hand.append((self._packing.submit(do), changed))

    def _keep(self, address: str, rank: Rank, answer: Answer) -> None:
        if answer.is_page or answer.is_gone:
            self._put(address, rank, answer)
        elif answer.is_elsewhere:
            self._take_away(address, rank)
        else:
            raise ValueError(f"{address} is answered with {answer.status}")
        self._ledger.take_from_line(address)
        if address in CHANGING_BY_THEMSELVES:
            self._ledger.set_due(address, CHANGING_BY_THEMSELVES[address]())

    def _put(self, address: str, rank: Rank, answer: Answer) -> None:
        digest = hashlib.sha256(answer.content).hexdigest()
        before = self._ledger.loaf(address)
        loaf = Loaf(
            address,
            addresses.shelf_of(address),
            answer.status,
            answer.content_type,
            len(answer.content),
            digest,
            self.generation,
        )
        same = before is not None and (before.status, before.hash) == (answer.status, digest)
        file_of(address)  # what no file belongs to is refused before it is noted
        # Of a tree that is only being made nobody has anything; of news somebody may have that there are none.
        is_news = not same and (before is not None or rank < Rank.EVERYTHING)
        self._hand_over(partial(self._put_file, address, answer, same=same), (address, rank) if is_news else None)
        self._ledger.enter(loaf)

    def _put_file(self, address: str, answer: Answer, *, same: bool) -> None:
        if not (same and self._tree.has(address, gone=answer.is_gone, content=answer.content)):
            self._tree.put(address, answer.content, gone=answer.is_gone)

    def _take_away(self, address: str, rank: Rank) -> None:
        file_of(address)
        was_there = self._ledger.loaf(address) is not None
        self._hand_over(partial(self._tree.take_away, address), (address, rank) if was_there else None)
        self._ledger.strike(address)

    def _fail(self, address: str, rank: Rank, reason: str) -> None:
        """Leave what was there, unless it may be what was withdrawn; the website answers until it can be baked."""
        log.error("cannot be baked: %s", reason)
        if rank <= Rank.NAMING:
            with suppress(StrangeAddress):
                self._take_away(address, rank)
        self._ledger.put_off(address, time.time() + PAUSE)


def _news_grow_old() -> Moment | None:
    """When the oldest article in the file of news leaves it, by the database's clock."""
    recent = PublishedArticle.objects.readable().filter(published_at__gt=Now() - timedelta(days=NEWS_DAYS))
    oldest = recent.aggregate(oldest=Min("published_at"))["oldest"]
    return (oldest + timedelta(days=NEWS_DAYS)).timestamp() if oldest else None


def _place_ends() -> Moment | None:
    """When the next place on the front page ends that was given until an hour."""
    edition = PublishedEdition.objects.newest()
    end = FrontPlace.objects.standing(edition).aggregate(end=Min("until"))["end"] if edition else None
    return end.timestamp() if end else None


# Pages that become others without an event, and when they will next.
CHANGING_BY_THEMSELVES: dict[str, Callable[[], Moment | None]] = {
    "/": _place_ends,
    "/sitemap-news.xml": _news_grow_old,
}
