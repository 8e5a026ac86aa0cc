"""How an edition goes through the door: whole or not at all, once, however many press the button."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction

from articles import publishing as article_publishing
from articles import verbs
from articles import workflow as article_workflow
from articles.clock import database_now
from articles.models import Version
from articles.workflow import Refused
from authors.models import User
from editions import corrections, policy, preflight, workflow
from editions.models import Edition, EditionState, Page, Placement, PrintedCorrection, Publication
from website import intake

log = logging.getLogger("newsroom.publishing")


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
    if edition.is_published and policy.can_publish(by):
        return edition
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    article_publishing.prepare_photos(_versions(edition))
    with transaction.atomic():
        _wait_no_longer_than(seconds=5)
        edition = workflow.lock(edition)
        if edition.is_published:
            return edition
        count = _publish_locked(edition, by=by, appeared_at=appeared_at)
    log.info("edition %s published with %s articles", edition.slug, count)
    return Edition.objects.get(pk=edition.pk)


def _publish_locked(edition: Edition, *, by: User, appeared_at: datetime | None) -> int:
    """All that a publication changes, under the lock of the edition; answers how many articles it published."""
    now = database_now()
    articles = article_workflow.lock_in_order(
        Placement.objects.filter(page__edition=edition).values_list("article", flat=True)
    )
    edition = Edition.objects.with_pages().get(pk=edition.pk)
    if obstacles := preflight.blocking(preflight.check(edition, appears_at=now)):
        raise NotReady(obstacles)
    for article in articles:
        article_workflow.take(verbs.BY_NAME["publish"], article, by=by)
    edition.published_at = min(appeared_at, now) if appeared_at else now
    edition.state, edition.published_by = EditionState.PUBLISHED, by
    edition.save(update_fields=["state", "published_at", "published_by"])
    intake.accept_edition(_copy(edition))
    workflow.record("publish", edition, by=by)
    return len(articles)


def publish_due() -> list[Edition]:
    """Publish the scheduled editions whose hour has come, each in its own transaction.

    One that is not ready goes back to the desk with the reason in its record, so that it cannot be missed.
    """
    published = []
    for edition in Edition.objects.due().select_related("scheduled_by"):
        scheduler = edition.scheduled_by
        assert scheduler is not None  # a CHECK of the table says so
        try:
            published.append(publish(edition, by=scheduler))
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


def _copy(edition: Edition) -> intake.EditionCopy:
    publication = Publication.objects.get()
    versions = _versions(edition)
    articles = article_publishing.copies(versions)
    printed = corrections.printed_on(edition)
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
        masthead=intake.MastheadCopy(
            **{field: getattr(publication, field) for field in intake.MastheadCopy.__dataclass_fields__}
        ),
        pages=tuple(_page_copy(page, articles, printed.get(page.pk, [])) for page in edition.pages.all()),
    )


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
    )
