"""What `manage.py check` says of settings that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.files)
def keys_to_the_buckets(**_more: Any) -> list[CheckMessage]:
    """Who has the originals in a bucket needs a key to it."""
    if not settings.PRIVATE_BUCKET or (settings.S3_KEY and settings.STORAGES["default"]["OPTIONS"]["secret_key"]):
        return []
    return [
        Error(
            "The originals lie in a bucket, and there is no key to it.",
            hint="Set NEWSROOM_S3_KEY and NEWSROOM_S3_SECRET where desk and press run.",
            id="newsroom.E001",
        )
    ]


@register(Tags.files, deploy=True)
def places_of_the_stores(**_more: Any) -> list[CheckMessage]:
    """What works on one machine and goes wrong on two."""
    return list(_doubtful())


def _doubtful() -> Iterator[CheckMessage]:
    if settings.PRIVATE_BUCKET and not settings.PUBLIC_BUCKET:
        yield Warning(
            "The originals lie in a bucket, and what was published lies on the disk of this machine.",
            hint="With desk and press on two machines each would publish on its own: set NEWSROOM_PUBLIC_BUCKET too.",
            id="newsroom.W001",
        )
    if settings.PUBLIC_BUCKET and settings.HAS_DESK and not settings.S3_KEY:
        yield Warning(
            "What was published lies in a bucket, and desk and press have no key to put anything there.",
            hint="Set NEWSROOM_S3_KEY and NEWSROOM_S3_SECRET where they run.",
            id="newsroom.W002",
        )
