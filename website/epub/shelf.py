"""Books that were made, kept by what they were made of: however many readers ask at once, each is made once."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language

from website.conditional import the_release
from website.models import Appearance, Masthead, PublishedEdition

# A book weighs a few megabytes, and readers ask for the latest ones.
KEPT = 4


def state_of(edition: PublishedEdition, root: str) -> str:
    """What the book of an issue follows from: its pages, the texts that may be read, the software and the house."""
    places = Appearance.objects.filter(page__edition=edition).order_by("page__order", "order")
    texts = (f"article__{name}" for name in ("content_hash", "corrected_at", "withdrawn_at"))
    parts: list[Any] = [
        (the_release().digest, root, get_language(), settings.TDM_POLICY),
        (edition.pk, edition.revision, edition.reissued_at),
        Masthead.objects.values_list("name", "publisher").first(),
        list(edition.pages.order_by("order").values_list("label", "name", "responsible_editor", "picture_base")),
        list(places.values_list("page", "is_continued", "article", *texts)),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


class Copy(io.RawIOBase):
    """A book in one reader's hands: the shared file, read from a place of his own."""

    def __init__(self, book: IO[bytes]) -> None:
        super().__init__()
        self.number = os.dup(book.fileno())
        self.place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: os.fstat(self.number).st_size}[whence]
        self.place = max(0, start + offset)
        return self.place

    def readinto(self, buffer: Any) -> int:
        found = os.pread(self.number, len(buffer), self.place)
        buffer[: len(found)] = found
        self.place += len(found)
        return len(found)

    def close(self) -> None:
        if not self.closed:
            os.close(self.number)
        super().close()


class Shelf:
    """The last books of this process, as files without a name: however it ends, nothing is left behind."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.lock = Lock()
        self.books: OrderedDict[str, IO[bytes]] = OrderedDict()

    def take(self, state: str, write: Callable[[IO[bytes]], object]) -> IO[bytes]:
        """The book, open for reading. Whoever comes while it is made waits for it instead of making another."""
        with self.lock:
            if state not in self.books:
                self.books[state] = _made(write)
            self.books.move_to_end(state)
            book = io.BufferedReader(Copy(self.books[state]))
            while len(self.books) > self.kept:
                # Who is still reading it has it open.
                self.books.popitem(last=False)[1].close()
        return book


def _made(write: Callable[[IO[bytes]], object]) -> IO[bytes]:
    book = tempfile.TemporaryFile(prefix="newsroom-epub-")  # noqa: SIM115
    try:
        write(book)
        book.flush()
    except BaseException:
        book.close()
        raise
    return book


SHELF = Shelf()
