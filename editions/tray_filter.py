"""What of the tray one person looks at: narrowed by section, series, priority, length and words of the headline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Genre, Priority
from authors.models import User
from editions.models import Edition, Page
from editions.tray import tray

TRAY_SHOWS = 100
SHOWN = (
    "headline",
    "genre",
    "priority",
    "characters",
    "embargo_until",
    "state",
    "online_first",
    "published_at",
    "section__name",
    "series__name",
)
# From so many characters to so many; the last has no end.
LENGTHS = {"brief": (0, 250), "short": (251, 600), "middle": (601, 1500), "long": (1501, 10**9)}
LENGTH_NAMES = {
    "brief": _("up to 250 characters"),
    "short": _("251 to 600"),
    "middle": _("601 to 1,500"),
    "long": _("over 1,500"),
}
PRIORITY_NAMES = {str(value): name for value, name in Priority.choices}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the tray; empty means everything. Section and series are slugs."""

    section: str = ""
    series: str = ""
    priority: str = ""
    length: str = ""
    words: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wanted:
        """What an address asks for, without what cannot be asked for."""
        said = {name: asked.get(name, "").replace("\0", "").strip()[:60] for name in cls.__slots__}
        for name, known in (("length", LENGTH_NAMES), ("priority", PRIORITY_NAMES)):
            said[name] = said[name] if said[name] in known else ""
        return cls(**said)

    @property
    def query(self) -> str:
        """The end of an address that asks for the same."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(said)}" if said else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One article in the tray, with the page that is offered first."""

    article: Article
    facts: list[str]
    page: Page | None


def facts(genre: str, characters: int, photos: int) -> list[str]:
    """What the desk says of an article that is to be placed or stands on a page, one word or figure each."""
    said = [genre, gettext("%(counter)s characters") % {"counter": characters}]
    if photos:
        said.append(ngettext("%(counter)s photo", "%(counter)s photos", photos) % {"counter": photos})
    return said


def shown(edition: Edition, user: User, wanted: Wanted) -> dict[str, Any]:
    """What may be placed, and by what it may be narrowed."""
    everything = tray(user)
    sections, series = _there(everything)
    pages = list(edition.pages.all())
    home = {page.section_id: page for page in reversed(pages) if page.section_id}
    # Only what is shown of them: neither their texts nor who filed them.
    rows = everything.select_related(None).select_related("section", "series").only(*SHOWN)
    found = [
        Waiting(article, _facts_of(article), home.get(article.section_id))
        for article in _narrowed(rows, wanted)[: TRAY_SHOWS + 1]
    ]
    return {
        "rows": found[:TRAY_SHOWS],
        "has_more": len(found) > TRAY_SHOWS,
        "sections": sections,
        "all_series": series,
        "priorities": PRIORITY_NAMES.items(),
        "lengths": LENGTH_NAMES.items(),
        "wanted": wanted,
        "is_narrowed": bool(wanted.query),
    }


def _facts_of(article: Article) -> list[str]:
    photos: int = article.photo_count  # type: ignore[attr-defined]
    return facts(str(Genre(article.genre).label), article.characters, photos)


def _there(everything: QuerySet[Article]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The sections and series of what lies in the tray, in their order, each with its slug and name."""
    parts = ("section__order", "section__name", "section__slug", "series__name", "series__slug")
    rows = Article.objects.filter(pk__in=everything.order_by().values("pk")).order_by(*parts[:3])
    found = list(rows.values_list(*parts).distinct())
    sections = {slug: name for _order, name, slug, *_series in found}
    series = {slug: name for *_section, name, slug in found if slug}
    return _named(sections), _named(series)


def _named(names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"slug": slug, "name": name} for slug, name in names.items()]


def _narrowed(rows: QuerySet[Article], wanted: Wanted) -> QuerySet[Article]:
    """The rows that are wanted."""
    if wanted.section:
        rows = rows.filter(section__slug=wanted.section)
    if wanted.series:
        rows = rows.filter(series__slug=wanted.series)
    if wanted.priority:
        rows = rows.filter(priority=int(wanted.priority))
    if wanted.words:
        rows = rows.filter(headline__icontains=wanted.words)
    if wanted.length:
        rows = rows.filter(characters__range=LENGTHS[wanted.length])
    return rows
