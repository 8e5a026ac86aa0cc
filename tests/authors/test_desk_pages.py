"""The pages of a long list at the desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from authors.desk_admin import DeskPages

pytestmark = pytest.mark.django_db


def test_every_page_of_a_list_has_its_rows_in_their_order_from_whichever_end_they_are_read():
    Section.objects.bulk_create(Section(name=f"栏{n:02}", slug=f"s{n}", order=n) for n in range(47))
    pages = DeskPages(Section.objects.order_by("order", "pk"), 5)
    found = [row.order for number in pages.page_range for row in pages.page(number).object_list]
    assert found == list(range(47))


def test_the_last_page_of_a_list_skips_no_more_rows_than_the_first():
    Section.objects.bulk_create(Section(name=f"栏{n:02}", slug=f"s{n}", order=n) for n in range(40))
    pages = DeskPages(Section.objects.order_by("order", "pk"), 5)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [row.order for row in pages.page(8).object_list] == [35, 36, 37, 38, 39]
    assert not any("OFFSET" in query["sql"] for query in queries)
