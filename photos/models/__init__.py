"""What belongs to the picture desk: photos, their crops and renditions, and what is still on its way in."""

from photos.models.crop import Crop, Shape
from photos.models.photo import (
    MADE_BY_MACHINE,
    MADE_WITH_MACHINE,
    AiUse,
    Licence,
    Photo,
    PhotoQuerySet,
    Scope,
    original_name,
    private_store,
)
from photos.models.rendition import Rendition
from photos.models.upload import Upload

__all__ = [
    "MADE_BY_MACHINE",
    "MADE_WITH_MACHINE",
    "AiUse",
    "Crop",
    "Licence",
    "Photo",
    "PhotoQuerySet",
    "Rendition",
    "Scope",
    "Shape",
    "Upload",
    "original_name",
    "private_store",
]
