"""Desk pages of the photo library behind links: the small picture that only who may see the photo gets."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe
from PIL import Image

from photos import policy, renditions
from photos.models import Photo
from photos.originals import FORMATS

PREVIEW_SIDE = 960


@require_safe
def preview(request: HttpRequest, photo_id: int) -> FileResponse:
    """A reduced picture for the desk, made on the spot; 404 for a photo this person may not see."""
    try:
        photo = policy.visible_to(request.user).get(pk=photo_id)
    except Photo.DoesNotExist:
        raise Http404 from None
    response = FileResponse(_reduced(photo), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _reduced(photo: Photo) -> io.BytesIO:
    out = io.BytesIO()
    with photo.original.open("rb") as file, Image.open(file, formats=FORMATS) as original:
        picture = renditions.clean_pixels(original, side=PREVIEW_SIDE)
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), reducing_gap=2)
    picture.save(out, "JPEG", quality=80)
    out.seek(0)
    return out
