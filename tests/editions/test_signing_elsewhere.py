"""Signing pages off that were set elsewhere: their file, regions and placements are what is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, InternalError, connection, transaction

from editions import publishing, regions, uploaded_pages, workflow
from editions.models import Edition, Page
from editions.workflow import Refused, StaleLayout
from tests.editions.test_uploaded_pages import TRIANGLE, address_of, bread, ferry, page, upload  # noqa: F401
from tests.person import Person
from website.models import PublishedEdition

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(cast: Any, page: Page) -> Page:  # noqa: F811
    """A page set elsewhere whose regions the page designer has confirmed."""
    upload(page, cast.page_designer)
    regions.confirm_all(page, seen=regions.last_change(page), by=cast.page_designer)
    return again(page)


def again(page: Page) -> Page:  # noqa: F811
    return Page.objects.select_related("edition").get(pk=page.pk)


def test_a_page_set_elsewhere_is_signed_off_and_published_with_its_picture(cast: Any, ready: Page) -> None:
    workflow.sign_off(ready, by=cast.section_head, seen=ready.layout_number)
    publishing.publish(ready.edition, by=cast.chief_editor)
    shown = PublishedEdition.objects.get().pages.get()
    file = uploaded_pages.current_file(ready)
    assert file is not None
    with uploaded_pages.open_file(file, "page.pdf") as private:
        assert storages["public"].open(shown.pdf).read() == private.read()
    assert [storages["public"].exists(f"{shown.picture_base}-{size}.webp") for size in (480, 1000, 1600)] == [True] * 3
    assert shown.regions.count() == 2
    assert again(ready).issued_as is not None


def test_an_edition_with_an_unsigned_page_set_elsewhere_is_not_published_not_even_by_raw_sql(
    cast: Any, ready: Page
) -> None:
    with pytest.raises(publishing.NotReady):
        publishing.publish(ready.edition, by=cast.chief_editor)
    with pytest.raises((IntegrityError, InternalError), match=r"published whole|not signed off"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE editions_edition SET state='published', published_at=now(), published_by_id=%s WHERE id=%s",
            [cast.chief_editor.pk, ready.edition_id],
        )


def test_who_set_a_region_does_not_sign_the_page_off(cast: Any, ready: Page) -> None:
    region = ready.regions.select_related("page__edition").first()
    assert region is not None
    regions.redraw(region, region.article, TRIANGLE, seen=regions.last_change(ready), by=cast.chief_editor)
    with pytest.raises(Refused):
        workflow.sign_off(ready, by=cast.chief_editor, seen=again(ready).layout_number)
    assert workflow.sign_off(ready, by=cast.section_head, seen=again(ready).layout_number)


def test_a_region_changed_after_the_sign_off_asks_for_another(cast: Any, ready: Page) -> None:
    seen = ready.layout_number
    workflow.sign_off(ready, by=cast.section_head, seen=seen)
    region = ready.regions.select_related("page__edition").first()
    assert region is not None
    regions.redraw(region, region.article, TRIANGLE, seen=regions.last_change(ready), by=cast.page_designer)
    with pytest.raises(publishing.NotReady):
        publishing.publish(ready.edition, by=cast.chief_editor)
    with pytest.raises(StaleLayout):
        workflow.sign_off(ready, by=cast.section_head, seen=seen)


def test_a_page_with_an_unconfirmed_region_is_not_signed_off(cast: Any, page: Page) -> None:  # noqa: F811
    upload(page, cast.page_designer)
    with pytest.raises(Refused):
        workflow.sign_off(page, by=cast.section_head, seen=again(page).layout_number)


def test_undoing_at_the_page_board_leaves_a_page_set_elsewhere_alone(cast: Any, ready: Page) -> None:
    workflow.undo(ready, by=cast.page_designer)  # the placing of its articles
    with pytest.raises(Refused):
        workflow.undo(ready, by=cast.page_designer)


def test_the_section_head_signs_it_off_at_its_own_page_and_others_find_no_button(
    cast: Any, ready: Page, signed_in: Any
) -> None:
    assert not Person(signed_in("page_designer")).open(address_of(ready)).sees_button("do", "sign")
    Person(signed_in("section_head")).open(address_of(ready)).press("do", "sign")
    assert ready.sign_offs.get().by == cast.section_head
    assert Edition.objects.get().snapshots.count() == 1
