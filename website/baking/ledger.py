"""What a tree's baker remembers between two breaths: what lies there, what waits, what was read of the outbox.

One SQLite file beside the pages. A process that is killed loses at most what it had not yet noted, and does that again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS baked (
    address TEXT PRIMARY KEY, shelf TEXT NOT NULL, status INTEGER NOT NULL, content_type TEXT NOT NULL,
    size INTEGER NOT NULL, hash TEXT NOT NULL, generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS baked_shelf ON baked (shelf);
CREATE TABLE IF NOT EXISTS waiting (
    address TEXT PRIMARY KEY, rank INTEGER NOT NULL, place INTEGER NOT NULL, not_before REAL NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_next ON waiting (rank, place);
CREATE TABLE IF NOT EXISTS due (address TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standing (
    article INTEGER NOT NULL, shelf TEXT NOT NULL, PRIMARY KEY (article, shelf)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS standing_shelf ON standing (shelf, article);
CREATE TABLE IF NOT EXISTS untold (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, rank INTEGER NOT NULL, since REAL NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS untold_due ON untold (due);
"""


class Rank(IntEnum):
    """What is baked before what else."""

    AT_ONCE = 0  # what is withdrawn or wrong; and behind it where readers look for news first
    NAMING = 1  # pages that name, beside their own matter, what is withdrawn or wrong
    NEWS = 2
    LOOKS = 3
    EVERYTHING = 4


@dataclass(frozen=True, slots=True)
class Loaf:
    """A baked address: what the manifest says of it."""

    address: str
    shelf: str
    status: int
    content_type: str
    size: int
    hash: str
    generation: int


@dataclass(frozen=True, slots=True)
class Untold:
    """An address of which a network that keeps pages has still to be told, and how often that was tried."""

    id: int
    address: str
    tries: int


class Ledger:
    """The notes of one tree. What is written counts from the next `keep()` on."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A note must not be lost with the power while the outbox has gone on.
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(SCHEMA)
        self._connection.execute("BEGIN IMMEDIATE")

    def keep(self) -> None:
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    def forget(self) -> None:
        """Drop what was not kept; also when the disk did not take it."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()

    # -- single notes ------------------------------------------------------------------------------------------
    def note(self, name: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [name, json.dumps(value)])

    def noted(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM notes WHERE name = ?", [name]).fetchone()
        return json.loads(row[0]) if row else None

    # -- what lies there ---------------------------------------------------------------------------------------
    def enter(self, loaf: Loaf) -> None:
        row = (loaf.address, loaf.shelf, loaf.status, loaf.content_type, loaf.size, loaf.hash, loaf.generation)
        self._connection.execute("INSERT OR REPLACE INTO baked VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def strike(self, address: str) -> None:
        self._connection.execute("DELETE FROM baked WHERE address = ?", [address])

    def loaf(self, address: str) -> Loaf | None:
        row = self._connection.execute("SELECT * FROM baked WHERE address = ?", [address]).fetchone()
        return Loaf(*row) if row else None

    def loaves(self) -> Iterator[Loaf]:
        """The manifest, by address."""
        for row in self._connection.execute("SELECT * FROM baked ORDER BY address"):
            yield Loaf(*row)

    def on_shelf(self, shelf: str) -> list[str]:
        """The addresses that were baked of one section, series, author, issue, month or article."""
        return [row[0] for row in self._connection.execute("SELECT address FROM baked WHERE shelf = ?", [shelf])]

    def shelves(self, kind: str) -> set[str]:
        """The shelves of one kind from which something was baked."""
        rows = self._connection.execute("SELECT DISTINCT shelf FROM baked WHERE shelf GLOB ?", [f"{kind}/*"])
        return {row[0] for row in rows}

    # -- what waits --------------------------------------------------------------------------------------------
    def put_in_line(self, addresses: Iterable[str], rank: Rank) -> None:
        """In this order behind what has the same rank. What waits already keeps its place unless the rank is better."""
        place = self._connection.execute("SELECT coalesce(max(place), 0) FROM waiting").fetchone()[0]
        rows = [(address, rank, place + count) for count, address in enumerate(addresses, start=1)]
        self._connection.executemany(
            "INSERT INTO waiting (address, rank, place) VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET"
            " not_before = 0, place = CASE WHEN excluded.rank < rank THEN excluded.place ELSE place END,"
            " rank = min(rank, excluded.rank)",
            rows,
        )

    def next_in_line(self, now: float) -> tuple[str, Rank] | None:
        row = self._connection.execute(
            "SELECT address, rank FROM waiting WHERE not_before <= ? ORDER BY rank, place LIMIT 1", [now]
        ).fetchone()
        return (row[0], Rank(row[1])) if row else None

    def waiting(self, rank: Rank) -> list[str]:
        """What waits with this rank, next first."""
        rows = self._connection.execute("SELECT address FROM waiting WHERE rank = ? ORDER BY place", [rank])
        return [row[0] for row in rows]

    def is_in_step(self) -> bool:
        """Whether nothing waits but what stands on every page."""
        return (
            self._connection.execute("SELECT 1 FROM waiting WHERE rank < ? LIMIT 1", [Rank.EVERYTHING]).fetchone()
            is None
        )

    def take_from_line(self, address: str) -> None:
        self._connection.execute("DELETE FROM waiting WHERE address = ?", [address])

    def put_off(self, address: str, until: float) -> None:
        self._connection.execute("UPDATE waiting SET not_before = ? WHERE address = ?", [until, address])

    def count_waiting(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM waiting").fetchone()[0])

    # -- what changes by itself --------------------------------------------------------------------------------
    def set_due(self, address: str, at: float | None) -> None:
        self._connection.execute("DELETE FROM due WHERE address = ?", [address])
        if at is not None:
            self._connection.execute("INSERT INTO due VALUES (?, ?)", [address, at])

    def take_due(self, now: float) -> list[str]:
        """Addresses whose moment has come; asked once, they are forgotten."""
        rows = self._connection.execute("DELETE FROM due WHERE at <= ? RETURNING address", [now]).fetchall()
        return [row[0] for row in rows]

    # -- where articles stood when their pages were baked last -------------------------------------------------
    def shelves_of(self, articles: Iterable[int]) -> set[str]:
        found: set[str] = set()
        for article in articles:
            rows = self._connection.execute("SELECT shelf FROM standing WHERE article = ?", [article])
            found |= {row[0] for row in rows}
        return found

    def articles_on(self, shelf: str) -> set[int]:
        return {row[0] for row in self._connection.execute("SELECT article FROM standing WHERE shelf = ?", [shelf])}

    def note_standing(self, standing: Mapping[int, Iterable[str]]) -> None:
        """Replace what is known of these articles."""
        self._connection.executemany("DELETE FROM standing WHERE article = ?", [(article,) for article in standing])
        self._connection.executemany(
            "INSERT INTO standing VALUES (?, ?)",
            [(article, shelf) for article, shelves in standing.items() for shelf in shelves],
        )

    # -- what a network that keeps pages has still to be told -----------------------------------------------------
    def note_untold(self, address: str, rank: Rank, since: float, due: float) -> None:
        row = (address, rank, since, due)
        self._connection.execute("INSERT INTO untold (address, rank, since, due) VALUES (?, ?, ?, ?)", row)

    def untold(self, now: float, count: int) -> list[Untold]:
        """What is due, the most urgent first."""
        rows = self._connection.execute(
            "SELECT id, address, tries FROM untold WHERE due <= ? ORDER BY rank, id LIMIT ?", [now, count]
        )
        return [Untold(*row) for row in rows]

    def untold_next(self) -> float | None:
        """When the next is due."""
        due: float | None = self._connection.execute("SELECT min(due) FROM untold").fetchone()[0]
        return due

    def strike_untold(self, told: Iterable[Untold]) -> None:
        self._connection.executemany("DELETE FROM untold WHERE id = ?", [(row.id,) for row in told])

    def put_off_untold(self, rows: Iterable[Untold], due: float) -> None:
        self._connection.executemany(
            "UPDATE untold SET due = ?, tries = tries + 1 WHERE id = ?", [(due, row.id) for row in rows]
        )

    def forget_untold(self, since: float) -> int:
        """Drop what was noted before; answers how many."""
        return self._connection.execute("DELETE FROM untold WHERE since < ?", [since]).rowcount
