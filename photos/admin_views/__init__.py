"""Desk pages of the photo library behind links: each module has its addresses, which the admin of photos includes."""

from __future__ import annotations

from django.urls import URLPattern

from photos.admin_views import choosing, preview, progress, uploading


def addresses() -> list[URLPattern]:
    """All of them; they stand before the admin's own, which take any text for the number of a photo."""
    return [*choosing.addresses(), *preview.addresses(), *progress.addresses(), *uploading.addresses()]
