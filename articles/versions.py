"""What goes into a version of an article: its content as canonical JSON, and the SHA-256 of that text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from articles.html import character_count
from articles.models import Article, ArticlePhoto, Byline, Version
from authors.models import User
from photos.cropping import crop_of
from photos.models import AiUse, Shape

FORMAT = 1


def content_of(
    article: Article, *, bylines: Iterable[Byline] | None = None, photos: Iterable[ArticlePhoto] | None = None
) -> dict[str, Any]:
    """Everything of the working copy that readers may come to see.

    Shape: the text fields of the article; `section` and `series` (numbers; None) and `series_part`; `bylines`, a list
    of {author, name, role, position}; `photos`, a list of {photo, sha256, caption, credit, alt, after_paragraph} and,
    where it is not shown whole or a machine had a part in it, {shape, crop} and {ai}.
    Bylines and photos are read from the database unless they are handed in, in printed order.
    """
    if bylines is None:
        bylines = article.bylines.select_related("author").order_by("order", "id")
    if photos is None:
        photos = article.photos.select_related("photo").order_by("order", "id")
    return {
        "format": FORMAT,
        **{field: getattr(article, field) for field in Article.TEXT_FIELDS},
        "section": article.section_id,
        "series": article.series_id,
        "series_part": article.series_part,
        "bylines": [_byline(line) for line in bylines],
        "photos": [_photo(use) for use in photos],
    }


def _byline(line: Byline) -> dict[str, Any]:
    return {"author": line.author_id, "name": line.author.name, "role": line.role, "position": line.position}


def _photo(use: ArticlePhoto) -> dict[str, Any]:
    found: dict[str, Any] = {
        "photo": use.photo_id,
        "sha256": use.photo.sha256,
        "caption": use.printed_caption,
        "credit": use.printed_credit,
        "alt": use.photo.alt_text,
        "after_paragraph": use.after_paragraph,
    }
    # Only where there is something to say: the versions of photos shown whole keep the digests they always had.
    if use.shape:
        found |= {"shape": use.shape, "crop": list(crop_of(use.photo, Shape(use.shape)))}
    if use.photo.ai_use != AiUse.NONE:
        found["ai"] = use.photo.ai_use
    return found


def canonical(content: dict[str, Any]) -> str:
    """One text for one content, byte for byte."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def cut(article: Article, *, by: User, kind: Version.Kind = Version.Kind.TEXT, stage: int | None = None) -> Version:
    """Take a snapshot of the saved working copy and make it current; the same content again makes no new version.

    `kind` says how it came to be, and with it which passes it keeps; an edit within a review names its `stage`. The
    caller holds the lock on the article's row.
    """
    current = article.current_version
    if current is not None and current.sha256 == digest(canonical(content_of(article))):
        return current
    article.current_version = snapshot(article, by=by, kind=kind, stage=stage)
    article.characters = character_count(article.body)
    article.save(update_fields=["current_version", "characters"])
    return article.current_version


def snapshot(article: Article, *, by: User, kind: Version.Kind, stage: int | None = None) -> Version:
    """A new version of the saved working copy, even of the same words; whoever asked makes it the current one."""
    text = canonical(content_of(article))
    current = article.current_version
    return Version.objects.create(
        article=article,
        number=current.number + 1 if current else 1,
        kind=kind,
        stage=stage,
        content=text,
        sha256=digest(text),
        made_in_state=article.state,
        created_by=by,
    )


def is_stale(article: Article) -> bool:
    """Whether the working copy differs from its current version, for example because a photo's credit changed.

    Looks at the bylines and photos that were loaded with the article, if they were: an edition asks for each of many.
    """
    return article.current_version is None or differs(article, article.current_version)


def differs(article: Article, version: Version, *, photos: Iterable[ArticlePhoto] | None = None) -> bool:
    """Whether the working copy is not what this version says; looks at what was loaded as `is_stale` does."""
    photos = article.photos.all() if photos is None else photos
    content = content_of(article, bylines=article.bylines.all(), photos=photos)
    return digest(canonical(content)) != version.sha256
