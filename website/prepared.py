"""Questions that PostgreSQL works out once for a connection: a large one takes longer to plan than to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

# PostgreSQL's codes for a statement that this session does not have, and for one that it has already.
NOT_PREPARED, PREPARED_ALREADY = "26000", "42P05"
# The statements that each connection of this process has.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A question with a `%s` for each value, whose `kinds` PostgreSQL names. It brings one row, or none.

    Behind a pooler that hands a session to another with every transaction, what was prepared is not there when it is
    wanted: whoever sees that asks from then on as if there were no such thing.
    """

    def __init__(self, question: str, *kinds: str) -> None:
        self.question = question
        numbers = count(1)
        words = re.sub("%s", lambda _gap: f"${next(numbers)}", question)
        # Another release asks otherwise under another name.
        self.name = f"newsroom_{sha256(words.encode()).hexdigest()[:16]}"
        self._prepare = f"PREPARE {self.name}{_listed(kinds)} AS {words}"
        self._execute = f"EXECUTE {self.name}{_listed(['%s'] * len(kinds))}"
        self.session_is_ours = True

    def row(self, *values: int | str) -> tuple[Any, ...] | None:
        with connection.cursor() as cursor:
            if not (self.session_is_ours and self._is_executed(cursor, values)):
                cursor.execute(self.question, values)
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found

    def _is_executed(self, cursor: CursorWrapper, values: tuple[int | str, ...]) -> bool:
        try:
            self._have_prepared()
            cursor.execute(self._execute, values)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) not in {NOT_PREPARED, PREPARED_ALREADY}:
                raise
            self.session_is_ours = False
        return self.session_is_ours

    def _have_prepared(self) -> None:
        """Once for each connection, and no question of any page: it asks nothing."""
        own = connection.connection
        known = _prepared.setdefault(own, set())
        if self.name not in known:
            with connection.wrap_database_errors, own.cursor() as cursor:
                cursor.execute(self._prepare)
            known.add(self.name)


def _listed(words: Sequence[str]) -> str:
    """In brackets, which PostgreSQL does not take with nothing in them."""
    return f" ({', '.join(words)})" if words else ""
