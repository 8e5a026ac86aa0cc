"""The earlier years of the paper from a file: one article on each line, as JSON."""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from datetime import time as day_time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, DataError, IntegrityError
from django.utils import timezone

from articles.models import ArchiveImport
from articles.workflow import Refused
from authors.models import User
from editions import importing
from editions.importing import Imported, ImportedArticle, ImportedByline, ImportedPlace, ReadyToComeIn
from newsroom.management.progress import Progress

AT_ONCE = 2000
# What is said of an article itself; `date` is for those of which only the day is known.
OF_THE_ARTICLE = {one.name for one in fields(ImportedArticle)} - {"bylines", "published_at"}
PLACE = {"page": "label", "order": "order", "page_name": "page_name", "number_in_day": "number_in_day"}
KNOWN = OF_THE_ARTICLE | set(PLACE) | {"bylines", "published_at", "date", "total_number"}


class Command(BaseCommand):
    help = (
        "Bring in articles of earlier years from FILE, one JSON object a line; docs/importing.md says what stands in"
        " it. Articles that came in before are passed over, so an import that was interrupted is begun again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="NAME", help="the account of the archivist who does it")
        parser.add_argument("--source", default="", help="what the record calls it; the file's name otherwise")

    def handle(self, *args: Any, file: Path, by: str, source: str, **options: Any) -> None:
        person = User.objects.filter(username=by).first()
        if person is None:
            raise CommandError(f"There is no account called {by}.")
        try:
            size = file.stat().st_size
            archive = importing.begin(by=person, source=source or file.name)
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        self.refused: list[tuple[int, str]] = []
        self.entered = self.known = self.read = 0
        self.began, self.numbers, progress = time.monotonic(), itertools.count(1), Progress(self.stderr)
        # Which line said what, batch by batch: they are read ahead of what is brought in.
        self.lines: deque[dict[str, int]] = deque()
        for batch in importing.readied(self._batches(file), archive=archive):
            self._bring_in(batch, self.lines.popleft(), archive)
            progress.show(self.entered + self.known, self.read / max(size, 1))
        progress.end()
        self._report()

    def _bring_in(self, batch: Sequence[ReadyToComeIn], lines: dict[str, int], archive: ArchiveImport) -> None:
        """Bring in a batch; where the database refuses one of it for a reason we do not know, all but that one."""
        first = lines[batch[0].article.external_id]
        try:
            outcome = importing.bring_in(batch, archive=archive, number=next(self.numbers))
        except (DataError, IntegrityError) as error:
            if len(batch) == 1:
                self.refused.append((first, f"the database refuses it: {str(error).splitlines()[0]}"))
                return
            half = len(batch) // 2
            self._bring_in(batch[:half], lines, archive)
            self._bring_in(batch[half:], lines, archive)
            return
        except DatabaseError as error:
            raise CommandError(
                f"The database failed before line {first}: {str(error).splitlines()[0]}"
                f" {self.entered:,} articles are in; begin again once this is put right."
            ) from error
        self.entered, self.known = self.entered + outcome.entered, self.known + outcome.known
        self.refused += [(lines[name], why) for name, why in outcome.refused.items()]

    # -- reading -----------------------------------------------------------------------------------------------
    def _batches(self, file: Path) -> Iterator[list[Imported]]:
        """Two thousand or so at a time; an issue comes in whole where it stands together."""
        batch: dict[str, tuple[int, Imported]] = {}
        day = None
        for line, one in self._articles(file):
            issue = one.place and (one.place.day, one.place.number_in_day)
            if len(batch) >= AT_ONCE and (issue is None or issue != day or len(batch) >= 2 * AT_ONCE):
                yield self._noted(batch)
                batch = {}
            if one.article.external_id in batch:
                self.refused.append((line, f"“{one.article.external_id}” stands on an earlier line."))
                continue
            batch[one.article.external_id], day = (line, one), issue
        if batch:
            yield self._noted(batch)

    def _noted(self, batch: dict[str, tuple[int, Imported]]) -> list[Imported]:
        self.lines.append({name: line for name, (line, _one) in batch.items()})
        return [one for _line, one in batch.values()]

    def _articles(self, file: Path) -> Iterator[tuple[int, Imported]]:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                self.read += len(line)
                if not line.strip():
                    continue
                try:
                    yield number, read_article(json.loads(line))
                except (ValueError, TypeError, OverflowError, RecursionError) as error:
                    self.refused.append((number, _why(error)))

    # -- telling -----------------------------------------------------------------------------------------------
    def _report(self) -> None:
        seconds = max(time.monotonic() - self.began, 0.001)
        self.stdout.write(
            f"{self.entered:,} articles came in, in {seconds:,.0f} s; {self.known:,} were in before;"
            f" {len(self.refused):,} were refused."
        )
        for line, why in sorted(self.refused):
            self.stdout.write(f"line {line}: {why}")


def read_article(said: Any) -> Imported:
    """An article as a line of the file has it; raises ValueError with a sentence for whoever made the file."""
    if not isinstance(said, dict):
        raise ValueError("this is no JSON object")
    if unknown := set(said) - KNOWN:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    if missing := {"external_id", "section", "headline", "body"} - set(said):
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    day = date.fromisoformat(said["date"]) if said.get("date") else None
    bylines = tuple(map(_byline, said.get("bylines") or ()))
    words = {name: said[name] for name in OF_THE_ARTICLE & set(said)}
    _refuse_other_types(words, bylines)
    article = ImportedArticle(**words, bylines=bylines, published_at=_moment(said, day))
    return Imported(article, _place(said, day or timezone.localdate(article.published_at)))


def _byline(said: Any) -> ImportedByline:
    if not isinstance(said, dict) or "name" not in said or set(said) - {one.name for one in fields(ImportedByline)}:
        raise ValueError("a byline has a name, and may have a role, a position and an author")
    return ImportedByline(**said)


def _refuse_other_types(words: dict[str, Any], bylines: tuple[ImportedByline, ...]) -> None:
    lines = {name: value for name, value in words.items() if name != "series_part"}
    for line in bylines:
        lines |= {f"bylines: {one.name}": getattr(line, one.name) for one in fields(line)}
    for name, value in lines.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} is no text")
    if not isinstance(words.get("series_part"), int | None) or isinstance(words.get("series_part"), bool):
        raise ValueError("series_part is no whole number")


def _moment(said: dict[str, Any], day: date | None) -> datetime:
    if said.get("published_at"):
        moment = datetime.fromisoformat(said["published_at"])
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if day is None:
        raise ValueError("missing: date, or published_at")
    return timezone.make_aware(datetime.combine(day, day_time.min))


def _place(said: dict[str, Any], day: date) -> ImportedPlace | None:
    if "page" not in said:
        return None
    place = {PLACE[name]: said[name] for name in PLACE if name in said}
    for name, value in {**place, "total_number": said.get("total_number")}.items():
        expected = str if name in {"label", "page_name"} else int | None
        if not isinstance(value, expected) or isinstance(value, bool):
            raise ValueError(f"{name} is not what it should be")
    return ImportedPlace(day, **place, total_number=said.get("total_number"))


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError | UnicodeDecodeError):
        return "this is no JSON in UTF-8 that an article could be"
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON: {error.msg} at character {error.colno}"
    return str(error)
