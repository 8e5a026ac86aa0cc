"""Breaking news: what readers got between two issues, and no page of the issue beside it holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from website.models import PublishedArticle, PublishedEdition

MOST = 6
# What came in while the issue was being printed is still news beside it.
BEFORE_THE_ISSUE = timedelta(hours=12)


def breaking(edition: PublishedEdition, until: datetime | None = None) -> list[PublishedArticle]:
    """The news since this issue, the newest first; with `until`, only what came before that moment. One query.

    What is decided by the clock of the reader could not stand in a page that was made before: so it stays until the
    next issue.
    """
    rows = PublishedArticle.objects.readable().online_first().defer("body")
    rows = rows.filter(published_at__gt=edition.published_at - BEFORE_THE_ISSUE)
    if until:
        rows = rows.filter(published_at__lte=until)
    return list(rows.exclude(appearances__page__edition=edition)[:MOST])
