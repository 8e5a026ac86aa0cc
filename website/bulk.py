"""Rows by the thousand: PostgreSQL's COPY, for what would take too long one statement at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, models

Value = str | int | bool | date | datetime | Sequence[int] | None

# Bytes handed over at once: while PostgreSQL takes them another thread of this process has Python to itself.
AT_ONCE = 1 << 22
# The first one first.
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Put rows into a model's table, in the transaction that is open; every rule of the database holds for them.

    `fields` are names of columns, and each row has their values in that order. What is not named gets the default of
    the database; a field cleans nothing here.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, fields))
    text = "".join("\t".join(map(_written, row)) + "\n" for row in rows)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, io.BytesIO(text.encode()), AT_ONCE)


def next_numbers(model: type[models.Model], how_many: int) -> list[int]:
    """So many numbers for new rows of a model, which nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, how_many],
        )
        return [number for (number,) in cursor.fetchall()]


def _written(value: Value) -> str:
    """A value as COPY reads it."""
    if isinstance(value, str):
        for character, escape in _ESCAPES:
            value = value.replace(character, escape)
        return value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | date):
        return str(value)
    return f"{{{','.join(map(str, value))}}}"
