"""The page of a photo: who changes its rights, its focus and its cuts, and what that page says before he does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import versions
from articles.models import ArticlePhoto, State
from photos.cropping import Rectangle, around_focus, crop_of
from photos.models import Crop, Photo, Shape
from tests.factories import bring_to, jpeg, make_article, make_photo
from tests.person import Person
from tests.photos.test_darkroom_words import jpeg_with, source_of


@pytest.fixture
def photo(cast):
    return make_photo(by=cast.photographer, content=jpeg((1200, 800)))


def page_of(photo, client):
    return Person(client).open(reverse("admin:photos_photo_change", args=[photo.pk]))


def test_a_photographer_sets_the_focus_and_every_shape_follows(cast, photo, signed_in):
    page_of(photo, signed_in("photographer")).press("_continue", focus_x="0", focus_y="100")
    photo.refresh_from_db()
    assert crop_of(photo, Shape.SQUARE) == around_focus(1200, 800, 1, focus=(0, 100)) == Rectangle(0, 0, 667, 1000)


def test_a_part_cut_by_hand_gets_its_height_from_the_shape(cast, photo, signed_in):
    fields = {"crop_1x1_left": "100", "crop_1x1_top": "50", "crop_1x1_width": "400"}
    page_of(photo, signed_in("photographer")).press("_continue", **fields)
    assert crop_of(Photo.objects.get(), Shape.SQUARE) == Rectangle(100, 50, 400, 600)
    back = page_of(photo, signed_in("photographer"))
    assert 'value="400"' in back.text
    back.press("_continue", **dict.fromkeys(fields, ""))
    assert not Crop.objects.exists()


def test_a_part_that_leaves_the_picture_is_refused(cast, photo, signed_in):
    person = page_of(photo, signed_in("photographer"))
    person.press("_continue", crop_1x1_left="100", crop_1x1_top="500", crop_1x1_width="400")
    assert "This part is 600 high and leaves the picture" in person.words
    person.press("_continue", crop_1x1_left="100", crop_1x1_top="", crop_1x1_width="")
    assert "Say how wide this part is" in person.words
    assert not Crop.objects.exists()


def test_the_press_cuts_anew_when_the_focus_of_a_used_shape_moves(cast, photo, signed_in):
    ArticlePhoto.objects.create(article=make_article(by=cast.photographer), photo=photo, shape="1x1", order=1)
    Photo.objects.update(rendered="made before")
    page_of(photo, signed_in("photographer")).press("_continue", focus_x="10")
    assert Photo.objects.get().rendered == ""


def test_whoever_may_not_change_a_photo_sees_its_shapes_and_no_fields(cast, photo, signed_in):
    page = page_of(photo, signed_in("proofreader"))
    assert page.text.count('class="cut-shape"') == 4
    assert 'name="focus_x"' not in page.text
    assert 'name="crop_1x1_left"' not in page.text


def test_the_page_says_how_many_approved_articles_another_cut_makes_stale(cast, photo, signed_in):
    article = make_article(by=cast.reporter, photo=photo)
    assert "approved article" not in page_of(photo, signed_in("photographer")).words
    ArticlePhoto.objects.update(shape="1x1")
    article = bring_to(State.APPROVED, refreshed(article, cast), cast)
    assert (
        "1 approved article shows this photo in one of these shapes." in page_of(photo, signed_in("chief_editor")).words
    )
    # The photographer took the picture and does not see the article of another.
    assert "approved article" not in page_of(photo, signed_in("photographer")).words
    assert not versions.is_stale(article)
    Photo.objects.update(focus_x=0)
    article = type(article).objects.get(pk=article.pk)
    assert versions.is_stale(article)


def refreshed(article, cast):
    from django.db import transaction

    from articles import workflow

    with transaction.atomic():
        return workflow.finish_text(article, by=cast.reporter)


def test_the_rights_stand_on_the_page_in_one_line(cast, photo, signed_in):
    person = page_of(photo, signed_in("photographer"))
    assert "May be shown in print and on the website." in person.words
    person.press("_continue", licence="unclear")
    assert "Must not be published: the rights are not cleared yet." in person.words
    person.press("_continue", licence="agency", usable_until="2020-01-01")
    assert "Must not be published any more: the rights ended on 1 January 2020." in person.words


def test_what_the_file_says_of_its_origin_cannot_be_taken_off(cast, signed_in):
    photo = make_photo(by=cast.photographer, content=jpeg_with(source_of("trainedAlgorithmicMedia")))
    person = page_of(photo, signed_in("photographer"))
    for word in ("none", "assisted"):
        person.press("_continue", ai_use=word)
        assert "The file itself says that a machine made this picture: the mark stays." in person.words
        assert Photo.objects.get(pk=photo.pk).ai_use == "generated"


def test_a_mark_set_by_hand_may_be_taken_off_again(cast, photo, signed_in):
    person = page_of(photo, signed_in("photographer"))
    person.press("_continue", ai_use="assisted")
    assert Photo.objects.get().ai_use == "assisted"
    page_of(photo, signed_in("photographer")).press("_continue", ai_use="none")
    assert Photo.objects.get().ai_use == "none"


def test_an_old_page_of_a_photo_overwrites_nothing(cast, photo, signed_in):
    old = page_of(photo, signed_in("photographer"))
    page_of(photo, signed_in("desk_editor")).press("_continue", rights_note="只许刊登一次。")
    old.press("_continue", caption="旧页面上的字")
    assert "Somebody else has changed this photo meanwhile." in old.words
    assert "旧页面上的字" in old.text
    assert (Photo.objects.get().rights_note, Photo.objects.get().caption) == ("只许刊登一次。", "老街的傍晚。")
