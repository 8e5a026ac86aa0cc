"""Going back to an earlier version: its words become the newest version, as if somebody had written them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles import policy, versions
from articles.models import Article, ArticlePhoto, Byline, Version
from articles.workflow.rows import Refused, current, lock
from articles.workflow.writing import finish_text, save_text
from authors.models import Author, User
from photos.models import Photo


@dataclass(slots=True)
class Restored:
    """The article as it now is, and sentences on what could not be put back as it was."""

    article: Article
    remarks: list[str] = field(default_factory=list)


@transaction.atomic
def restore_version(article: Article, version: Version, *, by: User, seen_version: int) -> Restored:
    """Put the words, names and photos of an earlier version back, as a new version of the same standing as an edit.

    Raises `Refused` and `StaleText` where an edit would: it goes through the same doors and voids the same passes.
    """
    article = lock(article)
    if version.article_id != article.pk or not policy.can_see(by, article):
        raise Refused(_("There is no such article."))
    newest = current(article).number
    if version.content == current(article).content and not versions.is_stale(article):
        raise Refused(_("These are the words of the newest version already."))
    parts = version.parts
    remarks = list(_put_back_words(article, parts))
    save_text(article, by=by, seen_version=seen_version)
    remarks += [*_put_back_bylines(article, parts["bylines"]), *_put_back_photos(article, parts["photos"])]
    article = finish_text(article, by=by, verb="restore_text", note=str(version.number))
    if current(article).number == newest:
        raise Refused(_("These are the words of the newest version already."))
    return Restored(article, remarks)


def _put_back_words(article: Article, parts: dict[str, Any]) -> Iterator[str]:
    for name in Article.TEXT_FIELDS:
        setattr(article, name, parts[name])
    # Asked before anything changes: the section it stands in stays one of the choices.
    sections, series = policy.sections_for_choice(article), policy.series_for_choice(article)
    if sections.filter(pk=parts["section"]).exists():
        article.section_id = parts["section"]
    else:
        yield _("Its section of then is not in use any more; the article stays where it is.")
    if parts["series"] is None or series.filter(pk=parts["series"]).exists():
        article.series_id, article.series_part = parts["series"], parts["series_part"]
    else:
        yield _("Its series of then is not in use any more; the article stays where it is.")


def _put_back_bylines(article: Article, lines: list[dict[str, Any]]) -> Iterator[str]:
    authors = Author.objects.in_bulk([line["author"] for line in lines])
    article.bylines.all().delete()
    found = [(order, line) for order, line in enumerate(lines, 1) if line["author"] in authors]
    Byline.objects.bulk_create(
        Byline(
            article=article, author=authors[line["author"]], role=line["role"], position=line["position"], order=order
        )
        for order, line in found
    )
    for line in lines:
        author = authors.get(line["author"])
        if author is None:
            yield _("%(name)s is not among the authors any more.") % {"name": line["name"]}
        elif author.name != line["name"]:
            yield _("%(old)s is called %(new)s now.") % {"old": line["name"], "new": author.name}


def _put_back_photos(article: Article, uses: list[dict[str, Any]]) -> Iterator[str]:
    """Photos whoever restores may not see in the library come back too: they stood in these very words."""
    photos = Photo.objects.in_bulk([use["photo"] for use in uses])
    article.photos.all().delete()
    ArticlePhoto.objects.bulk_create(
        ArticlePhoto(
            article=article,
            photo=photos[use["photo"]],
            caption="" if use["caption"] == photos[use["photo"]].caption else use["caption"],
            credit="" if use["credit"] == photos[use["photo"]].credit else use["credit"],
            shape=use.get("shape", ""),
            after_paragraph=use["after_paragraph"],
            order=order,
        )
        for order, use in enumerate(uses, 1)
        if use["photo"] in photos
    )
    for use in uses:
        photo = photos.get(use["photo"])
        if photo is None:
            yield _("Photo %(number)s is not in the library any more.") % {"number": use["photo"]}
        elif photo.alt_text != use["alt"]:
            yield _("The alternative text of photo %(number)s has changed in the library since.") % {
                "number": use["photo"]
            }
