"""The command about the buckets: tries on them what must hold, and says each in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.models import PublishedPicture

if TYPE_CHECKING:
    from newsroom.bucket_trial import Tried


class Command(BaseCommand):
    help = "Try what desk, press and strangers may do with the buckets. Ends with 1 if something is not as it must be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if not (settings.PUBLIC_BUCKET or settings.PRIVATE_BUCKET):
            raise CommandError("No store lies in a bucket: neither NEWSROOM_PUBLIC_BUCKET nor NEWSROOM_PRIVATE_BUCKET.")
        is_wrong = False
        try:
            for one in _tried():
                mark, seen = ("yes", "") if one.is_true else ("NO ", f" ({one.seen})")
                self.stdout.write(f"  {mark}  {one.sentence}{seen}")
                is_wrong = is_wrong or not one.is_true
        except OSError as error:
            raise CommandError(f"It could not be tried: {error}") from error
        if is_wrong:
            sys.exit(1)


def _tried() -> Iterator[Tried]:
    # What it needs is installed only where there are buckets.
    from newsroom.bucket_trial import Trial
    from newsroom.buckets import Bucket

    public, private = storages["public"], storages["default"]
    if isinstance(public, Bucket):
        yield from Trial(public, known=_picture_that_was_shown()).of_public()
    if isinstance(private, Bucket):
        yield from Trial(private).of_private()


def _picture_that_was_shown() -> str:
    """The file of one that readers have; "" if there is none."""
    picture = PublishedPicture.objects.order_by("-pk").first()
    return picture.files("jpg")[0][0] if picture else ""
