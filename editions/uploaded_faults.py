"""What is still wrong with the regions of pages that were set elsewhere, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from editions.models import Page, PageRegion, Placement


def faults(pages: Sequence[Page]) -> Iterator[tuple[str, Page, Placement | None]]:
    """What keeps pages that were set elsewhere from being published: a sentence, its page, and its placement if any."""
    uploaded = {page.pk: page for page in pages if page.source == Page.Source.UPLOADED}
    if not uploaded:
        return
    found: dict[int, list[PageRegion]] = {number: [] for number in uploaded}
    for region in PageRegion.objects.filter(page__in=uploaded).select_related("article"):
        found[region.page_id].append(region)
    for number, page in uploaded.items():
        yield from _faults_of(page, found[number])


def _faults_of(page: Page, found: Sequence[PageRegion]) -> Iterator[tuple[str, Page, Placement | None]]:
    placed = {placement.article_id: placement for placement in page.placements.all()}
    drawn = {region.article_id for region in found}
    for article, placement in placed.items():
        if article not in drawn:
            names = {"page": page.label, "article": placement.version.headline}
            yield _("%(page)s “%(article)s” has no region on the page that was set elsewhere.") % names, page, placement
    waiting = {region.article_id for region in found if not region.is_confirmed} & placed.keys()
    for article in waiting:
        names = {"page": page.label, "article": placed[article].version.headline}
        yield _("%(page)s “%(article)s”: nobody has confirmed its region yet.") % names, page, placed[article]
    strangers = {region.article_id: region.article for region in found if region.article_id not in placed}
    for stranger in strangers.values():
        names = {"page": page.label, "article": stranger.headline}
        yield (
            _("%(page)s has a region of “%(article)s”, which is not placed on it. Place it or take the region off.")
            % names,
            page,
            None,
        )
