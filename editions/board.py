"""What the edition's own page shows: its pages as a flat plan, the pre-flight, the tray and the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import policy as article_policy
from articles.clock import database_now
from articles.models import Article, Genre
from articles.richtext import character_count
from authors.models import User
from editions import corrections, policy, preflight, preflight_known, tray_filter, uploaded_pages
from editions.findings import together
from editions.models import Drawing, Edition, EditionEvent, Page, PageFile, Placement, Publication, Reissue, SignOff
from editions.workflow import proofs, signing
from editions.workflow.proofs import Reading


@dataclass(frozen=True, slots=True)
class Card:
    """One article on a page, in the words of the version that stands there: worked out before, as there are hundreds.

    `is_out_of_place` says that the article is no longer what it must be to stand here. `address` is empty for who may
    not open it; `deeds` is where the buttons of the card send.
    """

    placement: Placement
    article: Article
    number: str
    headline: str
    facts: list[str]
    characters: int
    photos: int
    address: str
    deeds: str
    is_last: bool
    is_stale: bool
    is_out_of_place: bool
    can_be_renewed: bool


@dataclass(slots=True)
class Sheet:
    """One page of the flat plan; `drawing` is its newest picture, which may be older than its last change.

    `failed` is the newest that could not be made, `file` what a page set elsewhere was handed in as.
    """

    page: Page
    cards: list[Card] = field(default_factory=list)
    is_blocked: bool = False
    drawing: Drawing | None = None
    failed: Drawing | None = None
    file: PageFile | None = None
    reading: Reading | None = None
    sign_off: SignOff | None = None

    @property
    def is_drawn_as_it_is(self) -> bool:
        return self.drawing is not None and self.drawing.layout_number == self.page.layout_number

    @property
    def could_not_be_drawn(self) -> bool:
        return (
            not self.is_drawn_as_it_is
            and self.failed is not None
            and self.failed.layout_number == self.page.layout_number
        )

    @property
    def characters(self) -> int:
        return sum(card.characters for card in self.cards)

    @property
    def is_over_full(self) -> bool:
        return len(self.cards) > self.page.template.most_articles


def board(edition: Edition, user: User, wanted: tray_filter.Wanted) -> dict[str, Any]:
    """The context of the edition's page for one person; `edition` is loaded `with_pages()`."""
    appears_at = edition.go_live_at or database_now()
    due = [] if edition.is_out else corrections.due()
    known = preflight_known.read([edition], due=due)
    findings = [] if edition.is_published else preflight.check(edition, appears_at=appears_at, known=known)
    files = uploaded_pages.current_files(edition.pages.all())
    findings += [] if edition.is_published else preflight.advice(edition, files)
    sheets = _sheets(edition, user, findings, known, files, wanted.query)
    must = together(preflight.blocking(findings))
    may_compose = policy.refusal_to_compose(user, edition) is None
    return {
        "edition": edition,
        "sheets": sheets,
        "article_count": len({card.placement.article_id for sheet in sheets for card in sheet.cards}),
        "must": must,
        "advice": together(finding for finding in findings if not finding.blocks),
        "obstacles": len(must),
        "may_compose": may_compose,
        "may_publish": policy.refusal_to_publish(user, edition) is None,
        "may_reopen": policy.refusal_to_reopen(user, edition) is None,
        "reissue": Reissue.objects.under_way(edition) if edition.is_being_reissued else None,
        "corrections": corrections.to_print(edition, due),
        "printed_corrections": [row for rows in corrections.printed_on(edition).values() for row in rows]
        if edition.is_out
        else [],
        "tray": tray_filter.shown(edition, user, wanted) if may_compose else None,
        "query": wanted.query,
        "record": [_event(event) for event in edition.events.select_related("by")],
        "issue_address": issue_address(edition),
        "time_zone": settings.TIME_ZONE,
    }


def _sheets(
    edition: Edition,
    user: User,
    findings: Iterable[preflight.Finding],
    read: preflight_known.Known,
    files: Mapping[int, PageFile],
    query: str,
) -> list[Sheet]:
    pages = list(edition.pages.all())
    blocked = {finding.page.pk for finding in findings if finding.blocks and finding.page}
    cards = _Cards(edition, pages, user, query)
    drawn, rounds = [page for page in pages if page.needs_sign_off], 0
    if drawn:
        prefetch_related_objects(drawn, "proofs")
        rounds = Publication.objects.values_list("proof_rounds", flat=True).first() or 0
    return [
        _sheet(
            Sheet(
                page,
                cards.on(page),
                page.pk in blocked,
                drawing=read.drawings.get(page.pk),
                failed=read.failed.get(page.pk),
                file=files.get(page.pk),
            ),
            rounds=rounds,
        )
        for page in pages
    ]


def _sheet(sheet: Sheet, *, rounds: int) -> Sheet:
    page, drawn = sheet.page, sheet.drawing
    if page.is_uploaded:
        sheet.sign_off = next((one for one in page.sign_offs.all() if one.layout_number == page.layout_number), None)
    if drawn is not None and sheet.is_drawn_as_it_is:
        sheet.reading = proofs.reading(page, drawn.blocks, rounds=rounds)
        sheet.sign_off = signing.signed(page, drawn.digest)
    return sheet


def _addresses(name: str, *before: int) -> Callable[[int], str]:
    """The addresses of one name for any number: a big edition has hundreds, and looking each up costs more than it."""
    head, _zero, tail = reverse(f"admin:{name}", args=[*before, 0]).rpartition("/0/")
    return lambda number: f"{head}/{number}/{tail}"


class _Cards:
    """Makes the cards of one edition for one person; what all of them need is asked once."""

    def __init__(self, edition: Edition, pages: list[Page], user: User, query: str) -> None:
        placed = {placement.article_id for page in pages for placement in page.placements.all()}
        self.known = set(article_policy.visible_to(user).filter(pk__in=placed).values_list("pk", flat=True))
        self.articles = _addresses("articles_article_change")
        self.deeds, self.query = _addresses("editions_edition_placement", edition.pk), query
        self.edition = edition

    def on(self, page: Page) -> list[Card]:
        placements = list(page.placements.all())
        return [self._card(placement, is_last=placement is placements[-1]) for placement in placements]

    def _card(self, placement: Placement, *, is_last: bool) -> Card:
        article, parts, is_stale = placement.article, placement.version.parts, placement.is_stale
        # The article knows how long its newest version is.
        characters = character_count(parts["body"]) if is_stale else article.characters
        return Card(
            placement=placement,
            article=article,
            number=str(placement.pk),
            headline=parts["headline"],
            facts=tray_filter.facts(str(Genre(parts["genre"]).label), characters, len(parts["photos"])),
            characters=characters,
            photos=len(parts["photos"]),
            address=self.articles(article.pk) if article.pk in self.known else "",
            deeds=self.deeds(placement.pk) + self.query,
            is_last=is_last,
            is_stale=is_stale,
            is_out_of_place=not self._is_in_place(article),
            can_be_renewed=is_stale and self.edition.may_take(article),
        )

    def _is_in_place(self, article: Article) -> bool:
        """Whether the article is still what it must be to stand here."""
        if self.edition.is_out and not self.edition.is_being_reissued:
            return article.is_published
        return self.edition.may_take(article)


EVENTS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Planned"),
    "renumber": gettext_lazy("Numbered anew"),
    "sign_off": gettext_lazy("Signed off"),
    "freeze": gettext_lazy("Frozen as snapshot"),
    "schedule": gettext_lazy("Scheduled"),
    "unschedule": gettext_lazy("Stopped the schedule"),
    "publish": gettext_lazy("Published"),
    "import": gettext_lazy("Brought in from the archive"),
    "reopen": gettext_lazy("Opened again for a re-issue"),
    "cancel_reissue": gettext_lazy("Gave the re-issue up"),
    "reissue": gettext_lazy("Published again"),
    "redrawn": gettext_lazy("Drawn again after a withdrawal"),
    "not_redrawn": gettext_lazy("Could not be drawn again; readers see the page without its picture"),
    "no_picture": gettext_lazy("Shown without its picture: set elsewhere, and an article on it is withdrawn"),
    "not_ready": gettext_lazy("Not published at the scheduled time"),
}


def _event(event: EditionEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "by": event.by,
        "verb": event.verb,
        "label": EVENTS.get(event.verb, event.verb),
        "note": _moment(event.note) if event.verb == "schedule" else event.note,
    }


def _moment(text: str) -> str:
    """The hour an edition was scheduled for, from the record's ISO form, as people read it."""
    moment: datetime | None = parse_datetime(text)
    if moment is None:
        return text
    return _("for %(time)s") % {"time": date_format(timezone.localtime(moment), "DATETIME_FORMAT")}


def issue_address(edition: Edition) -> str:
    """Where readers find the issue; empty while they cannot, or when this process does not know the website."""
    if not edition.is_out:
        return ""
    if settings.WEBSITE_URL:
        return f"{settings.WEBSITE_URL}/epaper/{edition.slug}/"
    try:
        return reverse("website:edition", args=[edition.slug])
    except NoReverseMatch:
        return ""
