"""The small picture of a photo, which only those get who may see the photo."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.http import require_safe

from photos import policy, renditions
from photos.admin_views.addresses import desk_path
from photos.darkroom import Unreadable
from photos.darkroom.sizes import PREVIEW_WIDTHS
from photos.handing_out import file_response
from photos.models import Photo


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:photo_id>/preview/", preview, name="preview"),
        desk_path("<int:photo_id>/thumbnail/", thumbnail, name="thumbnail"),
    ]


@require_safe
def preview(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    """A reduced picture for the desk, made now if the press has not made it; 404 for what this person may not see."""
    return _small(request, photo_id, max(PREVIEW_WIDTHS))


@require_safe
def thumbnail(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    """The same for a grid of many."""
    return _small(request, photo_id, min(PREVIEW_WIDTHS))


def _small(request: HttpRequest, photo_id: int, width: int) -> HttpResponseBase:
    try:
        photo = policy.visible_to(request.user).get(pk=photo_id)
    except Photo.DoesNotExist:
        raise Http404 from None
    try:
        headers = {"Cache-Control": "private, max-age=3600"}
        return file_response(lambda: renditions.preview(photo, width), "image/webp", headers=headers)
    except Unreadable:
        # The page around it says what is wrong.
        raise Http404 from None
