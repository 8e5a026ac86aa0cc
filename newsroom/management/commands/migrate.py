"""Django's own `migrate`, given the time an archive of any size needs."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

# What keeps a request short would cut off a migration that goes over a million rows. Nobody waits for a lock for long.
LIMITS_OF_REQUESTS = ("statement_timeout", "idle_in_transaction_session_timeout")


class Command(migrate.Command):
    def handle(self, *args: Any, database: str, **options: Any) -> None:
        with connections[database].cursor() as cursor:
            for limit in LIMITS_OF_REQUESTS:
                cursor.execute(f"SET {limit} = 0")
        try:
            super().handle(*args, database=database, **options)
        finally:
            with connections[database].cursor() as cursor:
                for limit in LIMITS_OF_REQUESTS:
                    cursor.execute(f"RESET {limit}")
