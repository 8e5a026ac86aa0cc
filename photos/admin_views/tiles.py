"""A photo as one tile of a grid: its small picture, what it is called, and what whoever wants it should know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authors.models import User
from photos.darkroom.sizes import PREVIEW_WIDTHS
from photos.finding import ENDING_SOON
from photos.models import AiUse, Licence, Photo, Scope
from photos.uses import Use, recent_uses


@dataclass(frozen=True, slots=True)
class Tile:
    """`warnings` are whole sentences; `marks` say the same in a word."""

    photo: Photo
    width: int
    height: int
    marks: list[str]
    warnings: list[str]


def tiles(photos: Iterable[Photo], user: User, *, besides: int | None = None) -> list[Tile]:
    """One for each photo; where it ran lately is asked once for all, in other articles than `besides`."""
    photos = list(photos)
    recent = recent_uses(photos, user, besides=besides)
    return [_tile(photo, recent.get(photo.pk)) for photo in photos]


def _tile(photo: Photo, ran: Use | None) -> Tile:
    width = min(PREVIEW_WIDTHS[0], photo.width)
    height = max(1, round(width * photo.height / photo.width))
    marks, warnings = [], []
    for mark, warning in [*_words(photo), *_rights(photo), *_ran(ran)]:
        marks.append(mark)
        warnings.append(warning)
    return Tile(photo, width, height, marks, warnings)


def _words(photo: Photo) -> list[tuple[str, str]]:
    found = []
    if not photo.caption:
        found.append((_("no caption"), _("It has no caption.")))
    if not photo.credit:
        found.append((_("no credit"), _("It has no credit.")))
    if not photo.alt_text:
        found.append((_("no alternative text"), _("It has no alternative text.")))
    return found


def _rights(photo: Photo) -> list[tuple[str, str]]:
    found, today = [], timezone.localdate()
    if until := photo.usable_until:
        day = date_format(until, "SHORT_DATE_FORMAT")
        if until < today:
            found.append((_("rights ended"), _("The rights ended on %(day)s.") % {"day": day}))
        elif until <= today + ENDING_SOON:
            found.append((_("until %(day)s") % {"day": day}, _("The rights end on %(day)s.") % {"day": day}))
    if photo.licence == Licence.UNCLEAR:
        found.append((_("not cleared"), _("The rights are not cleared yet.")))
    if photo.scope != Scope.EVERYWHERE:
        scope = photo.get_scope_display()
        found.append((scope, _("It may be shown: %(scope)s.") % {"scope": scope}))
    if photo.ai_use != AiUse.NONE:
        found.append((photo.get_ai_use_display(), _("AI: %(part)s.") % {"part": photo.get_ai_use_display()}))
    return found


def _ran(use: Use | None) -> list[tuple[str, str]]:
    if use is None or use.day is None:
        return []
    return [(_("ran lately"), ran_sentence(use))]


def ran_sentence(use: Use) -> str:
    """How long ago readers saw it, and in what."""
    days = (timezone.localdate() - use.day).days if use.day else 0
    if days <= 0:
        return _("It runs today: “%(headline)s”.") % {"headline": use.headline}
    sentence = ngettext("It ran %(days)s day ago: “%(headline)s”.", "It ran %(days)s days ago: “%(headline)s”.", days)
    return sentence % {"days": days, "headline": use.headline}
