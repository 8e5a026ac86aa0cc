"""Where the pages behind a photo stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path


def desk_path(route: str, view: Callable[..., Any], *, name: str) -> URLPattern:
    """An address below /admin/photos/photo/ for people signed in; reversed as `admin:photos_photo_<name>`."""
    return path(route, admin.site.admin_view(view), name=f"photos_photo_{name}")
