"""The system at the size of an archive: filled through the import, then asked."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from articles.models import Section, Series
from authors.models import User
from editions import importing
from editions.importing import Imported
from editions.models import Edition, Publication
from newsroom.benching import lists, questions
from newsroom.benching.answers import HEAD, Answers, Clock
from newsroom.benching.archive import Archive
from newsroom.demo.paper import found_the_paper
from newsroom.management.progress import Progress
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
        # A checkout as it comes has no tables, and no style sheets that its pages could name.
        call_command("migrate", verbosity=0, skip_checks=True)
        if articles:
            self._fill(articles)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        # What was loaded so far is not looked through again and again for what nobody holds any more.
        gc.collect()
        gc.freeze()
        clock = Clock()
        self.stdout.write(f"{PublishedArticle.objects.count():,} articles; {_machine()}\n")
        self._table("search, first and fifth pages, ms", questions.measure(clock))
        self._table("articles, ms", lists.articles(clock))
        self._table("the desk's lists, ms", lists.desk(clock))
        self._table("the website's lists, ms", lists.website(clock))

    def _table(self, name: str, answers: Iterable[Answers]) -> None:
        self.stdout.write(f"\n{HEAD.replace('| |', f'| {name} |', 1)}")
        for one in answers:
            self.stdout.write(one.line())

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
        clock = Clock()
        begun, own, server = time.monotonic(), time.process_time(), clock.whole_server_spent()
        progress, entered = Progress(self.stderr), 0
        for number, batch in enumerate(importing.readied(_batches(days), archive=archive), start=1):
            if refused := importing.bring_in(batch, archive=archive, number=number).refused:
                raise CommandError(str(refused))
            entered += len(batch)
            progress.show(entered, entered / articles)
        progress.end()
        seconds = time.monotonic() - begun
        own, server = time.process_time() - own, clock.whole_server_spent() - server
        self.stdout.write(
            f"{articles:,} came in, in {seconds:,.0f} s, {articles / seconds:,.0f} a second; each took"
            f" {own / articles * 1000:.2f} ms of processor here, with making it up, and"
            f" {server / articles:.2f} in PostgreSQL"
        )


def _batches(days: Iterator[list[Imported]]) -> Iterator[list[Imported]]:
    while batch := [one for day in islice(days, DAYS_AT_ONCE) for one in day]:
        yield batch


def _day_before_the_oldest() -> date:
    oldest = Edition.objects.order_by("date").values_list("date", flat=True).first()
    return (oldest or timezone.localdate()) - timedelta(days=1)


def _machine() -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} processors, load {load}; Python {platform.python_version()}, PostgreSQL {_postgres()}"


def _postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version') || ', shared_buffers ' || current_setting('shared_buffers')"
        )
        return str(cursor.fetchone()[0])
