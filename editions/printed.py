"""Where an article stands in print: the pages of published editions that carry it."""

from __future__ import annotations

from articles.models import Article
from articles.print_references import PrintReference
from editions.models import OUT, Placement


def where(article: Article) -> list[PrintReference]:
    """Each page of a published edition with this article, and the version it shows there."""
    printed = Placement.objects.filter(article=article, page__edition__state__in=OUT)
    return [
        PrintReference(
            day=placement.page.edition.date,
            edition=placement.page.edition.slug,
            page=placement.page.label,
            version=placement.version.number,
        )
        for placement in printed.select_related("page__edition", "version")
    ]
