"""What every readers' page shows around its own matter; read only when a template asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from website.models import Masthead, PublishedSection


def paper(request: HttpRequest) -> dict[str, Any]:
    """The masthead, the sections of the navigation, and the address of this page without its query."""
    root = settings.WEBSITE_URL or f"{request.scheme}://{request.get_host()}"
    return {
        "masthead": SimpleLazyObject(_masthead),
        "sections": SimpleLazyObject(lambda: list(PublishedSection.objects.all())),
        "site_root": root,
    }


def _masthead() -> Masthead:
    """A paper without an edition has no masthead yet: one without a name stands in."""
    return Masthead.objects.first() or Masthead(name="")
