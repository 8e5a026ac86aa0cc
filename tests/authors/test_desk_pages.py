"""What the lists and forms of the desk have in common: their pages, their empty states, what they never show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from authors.desk_admin import DeskPages
from tests.person import Person

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


def test_a_list_without_rows_says_so_and_a_search_without_luck_leads_back(signed_in):
    desk = Person(signed_in("chief_editor"))
    assert "Nothing here yet." in desk.open("/admin/articles/article/").words
    assert "Show all" not in desk.words
    words = desk.open("/admin/articles/article/?q=lantern").words
    assert "Nothing fits." in words
    assert "0 found" in words
    assert "Show all" in words


def test_a_yes_or_no_in_a_list_is_told_in_the_language_of_the_reader(signed_in):
    Section.objects.create(name="旧闻", slug="old", order=9, is_active=False)
    page = signed_in("chief_editor").get("/admin/articles/section/", headers={"accept-language": "zh-CN"})
    text = page.content.decode()
    assert 'class="tick is-off"' in text
    assert "False" not in text


def test_nobody_deletes_and_the_refusal_is_a_page_of_ours(signed_in):
    section = Section.objects.create(name="旧闻", slug="old", order=9)
    answer = signed_in("chief_editor").get(f"/admin/articles/section/{section.pk}/delete/")
    assert answer.status_code == 403
    assert "nothing is deleted" in answer.content.decode()


def test_an_account_shows_nothing_of_its_password(cast, signed_in):
    cast.reporter.password = "md5$saltysalt$hashyhash"
    cast.reporter.save(update_fields=["password"])
    desk = Person(signed_in("admin")).open(f"/admin/authors/user/{cast.reporter.pk}/change/")
    assert "Reset password" in desk.words
    assert "hashy" not in desk.text
    assert "algorithm" not in desk.text


def test_who_signs_out_is_told_so_and_led_to_the_door(signed_in):
    desk = Person(signed_in("reporter")).open("/admin/").press(to="/logout/")
    assert "Signed out" in desk.words
    assert "/admin/login/" in desk.text


def test_the_rules_of_review_are_one_form_and_no_list(signed_in):
    desk = Person(signed_in("chief_editor")).open("/admin/articles/reviewrules/")
    assert desk.page.request["PATH_INFO"] == "/admin/articles/reviewrules/1/change/"
