"""Books that were made, kept by what they were made of: however many readers ask at once, each is made once."""

from __future__ import annotations

import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import IO, Any, BinaryIO

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


class Shelf:
    """The last books of this process, as files that go with it."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.lock = Lock()
        self.books: OrderedDict[str, Path] = OrderedDict()
        self.folder: tempfile.TemporaryDirectory[str] | None = None

    def take(self, state: str, write: Callable[[IO[bytes]], object]) -> BinaryIO:
        """The book, open for reading. Whoever comes while it is made waits for it instead of making another."""
        with self.lock:
            path = self.books.get(state)
            if path is None or not path.is_file():
                path = self._make(state, write)
            self.books.move_to_end(state)
            book = path.open("rb")
            while len(self.books) > self.kept:
                # Who is still reading it has it open.
                self.books.popitem(last=False)[1].unlink(missing_ok=True)
        return book

    def _make(self, state: str, write: Callable[[IO[bytes]], object]) -> Path:
        if self.folder is None or not Path(self.folder.name).is_dir():
            self.folder = tempfile.TemporaryDirectory(prefix="newsroom-epub-")
        path = Path(self.folder.name) / f"{state}.epub"
        with path.open("wb") as out:
            write(out)
        self.books[state] = path
        return path


SHELF = Shelf()
