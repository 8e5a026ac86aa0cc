"""Which photos look like another, and that nobody learns so of a photo he may not see."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from photos.likeness import lookalikes
from photos.models import Photo
from tests.factories import jpeg, make_photo
from tests.person import Person

pytestmark = pytest.mark.django_db


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with some thirty edges, always the same for one seed."""
    picture = Image.new("RGB", (640, 480), "#dddddd")
    draw, number = ImageDraw.Draw(picture), seed
    for _ in range(30):
        number = number * 1103515245 + 12345 & 0x7FFFFFFF
        left, top, grey = number % 560, number // 560 % 400, number // 7 % 255
        draw.rectangle((left, top, left + 80, top + 80), (grey, grey, grey))
    return picture.resize(size, Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_the_same_picture_smaller_paler_and_the_same_file_are_found(cast):
    original = make_photo(by=cast.photographer, content=as_jpeg(scene(1)), title="原片")
    same = make_photo(by=cast.reporter, content=as_jpeg(scene(1)), title="同一文件")
    smaller = make_photo(by=cast.reporter, content=as_jpeg(scene(1, (320, 240)), 60), title="小图")
    paler = make_photo(
        by=cast.reporter, content=as_jpeg(ImageEnhance.Brightness(scene(1)).enhance(1.1)), title="亮一点"
    )
    make_photo(by=cast.reporter, content=as_jpeg(scene(2)), title="另一张")
    alike = lookalikes(original, cast.desk_editor)
    assert (alike[0].photo, alike[0].is_same_file) == (same, True)
    assert {one.photo for one in alike[1:]} == {smaller, paler}
    assert not any(one.is_same_file for one in alike[1:])


def test_a_photo_somebody_may_not_see_looks_like_nothing(cast):
    own = make_photo(by=cast.reporter, content=as_jpeg(scene(1)))
    for content in (as_jpeg(scene(1)), as_jpeg(scene(1, (320, 240)))):
        make_photo(by=cast.reporter2, content=content)
    assert lookalikes(own, cast.reporter) == []
    assert len(lookalikes(own, cast.desk_editor)) == 2


def test_two_plain_skies_are_not_the_same_picture(cast):
    sky = make_photo(by=cast.photographer, content=jpeg(colour="#88aacc"))
    make_photo(by=cast.photographer, content=jpeg(colour="#99bbdd"))
    assert lookalikes(sky, cast.desk_editor) == []


def test_a_photo_nobody_has_looked_at_yet_has_only_its_bytes(cast):
    photo = make_photo(by=cast.photographer, content=as_jpeg(scene(1)))
    make_photo(by=cast.photographer, content=as_jpeg(scene(1, (320, 240))))
    Photo.objects.filter(pk=photo.pk).update(likeness=None)
    assert lookalikes(Photo.objects.get(pk=photo.pk), cast.desk_editor) == []


def test_the_page_of_a_photo_shows_its_lookalikes(cast, signed_in):
    photo = make_photo(by=cast.photographer, content=as_jpeg(scene(1)), title="原片")
    make_photo(by=cast.reporter, content=as_jpeg(scene(1)), title="zq同一文件")
    page = f"/admin/photos/photo/{photo.pk}/change/"
    assert "zq同一文件 the same file" in Person(signed_in("desk_editor")).open(page).words
    assert "zq同一文件" not in Person(signed_in("photographer")).open(page).text
