"""What is made from a photo: the fixed list, whole and in the shapes it is used in, and the digest of it all."""

from __future__ import annotations

import hashlib
from dataclasses import astuple

from photos.cropping import Rectangle, crop_of
from photos.darkroom import Engraving, Print, sizes
from photos.models import AiUse, Photo, Shape

# What IPTC calls a picture of which the desk alone says what part a machine had in it.
_SOURCES = {
    AiUse.GENERATED.value: "trainedAlgorithmicMedia",
    AiUse.ASSISTED.value: "compositeWithTrainedAlgorithmicMedia",
}


def crops_in_use(photo: Photo) -> dict[str, Rectangle]:
    """The part for each shape that somebody cut by hand or chose in an article."""
    chosen = {crop.shape for crop in photo.crops.all()} | {use.shape for use in photo.uses.all() if use.shape}
    return {shape: crop_of(photo, Shape(shape)) for shape in sorted(chosen)}


def plan_of(photo: Photo) -> list[Print]:
    """All the files that are made of this photo. Crops and uses that were prefetched cost no question."""
    return sizes.plan(crops_in_use(photo))


def recipe_of(photo: Photo) -> str:
    """Equal as long as the same files would come out: other words do not count, they are engraved when it is shown."""
    return digest_of(photo, plan_of(photo))


def digest_of(photo: Photo, plan: list[Print]) -> str:
    return hashlib.sha256(repr((photo.sha256, [astuple(item) for item in plan])).encode()).hexdigest()


def words_of(photo: Photo, *, caption: str, credit: str) -> Engraving:
    """What is written into the files: the words of this use, and what holds wherever the photo is shown."""
    return Engraving(
        credit=credit,
        caption=caption,
        copyright_notice=photo.copyright_notice,
        digital_source=photo.digital_source or _SOURCES.get(photo.ai_use, ""),
        creator=", ".join(author.name for author in photo.photographers.all()),
        licence_url=photo.licence_url,
    )
