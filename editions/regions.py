"""What may happen to the regions of a page that was set elsewhere: the only place that changes them.

Every change is one transaction under the lock of the edition, counted on the page. Who changes something says which
change he saw last; if somebody was faster, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from editions import policy, workflow
from editions.composing.uploaded.matching import Matched
from editions.models import LayoutChange, Page, PageFile, PageRegion, RegionChange
from editions.models.uploaded import RegionQuerySet
from editions.workflow import layouts

LEAST_CORNERS, MOST_CORNERS = 3, 200
# Smaller than this, in percent of the page by percent, nobody could point at it.
LEAST_AREA = 0.02

Points = Sequence[tuple[float, float]]


def last_change(page: Page) -> int:
    """The number of the page's last change; 0 before the first."""
    return page.region_changes.aggregate(last=Max("number"))["last"] or 0


def check(page: Page, *, seen: int, by: User) -> None:
    """Raise Refused when this person may not change the page's regions, or has not seen how they are now."""
    if sentence := policy.refusal_to_compose(by, page.edition):
        raise Refused(sentence)
    if seen != last_change(page):
        raise Refused(_("Somebody else has changed this page meanwhile. Nothing was stored; look at it as it is now."))


def _change(page: Page, verb: str, act: Callable[[], None], *, seen: int, by: User, undoes: int | None = None) -> None:
    with transaction.atomic():
        page.edition = workflow.lock(page.edition)
        check(page, seen=seen, by=by)
        before, layout = [region.as_row() for region in page.regions.all()], layouts.layout_of(page)
        act()
        _count_on(page)
        RegionChange.objects.create(page=page, number=seen + 1, verb=verb, by=by, before=before, undoes_id=undoes)
        _note_who_set_it(page, layout, by=by)


def _note_who_set_it(page: Page, layout: dict[str, Any], *, by: User) -> None:
    """Who changed what the page shows has laid it out: he does not sign it off."""
    now = Page.objects.get(pk=page.pk)
    LayoutChange.objects.create(page=now, number=now.layout_number, verb=layouts.ELSEWHERE, by=by, before=layout)


def _count_on(page: Page) -> None:
    """Number the regions from the upper left to the lower right as people read them: by article, then by height."""
    places = dict(page.placements.values_list("article", "order"))
    rows = list(page.regions.all())
    rows.sort(key=lambda one: (places.get(one.article_id, 10_000), min((y, x) for x, y in one.points), one.pk))
    for number, row in enumerate(rows, start=1):
        row.order = number
    PageRegion.objects.bulk_update(rows, ["order"])


# -- the file and its proposals --------------------------------------------------------------------------------------
def take_file(page: Page, file: PageFile, matched: Matched, *, seen: int, by: User) -> None:
    """The page is what this file shows from now on, with the proposals in place of all regions there were."""

    def act() -> None:
        file.save(force_insert=True)
        Page.objects.filter(pk=page.pk).update(source=Page.Source.UPLOADED)
        page.regions.all().delete()
        _propose(page, matched)

    _change(page, "upload", act, seen=seen, by=by)
    page.source = Page.Source.UPLOADED


def propose(page: Page, matched: Matched, *, seen: int, by: User) -> None:
    """Put new proposals in the place of the old ones; articles with a confirmed region keep what they have."""

    def act() -> None:
        PageRegion.objects.filter(page=page).waiting().delete()
        _propose(page, matched, besides=set(page.regions.values_list("article", flat=True)))

    _change(page, "propose", act, seen=seen, by=by)


def _propose(page: Page, matched: Matched, besides: set[int] | None = None) -> None:
    PageRegion.objects.bulk_create(
        PageRegion(
            page=page,
            article_id=one.article,
            points=[list(corner) for corner in region.points],
            source=PageRegion.Source.PROPOSED,
            confidence=one.confidence,
            found=one.found,
            order=0,
        )
        for one in matched.matches
        if one.article not in (besides or set())
        for region in one.regions
    )


def compose_here(page: Page, *, seen: int, by: User) -> None:
    """The page is set in this house again; its files stay in the record, its regions go."""

    def act() -> None:
        Page.objects.filter(pk=page.pk).update(source=Page.Source.COMPOSED)
        page.regions.all().delete()

    _change(page, "compose", act, seen=seen, by=by)


# -- one region --------------------------------------------------------------------------------------------------------
def confirm(region: PageRegion, *, seen: int, by: User) -> None:
    """Say that a proposed region is right as it is."""
    waiting = PageRegion.objects.waiting().filter(pk=region.pk)
    _change(region.page, "confirm", lambda: _look_through(waiting, by), seen=seen, by=by)


def confirm_all(page: Page, *, seen: int, by: User) -> None:
    """Say that every proposed region of an article that stands on the page is right."""
    placed = page.placements.values("article")
    waiting = PageRegion.objects.filter(page=page).waiting().filter(article__in=placed)
    _change(page, "confirm_all", lambda: _look_through(waiting, by), seen=seen, by=by)


def _look_through(waiting: RegionQuerySet, by: User) -> None:
    waiting.update(confirmed_by=by, confirmed_at=Now())


def draw(page: Page, article: Article, points: Points, *, seen: int, by: User) -> None:
    """Draw a region by hand; who draws it has seen it, so it is confirmed."""
    corners = _corners(points)
    _expect_placed(page, article)

    def act() -> None:
        PageRegion.objects.create(
            page=page, article=article, points=corners, source=PageRegion.Source.DRAWN, order=0, confirmed_by=by,
            confirmed_at=Now(),
        )  # fmt: skip

    _change(page, "draw", act, seen=seen, by=by)


def redraw(region: PageRegion, article: Article, points: Points, *, seen: int, by: User) -> None:
    """Give a region other corners or another article."""
    corners, page = _corners(points), region.page
    _expect_placed(page, article)

    def act() -> None:
        page.regions.filter(pk=region.pk).update(
            article=article, points=corners, source=PageRegion.Source.DRAWN, confirmed_by=by, confirmed_at=Now()
        )

    _change(page, "redraw", act, seen=seen, by=by)


def remove(region: PageRegion, *, seen: int, by: User) -> None:
    page = region.page

    def act() -> None:
        page.regions.filter(pk=region.pk).delete()

    _change(page, "remove", act, seen=seen, by=by)


def _expect_placed(page: Page, article: Article) -> None:
    if not page.placements.filter(article=article).exists():
        raise Refused(_("A region belongs to an article of this page. Choose one that is placed on it."))


def _corners(points: Points) -> list[list[float]]:
    corners = [[round(x, 2), round(y, 2)] for x, y in points if isfinite(x) and isfinite(y)]
    if not LEAST_CORNERS <= len(corners) <= MOST_CORNERS or len(corners) != len(points):
        raise Refused(_("A region has at least three corners, each with both its numbers."))
    if not all(0 <= number <= 100 for corner in corners for number in corner):
        raise Refused(_("Every corner stands on the page: between 0 and 100 percent."))
    if abs(_area(corners)) < LEAST_AREA:
        raise Refused(_("This region is too small to be pointed at."))
    return corners


def _area(corners: Sequence[Sequence[float]]) -> float:
    ahead = [*corners[1:], corners[0]]
    return sum(x * below - across * y for (x, y), (across, below) in zip(corners, ahead, strict=True)) / 2


# -- undoing ---------------------------------------------------------------------------------------------------------
def undoable(page: Page) -> RegionChange | None:
    """The change that an undoing would take back: the last one that still stands, never the coming of a file."""
    for change in page.region_changes.select_related("by").filter(undoes=None, undone_by=None)[:1]:
        return change if change.verb not in {"upload", "compose"} else None
    return None


def undo(page: Page, *, seen: int, by: User) -> None:
    """Put the regions back as they were before the last change; again and again, back to the upload."""
    change = undoable(page)
    if change is None:
        raise Refused(_("There is nothing to undo."))

    def act() -> None:
        page.regions.all().delete()
        PageRegion.objects.bulk_create(PageRegion(page=page, **row) for row in change.before)

    _change(page, "undo", act, seen=seen, by=by, undoes=change.pk)
