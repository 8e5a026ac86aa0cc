"""The public files: copies of the renditions, with the words of their use in them, under names nobody can guess."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import astuple, dataclass
from pathlib import Path

from django.core.files.storage import Storage, storages
from PIL import Image

from photos import strongroom
from photos.cropping import Rectangle
from photos.darkroom import Engraving, develop, sizes
from photos.darkroom.engraving import engraved_anew, packet, packet_in
from photos.keeping import put, settle_names, write
from photos.models import Photo
from photos.renditions.making import FOLDER, make, make_all
from photos.renditions.recipe import crops_in_use, recipe_of, words_of

TOKEN_LENGTH = 24  # 18 random bytes
ALL_SIZES = sorted({*sizes.WIDTHS, *sizes.SHAPE_WIDTHS})


class NotMade(Exception):
    """The renditions that would be shown are not made yet."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as one article shows it. `crop` is the approved part of it where `shape` names one."""

    photo: Photo
    caption: str
    credit: str
    shape: str = ""
    crop: Rectangle | None = None

    @property
    def words(self) -> Engraving:
        return words_of(self.photo, caption=self.caption, credit=self.credit)


@dataclass(frozen=True, slots=True)
class PublicFiles:
    """One set: `base`-`size`.`ending` for each size and format.

    `formats` are the endings; `widths` the real ones in pixels, in the order of `sizes`; width and height those of the
    largest file.
    """

    base: str
    shape: str
    formats: tuple[str, ...]
    sizes: tuple[int, ...]
    widths: tuple[int, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that is to be made public: one of the private store, by name, or one that was made for it just now."""

    format: str
    size: int
    width: int
    height: int
    file: str | Path


def ensure_public(shown: Shown) -> PublicFiles:
    """Make the public files of one use unless they exist, and before them whatever they are made from.

    Until an article that shows it is published, nobody outside has heard of the name. Safe to repeat after a crash.
    Raises Unreadable or OSError; then none of them is there.
    """
    try:
        return public_files(shown)
    except NotMade:
        pass
    except FileNotFoundError:
        # Lost, or replaced by the press at this moment.
        Photo.objects.filter(pk=shown.photo.pk).update(rendered="")
    if not _has_the_approved_crop(shown):
        return _of_another_crop(shown)
    make(shown.photo)
    fresh = Photo.objects.prefetch_related("renditions").get(pk=shown.photo.pk)
    return _put(shown, _sources(fresh, shown.shape))


def public_files(shown: Shown) -> PublicFiles:
    """The public files of one use, copied from its renditions if need be. Nothing is decoded here.

    Raises NotMade when there is nothing to copy, OSError when the disk does not take them.
    """
    if _is_made(shown):
        return _put(shown, _sources(shown.photo, shown.shape))
    token = shown.photo.public_base
    if token and (found := _already_public(shown, _base(shown, token))):
        return found
    raise NotMade


def make_missing(uses: Iterable[Shown]) -> bool:
    """Make what the press has not come to, two photos at a time; answers whether there was any.

    Of a photo of which nothing is made only what every reader can see, at a quarter of the time; the press makes it all
    a little later, and `complete_public` puts the rest beside it.

    Raises what the first failure was. The photos that were handed in are out of date then.
    """
    missing = {one.photo.pk: one.photo for one in uses if not _is_made(one) and _has_the_approved_crop(one)}
    shaped = {one.photo.pk for one in uses if one.shape}
    hasty = [photo for photo in missing.values() if photo.pk not in shaped and not photo.renditions.all()]
    make_all(hasty, in_haste=True)
    make_all([photo for photo in missing.values() if photo not in hasty])
    return bool(missing)


def complete_public(photo: Photo, base: str) -> tuple[str, ...]:
    """Put the formats beside the JPEG of a whole picture that were not made yet when it was published in haste.

    They get the words the JPEG has. Answers with the endings there are now.
    """
    store, sources = storages["public"], _sources(photo, "")
    names = [file_name(base, source.size) for source in sources if source.format == "JPEG"]
    if not names or not all(store.exists(name) for name in names):
        return ("jpg",)
    with store.open(names[0]) as file:
        engraving = packet_in(file.read())
    there = _existing(store, base, (file_name(base, source.size, source.format) for source in sources))
    for source in sources:
        if (name := file_name(base, source.size, source.format)) not in there:
            _copy(store, source, name, engraving)
    return _described(base, "", [(one.format, one.size, one.width, one.height) for one in sources]).formats


def remove_public(base: str) -> None:
    """Take one set of public files off the website."""
    store = storages["public"]
    for size in reversed(ALL_SIZES):
        for format in reversed(sizes.PUBLIC_FORMATS):
            store.delete(file_name(base, size, format))


def file_name(base: str, size: int, format: str = "JPEG") -> str:
    return f"{base}-{size}.{sizes.ENDINGS[format]}"


def token_of(base: str) -> str:
    """What of a name is the photo's: `Photo.public_base`. The rest tells the uses of one photo from each other."""
    return base[:TOKEN_LENGTH]


def _base(shown: Shown, token: str) -> str:
    """The same for the same words, part and list, so a file never changes under its name and may be kept for ever."""
    fixed = [astuple(item) for item in sizes.plan({"": (0, 0, 0, 0)})]
    whole = repr((packet(shown.words), shown.shape, shown.crop and tuple(shown.crop), shown.photo.sha256, fixed))
    return token + hashlib.sha256(whole.encode()).hexdigest()[:16]


def _token(photo: Photo) -> str:
    """The unguessable half of the names, given to a photo when it is first shown; two who give it agree on one."""
    if not photo.public_base:
        token = secrets.token_urlsafe(18).replace("-", "a").replace("_", "b")
        Photo.objects.filter(pk=photo.pk, public_base="").update(public_base=token)
        photo.public_base = Photo.objects.values_list("public_base", flat=True).get(pk=photo.pk)
    return photo.public_base


# -- from which files --------------------------------------------------------------------------------------------
def _is_made(shown: Shown) -> bool:
    """Whether there are renditions of just what this use shows."""
    if not any(rendition.shape == shown.shape for rendition in shown.photo.renditions.all()):
        return False
    return not shown.shape or (shown.photo.rendered == recipe_of(shown.photo) and _has_the_approved_crop(shown))


def _has_the_approved_crop(shown: Shown) -> bool:
    return not shown.shape or crops_in_use(shown.photo).get(shown.shape) == shown.crop


def _sources(photo: Photo, shape: str) -> list[_Source]:
    """The private files of one shape that readers get; one of several that a narrow original made equally wide."""
    widths = sizes.SHAPE_WIDTHS if shape else sizes.WIDTHS
    rows = [row for row in photo.renditions.all() if row.shape == shape and row.size in widths]
    found: dict[tuple[str, int], _Source] = {}
    for row in sorted(rows, key=lambda row: row.size):
        if row.format in sizes.PUBLIC_FORMATS:
            source = _Source(row.format, row.size, row.width, row.height, row.name)
            found.setdefault((row.format, row.width), source)
    return sorted(found.values(), key=_in_order)


def _in_order(source: _Source) -> tuple[int, int]:
    return source.size, sizes.PUBLIC_FORMATS.index(source.format)


def _of_another_crop(shown: Shown) -> PublicFiles:
    """The photo was cut anew after this use of it was approved: what is shown is what was approved."""
    assert shown.crop is not None
    plan = [item for item in sizes.plan({shown.shape: shown.crop}) if item.shape]
    folder = strongroom.NewFolder(f"{FOLDER}/once/{secrets.token_hex(16)}")
    try:
        folder.begin()
        with strongroom.lent(shown.photo.original.name or "") as original:
            made = develop(original, plan, folder.path, words=shown.words)
        found = {
            (one.print.format, one.width): _Source(
                one.print.format, one.print.size, one.width, one.height, folder.path / one.print.name
            )
            for one in reversed(made)
        }
        return _put(shown, sorted(found.values(), key=_in_order))
    finally:
        folder.drop()


# -- into the public store ---------------------------------------------------------------------------------------
def _put(shown: Shown, sources: Sequence[_Source]) -> PublicFiles:
    if not sources:
        raise NotMade
    base, store, done = _base(shown, _token(shown.photo)), storages["public"], []
    engraving = packet(shown.words)
    there = _existing(store, base, (file_name(base, source.size, source.format) for source in sources))
    try:
        for source in sources:
            name = file_name(base, source.size, source.format)
            if name not in there:
                done.append(name)
                _copy(store, source, name, engraving)
        if done:
            settle_names(store)
    except BaseException:
        for name in done:
            store.delete(name)
        raise
    return _described(base, shown.shape, [(one.format, one.size, one.width, one.height) for one in sources])


def _existing(store: Storage, base: str, names: Iterable[str]) -> set[str]:
    """Which files of one set there are. A bucket is asked once, for an edition has hundreds of sets, each a dozen."""
    if isinstance(store, strongroom.Dated):
        return set(store.names_before(math.inf, base))
    return {name for name in names if store.exists(name)}


def _copy(store: Storage, source: _Source, name: str, engraving: bytes) -> None:
    """The file itself where its words are right, else one with other words and the same pixels."""
    with _lent(source.file) as path:
        content = path.read_bytes()
        engraved = engraved_anew(content, engraving)
        if engraved == content:
            put(store, name, path)
        else:
            write(store, name, engraved)


def _lent(file: str | Path) -> AbstractContextManager[Path]:
    return nullcontext(file) if isinstance(file, Path) else strongroom.lent(file)


def _already_public(shown: Shown, base: str) -> PublicFiles | None:
    """The set as it lies in the public store, if it is whole: only the heads of our own files are read."""
    store, found = storages["public"], []
    for size in sizes.SHAPE_WIDTHS if shown.shape else sizes.WIDTHS:
        names = [(format, file_name(base, size, format)) for format in sizes.PUBLIC_FORMATS]
        there = [(format, name) for format, name in names if store.exists(name)]
        if there and len(there) < len(names):
            return None
        for format, name in there:
            with store.open(name) as file, Image.open(file, formats=("AVIF", "WEBP", "JPEG")) as head:
                found.append((format, size, head.width, head.height))
    return _described(base, shown.shape, found) if found else None


def _described(base: str, shape: str, files: Iterable[tuple[str, int, int, int]]) -> PublicFiles:
    rows = list(files)
    real = {size: (width, height) for _format, size, width, height in rows}
    largest = max(real)
    return PublicFiles(
        base=base,
        shape=shape,
        formats=tuple(sizes.ENDINGS[format] for format in sizes.PUBLIC_FORMATS if format in {row[0] for row in rows}),
        sizes=tuple(sorted(real)),
        widths=tuple(real[size][0] for size in sorted(real)),
        width=real[largest][0],
        height=real[largest][1],
    )
