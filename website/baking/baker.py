"""One tree and all that is done to it: baked whole, or kept in step with the outbox until told to stop."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import IO

from django.db import InterfaceError, OperationalError, connection

from website import cdn
from website.baking.asking import Website
from website.baking.following import WITHOUT_NOTES, Follower
from website.baking.headers import write_headers
from website.baking.ledger import Ledger, Rank
from website.baking.oven import Oven, WebsiteAway
from website.baking.place import Behind
from website.baking.telling import Teller
from website.baking.tree import GONE, LIVE, Tree, file_of
from website.calls import Calls

log = logging.getLogger("newsroom.baking")

# In seconds: between two looks into the outbox, also while much is waiting, for what is withdrawn goes first.
LOOK = 0.4
# Where nobody calls, as on a standby.
SHORT_LOOK = 0.2
# After the database has gone: at first, for there may be another server, and at most.
FIRST_PAUSE, PAUSE = 0.1, 2.0

# Is told how many addresses are done, and can ask how many wait.
Progress = Callable[[int, Callable[[], int]], None]


class Taken(Exception):
    """Another process bakes into this folder."""


class Baker:
    """`with Baker(folder, root) as baker`: nobody else bakes into the folder meanwhile."""

    def __init__(self, folder: str | Path, root: str) -> None:
        self.tree = Tree(folder)
        self._root = root
        self._lock: IO[str] | None = None

    def __enter__(self) -> Baker:
        self.tree.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.tree.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise Taken(str(self.tree.folder)) from error
        self.tree.prepare()
        self.ledger = Ledger(self.tree.folder / "ledger.sqlite3")
        self._website = Website(self._root)
        self._follower = Follower(self.ledger)
        self._teller = Teller(self.ledger)
        self._oven = Oven(self.tree, self.ledger, self._website, self._teller)
        self._calls = Calls()
        self._looked = float("-inf")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):  # what could not be kept is baked again
            try:
                self._oven.keep()
            except OSError:
                self._oven.forget()
            self.ledger.close()
        self._oven.close()
        self._teller.close()
        assert self._lock is not None
        self._lock.close()

    def bake_all(self, progress: Progress) -> int:
        """Bake every address anew, each once, and clear away what belongs to none; answers how many were baked.

        What could not be baked waits in the ledger.
        """
        write_headers(self.tree, self._website, self._root)
        self._follower.begin_anew()
        self.ledger.keep()
        done, began = 0, time.time()
        while self._one_step(began):
            done += 1
            progress(done, self.ledger.count_waiting)
        self._oven.keep()
        self.clear_away()
        self._have_all_forgotten()
        return done - self.ledger.count_waiting()

    def follow(self, stop: Event) -> None:
        """Bake what changes until told to stop; what the database or the disk refuses for a while is done after it."""
        headers_stand, pause = False, FIRST_PAUSE
        while not stop.is_set():
            try:
                self._teller.go_on()
                if not headers_stand:
                    write_headers(self.tree, self._website, self._root)
                    headers_stand = True
                if not self._one_step():
                    self._oven.keep()
                    self._have_all_forgotten()
                    self._calls.wait(self._teller.seconds_until_next(self._between_looks))
                pause = FIRST_PAUSE
            except (OperationalError, InterfaceError, WebsiteAway, Behind) as error:
                log.warning("nothing can be baked: %s", str(error).partition("\n")[0])
                connection.close()
                stop.wait(pause)
                pause = min(2 * pause, PAUSE)
            except (OSError, sqlite3.Error) as error:
                log.error("nothing can be written: %s", error)
                self._take_back()
                stop.wait(PAUSE)
        self._oven.keep()

    def _take_back(self) -> None:
        """Delete what readers may not see any more, when nothing else can be written. The website answers for it."""
        with suppress(OSError, sqlite3.Error, OperationalError, InterfaceError):
            self._oven.forget()
            gone = list(self._follower.not_to_be_seen())
            for address in gone:
                self.tree.take_away(address)
            self._teller.tell_at_once(gone)

    def clear_away(self) -> int:
        """Delete files that no note knows: an earlier release baked them, or the notes were lost."""
        known = {f"{GONE if loaf.status == 410 else LIVE}/{file_of(loaf.address)}" for loaf in self.ledger.loaves()}
        return self.tree.sweep(known)

    def _have_all_forgotten(self) -> None:
        """Once all is baked of a tree that had no notes: nobody knows what a network has of it that was true before."""
        if self.ledger.noted(WITHOUT_NOTES):
            self._teller.note(cdn.EVERYTHING, Rank.EVERYTHING)
            self.ledger.note(WITHOUT_NOTES, False)

    @property
    def _between_looks(self) -> float:
        return LOOK if self._calls.can_come else SHORT_LOOK

    def _note_whether_in_step(self) -> None:
        """Pages that are all baked anew stand there meanwhile as they were; in a new tree they are missing."""
        is_whole = self.tree.was_in_step or self.ledger.next_in_line(time.time()) is None
        if is_whole and self.ledger.is_in_step():
            self.tree.note_in_step()

    def _one_step(self, now: float | None = None) -> bool:
        """Look into the outbox when it is time, then bake one address; answers whether there was one."""
        if self._calls.came() or time.monotonic() - self._looked >= self._between_looks:
            self._follower.go_on()
            self._oven.generation = self._follower.generation
            self._looked = time.monotonic()
            self._note_whether_in_step()
        return self._oven.bake_next(now)
