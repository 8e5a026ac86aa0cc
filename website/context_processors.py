"""What every readers' page shows around its own matter, and what its addresses begin with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from website.furniture import furniture_at
from website.record import state_of


def site_root(request: HttpRequest) -> str:
    """What the addresses of this website begin with, for those who read them elsewhere."""
    return settings.WEBSITE_URL or f"{request.scheme}://{request.get_host()}"


def paper(request: HttpRequest) -> dict[str, Any]:
    """The masthead, the sections of the navigation, and the address of this page without its query."""
    root = site_root(request)
    if not hasattr(request, "record_state"):
        return {**_asked_for_late(request), "site_root": root}
    furniture = furniture_at(state_of(request))
    return {
        "furniture": furniture,
        "masthead": furniture.masthead,
        "sections": furniture.sections,
        "site_root": root,
    }


def _asked_for_late(request: HttpRequest) -> dict[str, Any]:
    """For pages that are made of no state of the record, as those of errors: most at the desk ask for nothing."""
    furniture: Any = SimpleLazyObject(lambda: furniture_at(state_of(request)))
    return {
        "furniture": furniture,
        "masthead": SimpleLazyObject(lambda: furniture.masthead),
        "sections": SimpleLazyObject(lambda: furniture.sections),
    }
