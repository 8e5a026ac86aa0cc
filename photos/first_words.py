"""The words a photo begins with: those in its file, those given to all files of a batch, and where each goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from authors.models import Author
from photos.darkroom import Words
from photos.models import AiUse, Licence, Photo, Scope

SHARED = ("caption", "credit", "place", "taken_on")


@dataclass(frozen=True, slots=True)
class Batch:
    """Words for all files of a batch; they fill what a file leaves empty, or take its words' place (`override`)."""

    caption: str = ""
    credit: str = ""
    place: str = ""
    taken_on: date | None = None
    photographers: Collection[Author] = ()
    licence: str = Licence.OWN.value
    scope: str = Scope.EVERYWHERE.value
    override: bool = False


def begin_photo(filename: str, words: Words, batch: Batch) -> tuple[Photo, list[Author]]:
    """A photo that is not saved yet, and who took it."""
    creators = _authors(words.creators)
    own: dict[str, Any] = {name: getattr(words, name) for name in SHARED}
    # Who is known to the paper is credited as the paper writes the name.
    own["credit"] = own["credit"] or "、".join(author.name for author in creators)[:100]
    shared = {name: _chosen(own[name], getattr(batch, name), override=batch.override) for name in SHARED}
    photo = Photo(
        **shared,
        title=words.title or title_of(filename),
        alt_text=words.alt_text,
        persons=list(words.persons),
        keywords=list(words.keywords),
        source=words.source or _foreign(words, creators),
        instructions=words.instructions,
        copyright_notice=words.copyright_notice,
        licence_url=words.licence_url,
        rights_note=words.usage_terms,
        licence=batch.licence,
        scope=batch.scope,
    )
    label(photo, words)
    return photo, list(_chosen(creators, list(batch.photographers), override=batch.override))


def label(photo: Photo, words: Words) -> None:
    """What the file says of machines having made it stays, whatever anybody types."""
    photo.digital_source = words.digital_source
    if words.ai_use != AiUse.NONE:
        photo.ai_use = words.ai_use


def title_of(filename: str) -> str:
    """The photographer's name for the file, without its ending."""
    stem, _point, _ending = filename.rpartition(".")
    return (stem or filename)[:100].strip() or "–"


def _chosen(own: Any, shared: Any, *, override: bool) -> Any:
    return shared if shared and (override or not own) else own


def _authors(names: Collection[str]) -> list[Author]:
    """Those of the names that are the paper's own, in the order of the file."""
    known = {author.name: author for author in Author.objects.usable().filter(name__in=names)} if names else {}
    return [known[name] for name in names if name in known]


def _foreign(words: Words, creators: list[Author]) -> str:
    """Who took it, when nobody at the paper did: it would be lost otherwise."""
    names = [name for name in words.creators if name not in {author.name for author in creators} | {words.credit}]
    return "、".join(names)[:100]
