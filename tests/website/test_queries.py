"""How many queries a reader's page takes: as many for a full paper as for a thin one."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.website.factories import (
    CRAFT,
    XIAOMAN,
    ZHIYAO,
    byline,
    make_article,
    make_page,
    make_published_edition,
    make_published_topic,
    page_picture,
    picture,
    region,
)
from website import intake
from website.models import PublishedArticle, PublishedEdition

pytestmark = pytest.mark.django_db


def full_article(number, **more):
    return make_article(
        series=CRAFT,
        series_part=number,
        bylines=(byline(ZHIYAO), byline(XIAOMAN)),
        pictures=(picture(), picture(1)),
        **more,
    )


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # One of them for what was arranged by hand.
        ("/", 9),
        ("/epaper/2025-10-17/", 6),
        # Two of them for what was withdrawn from the page, and for the corrections printed on it.
        ("/epaper/2025-10-17/A01/", 8),
        # Its regions besides.
        ("/epaper/2025-10-17/A02/", 9),
        ("/epaper/2025-10-17/A02/clip/78/", 3),
        ("/epaper/2025-10-17/A02.pdf", 2),
        ("/epaper/2025-10-17.pdf", 2),
        # How long the list is, which rows the page has, and these rows: each in a query of its own.
        ("/section/news/", 5),
        ("/series/craft/", 5),
        ("/topic/old-town/", 6),
        ("/topic/", 4),
        ("/author/shen-zhiyao/", 5),
        ("/article/77/", 1),
        ("/article/78/", 1),
        ("/epaper/calendar/2025/10/", 5),
        ("/corrections/", 2),
        ("/about/", 1),
    ],
)
def test_a_full_paper_takes_no_more_queries_than_a_thin_one(client, address, queries):
    storages["public"].save("whole.pdf", ContentFile(b"%PDF"))
    drawn = make_page(
        "A02", full_article(2, id=78), picture=page_picture("drawn"), pdf="whole.pdf", regions=[region(78)]
    )
    make_published_edition(pages=(make_page("A01", full_article(1, id=77)), drawn), pdf="whole.pdf")
    topic = make_published_topic(77, 78)
    # What stands on every page is read once after each change of the record.
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as thin:
        assert client.get(address).status_code == 200
    for day in range(1, 15):
        pages = [make_page(f"A{n:02}", *(full_article(n) for _ in range(3))) for n in range(1, 5)]
        make_published_edition(date=date(2025, 10, day), pages=pages)
    pages = [make_page(f"A{n:02}", *(full_article(n) for _ in range(5))) for n in range(2, 9)]
    everything = PublishedArticle.objects.values_list("pk", flat=True)
    make_published_topic(77, id=topic, groups={"现场": list(everything.exclude(pk=77))})
    make_published_edition(date=date(2025, 10, 17), number_in_day=2, pages=pages)
    crowd = [region(78, (n, 0), (n + 1, 0), (n, 9)) for n in range(20)]
    edition = PublishedEdition.objects.get(date=date(2025, 10, 17), number_in_day=1)
    intake.accept_page_picture(edition.pk, "A02", page_picture("drawn"), "whole.pdf", crowd)
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as full:
        assert client.get(address).status_code == 200
    assert (len(thin), len(full)) == (queries, queries), "\n".join(one["sql"][:150] for one in full)


@pytest.mark.parametrize(
    ("of", "order"),
    [
        ({"section": "news"}, ("-published_at", "edition_order", "id")),
        ({"series": "craft"}, ("series_part", "published_at", "id")),
    ],
)
def test_whoever_turns_a_long_list_to_its_end_reads_no_article_before_that(of, order):
    make_published_edition(articles=[full_article(100 + number) for number in range(3)])
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
    rows = PublishedArticle.objects.readable().filter(**of).order_by(*order)
    plan = rows.values_list("pk", flat=True)[2:3].explain()
    assert f"Index Only Scan using website_{next(iter(of))}_list" in plan
    assert "Sort" not in plan
