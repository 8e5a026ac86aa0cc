"""The stores in S3-compatible buckets, where several machines have no disk in common.

In the public one only what was published lies, under names that nobody can guess, so it must let strangers read an
object whose name they know and never list any. Readers get the files from us, under /media/: no page names another
host. The private one has the originals and all that is made of them; only desk and press have a key to it.
"""

from __future__ import annotations

import errno
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

# Not asked of the system: the tables of many do not know the newer ones.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
# A file never changes under its name.
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "private, no-store"
# In seconds; who draws pages waits no longer for one file, and two tries end before the database ends a transaction.
CONNECTING, READING = 5, 20
# So long, in seconds, nobody asks a bucket that did not answer in that time.
REST = 10.0
# What is larger is kept on the disk while it is read.
IN_MEMORY = 1 << 20
# No file of ours is so large: each is put by one request, so that nobody who dies leaves a piece of one.
IN_ONE_PIECE = TransferConfig(multipart_threshold=1 << 30, use_threads=False)


class Line:
    """Whether a bucket answers. Of one that was silent nobody waits for another answer but one, and after a while.

    The desk has a few threads: all of them waiting for pictures would keep everybody from writing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._not_before: float | None = None

    @contextmanager
    def asked(self) -> Iterator[None]:
        if not self._may_ask():
            raise OSError(errno.EHOSTUNREACH, "the bucket: it did not answer a moment ago")
        try:
            with as_a_disk_says_it():
                yield
        except OSError as error:
            was_silent = isinstance(error.__cause__, (ConnectTimeoutError, ReadTimeoutError))
            self._not_before = time.monotonic() + REST if was_silent else None
            raise
        self._not_before = None

    def _may_ask(self) -> bool:
        with self._lock:
            if self._not_before is not None:
                if time.monotonic() < self._not_before:
                    return False
                # As long as this one may have to wait.
                self._not_before = time.monotonic() + 2 * (CONNECTING + READING)
            return True


class Bucket(S3Storage):  # type: ignore[misc]
    """Says what is wrong as a disk would (OSError)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **options,
            file_overwrite=True,
            default_acl=None,
            querystring_auth=False,
            max_memory_size=IN_MEMORY,
            transfer_config=IN_ONE_PIECE,
            client_config=configuration(is_signed=bool(options.get("access_key"))),
        )
        self.line = Line()

    def names_before(self, moment: float, under: str = "") -> Iterator[str]:
        """What has lain there since before a moment, in seconds; needs the right to list."""
        with self.line.asked():
            for found in self.bucket.objects.filter(Prefix=under):
                if found.last_modified.timestamp() < moment:
                    yield found.key

    def exists(self, name: str) -> bool:
        with self.line.asked():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with self.line.asked():
            return int(super().size(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self.line.asked():
            folders, names = super().listdir(name)
            return folders, names

    def delete(self, name: str) -> None:
        with self.line.asked():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with self.line.asked():
            opened: IO[bytes] = super()._open(name, mode)
            return opened

    def _save(self, name: str, content: Any) -> str:
        with self.line.asked():
            return str(super()._save(name, content))


class PublicBucket(Bucket):
    """Without a key it is asked as strangers ask: it can only be read."""

    def url(self, name: str, *_more: object, **_options: object) -> str:
        """Ours: the web server in front fetches it."""
        return f"{settings.MEDIA_URL}{name}"

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """Type and age as the bucket is to say them."""
        return {"ContentType": _kind_of(name), "CacheControl": FOR_EVER}


class PrivateBucket(Bucket):
    """Nothing of it has an address. Files are read from it as they come, and go on to a disk."""

    def url(self, name: str, *_more: object, **_options: object) -> str:
        """None: what somebody at the desk may see the desk gives him."""
        raise ValueError("This file is not accessible via a URL.")

    def get_object_parameters(self, name: str) -> dict[str, str]:
        return {"ContentType": _kind_of(name), "CacheControl": NEVER}

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with self.line.asked():
            try:
                found = self.bucket.Object(name).get()
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(errno.ENOENT, "not in the bucket", name) from error
                raise
        return File(io.BufferedReader(_Coming(found["Body"], self.line), IN_MEMORY), name)


class _Coming(io.RawIOBase):
    """What a bucket sends, as it comes; an answer that breaks off is no end of the file."""

    def __init__(self, body: Any, line: Line) -> None:
        self._body, self.line = body, line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with self.line.asked():
            block: bytes = self._body.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._body.close()
        super().close()


def configuration(*, is_signed: bool) -> Config:
    """How a server of this kind is asked; without a key as strangers ask it."""
    return Config(
        connect_timeout=CONNECTING,
        read_timeout=READING,
        retries={"total_max_attempts": 2},
        # In the path, as every server of this kind has it, and without sums that only Amazon's knows.
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        signature_version="s3v4" if is_signed else UNSIGNED,
    )


@contextmanager
def as_a_disk_says_it() -> Iterator[None]:
    """OSError with the number by which the rest of the project knows a store that cannot be reached."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(errno.EHOSTUNREACH, f"the bucket: {error}") from error


def _kind_of(name: str) -> str:
    return KINDS.get(name.rpartition(".")[2], "application/octet-stream")
