"""Which pages the press is told to draw: every one that shows something else than before, whoever changed it."""

from __future__ import annotations

from datetime import date

import pytest

from articles.models import State
from editions import planning, renumbering, workflow
from editions.models import DrawingOrder, Edition, EditionState, PlannedPage, Publication
from tests.editions.test_page_forms import fields_of, form_of
from tests.factories import (
    bring_to,
    make_article,
    make_drawn_edition,
    make_drawn_template,
    make_publication,
    prose,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(cast):
    made = make_drawn_edition(cast, pages=2)
    DrawingOrder.objects.all().delete()
    return made


def ordered():
    return sorted(DrawingOrder.objects.values_list("page__number", flat=True))


def test_the_empty_pages_of_a_new_edition_are_drawn_so_that_the_board_shows_what_is_free(cast):
    make_publication()
    PlannedPage.objects.all().delete()
    template = make_drawn_template()
    PlannedPage.objects.bulk_create(
        PlannedPage(weekday=weekday, letter="A", number=number, name="要闻", template=template)
        for weekday in range(7)
        for number in (1, 2)
    )
    made = planning.plan(date(2025, 11, 3), by=cast.page_designer)
    assert ordered() == [1, 2]
    assert made.pages.count() == 2


def test_a_page_whose_people_are_entered_is_drawn_with_their_names(signed_in, edition):
    browser = signed_in("page_designer")
    fields = fields_of(browser.get(form_of(edition)))
    assert browser.post(form_of(edition), fields | {"pages-1-proofreader": "程校之"}).status_code == 302
    assert edition.pages.get(number=2).proofreader == "程校之"
    assert ordered() == [2]


def test_another_total_number_has_the_pages_drawn_again(cast, edition):
    assert ordered() == []
    renumbering.renumber(edition, first=777, last=None, name="", by=cast.page_designer)
    assert ordered() == [1, 2]


def test_one_page_more_is_counted_in_the_masthead_of_the_front(cast):
    edition = make_drawn_edition(cast, pages=2)
    edition.pages.filter(number=1).update(masthead_columns=4, masthead_lines=12)
    DrawingOrder.objects.all().delete()
    edition.pages.get(number=2).delete()
    assert ordered() == [1]


def test_another_address_in_the_imprint_is_printed_on_what_is_not_published_yet(edition):
    Publication.objects.update(address="云岫市东湖路8号")
    assert ordered() == [1, 2]
    DrawingOrder.objects.all().delete()
    Publication.objects.update(next_total_number=9000)
    assert ordered() == []


def test_where_an_article_is_cut_the_page_it_goes_on_on_is_drawn_again(cast, edition):
    front, inner = edition.pages.order_by("number")
    ferry = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="渡口", body=prose(60)), cast)
    [placed] = workflow.place(front, [ferry], by=cast.page_designer)
    workflow.jump(placed, inner, inner.slots.first(), by=cast.page_designer)
    DrawingOrder.objects.all().delete()
    workflow.word(placed, headline="下游的渡口", deck="", by=cast.page_designer)
    assert ordered() == [1, 2]
    DrawingOrder.objects.all().delete()
    workflow.remove(placed, by=cast.page_designer)
    assert ordered() == [1, 2]


def test_published_pages_and_pages_that_are_lists_are_not_ordered(cast, edition):
    edition.pages.filter(number=2).update(paper=None)
    Edition.objects.filter(pk=edition.pk).update(name="号外")
    assert ordered() == [1]
    DrawingOrder.objects.all().delete()
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.OPEN)
    assert ordered() == []
