"""The system at the size of an archive: filled through the import, then asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from articles.models import Section, Series
from authors.models import User
from editions import importing
from editions.importing import Imported
from editions.models import Edition, Publication
from newsroom.benching import questions
from newsroom.benching.archive import Archive
from newsroom.demo.paper import found_the_paper
from website.models import PublishedArticle

DAYS_AT_ONCE = 20


class Command(BaseCommand):
    help = (
        "Bring in --articles made-up articles of the years before the oldest edition, and say what each cost; then ask"
        " the archive and say how long answers take. Only for a database of the demo or of nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, default=0, help="how many to bring in; 0 only asks")

    def handle(self, *args: Any, articles: int, **options: Any) -> None:
        if articles:
            self._fill(articles)
        self.stdout.write(f"{PublishedArticle.objects.count():,} articles")
        for answered in questions.measure():
            self.stdout.write(
                f"{answered.kind:20s} p50 {answered.at(0.5):6.1f} ms  p95 {answered.at(0.95):6.1f}"
                f"  p99 {answered.at(0.99):6.1f}  n {len(answered.milliseconds)}"
            )

    def _fill(self, articles: int) -> None:
        if not Publication.objects.exists():
            found_the_paper()
        by = User.objects.filter(username="archivist").first()
        if by is None:
            raise CommandError("This is a paper of its own: made-up articles do not belong into it.")
        sections, series = (list(model.objects.values_list("slug", flat=True)) for model in (Section, Series))
        archive = importing.begin(by=by, source="bench")
        source = Archive(sections=sections, series=series, seed=archive.pk)
        days = source.until(_day_before_the_oldest(), articles)
        begun, own, server = time.monotonic(), time.process_time(), self._server_seconds()
        for number, batch in enumerate(importing.readied(_batches(days), archive=archive), start=1):
            if refused := importing.bring_in(batch, archive=archive, number=number).refused:
                raise CommandError(str(refused))
        seconds = time.monotonic() - begun
        own, server = time.process_time() - own, self._server_seconds() - server
        self.stdout.write(
            f"{articles:,} came in, in {seconds:,.0f} s, {articles / seconds:,.0f} a second; each took"
            f" {own / articles * 1000:.2f} ms of processor here, with making it up, and"
            f" {server / articles * 1000:.2f} in PostgreSQL"
        )

    def _server_seconds(self) -> float:
        """The processor time of our session in PostgreSQL, where it runs on this machine; else 0."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        if not stat.exists():
            return 0.0
        return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) / 100


def _batches(days: Iterator[list[Imported]]) -> Iterator[list[Imported]]:
    while batch := [one for day in islice(days, DAYS_AT_ONCE) for one in day]:
        yield batch


def _day_before_the_oldest() -> date:
    oldest = Edition.objects.order_by("date").values_list("date", flat=True).first()
    return (oldest or timezone.localdate()) - timedelta(days=1)
