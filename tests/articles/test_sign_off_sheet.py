"""The sign-off sheet: every person, time and version of an article's way, and nothing that is not so."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from articles import print_references, publishing, verbs, workflow
from articles.models import State
from authors.models import Role
from authors.workflow import set_roles
from tests.factories import bring_to, edit, make_article, take
from tests.person import Person


def address(article):
    return reverse("admin:articles_article_sheet", args=[article.pk])


def rows(person):
    """The table as lists of words: time, step, person, version, note."""
    body = person.text.split('class="sign-off-steps"')[1].split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in body.split("</tr>")[:-1]]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


@pytest.fixture
def approved(cast):
    article = make_article(
        by=cast.reporter, byline=cast.author, headline="老街修缮", kicker="引题", body="<p>正文。</p>"
    )
    article = edit(article, by=cast.reporter, deck="副题")
    article = take("submit", article, cast.reporter, note="请审")
    article = take("pass", article, cast.desk_editor, note="属实")
    article = take("pass", article, cast.section_head, note="可发")
    return take("approve", article, cast.chief_editor, note="签发")


def test_the_sheet_names_every_step_person_version_and_note(signed_in, cast, approved):
    sheet = Person(signed_in("chief_editor")).open(address(approved))
    digits = {number: approved.versions.get(number=number).sha256[:12] for number in (1, 2)}
    assert [row[1:] for row in rows(sheet)] == [
        ["Filed", "沈知遥 Reporter", f"1 {digits[1]}", ""],
        ["Changed the text", "沈知遥 Reporter", f"2 {digits[2]}", ""],
        ["Submit", "沈知遥 Reporter", f"2 {digits[2]}", "请审"],
        ["初审: Passed", "周砚秋 Desk editor", f"2 {digits[2]}", "属实"],
        ["复审: Passed", "林可 Section head", f"2 {digits[2]}", "可发"],
        ["终审: Passed", "何守一 Chief editor", f"2 {digits[2]}", "签发"],
    ]
    for words in ("老街修缮", "引题", "副题", "要闻", f"No. {approved.pk}", approved.current_version.sha256):
        assert words in sheet.words


def test_a_return_stands_with_its_stage_and_its_reason(signed_in, cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    take("return", article, cast.desk_editor, note="数字对不上")
    last = rows(Person(signed_in("reporter")).open(address(article)))[-1]
    assert last[1:3] + last[4:] == ["初审: Returned", "周砚秋 Desk editor", "数字对不上"]


def test_a_pass_that_stands_for_other_words_says_from_which(signed_in, cast):
    article = make_article(by=cast.reporter)
    article = take("pass", take("submit", article, cast.reporter), cast.desk_editor)
    article = edit(article, by=cast.section_head, headline="复审改过的标题")
    carried = [row for row in rows(Person(signed_in("section_head")).open(address(article))) if "carried" in row[4]]
    assert [row[1:3] + row[4:] for row in carried] == [
        ["初审: Passed", "周砚秋 Desk editor", "carried over from version 1"]
    ]


def test_the_fast_lane_stands_there_with_its_reason(signed_in, cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    article = take("fast_lane", article, cast.chief_editor, note="台风红色预警")
    sheet = Person(signed_in("section_head")).open(address(article))
    assert sheet.words.count("台风红色预警") == 2  # in its frame and in the table
    assert "Nobody has looked at it again yet." in sheet.words


def test_a_withdrawal_stands_there_with_both_people(signed_in, cast):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    article = publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="")
    workflow.confirm_withdrawal(article.withdrawals.get(), by=cast.section_head)
    last = rows(Person(signed_in("section_head")).open(address(article)))[-2:]
    assert [(what, person.split()[0]) for _time, what, person, *_rest in last] == [
        ("Withdraw", cast.chief_editor.name),
        ("Confirmed the withdrawal", cast.section_head.name),
    ]


def test_a_person_stands_there_with_the_role_held_then(signed_in, cast, approved):
    set_roles(cast.desk_editor, {Role.SECTION_HEAD}, by=cast.admin)
    review = rows(Person(signed_in("chief_editor")).open(address(approved)))[3]
    assert review[2] == "周砚秋 Desk editor"


def test_going_back_and_names_of_versions_stand_there_once(signed_in, cast):
    article = edit(make_article(by=cast.reporter, headline="甲"), by=cast.reporter, headline="乙")
    workflow.restore_version(article, article.versions.get(number=1), by=cast.reporter, seen_version=2)
    workflow.name_version(article.versions.get(number=3), "记者三稿", by=cast.reporter)
    steps = [row[1] for row in rows(Person(signed_in("reporter")).open(address(article)))]
    assert steps == ["Filed", "Changed the text", "Went back to version 1", "Named “记者三稿”"]


def test_where_it_was_printed_is_answered_by_whoever_lays_out_pages(signed_in, cast, approved, monkeypatch):
    reference = print_references.PrintReference(date(2025, 10, 17), "第18264期", "A01", 2)
    monkeypatch.setattr(print_references, "_answers", [lambda article: [reference]])
    assert "2025-10-17 · 第18264期 · A01 · version 2" in Person(signed_in("reporter")).open(address(approved)).words


def test_it_says_when_by_whom_and_in_which_time_zone_it_was_printed(signed_in, approved):
    words = Person(signed_in("chief_editor")).open(address(approved)).words
    assert re.search(r"Printed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by 何守一\. All times: Asia/Shanghai\.", words)


def test_there_is_room_for_ink_under_every_review_the_article_needs(signed_in, approved):
    ink = Person(signed_in("chief_editor")).open(address(approved)).words.split("sign-off-ink")[0]
    for name in ("Author", "初审", "复审", "终审", "Proof"):
        assert f"{name} Signature Date" in ink


def test_only_who_knows_the_making_finds_a_sheet(signed_in, cast, approved):
    published = bring_to(State.PUBLISHED, make_article(by=cast.reporter, byline=cast.author), cast)
    for article in (approved, published):
        for name in ("reporter2", "proofreader", "page_designer", "admin"):
            assert signed_in(name).get(address(article)).status_code == 404
    assert signed_in("reporter").get(address(published)).status_code == 200
    assert signed_in("reporter").post(address(published)).status_code == 405


def test_hostile_words_and_notes_are_printed_as_words(signed_in, cast):
    words = '</td><script>zq</script>"\u202e'
    article = make_article(by=cast.reporter, headline="<script>zq</script>", kicker="😀" * 100, source="<b>zq")
    article = take("return", take("submit", article, cast.reporter), cast.desk_editor, note=words)
    sheet = Person(signed_in("reporter")).open(address(article))
    assert "<script>zq" not in sheet.text
    assert "<b>zq" not in sheet.text
    assert rows(sheet)[-1][4].startswith("</td><script>zq</script>")


def test_every_verb_is_recorded_in_words():
    from articles.admin_views.reading import OTHER_LABELS, label_of

    assert all(label_of(name) != name for name in [*verbs.BY_NAME, *OTHER_LABELS])


def test_a_long_way_costs_no_more_questions_to_the_database(signed_in, cast, django_assert_max_num_queries):
    article = make_article(by=cast.reporter)
    for number in range(10):
        article = edit(article, by=cast.reporter, deck=f"{number}")
    browser = signed_in("reporter")
    with django_assert_max_num_queries(24):
        assert browser.get(address(article)).status_code == 200
