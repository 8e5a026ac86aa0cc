"""Telling a network that keeps pages for readers (CDN) which of them changed: in which form, and what it may keep.

Who tells it, and when, stands in `website.baking.telling`: nobody knows better than the baker which addresses changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

# In seconds, for one answer.
PATIENCE = 5.0
# As many addresses are named at once as all networks take.
TOGETHER = 30
# Told in the place of addresses, where nobody knows which of them changed; and the key that all baked pages have.
EVERYTHING, ANY_PAGE = "*", "page"


class NotTold(Exception):
    """The network did not take it; the text says why."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of network is told of addresses, or of all; by which headers it goes; where it looks for the token."""

    requests: Callable[[str, Sequence[str]], Iterable[Request]]
    everything: Callable[[str], Request]
    headers: tuple[str, ...]
    token: tuple[str, str] = ("Authorization", "Bearer {}")


def is_told() -> bool:
    return bool(settings.CDN_URLS)


def tell(addresses: Sequence[str]) -> None:
    """Have the network forget these addresses, at most TOGETHER of them. Raises NotTold: then all are told again."""
    form = FORMS[settings.CDN_FORM]
    try:
        for place in settings.CDN_URLS:
            for request in [form.everything(place)] if EVERYTHING in addresses else form.requests(place, addresses):
                _send(request)
    except (OSError, HTTPException, ValueError) as error:
        raise NotTold(str(error) or type(error).__name__) from error


def headers() -> list[tuple[str, str]]:
    """What baked pages say besides, with the variables of deploy/nginx/http.conf; nothing where there is no network."""
    if not is_told():
        return []
    keep = f"max-age={settings.CDN_SECONDS}$newsroom_not_kept"
    return [(name, WHAT_HEADERS_SAY.get(name, keep)) for name in FORMS[settings.CDN_FORM].headers]


def _send(request: Request) -> None:
    if settings.CDN_TOKEN:
        name, value = FORMS[settings.CDN_FORM].token
        request.add_header(name, value.format(settings.CDN_TOKEN))
    request.add_header("User-Agent", "Newsroom")
    with urlopen(request, timeout=PATIENCE) as answer:
        answer.read(1000)


def _one_by_one(place: str, addresses: Sequence[str]) -> Iterable[Request]:
    """As Varnish and its kin want it: PURGE, at the address itself."""
    for address in addresses:
        yield Request(f"{place}{address}", headers=_own_host(), method="PURGE")


def _ban(place: str) -> Request:
    """Whoever does not know this method refuses, and is not taken to have forgotten."""
    return Request(f"{place}/", headers=_own_host(), method="BAN")


def _own_host() -> dict[str, str]:
    return {"Host": urlsplit(settings.WEBSITE_URL).netloc}


def _as_files(place: str, addresses: Sequence[str]) -> Iterable[Request]:
    """As Cloudflare wants it."""
    yield _json(place, {"files": [f"{settings.WEBSITE_URL}{address}" for address in addresses]})


def _as_keys(place: str, addresses: Sequence[str]) -> Iterable[Request]:
    """As Fastly wants it: the key of a page is its address without a query, so it reaches all pages of a list."""
    yield _json(place, {"surrogate_keys": list(dict.fromkeys(address.partition("?")[0] for address in addresses))})


def _all_files(place: str) -> Request:
    return _json(place, {"purge_everything": True})


def _all_keys(place: str) -> Request:
    """All pages have one key in common, so the token need not be one for all that the service keeps."""
    return _json(place, {"surrogate_keys": [ANY_PAGE]})


def _json(place: str, said: object) -> Request:
    own = {"Content-Type": "application/json", "Accept": "application/json"}
    return Request(place, data=json.dumps(said).encode(), headers=own, method="POST")


FORMS = {
    "purge": Form(_one_by_one, _ban, ("CDN-Cache-Control",)),
    "files": Form(_as_files, _all_files, ("CDN-Cache-Control",)),
    "keys": Form(_as_keys, _all_keys, ("Surrogate-Control", "Surrogate-Key"), ("Fastly-Key", "{}")),
}
WHAT_HEADERS_SAY = {"Surrogate-Key": f"$newsroom_address {ANY_PAGE}"}
