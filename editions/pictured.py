"""On which printed pages a photo has stood, for who may see its article; the picture library asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from articles.pictured import seen_of
from authors.models import User
from editions.models import OUT, Page, Placement
from photos.uses import Use


def uses(photos: Collection[int], user: User, since: date | None) -> list[Use]:
    """Each photo on each page of a published edition; with `since` only of that day or later."""
    printed = Placement.objects.filter(article__photos__photo__in=photos, page__edition__state__in=OUT)
    if since:
        printed = printed.filter(page__edition__date__gte=since)
    place = ("page__edition__date", "page__letter", "page__number")
    rows = list(printed.order_by().values_list("article__photos__photo", "article", *place))
    seen = seen_of((article for _photo, article, *_place in rows), user)
    labels = {place: Page(letter=place[0], number=place[1]).label for place in {row[3:] for row in rows}}
    return [
        Use(photo, article, seen[article].headline, seen[article].state, day, labels[letter, number])
        for photo, article, day, letter, number in rows
        if article in seen
    ]
