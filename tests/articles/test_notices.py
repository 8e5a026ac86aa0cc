"""Telling people: who hears of what at the desk, who does not, and what stands there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from articles import notices, workflow
from articles.clock import database_now
from articles.models import Article, Notice, NoticeChoice, State
from articles.notices import inbox, sentences
from authors.models import Role
from tests.factories import bring_to, edit, make_article, make_section, make_user, take
from tests.person import Person

LIST = "/admin/articles/notice/"


def told(person):
    """What the desk tells a person now, oldest first."""
    return [notice.kind for notice in inbox.of(person).order_by("id")]


def submitted(cast, **fields):
    return take("submit", make_article(by=cast.reporter, byline=cast.author, **fields), cast.reporter, note="请审")


def stands_at(person, address=LIST):
    return Person(person).open(address)


# -- who is told ---------------------------------------------------------------------------------------------------
def test_each_step_tells_those_whose_turn_it_is_and_never_who_took_it(cast):
    second = make_user("second", Role.DESK_EDITOR)
    article = submitted(cast)
    assert (told(cast.desk_editor), told(second)) == (["submitted"], ["submitted"])
    article = take("pass", article, cast.desk_editor)
    assert told(cast.section_head) == ["passed"]
    article = take("pass", article, cast.section_head)
    take("approve", article, cast.chief_editor)
    assert told(cast.chief_editor) == ["passed"]
    assert told(cast.page_designer) == ["to_place"]
    assert told(cast.reporter) == ["approved"]
    assert told(cast.desk_editor) == ["submitted"]
    assert not any(told(person) for person in (cast.reporter2, cast.photographer, cast.proofreader, cast.admin))


def test_the_author_is_told_of_what_is_done_to_his_text_with_the_words_said(cast):
    article = submitted(cast)
    edit(article, by=cast.desk_editor, headline="改一")
    edit(article, by=cast.desk_editor, headline="改二")
    take("return", article, cast.desk_editor, note="请补充数据。")
    take("spike", take("submit", article, cast.reporter), cast.chief_editor, note="不合时宜。")
    rows = inbox.of(cast.reporter).order_by("id").values_list("kind", "text", "by__username")
    assert list(rows) == [
        ("edited", "", "desk_editor"),  # one review, one notice, however often he saved
        ("returned", "请补充数据。", "desk_editor"),
        ("spiked", "不合时宜。", "chief_editor"),
    ]


def test_publication_is_told_to_the_author_and_a_withdrawal_to_all_who_answer_for_the_article(cast):
    bring_to(State.WITHDRAWN, make_article(by=cast.reporter, byline=cast.author), cast)
    second_chief = make_user("chief2", Role.CHIEF_EDITOR)
    assert told(cast.reporter)[-2:] == ["published", "withdrawn"]
    assert told(cast.desk_editor)[-1] == told(cast.section_head)[-1] == "withdrawn"
    assert "withdrawn" not in told(cast.chief_editor) + told(cast.page_designer)
    assert told(second_chief) == []


def test_a_section_with_editors_of_its_own_tells_them_and_no_others(cast):
    section = make_section("sport", "体育")
    of_sport = make_user("of_sport", Role.DESK_EDITOR)
    section.editors.add(of_sport)
    submitted(cast, section=section)
    assert told(of_sport) == ["submitted"]
    assert not Notice.objects.filter(user=cast.desk_editor).exists()


def test_an_author_who_is_also_a_desk_editor_is_not_asked_to_review_his_own(cast):
    both = make_user("both", Role.REPORTER, Role.DESK_EDITOR)
    take("submit", make_article(by=both), both)
    assert told(both) == []
    assert told(cast.desk_editor) == ["submitted"]


def test_whoever_may_not_see_the_article_is_not_told_of_it_whoever_asks_for_it(cast):
    gone = make_user("gone", Role.REPORTER, is_active=False)
    cast.author2.user = gone
    cast.author2.save()
    article = make_article(by=cast.reporter, byline=cast.author2)
    everybody = [cast.reporter, cast.reporter2, cast.chief_editor, cast.admin, gone, make_user("nobody")]
    notices.tell("note", article, to=everybody, by=cast.photographer, key="note:1", text="秘密")
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["reporter"]


def test_the_same_event_tells_nobody_twice(cast):
    article = submitted(cast)
    for _ in range(2):
        notices.tell("deadline", article, to=[cast.desk_editor, cast.desk_editor.pk], by=None, key="once")
    assert told(cast.desk_editor) == ["submitted", "deadline"]


def test_a_word_that_is_no_kind_of_notice_is_a_mistake_seen_at_once(cast):
    with pytest.raises(ValueError, match="gossip"):
        notices.tell("gossip", submitted(cast), to=[cast.desk_editor], by=None, key="x")


def test_every_kind_has_its_sentence(cast):
    article = make_article(by=cast.reporter)
    for kind in Notice.Kind:
        words = sentences.sentence(Notice(kind=kind, article=article, user=cast.reporter, by=cast.reporter2))
        assert words.endswith(".")
        assert "%" not in words


def test_what_did_not_happen_is_told_to_nobody(cast):
    article = submitted(cast)
    with transaction.atomic():
        take("pass", article, cast.desk_editor)
        transaction.set_rollback(True)
    with pytest.raises(workflow.Refused):
        take("approve", article, cast.chief_editor)
    assert told(cast.section_head) == told(cast.reporter) == []


def test_the_database_lets_nobody_be_told_of_his_own_deed_and_no_event_be_told_twice(cast):
    article = submitted(cast)
    row = Notice.objects.get(user=cast.desk_editor)
    insert = (
        "INSERT INTO articles_notice (user_id, by_id, kind, article_id, key, text, mail_attempts)"
        " VALUES (%s, %s, 'note', %s, %s, '', 0)"
    )
    for values, rule in [
        ([cast.reporter.pk, cast.reporter.pk, article.pk, "own"], "nobody_is_told_of_his_own_deed"),
        ([cast.desk_editor.pk, None, article.pk, row.key], "told_once"),
    ]:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, values)


def test_telling_thirty_people_asks_the_database_no_more_often_than_telling_one(cast):
    article = submitted(cast)
    many = [make_user(f"editor{number}", Role.DESK_EDITOR) for number in range(30)]
    counts = []
    for key, people in [("one", many[:1]), ("all", many)]:
        with CaptureQueriesContext(connection) as queries:
            notices.tell("note", article, to=people, by=None, key=key)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
    assert Notice.objects.filter(key="all").count() == 30


# -- deadlines -----------------------------------------------------------------------------------------------------
def test_an_overdue_review_is_told_once_to_those_who_owe_it(cast):
    article = submitted(cast)
    overdue = Article.objects.filter(pk=article.pk)
    overdue.update(due_at=database_now() + timedelta(minutes=5))
    assert notices.remind_of_deadlines() == 0
    overdue.update(due_at=database_now())
    assert [notices.remind_of_deadlines() for _ in range(2)] == [1, 0]
    assert told(cast.desk_editor) == ["submitted", "deadline"]
    take("pass", article, cast.desk_editor)
    overdue.update(due_at=database_now())
    notices.remind_of_deadlines()
    assert told(cast.section_head) == ["passed", "deadline"]
    assert told(cast.desk_editor).count("deadline") == 1


# -- at the desk ---------------------------------------------------------------------------------------------------
def test_the_reporter_reads_what_happened_with_the_words_of_the_reviewer(cast, signed_in):
    take("return", submitted(cast, headline="老街修缮"), cast.desk_editor, note="第一行\n<b>第二行</b>")
    page = stands_at(signed_in("reporter"))
    assert "老街修缮 unread: 周砚秋 returned it to you. 第一行" in page.words
    assert "第一行<br>&lt;b&gt;第二行&lt;/b&gt;" in page.text
    assert "What happened unread: 1" in page.words
    assert "<script>" not in stands_at(signed_in("desk_editor")).text.split("<body")[1]


def test_a_hostile_headline_and_a_hostile_name_are_only_words(cast, signed_in):
    cast.reporter.name = "<script>alert(1)</script>"
    cast.reporter.save()
    submitted(cast, headline="<img src=x onerror=alert(1)>")
    page = stands_at(signed_in("desk_editor"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text


def test_on_the_way_to_the_article_the_notice_is_seen_and_what_was_told_of_it_before(cast, signed_in):
    article = submitted(cast)
    take("return", article, cast.desk_editor)
    take("spike", take("submit", article, cast.reporter), cast.chief_editor)
    other = submitted(cast)
    take("return", other, cast.desk_editor)
    reporter = signed_in("reporter")
    newest, oldest = inbox.of(cast.reporter).filter(article=article).order_by("-id")
    answer = reporter.get(f"{LIST}{oldest.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/articles/article/{article.pk}/change/")
    assert inbox.unread(cast.reporter).filter(article=article).get() == newest
    Notice.objects.update(seen_at=None)
    reporter.get(f"{LIST}{newest.pk}/")
    assert list(inbox.unread(cast.reporter).values_list("article", flat=True)) == [other.pk]


@pytest.mark.parametrize("number", ["{other}", "987654321", "99999999999999999999999"])
def test_a_notice_of_somebody_else_is_answered_like_a_number_nobody_gave(cast, signed_in, number):
    submitted(cast)
    notice = Notice.objects.get(user=cast.desk_editor)
    answer = signed_in("section_head").get(LIST + number.format(other=notice.pk) + "/")
    assert answer.status_code == 404
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_who_may_see_the_article_no_more_has_never_heard_of_it(cast, signed_in):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="保密"), cast)
    designer = signed_in("page_designer")
    assert "保密" in stands_at(designer).words
    notice = inbox.of(cast.page_designer).get()
    take("return", article, cast.chief_editor)
    page = stands_at(designer)
    assert "保密" not in page.words
    assert "unread" not in page.words
    assert "Nothing has happened yet" in page.words
    assert designer.get(f"{LIST}{notice.pk}/").status_code == 404
    designer.post(f"{LIST}seen/", {"up_to": notice.pk})
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_the_words_of_a_review_are_read_no_more_by_an_editor_who_lost_his_role(cast, signed_in):
    article = bring_to(State.WITHDRAWN, make_article(by=cast.reporter), cast)
    assert "失实" in stands_at(signed_in("section_head")).words
    cast.section_head.groups.set(cast.page_designer.groups.all())
    notices.tell("to_place", article, to=[cast.section_head], by=None, key="x", text="内部")
    words = stands_at(signed_in("section_head")).words
    assert "失实" not in words
    assert "内部" not in words


def test_the_designer_is_told_of_an_approval_without_the_notes_of_the_review(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)]:
        article = take(verb, article, person, note="内部意见")
    assert "内部意见" in stands_at(signed_in("reporter")).words
    assert "内部意见" not in stands_at(signed_in("page_designer")).words


def test_a_note_is_quoted_as_long_as_its_thread_may_be_read(cast):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author), cast)
    version = article.current_version
    internal = workflow.write_note(version, by=cast.proofreader, text="查地名", to_author=False)
    workflow.answer_note(internal, by=cast.desk_editor, text="地名无误")
    workflow.write_note(version, by=cast.desk_editor, text="请作者核实", to_author=True)
    assert "地名无误" in quoted(cast.proofreader)
    assert "请作者核实" in quoted(cast.reporter)
    # Told by mistake, or once rightly and now no more: what is not addressed to the author stays unread by him.
    notices.tell("note", article, to=[cast.reporter], by=None, key=f"note:{internal.pk}", text=internal.text)
    assert "查地名" not in quoted(cast.reporter)
    cast.proofreader.groups.set(cast.page_designer.groups.all())
    del cast.proofreader.roles
    assert quoted(cast.proofreader) == {""}


def quoted(person):
    return {notice.text for notice in inbox.page(person).notices}


def test_all_is_marked_as_seen_up_to_what_stood_on_the_page(cast, signed_in):
    submitted(cast)
    page = stands_at(signed_in("desk_editor"))
    submitted(cast)
    page.press(to="seen/")
    assert inbox.unread(cast.desk_editor).count() == 1
    assert inbox.of(cast.desk_editor).count() == 2


def test_the_bell_counts_to_nine(cast, signed_in):
    article = submitted(cast)
    desk = signed_in("desk_editor")
    assert "unread: 1 " in stands_at(desk, "/admin/").words
    for number in range(8):
        notices.tell("note", article, to=[cast.desk_editor], by=None, key=f"note:{number}")
    assert "unread: 9 " in stands_at(desk, "/admin/").words
    notices.tell("note", article, to=[cast.desk_editor], by=None, key="note:9")
    assert "unread: 9+ " in stands_at(desk, "/admin/").words


def test_long_lists_go_on_page_by_page_and_cost_the_same_everywhere(cast, signed_in, django_assert_max_num_queries):
    article = submitted(cast, headline="长")
    Notice.objects.all().delete()
    Notice.objects.bulk_create(
        Notice(user=cast.desk_editor, kind="returned", article=article, key=f"k{number}", text=f"第{number}条。")
        for number in range(120)
    )
    desk = signed_in("desk_editor")
    with django_assert_max_num_queries(12) as asked:
        page = stands_at(desk)
    assert page.text.count("notice-headline") == 50
    assert "第119条。" in page.words
    for expected in (50, 20):
        with django_assert_max_num_queries(len(asked) + 1):  # whether anything older follows
            page = stands_at(desk, LIST + page.text.split('<a href="?before=')[1].split('"')[0].join(["?before=", ""]))
        assert page.text.count("notice-headline") == expected
    assert "第0条。" in page.words
    assert "Older" not in page.words


@pytest.mark.parametrize("before", ["0", "-1", "x", "１２", "\0", "9" * 30, "9223372036854775808"])
def test_odd_page_numbers_are_answered_without_a_crash(cast, signed_in, before):
    submitted(cast)
    assert signed_in("desk_editor").get(LIST, {"before": before}).status_code == 200


# -- the choice ----------------------------------------------------------------------------------------------------
def test_everybody_chooses_for_himself_how_he_hears_by_mail(cast, signed_in):
    page = stands_at(signed_in("reporter"), f"{LIST}choice/")
    assert "There is no mail address in your account" in page.words
    page.press(where="digest_hour=8", mail="digest", digest_hour="7")
    choice = NoticeChoice.objects.get()
    assert (choice.user, choice.mail, choice.digest_hour) == (cast.reporter, "digest", 7)
    assert choice.digest_due_at > database_now()
    stands_at(signed_in("reporter"), f"{LIST}choice/").press(where="digest_hour=7", mail="none")
    assert NoticeChoice.objects.get().digest_due_at is None


@pytest.mark.parametrize("wrong", [{"mail": "often"}, {"mail": "digest", "digest_hour": "24"}, {"digest_hour": "x"}])
def test_a_choice_that_is_none_is_refused(cast, signed_in, wrong):
    answer = signed_in("reporter").post(f"{LIST}choice/", {"mail": "digest", "digest_hour": "8", **wrong})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not NoticeChoice.objects.exists()


# -- old ones ------------------------------------------------------------------------------------------------------
def test_after_ninety_days_notices_are_removed_in_small_lots(cast, monkeypatch):
    article = submitted(cast)
    for number in range(3):
        notices.tell("note", article, to=[cast.desk_editor], by=None, key=f"note:{number}")
    Notice.objects.exclude(key="note:2").update(at=Now() - timedelta(days=91))
    monkeypatch.setattr(inbox, "A_SWEEP", 2)
    assert [inbox.remove_old() for _ in range(3)] == [2, 1, 0]
    assert list(Notice.objects.values_list("key", flat=True)) == ["note:2"]


def test_nobody_is_told_of_what_is_entered_from_the_past(cast):
    with notices.quietly():
        take("submit", make_article(by=cast.reporter), cast.reporter)
    assert not Notice.objects.exists()
    take("submit", make_article(by=cast.reporter), cast.reporter)
    assert Notice.objects.exists()
