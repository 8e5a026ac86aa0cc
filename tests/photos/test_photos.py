"""The photo library: what may come in, what readers get of it, and what nobody gets."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.urls import get_resolver, reverse
from PIL import Image, ImageCms

from authors.models import Author, Role
from photos import policy, renditions, workflow
from photos.models import Photo
from tests.factories import jpeg, make_author, make_photo, make_user, upload
from tests.person import Person

PAYLOAD = b"<script>alert('polyglot')</script>"
SECRET = "canary-31.2304N-121.4737E"
AS_IT_IS = {"licence": "own", "scope": "everywhere", "ai_use": "none", "focus_x": 50, "focus_y": 50}
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture(autouse=True)
def _originals_beside_the_public_files(monkeypatch, tmp_path):
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["default"])


def picture(fmt: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (80, 60), **save) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, fmt, **save)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and brings next to none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def public_files(photo: Photo) -> list[Image.Image]:
    files = renditions.ensure_public(renditions.Shown(photo, photo.caption, photo.credit))
    names = [renditions.file_name(files.base, size) for size in files.sizes]
    return [Image.open(io.BytesIO(storages["public"].open(name).read())) for name in names]


def near(pixel, colour, tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(pixel, colour, strict=True))


# -- the way in ------------------------------------------------------------------------------------------------
def test_a_reporter_is_told_what_is_wrong_with_the_file_and_nothing_is_stored(cast, signed_in):
    for content in (b"<html>", picture("GIF"), png_header(13_000, 13_000)):
        form = {"upload": upload(content, "photo.jpg")}
        answer = signed_in("reporter").post(reverse("admin:photos_photo_add"), form, follow=True)
        line = answer.context["lines"][0]
        assert (line.upload.filename, line.state) == ("photo.jpg", "refused")
        assert line.upload.refusal.endswith(".")
    assert not Photo.objects.exists()


def test_the_stored_bytes_are_the_ones_the_photographer_sent(cast):
    content = jpeg((300, 200))
    photo = make_photo(by=cast.photographer, content=content)
    assert photo.original.open("rb").read() == content
    assert photo.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("theirs", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\qiu\\街.jpg", "街.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\u2066b\u2069c\u061cd\u200fe.jpg", "abcde.jpg"),
        ("a\x00b\x1bc\x85d\u2028e\ufefff\r\n.jpg", "abcdef.jpg"),
        ("\ud800.jpg", ".jpg"),
        ("长" * 300, "长" * 100),
    ],
)
def test_the_name_of_a_file_is_shown_without_path_controls_or_direction_marks(theirs, shown):
    assert workflow.clean_filename(theirs) == shown


def test_the_photographers_name_for_a_file_says_nothing_about_where_it_is_kept(cast):
    names = {make_photo(by=cast.reporter).original.name for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert len(name.rsplit("/", 1)[-1]) == len("0" * 32 + ".jpg")
        assert "photo.jpg" not in name


def test_who_has_no_business_with_photos_brings_none_in(cast):
    for person in (cast.admin, cast.proofreader, make_user("nobody")):
        with pytest.raises(PermissionDenied):
            make_photo(by=person)


# -- what readers get ------------------------------------------------------------------------------------------
def _exif_with_position(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET
    exif[0x013B] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 3.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    return exif


def test_readers_get_no_position_no_exif_no_xmp_and_no_profile(cast):
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{SECRET}</x:xmpmeta>'.encode()
    for fmt in ("JPEG", "WEBP", "PNG"):
        extra = {"comment": SECRET.encode()} if fmt == "JPEG" else {}
        content = picture(fmt, size=(640, 480), exif=_exif_with_position(), xmp=xmp, icc_profile=profile(), **extra)
        assert SECRET.encode() in content
        photo = make_photo(by=cast.reporter, content=content)
        for public in public_files(photo):
            assert not public.getexif()
            assert not {"exif", "icc_profile", "comment"} & set(public.info)
            public.fp.seek(0)
            assert SECRET.encode() not in public.fp.read()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_readers_get_the_photo_upright(cast, orientation):
    upright = Image.new("RGB", (160, 80), BLUE)
    upright.paste(RED, (0, 0, 80, 40))  # the red quarter is above, on the left
    lay = {
        1: lambda p: p,
        2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda p: p.transpose(Image.Transpose.ROTATE_180),
        4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda p: p.transpose(Image.Transpose.TRANSPOSE),
        6: lambda p: p.transpose(Image.Transpose.ROTATE_90),
        7: lambda p: p.transpose(Image.Transpose.TRANSVERSE),
        8: lambda p: p.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    out = io.BytesIO()
    lay(upright).save(out, "JPEG", quality=95, exif=_exif_with_position(orientation))
    photo = make_photo(by=cast.reporter, content=out.getvalue())
    assert (photo.width, photo.height) == (160, 80)
    for public in public_files(photo):
        assert public.size == (160, 80)
        assert near(public.getpixel((20, 10)), RED)
        assert near(public.getpixel((140, 10)), BLUE)
        assert near(public.getpixel((20, 70)), BLUE)


@pytest.mark.parametrize("with_profile", [False, True])
@pytest.mark.parametrize(("fmt", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGBA")])
def test_what_is_transparent_is_white_in_print(cast, fmt, mode, with_profile):
    extra = {"icc_profile": profile()} if with_profile else {}
    photo = make_photo(by=cast.reporter, content=picture(fmt, mode, **extra))  # black, and wholly transparent
    assert all(near(public.getpixel((5, 5)), WHITE) for public in public_files(photo))


def test_a_palette_with_a_transparent_colour_is_white_there(cast):
    photo = make_photo(by=cast.reporter, content=picture("PNG", "P", transparency=0))
    assert all(near(public.getpixel((5, 5)), WHITE) for public in public_files(photo))


@pytest.mark.parametrize("with_profile", [False, True])
def test_a_cmyk_photo_becomes_rgb(cast, with_profile):
    out = io.BytesIO()
    # A profile that belongs to other colours, as careless programs leave it.
    extra = {"icc_profile": profile()} if with_profile else {}
    Image.new("CMYK", (80, 60), (0, 255, 255, 0)).save(out, "JPEG", quality=95, **extra)
    for public in public_files(make_photo(by=cast.reporter, content=out.getvalue())):
        assert public.mode == "RGB"
        red, green, blue = public.getpixel((5, 5))
        assert red > 180
        assert max(green, blue) < 90


def test_a_16_bit_scan_keeps_its_greys(cast):
    out = io.BytesIO()
    Image.new("I;16", (80, 60), 0x8000).save(out, "PNG")
    for public in public_files(make_photo(by=cast.reporter, content=out.getvalue())):
        assert near(public.getpixel((5, 5)), (128, 128, 128))


def test_damaged_exif_keeps_no_photo_from_readers(cast):
    """A tag of the wrong type, which cannot be written again, must not stop an edition at publication."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "x" * 12
    content = bytearray(picture("JPEG", exif=exif))
    place = content.index(b"\x01\x0e" if b"MM" in content[:40] else b"\x0e\x01")
    content[place + 2 : place + 4] = b"\x0c\x00"  # text declared as a real number
    photo = make_photo(by=cast.reporter, content=bytes(content))
    assert all(public.size == (60, 80) for public in public_files(photo))


def test_a_payload_behind_or_inside_a_picture_never_reaches_readers(cast):
    for content in (
        jpeg() + PAYLOAD,
        jpeg(comment=PAYLOAD),
        picture("PNG") + PAYLOAD,
        picture("WEBP", exif=b"Exif\0\0" + PAYLOAD),
    ):
        assert PAYLOAD in content
        photo = make_photo(by=cast.reporter, content=content)
        for public in public_files(photo):
            public.fp.seek(0)
            data = public.fp.read()
            assert PAYLOAD not in data
            assert data.startswith(b"\xff\xd8\xff")


def test_a_small_photo_is_never_blown_up(cast):
    photo = make_photo(by=cast.reporter, content=jpeg((300, 200)))
    assert {public.size for public in public_files(photo)} == {(300, 200)}


# -- what nobody gets ------------------------------------------------------------------------------------------
def test_an_original_has_no_address(cast, client, signed_in):
    photo = make_photo(by=cast.reporter)
    name = photo.original.name
    chief = signed_in("chief_editor")
    for address in (
        photo.original.url,
        f"/media/{name}",
        f"/media/{name.rsplit('/', 1)[-1]}",
        f"/media/../default/{name}",
        f"/media/%2e%2e/default/{name}",
        f"/media/..%2fdefault%2f{name.replace('/', '%2f')}",
        f"/static/../default/{name}",
        f"/originals/{name}",
        f"/{name}",
        f"/admin/{name}",
        f"/admin/photos/photo/{name}",
    ):
        for browser in (client, chief):
            answer = browser.get(address, follow=True)
            assert "image" not in answer.headers["Content-Type"], address
            assert photo.original.open("rb").read() not in getattr(answer, "content", b"")


def test_no_view_of_the_project_opens_the_private_store_but_the_reduced_preview():
    def views(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                yield pattern.callback

    names = {f"{view.__module__}.{view.__name__}" for view in views(get_resolver().url_patterns)}
    assert not [name for name in names if name.startswith("django.views.static")]
    assert "website.files.picture" in names


def test_the_preview_is_for_those_who_may_see_the_photo_and_carries_no_exif(cast, client, signed_in):
    photo = make_photo(by=cast.reporter, content=picture("JPEG", size=(1200, 600), exif=_exif_with_position()))
    address = reverse("admin:photos_photo_preview", args=[photo.pk])
    seen_by = set()
    for role in Role:
        answer = signed_in(role.value).get(address)
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            seen_by.add(role.value)
            content = b"".join(answer.streaming_content)
            assert SECRET.encode() not in content
            reduced = Image.open(io.BytesIO(content))
            assert max(reduced.size) == 960
            assert not reduced.getexif()
    assert seen_by == {"reporter", "desk_editor", "section_head", "chief_editor", "proofreader", "page_designer"}
    assert client.get(address).status_code == 302
    hidden = signed_in("reporter2").get(address)
    missing = signed_in("reporter2").get(reverse("admin:photos_photo_preview", args=[photo.pk + 999]))
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert "no-store" in signed_in("reporter").get(address).headers["Cache-Control"]


def test_a_photographer_sees_what_carries_his_name_and_no_other(cast):
    mine = make_photo(by=cast.desk_editor)
    mine.photographers.add(cast.photo_author)
    other = make_photo(by=cast.desk_editor)
    seen = set(policy.visible_to(cast.photographer))
    assert mine in seen
    assert other not in seen


def test_who_has_left_the_paper_stays_named_on_his_photos(cast, signed_in):
    photo, gone = make_photo(by=cast.photographer), make_author("祝闻")
    photo.photographers.set([cast.photo_author, gone])
    Author.objects.filter(pk=gone.pk).update(is_active=False)
    editor = Person(signed_in("desk_editor")).open(reverse("admin:photos_photo_change", args=[photo.pk]))
    named = re.findall(r'name="photographers" value="(\d+)"', editor.text)
    # Those who are named stand first, however many others there are.
    assert {int(number) for number in named[:2]} == {cast.photo_author.pk, gone.pk}
    editor.press("_continue", caption="另写一句")
    photo.refresh_from_db()
    assert photo.caption == "另写一句"
    assert {*photo.photographers.all()} == {cast.photo_author, gone}


def test_the_history_of_a_photo_is_read_in_everybodys_own_language(cast, signed_in):
    photo = make_photo(by=cast.photographer)
    editor = Person(signed_in("desk_editor")).open(reverse("admin:photos_photo_change", args=[photo.pk]))
    cut = {"crop_1x1_left": "0", "crop_1x1_top": "0", "crop_1x1_width": "100"}
    editor.press("_continue", focus_x="20", licence="agency", **cut)
    address = reverse("admin:photos_photo_history", args=[photo.pk])
    assert "Changed focus from the left, licence and Square 1:1." in editor.open(address).words
    # What was written on the page where it arrived stands there too.
    line = f"photo-{photo.pk}-"
    words = {
        f"initial-{line}title": "老街",
        f"{line}title": "老街",
        f"initial-{line}credit": "邱岚",
        f"{line}credit": "陶瑾",
    }
    editor.client.post(reverse("admin:photos_photo_upload_words"), {"photo": photo.pk, **words})
    assert "Changed credit." in editor.open(address).words
    editor.client.cookies["newsroom_language"] = "zh-hans"
    assert "已修改焦点距左、授权 和 方形1:1。" in editor.open(address).words


def test_an_editor_puts_his_own_name_only_to_what_he_brought_in(cast, signed_in):
    own_name = make_author("周砚秋", user=cast.desk_editor)
    theirs, mine = make_photo(by=cast.reporter), make_photo(by=cast.desk_editor)
    form = {"title": "题", "caption": "说明", "credit": "", "alt_text": "", **AS_IT_IS}
    browser = signed_in("desk_editor")

    def named(photo, *authors):
        address = reverse("admin:photos_photo_change", args=[photo.pk])
        browser.post(address, {**form, "photographers": [author.pk for author in authors]})
        return set(photo.photographers.all())

    assert named(theirs, own_name) == set()
    assert named(theirs, cast.author2) == {cast.author2}
    assert named(mine, own_name) == {own_name}
    theirs.photographers.add(own_name)  # somebody else has said so
    assert named(theirs, own_name, cast.author2) == {own_name, cast.author2}


def test_a_photo_never_changes_its_pixels_or_its_owner(cast, signed_in):
    photo = make_photo(by=cast.reporter)
    before = (photo.sha256, photo.original.name, photo.uploaded_by_id)
    form = {
        "title": "新题", "caption": "新说明", "credit": "邱岚", "alt_text": "街", "upload": upload(jpeg((50, 50))),
        "uploaded_by": cast.reporter2.pk, "public_base": "guess", "sha256": "0", "original": "x", "width": 1,
        **AS_IT_IS,
    }  # fmt: skip
    assert signed_in("reporter").post(reverse("admin:photos_photo_change", args=[photo.pk]), form).status_code == 302
    photo.refresh_from_db()
    assert photo.title == "新题"
    assert (photo.sha256, photo.original.name, photo.uploaded_by_id) == before
    assert (photo.public_base, photo.width) == ("", 640)


def test_who_did_not_bring_a_photo_in_changes_its_words_only_as_an_editor(cast):
    photo = make_photo(by=cast.reporter)
    photo.photographers.add(cast.author2)
    allowed = {role.value for role in Role if policy.can_change(getattr(cast, role.value), photo)}
    assert allowed == {"reporter", "desk_editor", "section_head", "chief_editor"}
    assert not policy.can_change(cast.reporter2, photo)
