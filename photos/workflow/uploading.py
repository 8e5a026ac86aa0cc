"""A file on its way in: it is announced, arrives in pieces over any number of tries, and ends as a photo or is refused.

Nothing here tells anybody of pictures he may not see: the same bytes in somebody else's hands are new ones.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from authors.models import User
from photos import incoming, night, policy
from photos.darkroom import Busy, Examined, Unreadable, examine, seat
from photos.darkroom.limits import MAX_BYTES
from photos.first_words import Batch, begin_photo
from photos.models import Photo, Upload
from photos.workflow.library import clean_filename, put_in

A_DAY = timedelta(days=1)
# So that two of one kind of lock never meet: the first half of their keys.
LOCK_OF_QUOTA, LOCK_OF_BYTES = 0x51, 0x52
# So long one more picture waits for the two that are looked at.
SEAT_SECONDS = 1.0


class Refused(Exception):
    """It is not taken now; str() is the sentence that says why."""


class TooLarge(Refused):
    """No such file is ever taken, so not a byte of it is."""


class TooMuch(Refused):
    """More than one person brings in at once, or in a day."""


class Crowded(Refused):
    """Too many pictures are looked at already; the file stays as it arrived."""


class Misplaced(Exception):
    """The piece belongs elsewhere: `received` bytes are here, and the next one begins there."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(received)


def begin(filename: str, size: int, *, by: User) -> Upload:
    """Announce a file of so many bytes; raises TooLarge or TooMuch before the first of them is sent."""
    if not policy.can_upload(by):
        raise PermissionDenied
    if not 0 < size <= MAX_BYTES:
        raise TooLarge(str(Unreadable("too-large" if size > 0 else "empty")))
    if night.begin("uploads-looked-through"):
        incoming.remove_given_up()
    with transaction.atomic():
        _hold(LOCK_OF_QUOTA, str(by.pk))
        _keep_to_the_quota(size, by)
        return Upload.objects.create(token=uuid4(), by=by, filename=clean_filename(filename), size=size)


def _keep_to_the_quota(size: int, by: User) -> None:
    own = Upload.objects.by(by)
    if own.unfinished().count() >= settings.UPLOADS_OPEN:
        raise TooMuch(
            _("%(count)s files of yours have not arrived whole. Finish some of them or throw them away first.")
            % {"count": settings.UPLOADS_OPEN}
        )
    today = own.filter(began_at__gt=Now() - A_DAY).aggregate(bytes=Sum("size"))["bytes"] or 0
    if today + size > settings.UPLOAD_BYTES_A_DAY:
        raise TooMuch(
            _("This is more than one person can bring in within a day (%(limit)s MB). Go on tomorrow.")
            % {"limit": f"{settings.UPLOAD_BYTES_A_DAY // 2**20:,}"}
        )


def append(token: UUID, offset: int, stream: Any, length: int, *, by: User) -> int:
    """Take `length` bytes that begin at `offset`, or those that come before the line breaks; answers how far it is.

    Raises Misplaced when the upload is not at `offset`, TooLarge when there would be more than was announced, NoRoom,
    and Upload.DoesNotExist when there is no such upload of this person.
    """
    _own(token, by)  # before anything of a stranger is read
    with incoming.spooled(stream, length) as (spool, came), transaction.atomic():
        upload = _own(token, by, lock=True)
        received = _agreed(upload)
        if received == offset and upload.photo_id is None and not upload.refusal:
            if offset + came > upload.size:
                raise TooLarge(_("More came than was announced. Choose the file again."))
            incoming.append(token, offset, spool)
            return _note(upload, offset + came)
    raise Misplaced(received)


def received_of(upload: Upload) -> int:
    """From where an upload goes on."""
    if upload.photo_id or upload.refusal:
        return upload.size
    return min(upload.received, incoming.length_of(upload.token))


def _agreed(upload: Upload) -> int:
    """As many bytes as both the row and the disk know of; the row is set to it. Its caller holds the row."""
    received = received_of(upload)
    if received < upload.received:
        _note(upload, received)
    return received


def _note(upload: Upload, received: int) -> int:
    Upload.objects.filter(pk=upload.pk).update(received=received, changed_at=Now())
    upload.received = received
    return received


def finish(token: UUID, batch: Batch, *, by: User) -> Upload:
    """Look at a file that has arrived whole, and put it into the library; to do so twice is the same as once.

    The bytes this person can see already end as the photo they are. Raises Misplaced when some are missing, Refused
    when it can be tried again, NotKept.
    """
    upload = _own(token, by)
    if upload.photo_id or upload.refusal:
        return upload
    if (received := received_of(upload)) < upload.size:
        raise Misplaced(received)
    try:
        with seat(patience=SEAT_SECONDS):
            found = examine(incoming.path_of(token))
    except Busy as busy:
        raise Crowded(str(busy)) from busy
    except Unreadable as refusal:
        return _refuse(upload, str(refusal))
    except FileNotFoundError:
        # Somebody was quicker with the same upload.
        return _after_all(token, by)
    return _put_in(upload, found, batch, by)


def _after_all(token: UUID, by: User) -> Upload:
    upload = _own(token, by)
    if upload.photo_id or upload.refusal:
        return upload
    raise Misplaced(received_of(upload))


def _refuse(upload: Upload, sentence: str) -> Upload:
    unfinished = Upload.objects.unfinished().filter(pk=upload.pk)
    if unfinished.update(refusal=sentence[:300], changed_at=Now()):
        incoming.remove(upload.token)
    return Upload.objects.get(pk=upload.pk)


def _put_in(upload: Upload, found: Examined, batch: Batch, by: User) -> Upload:
    with transaction.atomic():
        upload = _own(upload.token, by, lock=True)
        if upload.photo_id or upload.refusal:
            return upload
        # The same file twice in one batch becomes one photo too.
        _hold(LOCK_OF_BYTES, f"{by.pk} {found.sha256}")
        known = policy.visible_to(by).filter(sha256=found.sha256).order_by("pk").first()
        upload.photo = known or _new_photo(upload, found, batch, by)
        upload.was_known = known is not None
        upload.save(update_fields=["photo", "was_known"])
    incoming.remove(upload.token)
    return upload


def _new_photo(upload: Upload, found: Examined, batch: Batch, by: User) -> Photo:
    photo, photographers = begin_photo(upload.filename, found.words, batch)
    photo.original_filename = upload.filename
    put_in(photo, incoming.path_of(upload.token), found, by=by)
    photo.photographers.set(photographers)
    return photo


def drop(token: UUID, *, by: User) -> None:
    """Throw away what has arrived of a file. What has become a photo stays."""
    with transaction.atomic():
        upload = _own(token, by, lock=True)
        if upload.photo_id is None:
            upload.delete()
    if upload.photo_id is None:
        incoming.remove(token)


def _own(token: UUID, by: User, *, lock: bool = False) -> Upload:
    rows = Upload.objects.by(by).filter(token=token)
    return (rows.select_for_update() if lock else rows).get()


def _hold(kind: int, key: str) -> None:
    """Let others who hold the same wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [kind, key])
