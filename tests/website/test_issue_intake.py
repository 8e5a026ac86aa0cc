"""Issue pages through the door: pictures, regions, PDFs, and an edition that is issued again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests.website.factories import (
    edition_copy,
    make_article,
    make_page,
    make_published_edition,
    page_picture,
    region,
)
from website import intake
from website.models import (
    Appearance,
    OutboxEvent,
    PublishedArticle,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
    RetiredFile,
)

pytestmark = pytest.mark.django_db


def put(*names: str) -> None:
    for name in names:
        storages["public"].save(name, ContentFile(b"a file"))


def is_there(name: str) -> bool:
    return storages["public"].exists(name)


@pytest.fixture
def lead():
    return make_article(id=71)


@pytest.fixture
def edition(lead):
    """One page with its picture and its PDF; the lead stands in an L, another article beside it."""
    other = make_article(id=72)
    page = make_page(
        "A01",
        lead,
        other,
        picture=page_picture("old"),
        pdf="oldpage.pdf",
        regions=(region(71, (0, 0), (60, 0), (60, 50), (30, 50), (30, 99.9), (0, 99.9)), region(72)),
    )
    put("old-480.webp", "old-1000.webp", "old-1600.webp", "oldpage.pdf", "oldissue.pdf")
    return make_published_edition(pages=(page,), pdf="oldissue.pdf")


def test_an_edition_brings_its_pages_with_pictures_and_regions(edition):
    page = edition.pages.get()
    assert page.picture_files() == [("old-480.webp", 480), ("old-1000.webp", 1000), ("old-1600.webp", 1600)]
    assert (page.pdf, edition.pdf) == ("oldpage.pdf", "oldissue.pdf")
    assert [one.article_id for one in page.regions.all()] == [71, 72]
    assert page.regions.first().corners[2] == (60, 50)


def test_an_edition_without_pictures_comes_in_as_before():
    page = make_published_edition().pages.get()
    assert page.picture_files() == []
    assert not page.regions.exists()


@pytest.mark.parametrize(
    "points",
    [
        [0, 0, 10, 0], [0, 0, 10, 0, 10], [0, 0, 10, 0, 10, 100.5], [-1, 0, 10, 0, 10, 10],
        [0, 0, 10, 0, 10, float("nan")], [0, 0, 10, 0, 10, None], [],
    ],
)  # fmt: skip
def test_the_database_refuses_corners_outside_the_picture(edition, points):
    row = PublishedRegion(page=edition.pages.get(), article_id=71, points=points, order=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_database_refuses_the_region_of_an_article_that_stands_elsewhere(edition):
    make_published_edition(date="2025-10-18", articles=[make_article(id=80)])
    stranger = PublishedRegion(page=edition.pages.get(), article_id=80, points=[0, 0, 9, 0, 9, 9], order=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        stranger.save()


def test_a_hair_beyond_the_edge_is_on_the_edge(edition):
    corners = [(0, 0), (100.0000001, 0), (100, 100)]
    intake.accept_page_picture(edition.pk, "A01", page_picture("new"), "", [region(71, *corners)])
    assert edition.pages.get().regions.get().points == [0, 0, 100, 0, 100, 100]


def test_an_article_that_goes_on_elsewhere_is_continued_there():
    article = make_article(id=71)
    pages = (
        make_page("A01", article),
        make_page("A03", make_article(), article, regions=(region(71, kind="continued"),)),
    )
    make_published_edition(pages=pages)
    places = Appearance.objects.filter(article=71).values_list("page__label", "is_continued")
    assert list(places) == [("A01", False), ("A03", True)]


def test_a_picture_drawn_after_publication_takes_the_place_of_the_old_one(edition):
    put("new-480.webp")
    intake.accept_page_picture(edition.pk, "A01", page_picture("new"), "newpage.pdf", [region(72)])
    page = edition.pages.get()
    assert (page.picture_base, page.pdf, page.regions.get().article_id) == ("new", "newpage.pdf", 72)
    assert OutboxEvent.objects.filter(kind="page_drawn", subject_id=edition.pk).count() == 1
    call_command("press", "--once")
    assert [is_there(name) for name in ("old-480.webp", "oldpage.pdf", "oldissue.pdf", "new-480.webp")] == [
        False,
        False,
        True,
        True,
    ]
    assert not RetiredFile.objects.exists()


def test_a_picture_drawn_before_a_reissue_comes_too_late(edition):
    with pytest.raises(intake.OvertakenError):
        intake.accept_page_picture(edition.pk, "A01", page_picture("new"), "", [], revision=2)


@pytest.mark.parametrize("base", ["../old", "", "old.x", "a" * 101])
def test_a_name_readers_could_not_ask_for_is_refused(edition, base):
    with pytest.raises(ValueError, match="readers cannot ask"):
        intake.accept_page_picture(edition.pk, "A01", page_picture(base), "", [])
    with pytest.raises(ValueError, match="no name"):
        intake.accept_issue_pdf(edition.pk, f"{base}.html")


# -- withdrawal --------------------------------------------------------------------------------------------------
def test_a_page_is_not_shown_any_more_on_which_a_withdrawn_article_stands(edition):
    intake.withdraw_article(71, notice="本文已撤回。")
    page, edition = edition.pages.get(), PublishedEdition.objects.get()
    assert (page.picture_files(), page.pdf, edition.pdf) == ([], "", "")
    assert not PublishedRegion.objects.exists()
    call_command("press", "--once")
    assert not any(is_there(name) for name in ("old-480.webp", "old-1600.webp", "oldpage.pdf", "oldissue.pdf"))


def test_other_pages_stay_as_they_are_when_an_article_is_withdrawn(lead):
    pages = (make_page("A01", lead, picture=page_picture("one")), make_page("A02", picture=page_picture("two")))
    make_published_edition(pages=pages)
    intake.withdraw_article(71, notice="本文已撤回。")
    assert list(PublishedPage.objects.values_list("label", "picture_base")) == [("A01", ""), ("A02", "two")]


def test_a_page_comes_back_drawn_without_the_withdrawn_article(edition):
    intake.withdraw_article(71, notice="本文已撤回。")
    with pytest.raises(intake.WithdrawnInsideError):
        intake.accept_page_picture(edition.pk, "A01", page_picture("late"), "", [region(71), region(72)])
    with pytest.raises(intake.OvertakenError):
        intake.accept_issue_pdf(edition.pk, "late.pdf")
    intake.accept_page_picture(edition.pk, "A01", page_picture("blank"), "blank.pdf", [region(72)])
    intake.accept_issue_pdf(edition.pk, "blankissue.pdf", pages=["blank.pdf"])
    assert edition.pages.get().picture_base == "blank"
    assert PublishedEdition.objects.get().pdf == "blankissue.pdf"


def test_an_issue_bound_from_pages_of_yesterday_is_refused(edition):
    with pytest.raises(intake.OvertakenError):
        intake.accept_issue_pdf(edition.pk, "late.pdf", pages=["another.pdf"])


# -- issued again ------------------------------------------------------------------------------------------------
def again(edition: PublishedEdition, *pages: Any, **overrides: Any) -> Any:
    values = {"revision": 2, "reason": "A01版照片有误。", "total_number": edition.total_number, **overrides}
    return edition_copy(id=edition.pk, pages=pages, **values)


def test_an_edition_issued_again_shows_its_new_pages_under_the_old_addresses(edition, lead):
    first = PublishedArticle.objects.get(pk=71).published_at
    changed = make_article(id=71, headline="改过的标题")
    page = make_page("A01", changed, picture=page_picture("new"), pdf="new.pdf", regions=(region(71),), revision=2)
    intake.reissue_edition(again(edition, page, pdf="newissue.pdf"))
    edition.refresh_from_db()
    assert (edition.revision, edition.reissue_reason, edition.pdf) == (2, "A01版照片有误。", "newissue.pdf")
    assert edition.reissued_at is not None
    article = PublishedArticle.objects.get(pk=71)
    assert (article.headline, article.published_at) == ("改过的标题", first)
    assert [(one.label, one.revision, one.picture_base) for one in edition.pages.all()] == [("A01", 2, "new")]
    assert OutboxEvent.objects.get(kind="edition_reissued").key == f"edition_reissued:{edition.pk}:2"
    call_command("press", "--once")
    assert not any(is_there(name) for name in ("old-480.webp", "oldpage.pdf", "oldissue.pdf"))


def test_a_page_that_stays_as_it_was_keeps_its_files(edition):
    page = make_page("A01", make_article(id=71), picture=page_picture("old"), pdf="oldpage.pdf")
    intake.reissue_edition(again(edition, page, pdf=""))
    call_command("press", "--once")
    assert [is_there(name) for name in ("old-480.webp", "oldpage.pdf", "oldissue.pdf")] == [True, True, False]


def test_an_edition_is_issued_again_once_and_for_a_reason(edition):
    page = make_page("A01", make_article(id=71))
    with pytest.raises(ValueError, match="why"):
        intake.reissue_edition(again(edition, page, reason=" "))
    with pytest.raises(intake.OvertakenError):
        intake.reissue_edition(again(edition, page, revision=3))
    intake.reissue_edition(again(edition, page))
    with pytest.raises(intake.OvertakenError):
        intake.reissue_edition(again(edition, page))


def test_the_database_wants_a_reason_for_a_second_issue(edition):
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedEdition.objects.filter(pk=edition.pk).update(revision=2, reissued_at="2025-10-17T08:00Z")


def test_what_was_withdrawn_does_not_come_back_with_a_second_issue(edition):
    intake.withdraw_article(72, notice="本文已撤回。")
    with pytest.raises(intake.WithdrawnInsideError):
        intake.reissue_edition(again(edition, make_page("A01", make_article(id=71), make_article(id=72))))
    intake.reissue_edition(again(edition, make_page("A01", make_article(id=71))))
    assert [one.article_id for one in Appearance.objects.withdrawn().filter(page__edition=edition)] == [72]


def test_a_corrected_article_stays_marked_in_a_second_issue(edition, lead):
    told = intake.CorrectionCopy(id=5, kind="self", notice="数字有误。", at=edition.published_at)
    intake.correct_article(lead, told)
    intake.reissue_edition(again(edition, make_page("A01", make_article(id=71))))
    assert PublishedArticle.objects.get(pk=71).corrected_at == edition.published_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "enter",
    [
        lambda: intake.accept_page_picture(1, "A01", None, "", []),
        lambda: intake.accept_issue_pdf(1, ""),
        lambda: intake.reissue_edition(edition_copy()),
    ],
)
def test_nothing_of_an_issue_page_comes_in_outside_the_transaction_that_publishes(enter):
    with pytest.raises(intake.OutsideTransactionError):
        enter()
