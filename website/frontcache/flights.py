"""However many ask for a page that has to be made, it is made once, and they all get it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from website.frontcache.asking import Key
from website.frontcache.kept import Answer, Kept


@dataclass(slots=True, eq=False)
class Flight:
    """A page that is being made of one state of the record; `answer` stays None if making it broke off."""

    generation: int
    landed: threading.Event = field(default_factory=threading.Event)
    answer: Answer | Kept | None = None


class Flights:
    """The pages being made now."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._flying: dict[Key, Flight] = {}
        self._lock = threading.Lock()

    def answer(self, key: Key, generation: int, make: Callable[[], Answer | Kept]) -> Answer | Kept | None:
        """Make the page, or wait for whoever does, at most `patience` seconds: None if nothing came of it by then.

        Nobody waits for a page made of an older state than he knows of.
        """
        with self._lock:
            flight = self._flying.get(key)
            leads = flight is None or flight.generation != generation
            if flight is None or leads:
                flight = self._flying[key] = Flight(generation)
        if not leads:
            flight.landed.wait(self.patience)
            return flight.answer
        try:
            flight.answer = make()
            return flight.answer
        finally:
            with self._lock:
                if self._flying.get(key) is flight:
                    del self._flying[key]
            flight.landed.set()
