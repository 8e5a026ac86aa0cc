"""Which photos look like another: the same bytes, and the same picture in another size, quality or tone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from authors.models import User
from photos import policy
from photos.darkroom.likeness import NEAR, distance
from photos.models import Photo

MOST = 12
# Only the narrow index `photos_looks` is read; of the few that come back the policy decides.
LOOKS_LIKE = "likeness <> 0 AND bit_count((likeness # %s)::bit(64)) <= %s"


@dataclass(frozen=True, slots=True)
class Alike:
    """A photo that looks like the one asked about; `bits` of 64 differ."""

    photo: Photo
    bits: int
    is_same_file: bool


def lookalikes(photo: Photo, user: User, *, most: int = MOST) -> list[Alike]:
    """Those this person may see, the same file first, then the nearest and newest."""
    visible = policy.visible_to(user).exclude(pk=photo.pk)
    same = list(visible.filter(sha256=photo.sha256).order_by("-uploaded_at", "-id")[:most])
    found = [Alike(one, 0, True) for one in same]
    near = visible.filter(pk__in=_near(photo)).exclude(sha256=photo.sha256) if photo.likeness else []
    alike = [Alike(one, distance(photo.likeness or 0, one.likeness or 0), False) for one in near]
    return (found + sorted(alike, key=lambda one: (one.bits, -one.photo.pk)))[:most]


def _near(photo: Photo) -> list[int]:
    condition = RawSQL(LOOKS_LIKE, [photo.likeness, NEAR], output_field=BooleanField())
    return list(Photo.objects.order_by().filter(condition).values_list("pk", flat=True)[:500])
