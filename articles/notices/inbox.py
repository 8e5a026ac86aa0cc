"""What a person finds at the desk: his notices, newest first, of the articles he may see now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from articles import policy
from articles.models import Notice
from articles.notices.quoting import hide_words
from authors.models import User

A_PAGE = 50
# Of how many of the newest ones it is asked whether he may see the article, before older ones are looked at.
A_LOOK = 200
COUNTED_AMONG = 100
KEPT = timedelta(days=90)
A_SWEEP = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of notices, and whether older ones follow."""

    notices: list[Notice]
    has_older: bool


def of(user: User) -> QuerySet[Notice]:
    """The notices of this person. Who may see an article no more has never heard of it."""
    return Notice.objects.filter(user=user, article__in=policy.visible_to(user).values("pk"))


def unread(user: User) -> QuerySet[Notice]:
    return of(user).filter(seen_at__isnull=True)


def unread_up_to(user: User, most: int) -> int:
    """How many he has not seen, counted no further than `most` and among the newest hundred.

    It is asked with every page of the desk, and must not depend on how many there are.
    """
    newest = Notice.objects.filter(user=user, seen_at__isnull=True).order_by("-id")
    return unread(user).filter(pk__in=newest.values("pk")[:COUNTED_AMONG]).order_by()[:most].count()


def page(user: User, *, before: int | None = None) -> Page:
    """The newest notices, or those older than the number `before`; the words only where he may read them."""
    found: list[Notice] = []
    look, below = A_LOOK, Notice.objects.filter(user=user).order_by("-id")
    if before is not None:
        below = below.filter(pk__lt=before)
    rows = of(user).select_related("article", "by").defer("article__body").order_by("-id")
    while len(found) <= A_PAGE:
        found += rows.filter(pk__in=below.values("pk")[:look])[: A_PAGE + 1 - len(found)]
        last = below.values_list("pk", flat=True)[look - 1 : look].first() if len(found) <= A_PAGE else None
        if last is None:
            break
        below, look = below.filter(pk__lt=last), look * 4  # many in a row are of articles he may see no more
    notices = found[:A_PAGE]
    hide_words(user, notices)
    return Page(notices, len(found) > A_PAGE)


def open_one(user: User, number: int) -> Notice | None:
    """The notice of this number, now seen, and with it all that was told of the same article before; None if hidden."""
    notice = of(user).filter(pk=number).first()
    if notice is not None:
        same = Notice.objects.filter(user=user, article=notice.article_id, pk__lte=number, seen_at__isnull=True)
        same.update(seen_at=Now())
    return notice


def mark_all_seen(user: User, *, up_to: int) -> None:
    """All that stood on the page when it was shown; what was told since stays unread."""
    unread(user).filter(pk__lte=up_to).update(seen_at=Now())


def remove_old() -> int:
    """Remove some of the notices that are older than ninety days; answers how many.

    Numbers grow with time, so the first thousand are the oldest ones, found without reading the table.
    """
    oldest = Notice.objects.order_by("id").values("pk")[:A_SWEEP]
    return Notice.objects.filter(pk__in=oldest, at__lt=Now() - KEPT).delete()[0]
