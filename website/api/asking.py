"""What a program may ask: the parameters of an address, each known, given once and well formed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from website.days import midnight

LIMIT = 20
MOST = 100
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
# Of what somebody wrote, an answer repeats so much.
REPEATED = 60


class NotUnderstood(Exception):
    """The question cannot be answered; the text says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of one request; "" where one was not asked."""

    values: dict[str, str]

    @classmethod
    def read(cls, request: HttpRequest, *known: str) -> Question:
        """Refuse what is not known here: a misspelt filter that is passed over would answer another question."""
        for name in request.GET:
            if name not in known:
                raise NotUnderstood(_unknown(name, known))
            if len(request.GET.getlist(name)) > 1:
                raise NotUnderstood(_("The parameter “%(name)s” is given twice.") % {"name": name})
            if not request.GET[name]:
                raise NotUnderstood(_("The parameter “%(name)s” is empty; it can be left out.") % {"name": name})
            if "\0" in request.GET[name]:
                raise NotUnderstood(_("The parameter “%(name)s” holds a character that no text has.") % {"name": name})
        return cls({name: request.GET.get(name, "") for name in known})

    def word(self, name: str) -> str:
        return self.values[name].strip()

    @property
    def limit(self) -> int:
        text = self.values["limit"]
        if not text:
            return LIMIT
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        if not 1 <= number <= MOST:
            raise NotUnderstood(_("“limit” is a number from 1 to %(most)s.") % {"most": MOST})
        return number

    def number(self, name: str) -> int | None:
        text = self.values[name]
        if text and not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise NotUnderstood(_("“%(name)s” is a number.") % {"name": name})
        return int(text) if text else None

    def day(self, name: str) -> date | None:
        text = self.values[name]
        if not text:
            return None
        try:
            return date.fromisoformat(text) if DAY.fullmatch(text) else _no_day()
        except ValueError as error:
            raise NotUnderstood(_("“%(name)s” is a day written like 2025-10-17.") % {"name": name}) from error

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone, or when a day begins by the paper's clock."""
        text = self.values[name]
        if not text or DAY.fullmatch(text):
            day = self.day(name)
            return midnight(day) if day else None
        # A plus sign that nobody escaped comes as a space.
        text = text.replace(" ", "+")
        try:
            # In one zone: the database does not know every zone that can be written.
            return datetime.fromisoformat(text).astimezone(UTC) if MOMENT.fullmatch(text) else _no_moment()
        except (ValueError, OverflowError) as error:
            sentence = _("“%(name)s” is a day or a moment, like 2025-10-17 or 2025-10-17T06:00:00+08:00.")
            raise NotUnderstood(sentence % {"name": name}) from error

    def since(self) -> datetime | None:
        """When the first day that is asked for begins, by the paper's clock."""
        day = self.day("since")
        return midnight(day) if day else None

    def before(self) -> datetime | None:
        """When the last day that is asked for is over."""
        day = self.day("until")
        if not day or day == date.max:
            return None
        return midnight(day + timedelta(days=1))

    def choice(self, name: str, choices: type[models.TextChoices]) -> str:
        """One of the words that the record has for it."""
        word = self.word(name)
        if word and word not in choices.values:
            known = ", ".join(choices.values)
            raise NotUnderstood(_("“%(name)s” is one of: %(known)s.") % {"name": name, "known": known})
        return word

    def slug(self, name: str, rows: type[models.Model]) -> str:
        """The name in addresses of a section, a series, a topic or an author whom readers know."""
        slug = self.word(name)
        if slug and not rows._default_manager.filter(slug=slug).exists():
            words = {"name": name, "slug": slug[:REPEATED]}
            raise NotUnderstood(_("“%(name)s” names something that is not there: %(slug)s.") % words)
        return slug


def not_a_place() -> NotUnderstood:
    """Refuse an `after` that no list has given out."""
    return NotUnderstood(_("“after” is what the list before named in its “next”."))


def _no_day() -> date:
    raise ValueError


def _no_moment() -> datetime:
    raise ValueError


def _unknown(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return _("There is no parameter “%(name)s” here; there is none.") % {"name": name[:REPEATED]}
    words = {"name": name[:REPEATED], "known": ", ".join(known)}
    return _("There is no parameter “%(name)s” here; there are: %(known)s.") % words
