"""What readers get of drawn pages: copies of the drawings in the public store, under names nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from articles.workflow import OutOfReach, Refused
from editions import drawing
from editions.composing import pictures, whole
from editions.composing.drawing_room import Printed
from editions.manuscripts import writes_chinese
from editions.models import Page
from photos import strongroom
from photos.keeping import is_away, out_of_reach, put, settle_names, write


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its files in the private store: page.pdf and page-<width>.webp; `digest` is the state they show."""

    page: Page
    folder: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class PageFiles:
    """The public files of one page: `<base>-<size>.webp` in each size, and the PDF; pixels are those of the widest.

    `digest` is that of the page's state they show.
    """

    base: str
    sizes: tuple[int, ...]
    width: int
    height: int
    pdf: str
    digest: str = ""

    def names(self) -> list[str]:
        return [*(f"{self.base}-{size}.webp" for size in self.sizes), self.pdf]


@dataclass(frozen=True, slots=True)
class IssueFiles:
    """The public files of a whole issue: of its drawn pages, by page, and one PDF of them all ("" without any)."""

    pages: Mapping[int, PageFiles]
    pdf: str

    def names(self) -> list[str]:
        found = [name for page in self.pages.values() for name in page.names()]
        return [*found, self.pdf] if self.pdf else found


NOTHING = IssueFiles({}, "")


def put_out(sheets: Iterable[Sheet], *, title: str, paper: str) -> IssueFiles:
    """Copy the files of an issue's pages into the public store, and bind them to one; all of them or none.

    Nobody knows the names until they go through the door, so it is done before the publication's transaction.
    """
    sheets = list(sheets)
    if not sheets:
        return NOTHING
    done: list[str] = []
    try:
        pages = {one.page.pk: _put_out_page(one, done) for one in sheets}
        pdf = _put_out_whole(sheets, done, title=title, paper=paper)
        _settle()
        return IssueFiles(pages, pdf)
    except (OSError, whole.NotJoined) as error:
        take_back(done)
        if is_away(error):
            raise OutOfReach(out_of_reach()) from error
        raise Refused(
            _("The pictures of the pages cannot be read or stored. Tell whoever keeps the server.")
        ) from error
    except BaseException:
        take_back(done)
        raise


def put_out_page(sheet: Sheet) -> PageFiles:
    """One page into the public store, for an issue that is published already."""
    with _whole_or_nothing() as done:
        return _put_out_page(sheet, done)


def put_out_printed(printed: Printed) -> PageFiles:
    """What the drawing room has just made, into the public store."""
    with _whole_or_nothing() as done:
        base, pdf = _new_name(), f"{_new_name()}.pdf"
        for picture in printed.pictures:
            _write(f"{base}-{picture.width}.webp", picture.content, done)
        _write(pdf, printed.pdf, done)
    widest = printed.pictures[-1]
    return PageFiles(base, tuple(one.width for one in printed.pictures), widest.width, widest.height, pdf)


def put_out_bound(sheets: Sequence[whole.Sheet], *, title: str, paper: str) -> str:
    """A whole issue as one PDF into the public store; answers its name."""
    name = f"{_new_name()}.pdf"
    with _whole_or_nothing() as done:
        _write(name, whole.join(sheets, title=title, paper=paper, language=_language()), done)
    return name


@contextmanager
def _whole_or_nothing() -> Iterator[list[str]]:
    done: list[str] = []
    try:
        yield done
        _settle()
    except BaseException:
        take_back(done)
        raise


def _settle() -> None:
    """On the disk, before anybody is told of the names."""
    settle_names(storages["public"])


def take_back(names: Iterable[str]) -> None:
    """Remove files that no reader has been told of."""
    for name in names:
        with suppress(OSError):
            storages["public"].delete(name)


def _put_out_page(one: Sheet, done: list[str]) -> PageFiles:
    base, pdf = _new_name(), f"{_new_name()}.pdf"
    for width in pictures.WIDTHS:
        _copy(one, drawing.picture_name(width), f"{base}-{width}.webp", done)
    _copy(one, drawing.PDF_NAME, pdf, done)
    return PageFiles(base, tuple(pictures.WIDTHS), one.width, one.height, pdf, one.digest)


def _put_out_whole(sheets: list[Sheet], done: list[str], *, title: str, paper: str) -> str:
    name = f"{_new_name()}.pdf"
    bound = [whole.Sheet(one.page.label, one.page.name, _pdf(one)) for one in sheets]
    _write(name, whole.join(bound, title=title, paper=paper, language=_language()), done)
    return name


def _pdf(one: Sheet) -> bytes:
    with strongroom.opened(f"{one.folder}/{drawing.PDF_NAME}") as file:
        return file.read()


def _language() -> str:
    return "zh-CN" if writes_chinese() else settings.LANGUAGE_CODE


def _new_name() -> str:
    return secrets.token_urlsafe(24).replace("-", "a").replace("_", "b")


def _copy(one: Sheet, private: str, name: str, done: list[str]) -> None:
    done.append(name)
    with strongroom.lent(f"{one.folder}/{private}") as path:
        put(storages["public"], name, path)


def _write(name: str, content: bytes, done: list[str]) -> None:
    done.append(name)
    write(storages["public"], name, content)
