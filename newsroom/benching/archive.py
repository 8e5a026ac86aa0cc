"""A made-up archive to measure with: so many articles on the pages of so many days, up to a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from editions.importing import Imported, ImportedArticle, ImportedByline, ImportedPlace
from newsroom.benching.prose import Prose

A_DAY, ON_A_PAGE = 100, 10
AUTHORS = 400
ROLES = ("reporter", "reporter", "reporter", "correspondent")
GENRES = ("news",) * 12 + ("feature", "feature", "opinion", "data_report")
PRESS_TIME = time(5, 30)


class Archive:
    """Days of a paper, the oldest first; the same seed gives the same ones."""

    def __init__(self, *, sections: list[str], series: list[str], seed: int = 1) -> None:
        self.prose, self.random = Prose(seed), Random(seed)
        self.sections, self.series = sections, series
        self.authors = ["".join(self.random.choices(self.prose.characters, k=3)) for _number in range(AUTHORS)]

    def until(self, last: date, articles: int) -> Iterator[list[Imported]]:
        """So many articles by days, the last of which is `last`."""
        days = -(-articles // A_DAY)
        for ago in range(days - 1, -1, -1):
            count = min(A_DAY, articles)
            articles -= count
            yield [self._one(last - timedelta(days=ago), place) for place in range(count)]

    def _one(self, day: date, place: int) -> Imported:
        draw = self.random
        series = draw.choice(self.series) if self.series and draw.random() < 0.05 else ""
        article = ImportedArticle(
            external_id=f"bench-{day:%Y%m%d}-{place}",
            published_at=timezone.make_aware(datetime.combine(day, PRESS_TIME)),
            section=self.sections[min(int(draw.expovariate(0.6)), len(self.sections) - 1)],
            headline=self.prose.headline(),
            body=self.prose.body(),
            genre=draw.choice(GENRES),
            kicker=self.prose.headline() if draw.random() < 0.2 else "",
            deck=self.prose.headline() if draw.random() < 0.3 else "",
            dateline="本报讯" if draw.random() < 0.7 else "",
            series=series,
            bylines=self._bylines(),
        )
        label, order = f"A{place // ON_A_PAGE + 1:02d}", place % ON_A_PAGE + 1
        return Imported(article, ImportedPlace(day, label, order, "要闻" if label == "A01" else "综合"))

    def _bylines(self) -> tuple[ImportedByline, ...]:
        count = self.random.choice((0, 1, 1, 1, 2))
        chosen = {min(int(self.random.expovariate(0.02)), AUTHORS - 1) for _number in range(count)}
        return tuple(ImportedByline(self.authors[one], self.random.choice(ROLES)) for one in sorted(chosen))
