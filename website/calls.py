"""Hearing that the outbox has something new: whoever writes into it calls, and PostgreSQL carries the call.

No standby and no pooler between carries calls: whoever waits for one waits no longer than he may.
"""

from __future__ import annotations

import select

from django.db import OperationalError, connection

from website.models.press import CHANNEL


class Calls:
    """The calls that come over this thread's connection to the database, whichever that is by then."""

    def __init__(self) -> None:
        self._listening: object = None
        self.can_come = True

    def came(self) -> bool:
        """Whether somebody has called since the last time this was asked. Raises OperationalError."""
        self._listen()
        own = connection.connection
        try:
            own.poll()
        except own.OperationalError as error:
            raise OperationalError(str(error)) from error
        heard = bool(own.notifies)
        own.notifies.clear()
        return heard

    def wait(self, seconds: float) -> None:
        """Wait for a call, but no longer than this."""
        self._listen()
        select.select([connection.connection], [], [], seconds)

    def _listen(self) -> None:
        if connection.connection is not None and connection.connection is self._listening:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            self.can_come = not cursor.fetchone()[0]
            if self.can_come:
                cursor.execute(f"LISTEN {CHANNEL}")
        self._listening = connection.connection
