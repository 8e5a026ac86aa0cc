"""The public files of published photos: which are shown, which no more, in which formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from website.intake.copies import PictureCopy
from website.intake.door import note_as_done, require_transaction
from website.models import OutboxEvent, PublishedPicture

LISTS = frozenset({"formats", "sizes", "widths", "creators"})


def columns_of(copy: PictureCopy) -> dict[str, Any]:
    """What the record keeps of a picture, wherever it is shown."""
    return {field: list(said) if field in LISTS else said for field, said in _fields_of(copy)}


def copy_of(row: PublishedPicture) -> PictureCopy:
    """What the record was told when it took a picture in."""
    columns: dict[str, Any] = {field: tuple(said) if field in LISTS else said for field, said in _fields_of(row)}
    return PictureCopy(**columns)


def _fields_of(picture: PictureCopy | PublishedPicture) -> Iterator[tuple[str, Any]]:
    return ((field, getattr(picture, field)) for field in PictureCopy.__dataclass_fields__)


def public_picture_bases(article_id: int) -> list[str]:
    """The names of the public files of an article, without size and ending."""
    return list(PublishedPicture.objects.filter(article_id=article_id).values_list("base", flat=True))


def bases_in_use(bases: Iterable[str]) -> set[str]:
    """Those of `bases` that an article still readable or a topic shows."""
    shown = _shown_pictures().filter(base__in=list(bases))
    return set(shown.values_list("base", flat=True))


def is_any_in_use(beginning: str) -> bool:
    """Whether an article still readable or a topic shows a picture whose name begins so."""
    return _shown_pictures().filter(base__startswith=beginning).exists()


def dropped_picture_bases() -> list[str]:
    """The names of public files that nothing in the record shows any more: they were replaced, or left out."""
    return sorted(set(_dropped().values_list("base", flat=True)))


def forget_dropped_pictures(bases: Iterable[str]) -> None:
    """Their files are gone, or something else shows them."""
    require_transaction()
    _dropped().filter(base__in=list(bases)).delete()


def bases_in_jpeg_only() -> list[str]:
    """The names of the whole pictures that were published before their other formats were made."""
    hasty = _shown_pictures().filter(formats=["jpg"], shape="").exclude(widths=[])
    return sorted(set(hasty.values_list("base", flat=True)))


def tell_formats(base: str, formats: Iterable[str]) -> None:
    """Offer readers more formats of a picture. A page that somebody has kept is as right as before."""
    require_transaction()
    pictures = PublishedPicture.objects.filter(base=base)
    pictures.update(formats=list(formats))
    for article in pictures.exclude(article=None).order_by("article").values_list("article", flat=True).distinct():
        note_as_done(OutboxEvent.Kind.PICTURES_COMPLETED, article)
    for topic in pictures.exclude(topic=None).order_by("topic").values_list("topic", flat=True):
        note_as_done(OutboxEvent.Kind.TOPIC_CHANGED, topic)


def _shown_pictures() -> QuerySet[PublishedPicture]:
    readable = Q(article__isnull=False, article__withdrawn_at__isnull=True)
    return PublishedPicture.objects.filter(readable | Q(topic__isnull=False))


def _dropped() -> QuerySet[PublishedPicture]:
    return PublishedPicture.objects.filter(article=None, topic=None)
