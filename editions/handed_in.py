"""PDFs handed in by other houses: looked at in the child process, and kept in the private store beside what it made."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions.composing.uploaded import PageRead, UnreadablePage, read_page
from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, PRINT_NAME, picture_name
from photos import strongroom
from photos.keeping import Away, NoRoom, make_folder, room_or_nothing

ORIGINAL_NAME = "original.pdf"
NAMES = (ORIGINAL_NAME, CLEAN_NAME, PRINT_NAME, *map(picture_name, PICTURE_WIDTHS))


@contextmanager
def taken_in(
    place: str, sent: UploadedFile, *, page: int | None = None, advert: bool = False
) -> Iterator[tuple[str, PageRead]]:
    """A PDF that was looked at and lies in a new folder below `place`; whatever fails then takes it away again.

    Raises Refused with the sentence for whoever hands it in.
    """
    folder = f"{place}/{secrets.token_hex(16)}"
    try:
        read = _looked_at(folder, sent, page=page, advert=advert)
        yield folder, read
    except UnreadablePage as unreadable:
        raise Refused(unreadable.of_advert() if advert else str(unreadable)) from unreadable
    except Away as away:
        forget(folder)
        raise Refused(str(away)) from away
    except NoRoom as full:
        forget(folder)
        raise Refused(_("The disk of the server is full; nothing was stored. Tell an administrator.")) from full
    except BaseException:
        forget(folder)
        raise


def facts(sent: UploadedFile, read: PageRead, size: tuple[int, int], folder: str, by: User) -> dict[str, Any]:
    """The fields of a row that keeps it; `size` is that of the largest picture, in pixels."""
    return {
        "name": _clean_name(sent.name or ""),
        "sha256": read.sha256,
        "bytes": read.bytes,
        "folder": folder,
        "width_mm": read.width_mm,
        "height_mm": read.height_mm,
        "width": size[0],
        "height": size[1],
        "fonts": list(read.fonts),
        "uploaded_by": by,
    }


def _looked_at(folder: str, sent: UploadedFile, *, page: int | None, advert: bool) -> PageRead:
    with tempfile.TemporaryDirectory(prefix="page-", dir=_near()) as near:
        original, made = Path(near) / ORIGINAL_NAME, Path(near) / "made"
        made.mkdir()
        with room_or_nothing():
            _spool(sent, original)
            read = read_page(original, made, page=page, advert=advert)
            with strongroom.new_folder(folder) as into:
                for path in (original, *made.iterdir()):
                    path.replace(into / path.name)
    return read


def forget(folder: str) -> None:
    """Remove the files of an upload that came to nothing."""
    strongroom.remove_folder(folder)


def _near() -> Path:
    """Where a file waits until it is looked at: on the disk it will stay on, so that it is moved and not copied."""
    place = Path(settings.STATE_DIR) / "uploads"
    make_folder(place)
    return place


def _spool(sent: UploadedFile, path: Path) -> None:
    with path.open("xb") as file:
        for block in sent.chunks():
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _clean_name(name: str) -> str:
    """What the house elsewhere called the file, as text only: nothing is kept under it."""
    plain = "".join(letter for letter in name if letter.isprintable())
    return re.split(r"[/\\]", plain)[-1][-200:].strip() or ORIGINAL_NAME
