"""Makes the private renditions: files first, then all rows in one transaction, so that it may die at any moment."""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import connection, transaction
from django.db.models import QuerySet

from photos import strongroom
from photos.darkroom import Busy, Developed, Engraving, Print, Unreadable, develop, limits
from photos.keeping import is_away
from photos.models import Photo, Rendition
from photos.renditions.recipe import digest_of, plan_of, recipe_of, words_of

log = logging.getLogger("newsroom.renditions")

FOLDER = "renditions"
PARTS = ("crops", "uses", "photographers", "renditions")
# A picture that cannot be opened is tried again, because the machine may have been short of memory; a disk that is
# full gets more time, and the store of the originals as much as it takes.
MOST_TRIES = {"picture": 3, "disk": 8, "store": math.inf}
LONGEST_REST, REST_WHEN_BUSY = 600.0, 5.0
# The first half of the name of the lease, beside the number of the photo.
LEASE = 0x50686F74


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made of one photo, and the new folder of the private store it is made in."""

    photo: Photo
    plan: list[Print]
    recipe: str
    words: Engraving
    folder: strongroom.NewFolder
    in_haste: bool


def waiting() -> QuerySet[Photo]:
    """The photos whose renditions have still to be made, the newest first: what came in tonight is wanted tonight."""
    return Photo.objects.filter(rendered="").order_by("-pk")


def order_again(photo: Photo) -> bool:
    """Have the press make a photo anew if other files would come out now, or if it failed; answers whether.

    To be called when focus, crops or the shapes it is used in have changed.
    """
    fresh = Photo.objects.prefetch_related(*PARTS).get(pk=photo.pk)
    if fresh.rendered == recipe_of(fresh) and not fresh.render_failure:
        return False
    Photo.objects.filter(pk=photo.pk).update(rendered="", render_failure="")
    return True


def make(photo: Photo) -> None:
    """Make all renditions of one photo, unless somebody else has just done it.

    Raises Unreadable (also Busy) or OSError; then nothing has changed.
    """
    make_all([photo])


def make_all(photos: Iterable[Photo], *, in_haste: bool = False) -> None:
    """Make several, two at a time. The first failure is raised when those already begun are done.

    In haste only the JPEG files that readers and the page engine get are made of each whole picture; it then still
    waits for the press.
    """
    jobs = [_job(photo, in_haste=in_haste) for photo in photos]
    with ThreadPoolExecutor(limits.AT_ONCE) as hands:
        # The threads run children and know no database: the caller's transaction stays in the caller's hands.
        under_way = [(job, hands.submit(_develop, job)) for job in jobs]
        failures = []
        for job, result in under_way:
            try:
                _record(job, result.result())
            except BaseException as error:
                job.folder.drop()
                failures.append(error)
    if failures:
        raise failures[0]


def _job(photo: Photo, *, in_haste: bool = False) -> Job:
    plan = plan_of(photo)
    recipe = digest_of(photo, plan)
    if in_haste:
        plan = [one for one in plan if not one.shape and one.format == "JPEG"]
    folder = strongroom.NewFolder(f"{_place(photo, recipe)}-{secrets.token_hex(4)}")
    return Job(photo, plan, recipe, words_of(photo, caption=photo.caption, credit=photo.credit), folder, in_haste)


def _place(photo: Photo, recipe: str) -> str:
    """How the folders of all who make this photo by this recipe begin: each works in one of his own."""
    token = PurePosixPath(photo.original.name or "").stem
    return f"{FOLDER}/{token[:2]}/{token}-{recipe[:8]}"


def _develop(job: Job) -> list[Developed]:
    job.folder.begin()
    with strongroom.lent(job.photo.original.name or "") as original:
        made = develop(original, job.plan, job.folder.path, words=job.words)
    job.folder.keep()
    return made


def _record(job: Job, made: Sequence[Developed]) -> None:
    """The rows of what lies on the disk; those of the recipe before go, and their files after them."""
    with transaction.atomic():
        locked = Photo.objects.select_for_update(no_key=True, of=("self",))
        photo = locked.prefetch_related(*PARTS).get(pk=job.photo.pk)
        is_made = photo.rendered == job.recipe and not photo.render_failure
        if is_made or (job.in_haste and photo.renditions.all()):
            job.folder.drop()
            return
        old = [rendition.name for rendition in photo.renditions.all()]
        photo.renditions.all().delete()
        Rendition.objects.bulk_create(_row(photo, job, one) for one in made)
        # Cut anew meanwhile: these are better than none, and the press comes again.
        photo.rendered = job.recipe if recipe_of(photo) == job.recipe and not job.in_haste else ""
        photo.render_failure = ""
        photo.save(update_fields=["rendered", "render_failure"])
        transaction.on_commit(lambda: _discard(old))


def _row(photo: Photo, job: Job, made: Developed) -> Rendition:
    return Rendition(
        photo=photo,
        shape=made.print.shape,
        format=made.print.format,
        size=made.print.size,
        width=made.width,
        height=made.height,
        bytes=made.bytes,
        name=f"{job.folder.name}/{made.print.name}",
    )


def _discard(names: Sequence[str]) -> None:
    strongroom.remove(names)
    strongroom.remove_empty({str(PurePosixPath(name).parent) for name in names})


# -- how far it is -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the wanted files there are; `failure` is the reason why there will be no more, else ""."""

    made: int
    wanted: int
    failure: str


def progress(photo: Photo) -> Progress:
    """How far the press is with a photo: by its rows, and while it is being made by the files that are there."""
    plan = plan_of(photo)
    recipe = digest_of(photo, plan)
    if photo.rendered == recipe:
        return Progress(0 if photo.render_failure else len(plan), len(plan), photo.render_failure)
    names = {item.name for item in plan}
    folders = strongroom.in_the_making(f"{_place(photo, recipe)}-")
    made = [sum((folder / name).exists() for name in names) for folder in folders]
    # Complete is what has rows.
    return Progress(min(max(made, default=0), len(plan) - 1), len(plan), photo.render_failure)


# -- at the press ------------------------------------------------------------------------------------------------
class Workbench:
    """The photos one press makes, one at a time, and how often it has tried which."""

    def __init__(self) -> None:
        self.tries: Counter[int] = Counter()
        self.rests: dict[int, float] = {}

    def has_work(self) -> bool:
        return bool(self._due(most=1))

    def make_next(self) -> bool:
        """Make the newest photo that waits and that no other press has in hand; answers whether there was one."""
        for number in self._due(most=20):
            with _leased(number) as is_mine:
                photo = waiting().prefetch_related(*PARTS).filter(pk=number).first() if is_mine else None
                if photo is not None:
                    self._try(photo)
                    return True
        return False

    def _due(self, *, most: int) -> list[int]:
        now = time.monotonic()
        self.rests = {number: until for number, until in self.rests.items() if until > now}
        return list(waiting().exclude(pk__in=list(self.rests)).values_list("pk", flat=True)[:most])

    def _try(self, photo: Photo) -> None:
        began = time.monotonic()
        try:
            make(photo)
        except Busy:
            self.rests[photo.pk] = time.monotonic() + REST_WHEN_BUSY
        except Unreadable as error:
            self._failed(photo, error.reason, most=MOST_TRIES["picture"])
        except OSError as error:
            log.warning("photo %s cannot be made ready: %s", photo.pk, error)
            reason = _reason(photo, error)
            self._failed(photo, reason, most=MOST_TRIES["store" if reason == "store-away" else "disk"])
        else:
            self.tries.pop(photo.pk, None)
            log.info("photo %s is ready after %.1f s", photo.pk, time.monotonic() - began)

    def _failed(self, photo: Photo, reason: str, *, most: float) -> None:
        """Say why on the photo's page; come again later, or never with the same picture and the same crops."""
        self.tries[photo.pk] += 1
        tries = self.tries[photo.pk]
        self.rests[photo.pk] = time.monotonic() + min(2.0 ** min(tries, 20), LONGEST_REST)
        changes = {"render_failure": reason}
        if tries >= most:
            log.error("photo %s was given up after %s tries: %s", photo.pk, tries, reason)
            changes["rendered"] = recipe_of(photo)
            del self.tries[photo.pk]
        # Not over the work of somebody who could.
        Photo.objects.filter(pk=photo.pk, rendered="").update(**changes)


def _reason(photo: Photo, error: OSError) -> str:
    """Why the files of a photo could not be made, as `Photo.render_failure` has it."""
    if is_away(error):
        return "store-away"
    try:
        is_gone = strongroom.missing([photo.original.name or ""])
    except OSError:
        return "store-away"
    return "original-gone" if is_gone else "disk"


@contextmanager
def _leased(number: int) -> Iterator[bool]:
    """Whether this press has the photo to itself.

    A lock of the connection, not of the row: whoever writes the photo's words meanwhile does not wait, and when the
    press is killed its connection ends and the lock with it.
    """
    key = [LEASE, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
