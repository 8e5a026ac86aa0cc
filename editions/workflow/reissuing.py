"""A late re-issue: a published edition is opened again for a reason, and published anew or put back as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, InternalError, models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.workflow import Refused
from articles.workflow.rows import check_deferred
from authors.models import User
from authors.text_line import check_text_line
from editions import policy
from editions.makeup import make_up
from editions.models import Edition, EditionState, Page, PageRegion, Placement, Reissue, Slot
from editions.workflow.rows import database_said, lock, record
from editions.workflow.signing import state_of

LONGEST_REASON = 200
# What of a page may change while its edition is open again.
PAGE_FIELDS = (
    "name", "section_id", "responsible_editor", "designer", "proofreader", "template_id", "paper_id",
    "masthead_columns", "masthead_lines", "source",
)  # fmt: skip


@transaction.atomic
def reopen(edition: Edition, *, reason: str, by: User) -> Reissue:
    """Open a published edition again; readers keep what they have. Opening it twice opens it once."""
    edition = lock(edition)
    if (found := Reissue.objects.under_way(edition)) and policy.can_publish(by):
        return found
    if sentence := policy.refusal_to_reopen(by, edition):
        raise Refused(sentence)
    reason = check_text_line(reason)
    if not reason:
        raise Refused(_("Say why it is issued again; readers are told."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("That line is too long: at most %(most)s characters.") % {"most": LONGEST_REASON})
    reissue = Reissue.objects.create(
        edition=edition, revision=edition.revision + 1, reason=reason, by=by, before=_as_it_stands(edition)
    )
    edition.state = EditionState.REISSUE
    edition.save(update_fields=["state"])
    record("reopen", edition, by=by, note=reason)
    return reissue


@transaction.atomic
def cancel(edition: Edition, *, by: User) -> Edition:
    """Give a re-issue up: every page stands again as readers have it. Giving it up twice gives it up once."""
    edition = lock(edition)
    if not policy.can_publish(by):
        raise Refused(_("Only the chief editor publishes an edition."))
    reissue = Reissue.objects.under_way(edition)
    if reissue is None:
        return edition
    try:
        with transaction.atomic():
            _put_back(edition, reissue)
            edition.state = EditionState.PUBLISHED
            edition.save(update_fields=["state"])
            check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    close(reissue, Reissue.Outcome.CANCELLED, by=by)
    record("cancel_reissue", edition, by=by)
    return edition


def close(reissue: Reissue, outcome: Reissue.Outcome, *, by: User) -> None:
    Reissue.objects.filter(pk=reissue.pk).update(outcome=outcome, closed_by=by, closed_at=Now())


def changed_pages(edition: Edition, reissue: Reissue) -> list[Page]:
    """The pages that are not as readers have them."""
    before = {one["page"]: one for one in reissue.before["pages"]}
    states = {one["page"]: one for one in state_of(make_up(edition))}
    return [
        page
        for page in edition.pages.order_by("letter", "number")
        if (states[page.pk], _fields(page)) != (before[page.pk]["state"], before[page.pk]["fields"])
    ]


# -- as it stands ----------------------------------------------------------------------------------------------------
def _as_it_stands(edition: Edition) -> dict[str, Any]:
    states = {one["page"]: one for one in state_of(make_up(edition))}
    placed = Placement.objects.filter(page__edition=edition)
    return {
        "pages": [{"page": page.pk, "state": states[page.pk], **_rows(page)} for page in edition.pages.all()],
        "articles": sorted(placed.values_list("article", flat=True)),
        "versions": sorted(placed.values_list("version", flat=True)),
    }


def _rows(page: Page) -> dict[str, Any]:
    """The page's own fields and every row that stands on it, as JSON has them."""
    return {
        "fields": _fields(page),
        "slots": [_row(slot) for slot in page.slots.order_by("pk")],
        "placements": [_row(one) for one in page.placements.order_by("pk")],
        "regions": [_row(region) for region in page.regions.order_by("pk")],
    }


def _fields(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in PAGE_FIELDS}


def _row(row: models.Model) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


# -- put back --------------------------------------------------------------------------------------------------------
def _put_back(edition: Edition, reissue: Reissue) -> None:
    """Lay out anew what differs, row for row under the old numbers; continuations after what they continue."""
    pages = {page.pk: page for page in edition.pages.all()}
    before = reissue.before["pages"]
    differing = [one for one in before if _rows(pages[one["page"]]) != _kept(one)]
    # What goes on on a page goes with its beginning on another, and comes back with it.
    begun = {row["id"] for one in differing for row in one["placements"]}
    differing += [
        one for one in before if one not in differing and any(row["continues_id"] in begun for row in one["placements"])
    ]
    numbers = [one["page"] for one in differing]
    Placement.objects.filter(page__in=numbers, continues__isnull=False).delete()
    Placement.objects.filter(page__in=numbers).delete()
    Slot.objects.filter(page__in=numbers).delete()
    PageRegion.objects.filter(page__in=numbers).delete()
    for one in differing:
        Page.objects.filter(pk=one["page"]).update(**one["fields"])
        _enter(Slot, one["slots"])
        _enter(PageRegion, one["regions"])
    placements = [row for one in differing for row in one["placements"]]
    _enter(Placement, [row for row in placements if row["continues_id"] is None])
    _enter(Placement, [row for row in placements if row["continues_id"] is not None])


def _kept(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("fields", "slots", "placements", "regions")}


def _enter(model: type[Slot | Placement | PageRegion], rows: list[dict[str, Any]]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for row in rows:
        model(**{name: fields[name].to_python(value) for name, value in row.items()}).save(force_insert=True)
