"""The public store in an S3-compatible bucket, where several machines have no disk in common.

Only what was published lies there, under names that nobody can guess, so the bucket must let strangers read an object
whose name they know and never list any. Readers get the files from us, under /media/: no page names another host.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

# Not asked of the system: the tables of many do not know the newer ones.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "pdf": "application/pdf"}
# A file never changes under its name.
FOR_EVER = "public, max-age=31536000, immutable"
# In seconds; who draws pages waits no longer for one file.
CONNECTING, READING = 5, 30


class PublicBucket(S3Storage):  # type: ignore[misc]
    """Says what is wrong as a disk would (OSError). Without a key it is asked as strangers ask: it can only be read."""

    def __init__(self, **options: Any) -> None:
        signed = {"signature_version": "s3v4" if options.get("access_key") else UNSIGNED}
        super().__init__(
            **options,
            file_overwrite=True,
            default_acl=None,
            querystring_auth=False,
            client_config=Config(
                connect_timeout=CONNECTING,
                read_timeout=READING,
                retries={"total_max_attempts": 2},
                # In the path, as every server of this kind has it, and without sums that only Amazon's knows.
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                **signed,
            ),
        )

    def url(self, name: str, *_more: object, **_options: object) -> str:
        """Ours: the web server in front fetches it."""
        return f"{settings.MEDIA_URL}{name}"

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """Type and age as the bucket is to say them."""
        return {"ContentType": KINDS.get(name.rpartition(".")[2], "application/octet-stream"), "CacheControl": FOR_EVER}

    def names_before(self, moment: float) -> Iterator[str]:
        """What has lain there since before a moment, in seconds; needs the right to list."""
        with _as_a_disk_says_it():
            for found in self.bucket.objects.all():
                if found.last_modified.timestamp() < moment:
                    yield found.key

    def exists(self, name: str) -> bool:
        with _as_a_disk_says_it():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _as_a_disk_says_it():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with _as_a_disk_says_it():
            opened: IO[bytes] = super()._open(name, mode)
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _as_a_disk_says_it():
            return str(super()._save(name, content))


@contextmanager
def _as_a_disk_says_it() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(f"the bucket: {error}") from error
