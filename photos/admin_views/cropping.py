"""What the page of a photo shows of its rights and its cuts, and how it stores them."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from photos import policy, renditions, rights
from photos.cropping import WHOLE, Rectangle, crop_of
from photos.forms import FOCUS, RIGHTS, WORDS, PhotoForm, store_crops
from photos.models import AiUse, Photo, Shape

STORED = [name for name in [*WORDS, *RIGHTS, *FOCUS] if name != "photographers"]


def beside(request: HttpRequest, photo: Photo | None) -> dict[str, Any]:
    """What the page shows beside the fields: the rights in one line, each shape as it is cut now."""
    if photo is None or not isinstance(request.user, User):
        return {}
    today = timezone.localdate()
    prefetch_related_objects([photo], "crops")  # each shape asks for them
    return {
        "photo": photo,
        "picture_address": reverse("admin:photos_photo_preview", args=[photo.pk]),
        "rights_state": rights.state_of(photo, on=today),
        "rights_block": bool(rights.refusals_of_rights(photo, on=today, article=None, where=frozenset())),
        "rights_warning": rights.warning_of(photo, on=today),
        "ai_mark": photo.get_ai_use_display() if photo.ai_use != AiUse.NONE else "",
        "shapes": [_shape(photo, shape) for shape in Shape],
        "approved_uses": policy.approved_uses(request.user, photo),
    }


def _shape(photo: Photo, shape: Shape) -> dict[str, Any]:
    cut = crop_of(photo, shape)
    return {"value": shape.value, "label": shape.label, "box": view_box(photo, cut), "ratio": shape.ratio}


def view_box(photo: Photo, cut: Rectangle) -> str:
    """The part as an SVG's viewBox, in pixels of the upright picture."""
    across, down = photo.width / WHOLE, photo.height / WHOLE
    return " ".join(
        f"{number:.0f}" for number in (cut.left * across, cut.top * down, cut.width * across, cut.height * down)
    )


def store(photo: Photo, form: PhotoForm) -> None:
    """Write what the valid form changed of a photo; where it is cut otherwise now, the press makes it anew."""
    photo.save(update_fields=STORED)
    is_cut_anew = store_crops(photo, form)
    if is_cut_anew or set(form.changed_data) & set(FOCUS):
        renditions.order_again(photo)
