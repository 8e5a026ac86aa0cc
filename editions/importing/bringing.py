"""Bringing a batch in, whole, in one transaction; the next one is got ready and the last put in order meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from articles import importing
from articles.importing import Entered
from articles.models import ArchiveImport
from editions.importing.checking import place_of, refusals
from editions.importing.copies import Imported, Outcome, ReadyToComeIn
from editions.importing.shelving import Placed, Shelf
from editions.models import Publication
from website import intake

log = logging.getLogger("newsroom.importing")

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
        if not all(isinstance(one, ReadyToComeIn) for one in batch):
            intake.put_search_in_order()
    return Outcome(len(articles.entered), len(articles.known), {**refused, **articles.refused})


def readied(batches: Iterable[Sequence[Imported]], *, archive: ArchiveImport) -> Iterator[list[ReadyToComeIn]]:
    """Batches for `bring_in`, in their order: while one is brought in, the next is read, cleaned and cut for search.

    That and whatever makes `batches` happens in a thread of its own, which asks no database; what goes wrong there is
    raised behind the batch before it. What came in with the last batch is found with its transaction, and meanwhile put
    in order for search by a second connection. So two cores have work.
    """
    coming, language = iter(batches), translation.get_language()

    def following() -> list[ReadyToComeIn] | None:
        with translation.override(language):
            batch = next(coming, None)
            return None if batch is None else [_ready(one, archive) for one in batch]

    with ThreadPoolExecutor(1, "import") as ahead, _Behind() as behind:
        waited_for = ahead.submit(following)
        while (batch := waited_for.result()) is not None:
            waited_for = ahead.submit(following)
            yield batch
            behind.put_in_order()


class _Behind:
    """Puts in order for search what was brought in, beside what is being brought in; at the end all of it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "import-search")
        self._at_work: Future[None] | None = None

    def __enter__(self) -> _Behind:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.submit(_put_in_order)
        self._thread.shutdown()

    def put_in_order(self) -> None:
        """Unless it is at work: then it takes this with the next."""
        if self._at_work is None or self._at_work.done():
            self._at_work = self._thread.submit(_put_in_order)


def _put_in_order() -> None:
    """What is not done here the press does; search finds it all the same."""
    try:
        intake.put_search_in_order()
    except DatabaseError:
        log.warning("the index of search is left to the press", exc_info=True)
    finally:
        connection.close()


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
