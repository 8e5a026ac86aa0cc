"""Trying a deed for somebody: what comes of it is told him, a refusal and a race of two people too."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from editions import workflow
from editions.workflow.fronts import StaleFront

# What PostgreSQL says when somebody else holds the row too long: lock not available, deadlock, statement cancelled.
OTHERS_ARE_FASTER = frozenset({"55P03", "40P01", "57014"})


def attempt(request: HttpRequest, act: Callable[[], str | None]) -> int:
    """Do it; what `act` answers with is said, if anything.

    Answers with the status: 200, 409 where somebody else was faster, 422 where it is refused. A database that fails
    in any other way raises its `OperationalError`.
    """
    try:
        said = act()
    except (workflow.StaleLayout, StaleFront) as stale:
        messages.error(request, str(stale))
        return 409
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return 422
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) not in OTHERS_ARE_FASTER:
            raise
        messages.error(request, _("Somebody else is working on this right now. Try again in a moment."))
        return 409
    if said:
        messages.success(request, said)
    return 200
