"""The database is away: how that is told from our own mistakes, and the page that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

# In seconds: when somebody who was told to wait may ask again.
WAIT_SECONDS = 5
# PostgreSQL's codes for a server that is being shut down; without a code there is no connection at all.
GOING_AWAY = ("57P01", "57P02", "57P03")


def is_away(error: Exception) -> bool:
    """Whether there is no server to ask, so that nobody can publish anything either."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code in GOING_AWAY


def just_a_moment(sent: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page that asks for patience. `sent`: what a form brought that is most likely not stored."""
    headers = {"Retry-After": str(WAIT_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html", dict(sent or {})), status=503, headers=headers)
