"""What has happened to published articles of the demo since: the front page by hand, corrections, a withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles import notices, publishing, workflow
from articles.models import Article, Correction, Withdrawal
from authors.models import User
from editions import corrections as printed_corrections
from editions import front_desk, front_publishing, printed_notices
from editions import workflow as edition_workflow
from editions.models import Edition, Page, SlotRole, SlotStyle
from newsroom.demo.filing import replaced
from newsroom.demo.paper import Newsroom

FOUND = time(9, 20)
# The place of a printed correction.
NOTICE_LINES = 7


def arrange_the_front(newsroom: Newsroom, edition: Edition, places: Sequence[tuple[Article, dict[str, Any]]]) -> None:
    """Let the website's front page be arranged by one person and published by another."""
    by, seen = newsroom.people["section_head"], 0
    for article, words in places:
        spot = front_desk.spot_of(words["spot"])
        seen = front_desk.put(edition, article, spot, words["position"], by=by, seen=seen).number
        if headline := words.get("headline"):
            seen = front_desk.say(edition, article, headline=headline, until=None, by=by, seen=seen).number
    front_publishing.publish(edition, by=newsroom.people["chief_editor"], seen=seen)


def correct(newsroom: Newsroom, article: Article, words: dict[str, Any], *, day: date) -> None:
    """Let a correction be filed that was asked for on the next morning, and published if it has come so far."""
    article.refresh_from_db()
    if words["state"] == "filed":
        _file_correction(newsroom, article, words, day=day)
        return
    with notices.quietly():
        correction = _file_correction(newsroom, article, words, day=day)
        if not correction.is_typo:
            editor = newsroom.people["desk_editor"]
            correction = workflow.check_correction(correction, by=editor, seen_revision=correction.revision)
    with notices.quietly() if correction.is_typo else nullcontext():
        chief = newsroom.people["chief_editor"]
        correction = publishing.correct(correction, by=chief, seen_revision=correction.revision)
    if words.get("printed"):
        _print(newsroom, correction)


def _file_correction(newsroom: Newsroom, article: Article, words: dict[str, Any], *, day: date) -> Correction:
    by = newsroom.people[words["by"]]
    correction = workflow.ask_for_correction(
        article,
        by=by,
        reason=words["reason"],
        kind=Correction.Kind(words["kind"]),
        found_at=timezone.make_aware(datetime.combine(day + timedelta(days=1), FOUND)),
        is_typo=words.get("typo", False),
    )
    new = {name: getattr(correction, name) for name in Correction.TEXT_FIELDS}
    new |= {"body": replaced(correction.body, words["changes"]), "notice": words["notice"]}
    return workflow.write_correction(correction, new, by=by, seen_revision=correction.revision, file=True)


def _print(newsroom: Newsroom, correction: Correction) -> None:
    """Put it on the same page of the next edition, unless somebody has tried the composing room out on it meanwhile."""
    stood = Page.objects.filter(placements__article=correction.article).first()
    next_one = Edition.objects.unpublished().order_by("date", "number_in_day").first()
    if stood is None or next_one is None:
        return
    page = next_one.pages.filter(letter=stood.letter, number=stood.number).first()
    if page is not None:
        with suppress(workflow.Refused):
            _keep_a_place(page, by=newsroom.people["page_designer"])
            printed_corrections.place(correction, page, by=newsroom.people["page_designer"])


def _keep_a_place(page: Page, *, by: User) -> None:
    """Leave the foot of an empty slot to the correction, in a slot of its own."""
    slot = page.slots.filter(role=SlotRole.ARTICLE, placements=None, lines__gte=2 * NOTICE_LINES).last()
    if slot is None or printed_notices.slot_for(page) is not None:
        return
    cells = slot.cells
    edition_workflow.resize(slot, replace(cells, lines=cells.lines - NOTICE_LINES - 1), by=by)
    foot = replace(cells, row=cells.row + cells.lines - NOTICE_LINES, lines=NOTICE_LINES)
    edition_workflow.add_slot(page, foot, by=by, role=SlotRole.CORRECTIONS, style=SlotStyle.BOX, text_columns=1)


def withdraw(newsroom: Newsroom, article: Article, words: dict[str, str]) -> None:
    """Take a published piece back, and let the second person agree."""
    publishing.withdraw(article, by=newsroom.people["chief_editor"], reason=words["reason"], notice=words["notice"])
    withdrawal = Withdrawal.objects.get(article=article)
    workflow.confirm_withdrawal(withdrawal, by=newsroom.people["section_head"])
