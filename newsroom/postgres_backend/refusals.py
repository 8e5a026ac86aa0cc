"""What to tell somebody whose database cannot be reached."""

from __future__ import annotations

from django.db import OperationalError

from newsroom.embedded_postgres import EmbeddedPostgresError


def one_line(error: OperationalError) -> str | None:
    """Say in one line why there is no connection; None if the error is about something else.

    psycopg2 gives an error that a running server sent a code, and a failure to connect none. Its
    text names host, port, user and database, never the password.
    """
    cause = error.__cause__
    if isinstance(cause, EmbeddedPostgresError):
        return str(cause)
    if getattr(cause, "pgcode", None) is not None:
        return None
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = lines[0].rstrip(".") if lines else "no reason given"
    return f"The database cannot be reached: {reason}. Check that the server is running and what DATABASE_URL says."
