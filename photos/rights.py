"""What the rights of a photo allow: sentences that keep it from being published, and the one line that sums them up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from photos.models import Licence, Photo, Scope

# From here on the end of the rights is in sight.
SOON = timedelta(days=30)


class Where(StrEnum):
    """Where readers would meet the photo."""

    PRINT = "print"
    WEBSITE = "website"


EVERYWHERE = frozenset(Where)


def refusals_to_publish(
    photo: Photo,
    *,
    on: date,
    article: int | None,
    where: frozenset[Where] = EVERYWHERE,
    caption: str | None = None,
    credit: str | None = None,
) -> list[str]:
    """Why the photo may not appear on a day with the article of that number; [] if it may.

    `caption` and `credit` are those of this use; left out, they are the library's. A photo for print only keeps no
    article from the website: it is left out there.
    """
    return [
        *refusals_of_rights(photo, on=on, article=article, where=where),
        *_missing_words(photo, photo.caption if caption is None else caption, credit),
    ]


def refusals_of_rights(
    photo: Photo, *, on: date, article: int | None, where: frozenset[Where] = EVERYWHERE
) -> list[str]:
    """The part of `refusals_to_publish` that no better words can mend."""
    return list(_of_rights(photo, on, article, where))


def _of_rights(photo: Photo, on: date, article: int | None, where: frozenset[Where]) -> Iterator[str]:
    named = {"photo": photo.title}
    if photo.licence == Licence.UNCLEAR:
        yield _("The rights of the photo “%(photo)s” are not cleared yet.") % named
    if photo.usable_until and photo.usable_until < on:
        named_day = {**named, "day": date_format(photo.usable_until)}
        yield _("The photo “%(photo)s” could be published until %(day)s only.") % named_day
    if photo.scope == Scope.ONCE and ran_before(photo, article=article):
        yield _("The photo “%(photo)s” may be shown once, and has been shown.") % named
    if photo.scope == Scope.WEB and Where.PRINT in where:
        yield _("The photo “%(photo)s” may be shown on the website only, not in print.") % named


def lacking(photo: Photo, *, caption: str, credit: str) -> str:
    """What of its words a photo still lacks in one use, in one sentence; "" where nothing does."""
    words = ((caption, _("caption")), (credit, _("credit")), (photo.alt_text, _("alternative text")))
    missing = [name for said, name in words if not said]
    if not missing:
        return ""
    return _("The photo “%(photo)s” cannot be published without: %(words)s.") % {
        "photo": photo.title,
        "words": _(", ").join(missing),
    }


def _missing_words(photo: Photo, caption: str, credit: str | None) -> Iterator[str]:
    named = {"photo": photo.title}
    if not caption:
        yield _("The photo “%(photo)s” has no caption.") % named
    if not (photo.credit if credit is None else credit):
        yield _("The photo “%(photo)s” has no credit.") % named
    if not photo.alt_text:
        yield _("The photo “%(photo)s” has no alternative text.") % named


def ran_before(photo: Photo, *, article: int | None) -> bool:
    """Whether another article that was published shows it, or readers find it at the head of a topic.

    Withdrawn articles count, readers have seen them.
    """
    shown = photo.uses.filter(article__published_at__isnull=False)
    return (shown if article is None else shown.exclude(article_id=article)).exists() or heads_a_topic(photo)


def heads_a_topic(photo: Photo) -> bool:
    return photo.topics.filter(is_public=True).exists()


def warning_of(photo: Photo, *, on: date) -> str:
    """That the rights end soon, as a sentence, or ""."""
    until = photo.usable_until
    if until is None or not on <= until <= on + SOON:
        return ""
    return _("The photo “%(photo)s” may be published until %(day)s only.") % {
        "photo": photo.title,
        "day": date_format(until),
    }


def state_of(photo: Photo, *, on: date) -> str:
    """The rights in one line: “May be shown in print and on the website until 1 March 2027.”"""
    if photo.licence == Licence.UNCLEAR:
        return _("Must not be published: the rights are not cleared yet.")
    if photo.usable_until and photo.usable_until < on:
        return _("Must not be published any more: the rights ended on %(day)s.") % {
            "day": date_format(photo.usable_until)
        }
    if photo.scope == Scope.ONCE and ran_before(photo, article=None):
        return _("Must not be published again: it could be shown once, and has been.")
    if photo.usable_until:
        return str(_until(photo.scope) % {"day": date_format(photo.usable_until)})
    return {
        Scope.EVERYWHERE.value: _("May be shown in print and on the website."),
        Scope.PRINT.value: _("May be shown in print; the website leaves it out."),
        Scope.WEB.value: _("May be shown on the website, not in print."),
        Scope.ONCE.value: _("May be shown once, in one article."),
    }[photo.scope]


def _until(scope: str) -> str:
    return {
        Scope.EVERYWHERE.value: _("May be shown in print and on the website until %(day)s."),
        Scope.PRINT.value: _("May be shown in print until %(day)s; the website leaves it out."),
        Scope.WEB.value: _("May be shown on the website until %(day)s, not in print."),
        Scope.ONCE.value: _("May be shown once, in one article, until %(day)s."),
    }[scope]
