"""What is made of JSON is what the ORM brings: to the microsecond, to the type, and with all that comes along."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tests.website.factories import (
    CRAFT,
    XIAOMAN,
    ZHIYAO,
    byline,
    make_article,
    make_page,
    make_published_edition,
    page_picture,
    picture,
    region,
)
from website import intake
from website.models import (
    Appearance,
    PublishedArticle,
    PublishedByline,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedPicture,
    PublishedRegion,
    PublishedSection,
    PublishedSeries,
)
from website.rows import made

pytestmark = pytest.mark.django_db

KINDS = [
    Appearance,
    PublishedArticle,
    PublishedByline,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedPicture,
    PublishedRegion,
    PublishedSection,
    PublishedSeries,
]


@pytest.fixture
def paper():
    bylines = (byline(ZHIYAO), byline(XIAOMAN))
    first = make_article(id=71, series=CRAFT, series_part=2, bylines=bylines, pictures=(picture(), picture(2)))
    drawn = make_page("A01", first, make_article(id=72), picture=page_picture("drawn"), regions=[region(71)])
    make_published_edition(pages=(drawn, make_page("A02", make_article(id=73), first)))
    with transaction.atomic():
        notice = intake.CorrectionCopy(
            1, "self", "渡船应为后天开航。", datetime(2025, 10, 18, 9, 30, 0, 250, tzinfo=UTC)
        )
        intake.correct_article(replace(first, headline="渡船后天开航"), notice)


def known(one):
    return {name: value for name, value in vars(one).items() if name != "_state"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_as_json_makes_the_object_that_a_query_makes(paper, kind):
    rows = list(kind.objects.order_by("pk"))
    assert rows
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(one) FROM {kind._meta.db_table} one ORDER BY {kind._meta.pk.column}")
        found = [made(kind, row) for (row,) in cursor.fetchall()]
    assert [known(one) for one in found] == [known(one) for one in rows]
    assert [[type(value) for value in known(one).values()] for one in found] == [
        [type(value) for value in known(one).values()] for one in rows
    ]
    assert {one._state.adding for one in found} == {False}


def test_what_comes_along_with_a_list_is_what_would_be_asked_for_one_by_one(paper, django_assert_num_queries):
    with django_assert_num_queries(1):
        brought = {
            one.pk: [list(one.bylines.all()), list(one.pictures.all()), list(one.appearances.all())]
            for one in PublishedArticle.objects.with_teaser_parts()
        }
    asked = {
        one.pk: [list(one.bylines.all()), list(one.pictures.all()), list(one.appearances.with_place())]
        for one in PublishedArticle.objects.all()
    }
    assert brought == asked
    assert [len(part) for part in brought[71]] == [2, 2, 2]
    places = [str(place) for place in asked[71][2]]
    with django_assert_num_queries(1):
        one = PublishedArticle.objects.with_teaser_parts().get(pk=71)
        assert [str(place) for place in one.appearances.all()] == places


def test_a_list_with_all_that_comes_along_is_counted_and_cut_as_any_other(paper):
    rows = PublishedArticle.objects.with_teaser_parts().order_by("pk")
    assert rows.count() == 3
    assert [len(one.pictures.all()) for one in rows[:2]] == [2, 0]
    assert rows.filter(pk=72).exists()


def test_what_came_along_can_be_narrowed_and_asked_further(paper):
    """It stands for the rows of its own article, however many others share how it was brought."""
    first, other = PublishedArticle.objects.with_teaser_parts().filter(pk__in=[71, 72]).order_by("pk")
    assert [one.name for one in first.bylines.all()] == [ZHIYAO.name, XIAOMAN.name]
    assert [one.name for one in first.bylines.filter(order=1)] == [XIAOMAN.name]
    assert first.bylines.order_by("-order").first().name == XIAOMAN.name
    assert set(first.pictures.values_list("article", flat=True)) == {71}
    assert other.pictures.filter(article=71).count() == 0
    assert [one.name for one in first.bylines.all()] == [ZHIYAO.name, XIAOMAN.name]
