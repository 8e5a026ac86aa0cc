"""Tries on the buckets themselves what must hold of them: what desk and press may do, and what strangers may not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from newsroom.buckets import Bucket, as_a_disk_says_it

CONTENT = b"%PDF-1.7 % tried by Newsroom, and of no use"
REFUSED, GONE = frozenset({401, 403}), 404
LISTS = ("list_objects_v2", "list_objects", "list_object_versions", "list_multipart_uploads")


@dataclass(frozen=True, slots=True)
class Tried:
    """A sentence, whether it came true, and what was seen where it did not."""

    sentence: str
    is_true: bool
    seen: str = ""


class Trial:
    """One bucket, asked with our key and as strangers ask. Raises OSError where nobody answers."""

    def __init__(self, store: Bucket, *, known: str = "") -> None:
        """`known` lies there, for whoever has no key; with one an object is put there, and removed in the end."""
        self.bucket, self.has_key = str(store.bucket_name), bool(store.access_key)
        # If it is left behind, the nightly look takes it for a page that nobody knows of.
        self.name = f"{secrets.token_hex(16)}.pdf" if self.has_key else known
        self._ours: Any = store.connection.meta.client
        self._strangers: Any = store.unsigned_connection.meta.client

    def of_public(self) -> Iterator[Tried]:
        """What must hold where that lies which was published."""
        yield from self._with_something_there(self._strangers_may_read())
        if self.has_key:
            yield self._is_gone()
            yield self._forgets()

    def of_private(self) -> Iterator[Tried]:
        """What must hold where the originals lie."""
        yield from self._with_something_there(self._strangers_may_not_read())

    def _with_something_there(self, reading: Iterator[Tried]) -> Iterator[Tried]:
        if not self.has_key:
            if self.name:
                yield from reading
            yield self._strangers_may_not_list()
            return
        try:
            yield self._we_may("put a file into", "put_object", Key=self.name, Body=CONTENT)
            yield self._we_may("read a file of", "get_object", Key=self.name)
            yield self._we_may("list", "list_objects_v2", MaxKeys=1)
            yield from reading
            yield self._strangers_may_not_list()
            yield self._strangers_may_not_write()
        finally:
            removed = self._we_may("delete a file of", "delete_object", Key=self.name)
        yield removed

    # -- the sentences -------------------------------------------------------------------------------------------
    def _we_may(self, words: str, deed: str, **more: Any) -> Tried:
        status = self._ask(self._ours, deed, **more)
        return Tried(f"Desk and press may {words} {self.bucket}.", status in {200, 204}, f"{deed}: {status}")

    def _strangers_may_read(self) -> Iterator[Tried]:
        status = self._ask(self._strangers, "get_object", Key=self.name)
        yield Tried(
            f"Strangers may read a file of {self.bucket} whose name they know.", status == 200, f"get_object: {status}"
        )

    def _strangers_may_not_read(self) -> Iterator[Tried]:
        yield self._strangers_may_not(f"read any file of {self.bucket}", "get_object", Key=self.name)

    def _strangers_may_not_list(self) -> Tried:
        found = [self._strangers_may_not(f"list {self.bucket}", deed) for deed in LISTS]
        return next((one for one in found if not one.is_true), found[0])

    def _strangers_may_not_write(self) -> Tried:
        what = f"put a file into {self.bucket} or delete one"
        put = self._strangers_may_not(what, "put_object", Key=self.name, Body=CONTENT)
        return put if not put.is_true else self._strangers_may_not(what, "delete_object", Key=self.name)

    def _strangers_may_not(self, words: str, deed: str, **more: Any) -> Tried:
        status = self._ask(self._strangers, deed, **more)
        return Tried(f"Strangers may not {words}.", status in REFUSED, f"{deed} without a key: {status}")

    def _is_gone(self) -> Tried:
        status = self._ask(self._strangers, "get_object", Key=self.name)
        is_gone = status in {*REFUSED, GONE}
        return Tried(f"What is deleted in {self.bucket} nobody can read any more.", is_gone, f"get_object: {status}")

    def _forgets(self) -> Tried:
        try:
            with as_a_disk_says_it():
                said = self._ours.get_bucket_versioning(Bucket=self.bucket).get("Status", "")
        except OSError:
            said = ""  # there are none, or the key may not ask
        return Tried(f"{self.bucket} keeps no earlier versions.", said != "Enabled", "versioning is enabled")

    # -- how it is asked -----------------------------------------------------------------------------------------
    def _ask(self, client: Any, deed: str, **words: Any) -> int:
        """The status of the answer."""
        with as_a_disk_says_it():
            try:
                answer = getattr(client, deed)(Bucket=self.bucket, **words)
            except ClientError as error:
                return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return int(answer["ResponseMetadata"]["HTTPStatusCode"])
