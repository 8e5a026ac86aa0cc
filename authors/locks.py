"""Wrong passwords are counted by name and address; after too many the door stays shut for a while."""

from __future__ import annotations

import ipaddress
import logging
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from authors.username import same_username

log = logging.getLogger("newsroom.signing_in")

NOWHERE = "0.0.0.0"  # an address that nobody has
# A house gets a whole network of these, and could come from another address for every guess.
IPV6_NETWORK = 64
LONGEST_NAME = 255

# The try is counted before the password is looked at, in one statement: of any number at the same moment no more than
# the limit get through. Once it is reached, further tries neither count nor make the wait longer. The row holds no
# more than name, address, number and time.
_COUNT = """
INSERT INTO axes_accessattempt AS tried
  (username, ip_address, user_agent, http_accept, path_info, get_data, post_data, failures_since_start, attempt_time)
VALUES (%(name)s, %(address)s, '', '', '', '', '', 1, clock_timestamp())
ON CONFLICT (username, ip_address, user_agent) DO UPDATE SET
  failures_since_start = CASE WHEN tried.attempt_time < clock_timestamp() - %(pause)s THEN 1
    ELSE least(tried.failures_since_start, %(limit)s) + 1 END,
  attempt_time = CASE WHEN tried.failures_since_start >= %(limit)s
    AND tried.attempt_time >= clock_timestamp() - %(pause)s THEN tried.attempt_time ELSE clock_timestamp() END
RETURNING failures_since_start
"""


class DeskLocks(AxesDatabaseHandler):  # type: ignore[misc]
    """django-axes with a count that holds against tries at the same moment, and that keeps no word of a request."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        name = str((credentials or {}).get("username") or "")
        request.sign_in_tries = count_try(name, client_address(request))  # type: ignore[attr-defined]
        return _tries(request) <= limit()

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None or _tries(request) < limit():
            return
        request.axes_locked_out = True  # type: ignore[attr-defined]
        if _tries(request) == limit():
            # Not the name: in its field people type their passwords, too.
            log.warning("signing in is locked after %s tries from %s", limit(), client_address(request))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        forget(user.get_username(), client_address(request))

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Nothing is counted when somebody leaves."""


def limit() -> int:
    number: int = settings.AXES_FAILURE_LIMIT
    return number


def pause() -> timedelta:
    length: timedelta = settings.AXES_COOLOFF_TIME
    return length


def _tries(request: HttpRequest) -> int:
    return getattr(request, "sign_in_tries", 0)


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; behind our proxy the last hop it names, because anybody may write the others."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        found = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or found
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return NOWHERE
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False).network_address)
    return str(address)


def count_try(name: str, address: str) -> int:
    """How many tries there are with this one, up to one more than the limit."""
    forget_old()
    values: dict[str, Any] = {"name": _kept(name), "address": address, "pause": pause(), "limit": limit()}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        tries: int = cursor.fetchone()[0]
    return tries


def _kept(name: str) -> str:
    return same_username(name).replace("\0", "")[:LONGEST_NAME]


def forget(name: str, address: str) -> None:
    """The right password was given: what was counted against it from there is forgotten."""
    AccessAttempt.objects.filter(username=_kept(name), ip_address=address).delete()


def forget_old() -> None:
    """Rows live no longer than they count, so guessing names fills no disk."""
    AccessAttempt.objects.filter(attempt_time__lt=Now() - pause()).delete()


def locked() -> QuerySet[Any]:
    """The doors that are shut now, each with `until`."""
    rows = AccessAttempt.objects.filter(failures_since_start__gte=limit(), attempt_time__gte=Now() - pause())
    doors: QuerySet[Any] = rows.annotate(until=F("attempt_time") + pause()).order_by("-attempt_time")
    return doors


def locked_until(request: HttpRequest, name: str) -> datetime | None:
    found = locked().filter(username=_kept(name), ip_address=client_address(request)).first()
    return found.until if found else None


def open_again(name: str) -> int:
    """Forget what was counted against a name, from wherever; how many doors that opened."""
    rows = AccessAttempt.objects.filter(username=_kept(name))
    opened = locked().filter(username=_kept(name)).count()
    rows.delete()
    return opened


def locked_answer(request: HttpRequest, answer: HttpResponse, credentials: Any) -> HttpResponse:
    """The sign-in page with its sentence, as django-axes found it, told to programs by its number."""
    answer.status_code = 429
    return answer
