"""What to tell somebody whose command could not be done for a reason outside the program."""

from __future__ import annotations

import errno

from dj_database_url import ParseError, UnknownSchemeError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, NotSupportedError, OperationalError

from newsroom.embedded_postgres import Cluster, EmbeddedPostgresError

DISK_FULL = (
    "The disk is full{where}. Make room, or name a folder on another disk in NEWSROOM_STATE_DIR, then try again."
)
UNREADABLE_URL = (
    "DATABASE_URL or READER_DATABASE_URL cannot be read: it must be postgres://role:password@host:port/database,"
    " the password percent-encoded (@ is %40)."
)
# PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
SERVER_IS_FULL, NOT_ALLOWED = "53100", "42501"


def one_line(error: BaseException) -> str | None:
    """Say in one line what the operator can mend; None if the error is about something else."""
    if isinstance(error, (ImproperlyConfigured, EmbeddedPostgresError)):
        return str(error)
    if isinstance(error, (ParseError, UnknownSchemeError)):
        return UNREADABLE_URL
    if isinstance(error, DatabaseError):
        return _of_the_database(error)
    if isinstance(error, OSError):
        return _of_a_file(error)
    return None


def _of_the_database(error: DatabaseError) -> str | None:
    """Tell why there is no connection, or no right.

    psycopg2 gives an error that a running server sent a code, and a failure to connect none. Its
    text names host, port, user and database, never the password.
    """
    cause = _cause(error)
    if isinstance(cause, EmbeddedPostgresError):
        return str(cause)
    code = getattr(cause, "pgcode", None)
    reason = _first_line(error)
    if code == SERVER_IS_FULL:
        return DISK_FULL.format(where=f": the database says, {reason}")
    if code == NOT_ALLOWED:
        return _not_allowed(reason)
    if isinstance(error, NotSupportedError) and cause is None:  # Django's own: the server is too old
        return f"The database cannot be used: {reason}."
    if code is not None or not isinstance(error, OperationalError):
        return None
    embedded = settings.DATABASES["default"].get("EMBEDDED")
    if embedded and "connection to server at" not in reason:  # the embedded one has no address
        return Cluster(**embedded).why_it_ended()
    return f"The database cannot be reached: {reason}. Check that the server is running and what DATABASE_URL says."


def _not_allowed(reason: str) -> str | None:
    if "create role" in reason:
        return (
            f"The readers' role {settings.READER_ROLE} is missing, and the desk's role may not make it."
            f" As the server's administrator: CREATE ROLE {settings.READER_ROLE} LOGIN PASSWORD '…';"
        )
    if "schema public" in reason:
        return (
            "The role in DATABASE_URL may not make tables."
            " As the server's administrator: ALTER DATABASE … OWNER TO …; as docs/running.md says."
        )
    return None


def _cause(error: BaseException) -> BaseException | None:
    """What the driver or the embedded server raised, below what Django made of it, once or twice."""
    while isinstance(error, DatabaseError):
        below = error.__cause__ or error.__context__
        if below is None:
            return None
        error = below
    return error


def _of_a_file(error: OSError) -> str | None:
    where = f": {error.filename}" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DISK_FULL.format(where=where)
    if error.errno in {errno.EACCES, errno.EROFS} and where:
        return f"No permission to write{where}. Make it writable, or name another folder in NEWSROOM_STATE_DIR."
    return None


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else "no reason given"
