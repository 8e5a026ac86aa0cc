"""As many answers as there is room for; what was not asked for lately makes room for what is new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from website.frontcache.asking import Key
from website.frontcache.kept import Kept


class Shelf:
    """Bounded by bytes. To take something out costs a look into a dictionary and no lock.

    Whoever was asked for since it came to the front of the row gets a second chance: it goes to the end once more.
    """

    def __init__(self, room: int) -> None:
        self.room, self.size = room, 0
        self._rows: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self.get: Callable[[Key], Kept | None] = self._rows.get

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, key: Key, kept: Kept) -> None:
        """Keep it, in the place of what had its key. What would need an eighth of the room alone is not kept."""
        with self._lock:
            self._drop(key)
            if kept.size * 8 > self.room:
                return
            self._rows[key] = kept
            self.size += kept.size
            while self.size > self.room:
                self._make_room()

    def drop_where(self, is_meant: Callable[[Kept], bool]) -> None:
        with self._lock:
            for key in [key for key, kept in self._rows.items() if is_meant(kept)]:
                self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()
            self.size = 0

    def _make_room(self) -> None:
        key, kept = next(iter(self._rows.items()))
        if kept.was_asked:
            kept.was_asked = False
            self._rows.move_to_end(key)
        else:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        kept = self._rows.pop(key, None)
        if kept is not None:
            self.size -= kept.size
