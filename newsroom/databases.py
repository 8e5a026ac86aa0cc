"""Where a database is, from its address: one server, or several of which one is taken, as PostgreSQL writes them."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

import dj_database_url

# A reader's page waits for nothing, and what somebody left open holds up nobody.
LIMITS = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
KEPT_OPEN = 60


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for an address; what its query says (`sslmode`, `target_session_attrs` …) is for PostgreSQL."""
    return with_limits(dict(dj_database_url.parse(_hosts_in_query(url))))


def with_limits(database: dict[str, Any]) -> dict[str, Any]:
    """The same with our limits on its sessions, beside what it says itself of them."""
    options = {"connect_timeout": 5, **database.get("OPTIONS", {})}
    options["options"] = f"{LIMITS} {options.get('options', '')}".strip()
    return {**database, "CONN_MAX_AGE": KEPT_OPEN, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def _hosts_in_query(url: str) -> str:
    """Several servers (`//role:word@one:5432,two/name`) put into the query, where the library lets them be."""
    parts = urlsplit(url)
    account, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return url
    named = [urlsplit(f"//{host}") for host in hosts.split(",")]
    said = {"host": ",".join(map(_host, named)), "port": ",".join(str(one.port or "") for one in named)}
    query = "&".join(filter(None, [parts.query, urlencode(said, safe=",")]))
    return parts._replace(netloc=f"{account}{at}", query=query).geturl()


def _host(one: SplitResult) -> str:
    return unquote(one.hostname or "")
