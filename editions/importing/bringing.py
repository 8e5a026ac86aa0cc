"""Bringing a batch in, whole, in one transaction; and getting the next one ready meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from django.utils import timezone, translation

from articles import importing
from articles.importing import Entered
from articles.models import ArchiveImport
from editions.importing.checking import place_of, refusals
from editions.importing.copies import Imported, Outcome, ReadyToComeIn
from editions.importing.shelving import Placed, Shelf
from editions.models import Publication
from website import intake

LONGEST_BATCH = "10min"

Batch = Sequence[Imported | ReadyToComeIn]


@transaction.atomic
def bring_in(batch: Batch, *, archive: ArchiveImport, number: int) -> Outcome:
    """Bring in a batch whole: at the desk, and on the website with search; `number` counts the batches of an import.

    What cannot be taken is left out, with a sentence that says why, by the article's `external_id`.
    """
    _take_time()
    today = timezone.localdate(archive.at)
    ready = [one if isinstance(one, ReadyToComeIn) else _ready(one, archive) for one in batch]
    refused = dict(refusals(ready, today=today))
    taken = [one.article for one in ready if one.article.external_id not in refused]
    articles = importing.enter(taken, archive=archive)
    placed, loose = _sorted_out(ready, articles.entered)
    editions = Shelf(archive, placed)
    if articles.entered:
        intake.accept_archive(
            intake.ArchiveCopy(
                id=archive.pk,
                batch=number,
                masthead=_masthead(),
                articles=(
                    *(one.copied(0) for one in loose),
                    *editions.articles,
                ),
                editions=tuple(editions.copies),
            )
        )
    return Outcome(len(articles.entered), len(articles.known), {**refused, **articles.refused})


def readied(batches: Iterable[Sequence[Imported]], *, archive: ArchiveImport) -> Iterator[list[ReadyToComeIn]]:
    """Batches for `bring_in`, in their order, each one read, cleaned and cut while the one before it is brought in.

    That and whatever makes `batches` happens in a thread of its own, which asks no database; what goes wrong there is
    raised behind the batch before it. Python cleans one while PostgreSQL writes the other: two cores have work.
    """
    coming, language = iter(batches), translation.get_language()

    def following() -> list[ReadyToComeIn] | None:
        with translation.override(language):
            batch = next(coming, None)
            return None if batch is None else [_ready(one, archive) for one in batch]

    with ThreadPoolExecutor(1, "import") as ahead:
        waited_for = ahead.submit(following)
        while (batch := waited_for.result()) is not None:
            waited_for = ahead.submit(following)
            yield batch


def _ready(one: Imported, archive: ArchiveImport) -> ReadyToComeIn:
    return ReadyToComeIn(importing.ready(one.article, today=timezone.localdate(archive.at)), one.place)


def _take_time() -> None:
    """Thousands of texts are cleaned and cut while the transaction is open: longer than others may leave one idle."""
    with connection.cursor() as cursor:
        for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, LONGEST_BATCH])


def _sorted_out(batch: Sequence[ReadyToComeIn], entered: dict[str, Entered]) -> tuple[list[Placed], list[Entered]]:
    """What came in with its place, in the order of the paper, and what came in without one."""
    here = [(one.place, entered[one.article.external_id]) for one in batch if one.article.external_id in entered]
    placed = [(place, article) for place, article in here if place]
    placed.sort(key=lambda one: (one[0].day, one[0].number_in_day, place_of(one[0].label), one[0].order))
    return placed, [article for place, article in here if place is None]


def _masthead() -> intake.MastheadCopy:
    publication = Publication.objects.first() or Publication()
    return intake.MastheadCopy(
        **{name: getattr(publication, name) for name in intake.MastheadCopy.__dataclass_fields__}
    )
