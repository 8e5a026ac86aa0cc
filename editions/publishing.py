"""How an edition goes through the door: whole or not at all, once, however many press the button."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import publishing as article_publishing
from articles import verbs
from articles import workflow as article_workflow
from articles.clock import database_now
from articles.models import State, Version
from articles.workflow import OutOfReach, Refused
from authors.models import User
from editions import corrections, front_publishing, issue_files, page_states, policy, preflight, workflow
from editions.composing.source import Region
from editions.issue_files import IssueFiles, PageFiles, Sheet
from editions.makeup import make_up
from editions.models import (
    Drawing,
    Edition,
    EditionState,
    Page,
    PageFile,
    Placement,
    PrintedCorrection,
    Publication,
    Reissue,
)
from editions.page_states import PageState
from editions.workflow import reissuing, signing
from website import intake

log = logging.getLogger("newsroom.publishing")

# So long a scheduled edition waits for a store that cannot be reached, before the desk has to look after it.
PATIENCE = timedelta(minutes=10)


class NotReady(Refused):
    """The pre-flight found what keeps the edition from being published; `findings` are its sentences."""

    def __init__(self, findings: list[preflight.Finding]) -> None:
        self.findings = findings
        super().__init__(" ".join(finding.sentence for finding in findings))


def publish(edition: Edition, *, by: User, appeared_at: datetime | None = None) -> Edition:
    """Publish an edition and every article in it in one transaction; publishing it again changes nothing.

    Locks the edition, then its articles in the order of their numbers; checks everything again under the locks;
    writes the published record and one outbox row with a unique key. Raises `NotReady` or `Refused`.
    `appeared_at` is for an issue that appeared before it was entered here; it never lies in the future.
    """
    edition = Edition.objects.get(pk=edition.pk)  # it may have been opened again since it was loaded
    if edition.is_published and policy.can_publish(by):
        return edition
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    article_publishing.prepare_photos(_versions(edition))
    paper = Publication.objects.values_list("name", flat=True).first() or ""
    files = issue_files.put_out(_signed_sheets(edition), title=f"{paper} {edition}", paper=paper)
    is_out = False
    try:
        with transaction.atomic():
            _wait_no_longer_than(seconds=5)
            edition = workflow.lock(edition)
            if edition.is_published:
                return edition
            count = _publish_locked(edition, files, by=by, appeared_at=appeared_at)
        is_out = True
    finally:
        if not is_out:
            issue_files.take_back(files.names())
    log.info("edition %s published with %s articles", edition.slug, count)
    return Edition.objects.get(pk=edition.pk)


def _signed_sheets(edition: Edition) -> list[Sheet]:
    """The files of the pages that are signed off as they stand, in the order of the paper."""
    found = []
    for state in page_states.states(make_up(edition)):
        page = state.page
        file: Drawing | PageFile | None = state.file or signing.drawing_of(page, state.digest)
        if file is not None and file.folder and signing.signed(page, state.digest):
            found.append(Sheet(page, file.folder, file.width, file.height, state.digest))
    return found


def _frozen(edition: Edition, files: IssueFiles, *, by: User) -> list[PageState]:
    """The edition as it was frozen; raises `NotReady` for every page that is not signed off, or not as it was signed.

    An edition whose pages are lists needs no sign-off: it is frozen as it stands.
    """
    made = make_up(edition)
    states = page_states.states(made)
    if not states:
        signing.freeze(made, by=by)
        return states
    unsigned = [one.page for one in states if not signing.signed(one.page, one.digest)]
    if unsigned:
        raise NotReady(
            [preflight.Finding(_("Page %(page)s is not signed off.") % {"page": page.label}, page) for page in unsigned]
        )
    snapshot = edition.snapshots.first()
    changed = signing.changed_since(snapshot, made) if snapshot else [one.page.label for one in states]
    if changed:
        sentence = _("Changed since the edition was frozen: %(pages)s. Sign off again.")
        raise NotReady([preflight.Finding(sentence % {"pages": _(", ").join(changed)})])
    if {number: one.digest for number, one in files.pages.items()} != {one.page.pk: one.digest for one in states}:
        raise NotReady([preflight.Finding(_("A page was signed off a moment ago. Publish once more."))])
    return states


def _publish_locked(edition: Edition, files: IssueFiles, *, by: User, appeared_at: datetime | None) -> int:
    """All that a publication changes, under the lock of the edition; answers how many articles it published."""
    now = database_now()
    articles = article_workflow.lock_in_order(
        Placement.objects.filter(page__edition=edition).values_list("article", flat=True)
    )
    edition = Edition.objects.with_pages().get(pk=edition.pk)
    if obstacles := preflight.blocking(preflight.check(edition, appears_at=now)):
        raise NotReady(obstacles)
    states = _frozen(edition, files, by=by)
    reissue = Reissue.objects.under_way(edition)
    changed = _changed(edition, reissue) if reissue else []
    _issue(states)
    for article in articles:
        if article.state == State.APPROVED:
            article_workflow.take(verbs.BY_NAME["publish"], article, by=by)
        elif article.waits_for_print:
            article_workflow.take(verbs.BY_NAME["print"], article, by=by)
    if reissue:
        _publish_again(edition, reissue, changed, states, files, by=by)
        return len(articles)
    edition.published_at = min(appeared_at, now) if appeared_at else now
    edition.state, edition.published_by = EditionState.PUBLISHED, by
    edition.save(update_fields=["state", "published_at", "published_by"])
    intake.accept_edition(_copy(edition, states, files))
    front_publishing.carry_over(edition, by=by)
    workflow.record("publish", edition, by=by)
    return len(articles)


def _changed(edition: Edition, reissue: Reissue) -> list[Page]:
    changed = reissuing.changed_pages(edition, reissue)
    if not changed:
        raise NotReady([preflight.Finding(_("Nothing has changed since readers got it. Give the re-issue up."))])
    return changed


def _publish_again(
    edition: Edition,
    reissue: Reissue,
    changed: list[Page],
    states: list[PageState],
    files: IssueFiles,
    *,
    by: User,
) -> None:
    """The next revision: its first hour stays, the pages that changed count on, and readers are told why."""
    Page.objects.filter(pk__in=[page.pk for page in changed]).update(revision=F("revision") + 1)
    edition = Edition.objects.with_pages().get(pk=edition.pk)
    edition.state, edition.revision = EditionState.PUBLISHED, reissue.revision
    edition.save(update_fields=["state", "revision"])
    reissuing.close(reissue, Reissue.Outcome.PUBLISHED, by=by)
    intake.reissue_edition(replace(_copy(edition, states, files), reason=reissue.reason))
    workflow.record("reissue", edition, by=by, note=reissue.reason)


def _issue(states: Iterable[PageState]) -> None:
    """Note on each page the sign-off of what readers get of it."""
    for one in states:
        Page.objects.filter(pk=one.page.pk).update(issued_as=signing.signed(one.page, one.digest))


def publish_due() -> list[Edition]:
    """Publish the scheduled editions whose hour has come, each in its own transaction.

    One that is not ready goes back to the desk with the reason in its record, so that it cannot be missed; one whose
    files are out of reach only after a while.
    """
    published = []
    for edition in Edition.objects.due().select_related("scheduled_by"):
        scheduler = edition.scheduled_by
        assert scheduler is not None  # a CHECK of the table says so
        try:
            published.append(publish(edition, by=scheduler))
        except OutOfReach as refusal:
            log.warning("edition %s is not published yet: %s", edition.slug, refusal)
            if Edition.objects.due(since=PATIENCE).filter(pk=edition.pk).exists():
                _hand_back(edition, by=scheduler, reason=str(refusal))
        except Refused as refusal:
            log.warning("edition %s was not published: %s", edition.slug, refusal)
            _hand_back(edition, by=scheduler, reason=str(refusal))
    return published


def _hand_back(edition: Edition, *, by: User, reason: str) -> None:
    with transaction.atomic():
        edition = workflow.lock(edition)
        if edition.state != EditionState.SCHEDULED:
            return
        edition.state, edition.go_live_at, edition.scheduled_by = EditionState.OPEN, None, None
        edition.save(update_fields=["state", "go_live_at", "scheduled_by"])
        workflow.record("not_ready", edition, by=by, note=reason)


def _versions(edition: Edition) -> list[Version]:
    placed = Placement.objects.filter(page__edition=edition).values("version")
    return list(Version.objects.filter(pk__in=placed))


def _wait_no_longer_than(*, seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [f"{seconds}s"])
        cursor.execute("SET LOCAL statement_timeout = %s", [f"{seconds * 2}s"])


def _copy(edition: Edition, states: Iterable[PageState], files: IssueFiles) -> intake.EditionCopy:
    publication = Publication.objects.get()
    versions = _versions(edition)
    articles = article_publishing.copies(versions)
    printed = corrections.printed_on(edition)
    shown = {one.page.pk: copies_of_regions(one.regions) for one in states}
    assert edition.published_at is not None
    return intake.EditionCopy(
        id=edition.pk,
        date=edition.date,
        number_in_day=edition.number_in_day,
        total_number=edition.total_number,
        kind=edition.kind,
        date_to=edition.date_to,
        total_number_to=edition.total_number_to,
        name=edition.name,
        revision=edition.revision,
        published_at=edition.published_at,
        masthead=_masthead(publication),
        pages=tuple(
            replace(
                _page_copy(page, articles, printed.get(page.pk, [])),
                picture=picture_copy(files.pages.get(page.pk)),
                pdf=files.pages[page.pk].pdf if page.pk in files.pages else "",
                regions=shown.get(page.pk, ()),
            )
            for page in edition.pages.all()
        ),
        pdf=files.pdf,
    )


def _masthead(publication: Publication) -> intake.MastheadCopy:
    fields = {field: getattr(publication, field) for field in intake.MastheadCopy.__dataclass_fields__}
    return intake.MastheadCopy(**fields)


def introduce(publication: Publication) -> None:
    """Let readers know the paper before its first edition is out: news may come sooner."""
    with transaction.atomic():
        intake.introduce_masthead(_masthead(publication))


def picture_copy(files: PageFiles | None) -> intake.PagePictureCopy | None:
    if files is None:
        return None
    return intake.PagePictureCopy(base=files.base, width=files.width, height=files.height, sizes=files.sizes)


def copies_of_regions(found: Iterable[Region]) -> tuple[intake.RegionCopy, ...]:
    return tuple(intake.RegionCopy(one.article, one.points, one.kind) for one in found)


def _page_copy(
    page: Page, articles: dict[int, intake.ArticleCopy], printed: list[PrintedCorrection]
) -> intake.PageCopy:
    return intake.PageCopy(
        label=page.label,
        name=page.name,
        responsible_editor=page.responsible_editor,
        designer=page.designer,
        proofreader=page.proofreader,
        articles=tuple(articles[placement.version_id] for placement in page.placements.all()),
        corrections=tuple(one.correction_id for one in printed),
        revision=page.revision,
    )
