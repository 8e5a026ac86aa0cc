"""The public files of published photos: which are shown, which no more, in which formats."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from website.intake.door import note_as_done, require_transaction
from website.models import OutboxEvent, PublishedPicture


def public_picture_bases(article_id: int) -> list[str]:
    """The names of the public files of an article, without size and ending."""
    return list(PublishedPicture.objects.filter(article_id=article_id).values_list("base", flat=True))


def bases_in_use(bases: Iterable[str]) -> set[str]:
    """Those of `bases` that an article still readable shows."""
    shown = _shown_pictures().filter(base__in=list(bases))
    return set(shown.values_list("base", flat=True))


def is_any_in_use(beginning: str) -> bool:
    """Whether an article still readable shows a picture whose name begins so."""
    return _shown_pictures().filter(base__startswith=beginning).exists()


def dropped_picture_bases() -> list[str]:
    """The names of public files that a correction or a new edition left without an article."""
    return sorted(set(PublishedPicture.objects.filter(article=None).values_list("base", flat=True)))


def forget_dropped_pictures(bases: Iterable[str]) -> None:
    """Their files are gone, or another article shows them."""
    require_transaction()
    PublishedPicture.objects.filter(article=None, base__in=list(bases)).delete()


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


def _shown_pictures() -> QuerySet[PublishedPicture]:
    return PublishedPicture.objects.filter(article__isnull=False, article__withdrawn_at__isnull=True)
