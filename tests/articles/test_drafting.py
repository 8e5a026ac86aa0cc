"""Writing without loss: autosaves, who else is here, expired forms, and two people on one text."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from articles.admin_views import rows
from articles.clock import database_now
from articles.models import Article, ArticlePhoto, Autosave, Byline, Presence, State
from articles.workflow import drafting
from tests.factories import bring_to, edit, make_article, make_photo, make_section, take
from tests.person import Person

NEW = "/admin/articles/article/draft/new/"
OURS = "http://testserver"


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def draft_of(article):
    return f"/admin/articles/article/{article.pk}/draft/"


def send(client, address, sequence=1, token=None, **fields):
    words = {"draft_token": str(token or uuid4()), "draft_sequence": sequence, "headline": "题", "seen_version": 1}
    return client.post(address, {**words, **fields}, headers={"x-requested-with": "fetch"})


def kept_headlines(user):
    return sorted(row.headline for row in Autosave.objects.open().by(user))


@pytest.fixture
def draft(cast):
    return make_article(by=cast.reporter, byline=cast.author, headline="原题", body="<p>原文。</p>")


# -- keeping -------------------------------------------------------------------------------------------------------
def test_what_is_typed_is_kept_and_makes_no_version(cast, signed_in, draft):
    answer = send(
        signed_in("reporter"), draft_of(draft), headline="新题", body="<p onclick=x>新文<script>x</script></p>"
    )
    assert (answer.status_code, answer.json()["kept"]) == (200, True)
    row = Autosave.objects.get()
    assert (row.user, row.article, row.headline, row.body, row.base_version) == (
        cast.reporter, draft, "新题", "<p>新文</p>", 1,
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.headline, draft.versions.count()) == ("原题", 1)


def test_words_that_arrive_late_do_not_take_the_place_of_later_ones(cast, signed_in, draft):
    browser, token = signed_in("reporter"), uuid4()
    for sequence in (2, 1, 5, 3, 4):
        send(browser, draft_of(draft), sequence, token, headline=f"第{sequence}次")
    assert kept_headlines(cast.reporter) == ["第5次"]
    late = send(browser, draft_of(draft), 4, token)
    assert (late.json()["kept"], late.json()["sequence"]) == (False, 5)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_autosaves_at_once_the_last_one_sent_remains(cast):
    article, token, gate = make_article(by=cast.reporter), uuid4(), threading.Barrier(20)

    def one(sequence):
        gate.wait()
        words = {"headline": [f"第{sequence}次"]}
        try:
            drafting.keep(words, by=cast.reporter, article=article, token=token, sequence=sequence)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(20, 0, -1)))
    assert kept_headlines(cast.reporter) == ["第20次"]


def test_the_later_words_remain_where_the_first_ones_arrive_in_the_same_moment(cast, draft, monkeypatch):
    token, take_row, others = uuid4(), drafting._take, [1]

    def and_the_first_ones_arrive(*sent):
        is_taken = take_row(*sent)
        if others:
            others.pop()
            drafting.keep({"headline": ["第1次"]}, by=cast.reporter, article=draft, token=token, sequence=1)
        return is_taken

    monkeypatch.setattr(drafting, "_take", and_the_first_ones_arrive)
    assert drafting.keep({"headline": ["第2次"]}, by=cast.reporter, article=draft, token=token, sequence=2).is_newest
    assert kept_headlines(cast.reporter) == ["第2次"]


def test_two_windows_of_one_person_are_both_kept_and_each_is_told_of_the_other(cast, signed_in, draft):
    browser = signed_in("reporter")
    send(browser, draft_of(draft), headline="甲窗")
    answer = send(browser, draft_of(draft), headline="乙窗")
    assert "in another window too" in answer.json()["elsewhere"]
    assert kept_headlines(cast.reporter) == ["乙窗", "甲窗"]


@pytest.mark.parametrize(
    ("name", "status"), [("reporter2", 404), ("desk_editor", 404), ("chief_editor", 404), ("admin", 404)]
)
def test_nobody_keeps_words_on_an_article_that_is_not_there_for_him(cast, signed_in, draft, name, status):
    assert send(signed_in(name), draft_of(draft)).status_code == status
    assert send(signed_in(name), "/admin/articles/article/987654321/draft/").status_code == 404
    assert not Autosave.objects.exists()


def test_after_it_was_submitted_its_author_is_told_that_it_is_not_his_to_change(cast, signed_in, draft):
    bring_to(State.SUBMITTED, draft, cast)
    answer = send(signed_in("reporter"), draft_of(draft))
    assert answer.status_code == 403
    assert "in review" in answer.json()["sentence"]
    assert send(signed_in("proofreader"), draft_of(draft)).status_code == 404
    assert not Autosave.objects.exists()


def test_who_files_nothing_keeps_no_new_article(signed_in):
    assert send(signed_in("proofreader"), NEW).status_code == 404
    assert send(signed_in("reporter"), NEW).status_code == 200


def test_nobody_reads_what_another_is_writing_the_chief_editor_included(cast, signed_in, draft):
    bring_to(State.SUBMITTED, draft, cast)
    take("return", draft, cast.desk_editor)
    token = uuid4()
    send(signed_in("reporter"), draft_of(draft), token=token, headline="zqunsavedzq", body="<p>zqunsavedzq</p>")
    for name in ("chief_editor", "desk_editor", "reporter2"):
        page = signed_in(name).get(f"{form_of(draft)}?draft={token}")
        assert "zqunsavedzq" not in page.content.decode()
        page = signed_in(name).get(f"/admin/articles/article/add/?draft={token}")
        assert "zqunsavedzq" not in page.content.decode()


HOSTILE = {
    "no number": {"draft_sequence": "x"},
    "a number of a thousand digits": {"draft_sequence": "9" * 1000},
    "no token": {"draft_token": "x"},
    "too long": {"body": "<p>" + "长" * 400_000 + "</p>"},
    "too deep": {"body": "<blockquote>" * 200 + "x"},
    "too many rows": {f"bylines-{number}-author": "9" * 1000 for number in range(300)},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_what_no_form_can_hold_is_refused_with_a_sentence(signed_in, draft, fields):
    answer = send(signed_in("reporter"), draft_of(draft), **fields)
    assert answer.status_code == 400
    assert answer.json()["sentence"]
    assert not Autosave.objects.exists()


def test_what_is_no_form_at_all_is_refused(signed_in, draft):
    browser = signed_in("reporter")
    browser.raise_request_exception = False
    assert browser.post(draft_of(draft), json.dumps({"a": [[[]]]}), content_type="application/json").status_code == 400
    assert browser.post(draft_of(draft), {"body": "x" * 10_000_000}).status_code == 413
    assert not Autosave.objects.exists()


def test_characters_that_no_database_takes_are_left_out(cast, signed_in, draft):
    assert send(signed_in("reporter"), draft_of(draft), kicker="a\x00b", **{"x\x00": "y"}).status_code == 200
    assert Autosave.objects.get().fields["kicker"] == ["ab"]


def test_the_token_against_forgery_and_the_verbs_are_not_kept(signed_in, draft):
    send(signed_in("reporter"), draft_of(draft), csrfmiddlewaretoken="x", _take="submit", note="话")
    assert set(Autosave.objects.get().fields) == {"headline", "seen_version", "note"}


def test_a_person_has_only_so_many_forms_of_an_article_open(cast, draft, monkeypatch):
    monkeypatch.setattr(drafting, "MOST_FORMS", 3)
    for number in range(5):
        drafting.keep({"headline": [str(number)]}, by=cast.reporter, article=draft, token=uuid4(), sequence=1)
    assert kept_headlines(cast.reporter) == ["2", "3", "4"]


def test_words_of_thirty_days_ago_are_forgotten_and_those_of_yesterday_are_not(cast, draft):
    for days in (1, 31):
        token = uuid4()
        drafting.keep({"headline": [f"{days}天"]}, by=cast.reporter, article=None, token=token, sequence=1)
        if days == 31:
            with connection.cursor() as cursor:  # a row is written anew because its trigger sets the time
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE articles_autosave DISABLE TRIGGER autosave_guard")
                cursor.execute(
                    "UPDATE articles_autosave SET saved_at = now() - interval '31 days' WHERE token = %s", [token]
                )
                cursor.execute("ALTER TABLE articles_autosave ENABLE TRIGGER autosave_guard")
    assert drafting.forget_old() == 1
    assert [str(row) for row in drafting.unfiled_drafts(cast.reporter)] == ["1天"]


# -- what the database itself refuses ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("sequence = sequence - 1", "later words"),
        ("sequence = sequence", "later words"),
        ("user_id = user_id + 1, sequence = 99", "stay with their form"),
        ("token = gen_random_uuid(), sequence = 99", "stay with their form"),
        ("article_id = NULL, sequence = 99", "stay with their form"),
        ("closed_at = now()", "closed_autosave_is_empty"),
        ("body = '<script>x</script>', sequence = 99", "autosave_is_clean"),
        ("fields = to_jsonb(repeat('x', 500000)), sequence = 99", "is_no_archive"),
    ],
)
def test_the_database_keeps_the_order_of_what_was_sent(cast, draft, change, said):
    drafting.keep({"headline": ["题"]}, by=cast.reporter, article=draft, token=uuid4(), sequence=5)
    with pytest.raises(IntegrityError, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_autosave SET {change}")


def test_a_form_that_was_saved_takes_nothing_more_even_from_raw_sql(cast, draft):
    token = uuid4()
    drafting.keep({"headline": ["题"]}, by=cast.reporter, article=draft, token=token, sequence=1)
    assert drafting.close(token, by=cast.reporter, article=draft)
    assert not drafting.close(token, by=cast.reporter, article=draft)
    kept = drafting.keep({"headline": ["晚到"]}, by=cast.reporter, article=draft, token=token, sequence=9)
    assert (kept.is_newest, kept.is_closed, kept.article) == (False, True, draft.pk)
    with pytest.raises(IntegrityError, match="was saved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE articles_autosave SET sequence = 99, headline = 'x', closed_at = NULL")
    assert Autosave.objects.get().headline == ""


# -- taking up again -----------------------------------------------------------------------------------------------
def test_unsaved_words_are_offered_when_the_form_is_opened_and_fill_it_when_they_are_wanted(cast, signed_in, draft):
    reporter = Person(signed_in("reporter")).open(form_of(draft))
    words = {**{name: values[-1] for name, values in reporter.forms()[-1].fields.items()}}
    send(reporter.client, draft_of(draft), **{**words, "draft_sequence": 3, "headline": "没存的题", "note": "没存的话",
         "body": "<p>没存的正文，比原来的长。</p>", "bylines-0-role": "chief_reporter"})  # fmt: skip
    reporter.open(form_of(draft))
    assert "9 characters more" in reporter.words
    taken = re.search(r'href="(\?draft=[^"]+)"', reporter.text)[1]
    reporter.open(form_of(draft) + taken)
    assert "These are your words of" in reporter.words
    assert "Not saved" not in reporter.words
    for text in ("没存的题", "没存的话", "没存的正文"):
        assert text in reporter.text
    draft.refresh_from_db()
    assert (draft.headline, draft.versions.count()) == ("原题", 1)

    reporter.press("_continue", "1")
    draft.refresh_from_db()
    assert (draft.headline, draft.body, draft.bylines.get().role) == (
        "没存的题", "<p>没存的正文，比原来的长。</p>", "chief_reporter",
    )  # fmt: skip
    assert not Autosave.objects.open().exists()
    assert "did not save" not in reporter.open(form_of(draft)).words


def test_words_that_were_taken_up_live_on_in_the_form_that_took_them(cast, signed_in, draft):
    reporter = Person(signed_in("reporter"))
    old, new = uuid4(), uuid4()
    send(reporter.client, draft_of(draft), 3, old, headline="旧窗")
    send(reporter.client, draft_of(draft), 1, new, headline="新窗", draft_taken_from=f"{old}.3")
    assert kept_headlines(cast.reporter) == ["新窗"]


def test_words_written_on_in_the_old_window_are_not_thrown_away_with_the_taking_up(cast, signed_in, draft):
    reporter = Person(signed_in("reporter"))
    old = uuid4()
    send(reporter.client, draft_of(draft), 4, old, headline="旧窗又写")
    send(reporter.client, draft_of(draft), 1, uuid4(), headline="新窗", draft_taken_from=f"{old}.3")
    assert kept_headlines(cast.reporter) == ["新窗", "旧窗又写"]


def test_unwanted_words_are_thrown_away_without_script_and_the_form_keeps_what_was_typed(cast, signed_in, draft):
    reporter = Person(signed_in("reporter"))
    send(reporter.client, draft_of(draft), headline="不要的题")
    reporter.open(form_of(draft)).press("_throw", headline="正在写的题")
    assert "正在写的题" in reporter.text
    assert not Autosave.objects.open().exists()
    draft.refresh_from_db()
    assert draft.headline == "原题"


def test_nobody_throws_away_the_words_of_another(cast, signed_in, draft):
    token = uuid4()
    send(signed_in("reporter"), draft_of(draft), token=token)
    signed_in("reporter2").post("/admin/articles/article/draft/throw/", {"_throw": str(token)})
    assert Autosave.objects.open().count() == 1


def test_a_new_article_that_was_never_saved_waits_on_its_writers_desk(cast, signed_in):
    section = make_section()
    reporter = Person(signed_in("reporter")).open("/admin/articles/article/add/")
    words = {name: values[-1] for name, values in reporter.forms()[-1].fields.items()}
    send(
        reporter.client,
        NEW,
        **{**words, "draft_sequence": 1, "headline": "没存过的新稿", "body": "<p>两字</p>", "section": section.pk},
    )
    (row,) = drafting.unfiled_drafts(cast.reporter)
    assert (str(row), row.characters) == ("没存过的新稿", 2)
    assert not drafting.unfiled_drafts(cast.reporter2).exists()
    assert "没存过的新稿" in reporter.open("/admin/articles/article/add/").words
    reporter.open(f"/admin/articles/article/add/?draft={row.token}").press("_continue", "1")
    article = Article.objects.get(headline="没存过的新稿")
    assert (article.created_by, article.bylines.get().author) == (cast.reporter, cast.author)
    assert not drafting.unfiled_drafts(cast.reporter).exists()


def test_the_same_new_article_sent_twice_is_filed_once(cast, signed_in):
    section = make_section()
    reporter = Person(signed_in("reporter")).open("/admin/articles/article/add/")
    first = reporter.page
    reporter.press("_continue", "1", headline="只有一篇", body="<p>文。</p>", section=section.pk)
    reporter.page = first
    reporter.press("_continue", "1", headline="只有一篇", body="<p>文，后来又改。</p>", section=section.pk)
    assert "was saved already" in reporter.words
    assert "后来又改" in reporter.text
    assert Article.objects.count() == 1


def test_kept_words_older_than_the_text_are_shown_beside_it(cast, signed_in, draft):
    reporter = Person(signed_in("reporter"))
    token = uuid4()
    words = {"headline": "我的题", "body": "<p>原文。</p>", "section": draft.section_id, "genre": "news"}
    send(reporter.client, draft_of(draft), token=token, **words)
    edit(draft, by=cast.reporter, headline="存下的题")
    reporter.open(f"{form_of(draft)}?draft={token}")
    assert "<mark>存下</mark>的题" in reporter.text
    reporter.press("_continue", "1")
    draft.refresh_from_db()
    assert (draft.headline, draft.current_version.number) == ("我的题", 3)


# -- who else is here ----------------------------------------------------------------------------------------------
@pytest.fixture
def shared(cast):
    """A draft of two authors."""
    article = make_article(
        by=cast.reporter, byline=cast.author, headline="合写", body="<p>第一段。</p>\n<p>第二段。</p>"
    )
    Byline.objects.create(article=article, author=cast.author2, order=2)
    return edit(article, by=cast.reporter, deck="副题")


def test_two_who_write_one_article_are_told_of_each_other(cast, signed_in, shared):
    signed_in("reporter").get(form_of(shared))
    assert "沈知遥 is writing here too (since" in Person(signed_in("reporter2")).open(form_of(shared)).words
    answer = send(signed_in("reporter"), draft_of(shared), 0, draft_token=str(uuid4())).json()
    assert "顾小满 is writing here too" in answer["others"][0]
    Presence.objects.update(seen_at=database_now() - timedelta(seconds=61))
    assert "is writing here too" not in Person(signed_in("reporter2")).open(form_of(shared)).words


def test_who_has_passed_an_article_is_not_said_to_be_writing_it(cast, signed_in, draft):
    bring_to(State.SUBMITTED, draft, cast)
    Person(signed_in("desk_editor")).open(form_of(draft)).press("_take", "pass")
    assert draft.reviews.count() == 1
    assert "is writing here" not in Person(signed_in("section_head")).open(form_of(draft)).words


def test_who_only_reads_is_not_told_who_writes(cast, signed_in, draft):
    bring_to(State.SUBMITTED, draft, cast)
    signed_in("desk_editor").get(form_of(draft))
    assert "is writing here" not in Person(signed_in("reporter")).open(form_of(draft)).words
    signed_in("reporter").get(form_of(draft))
    assert [presence.user for presence in Presence.objects.all()] == [cast.desk_editor]


def test_the_answer_to_an_autosave_tells_of_a_newer_version(cast, signed_in, shared):
    edit(shared, by=cast.reporter2, deck="别人的副题")
    answer = send(signed_in("reporter"), draft_of(shared), seen_version=2).json()
    assert answer["kept"]
    assert re.fullmatch(r"顾小满 saved version 3 at \d\d:\d\d: look before you go on\.", answer["newer"])


# -- two texts -----------------------------------------------------------------------------------------------------
def test_a_stale_save_shows_both_texts_and_overwrites_nothing_until_it_is_meant(cast, signed_in, shared):
    first, second = (
        Person(signed_in("reporter")).open(form_of(shared)),
        Person(signed_in("reporter2")).open(form_of(shared)),
    )
    second.press("_continue", "1", headline="他的题", body="<p>第一段。</p>\n<p>他改的第二段。</p>")
    first.press("_continue", "1", headline="我的题", deck="我的副题", body="<p>第一段。</p>\n<p>我写的第二段。</p>")
    shared.refresh_from_db()
    assert (shared.headline, shared.versions.count()) == ("他的题", 3)
    assert "顾小满 saved version 3" in first.words
    assert "<ins>我</ins>的题" in first.text
    assert "<mark>他</mark>的题" in first.text
    assert "他改" in first.text

    first.press("_continue", "1")
    shared.refresh_from_db()
    assert (shared.headline, shared.deck, shared.body, shared.current_version.number) == (
        "我的题", "我的副题", "<p>第一段。</p>\n<p>我写的第二段。</p>", 4,
    )  # fmt: skip


def test_a_length_that_another_has_set_is_not_taken_back_unseen(cast, signed_in, shared):
    first = Person(signed_in("reporter")).open(form_of(shared))
    edit(shared, by=cast.reporter2, deck="副题二", target_length=1200)
    first.press("_continue", "1", headline="我的题")
    assert "Length wanted" in first.text.split('class="both-table"')[1].split("</section>")[0]
    assert "<mark>1200</mark>" in first.text


def test_a_stale_form_is_stale_again_when_somebody_saved_once_more(cast, signed_in, shared):
    first = Person(signed_in("reporter")).open(form_of(shared))
    edit(shared, by=cast.reporter2, headline="他的一")
    first.press("_continue", "1", headline="我的题")
    edit(shared, by=cast.reporter2, headline="他的二")
    first.press("_continue", "1")
    shared.refresh_from_db()
    assert shared.headline == "他的二"
    assert "我的题" in first.text
    assert "<mark>他的二</mark>" in first.text or "他的二" in first.words


def test_bylines_and_photos_of_both_sides_survive_a_stale_save(cast, signed_in, shared):
    photos = [make_photo(by=cast.reporter, title=title) for title in ("甲图", "乙图")]
    ArticlePhoto.objects.create(article=shared, photo=photos[0], order=1)
    edit(shared, by=cast.reporter, kicker="引题")
    first = Person(signed_in("reporter")).open(form_of(shared))
    form = first.forms()[-1].fields
    mine = {
        "bylines-TOTAL_FORMS": "3", "bylines-2-author": str(cast.photo_author.pk), "bylines-2-role": "photographer",
        "bylines-2-position": "tail", "bylines-2-order": "3", "photos-0-caption": "我的说明",
    }  # fmt: skip
    assert form["bylines-TOTAL_FORMS"] == ["2"]
    # Meanwhile the other author takes the second byline out and puts another photo in.
    shared.bylines.get(author=cast.author2, role="reporter").delete()
    Byline.objects.create(article=shared, author=cast.author2, role="translator", order=5)
    ArticlePhoto.objects.create(article=shared, photo=photos[1], order=2)
    edit(shared, by=cast.reporter2, deck="他的副题")

    first.press("_continue", "1", **mine)
    assert "顾小满 saved version 4" in first.words
    assert shared.bylines.count() == 2
    first.press("_continue", "1")
    lines = {(line.author.name, line.role) for line in shared.bylines.all()}
    assert lines == {("沈知遥", "reporter"), ("顾小满", "reporter"), ("顾小满", "translator"), ("邱岚", "photographer")}
    assert {(use.photo.title, use.caption) for use in shared.photos.all()} == {("甲图", "我的说明"), ("乙图", "")}


def test_the_same_save_sent_twice_is_saved_once_and_no_quarrel_with_oneself(cast, signed_in, draft):
    reporter = Person(signed_in("reporter")).open(form_of(draft))
    page = reporter.page
    for _press in range(2):
        reporter.page = page
        reporter.press("_continue", "1", headline="按了两次")
    assert "was changed successfully" in reporter.words
    assert "while you were writing" not in reporter.words
    assert draft.versions.count() == 2


ROW = {"author": "1", "role": "reporter", "order": "0"}


@pytest.mark.parametrize(
    ("his", "theirs", "joined"),
    [
        ([{**ROW, "id": "5", "order": "7"}], [{**ROW, "id": "5", "article": "1"}], [("5", "7")]),
        ([{**ROW, "id": "5"}], [], [("", "0")]),
        ([{**ROW, "id": "5", "DELETE": "on"}], [], []),
        ([], [{**ROW, "id": "6", "article": "1"}], [("6", "0")]),
        ([{**ROW, "order": "3"}], [{**ROW, "id": "6", "article": "1"}], [("6", "3")]),
        ([{**ROW, "author": "2"}], [{**ROW, "id": "6", "article": "1"}], [("6", "0"), ("", "0")]),
    ],
)
def test_rows_of_a_form_are_laid_over_the_rows_that_are_stored(his, theirs, joined):
    found = rows.joined(his, theirs, ("author", "role"))
    assert [(row.get("id", ""), row["order"]) for row in found] == joined


# -- nobody signed in ------------------------------------------------------------------------------------------------
def expired(client):
    Session.objects.all().delete()
    return client


def test_an_autosave_of_an_expired_session_is_told_where_to_sign_in(signed_in, draft):
    answer = send(expired(signed_in("reporter")), draft_of(draft))
    assert answer.status_code == 401
    assert answer.json()["sign_in"].startswith("/admin/login/?popup=1")


def test_without_script_an_expired_form_comes_back_with_its_words_and_can_be_sent_again(cast, signed_in, draft):
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    browser.force_login(cast.reporter)
    reporter = Person(browser).open(form_of(draft))
    words = {name: values[-1] for name, values in reporter.forms()[-1].fields.items()}
    words |= {"headline": "断线前的题", "body": "<p>断线前的<b>正文</b>。</p>", "note": "断线前的话"}
    reporter.page = expired(browser).post(form_of(draft), words, headers={"origin": OURS})
    assert reporter.page.status_code == 403
    assert "Nothing was stored. All your words are on this page." in reporter.words
    assert "断线前的正文。" in reporter.words
    draft.refresh_from_db()
    assert draft.headline == "原题"

    again = next(form for form in reporter.forms() if form.id == "send-again")
    browser.cookies["csrftoken"] = "a" * 32  # signing in again changes it
    browser.force_login(cast.reporter)
    sent = {name: values[-1] for name, values in again.fields.items()}
    reporter.page = browser.post(again.action, sent, headers={"origin": OURS})
    assert reporter.page.status_code == 200
    assert "You have signed in again since" in reporter.words
    draft.refresh_from_db()
    assert draft.headline == "原题"

    form = next(form for form in reporter.forms() if form.id == "article_form")
    sent = {name: values[-1] for name, values in form.fields.items()}
    assert browser.post(form_of(draft), sent, headers={"origin": OURS}).status_code == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.body) == ("断线前的题", "<p>断线前的<strong>正文</strong>。</p>")


def test_words_from_a_page_of_another_site_are_not_repeated(cast, signed_in, draft):
    browser = Client(enforce_csrf_checks=True)
    for origin in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = browser.post(form_of(draft), {"headline": "zqevilzq"}, headers=origin)
        assert "zqevilzq" not in answer.content.decode()
    browser.force_login(cast.reporter)
    for origin in ({}, {"origin": "https://evil.example"}):
        answer = browser.post(form_of(draft), {"headline": "zqevilzq"}, headers=origin)
        assert answer.status_code == 403
        assert "zqevilzq" not in answer.content.decode()


def test_hostile_words_are_harmless_on_the_page_that_gives_them_back(client, draft):
    hostile = '"><script>x</script>'
    answer = client.post(form_of(draft), {"headline": hostile, "body": hostile, hostile: "x"}, headers={"origin": OURS})
    assert "<script>x" not in answer.content.decode()


def test_a_hidden_article_and_a_missing_one_give_expired_words_back_alike(client, draft):
    pages = [
        re.sub(
            r'value="\w{64}"|article/\d+',
            "",
            client.post(address, {"headline": "题"}, headers={"origin": OURS}).content.decode(),
        )
        for address in (form_of(draft), "/admin/articles/article/987654321/change/")
    ]
    assert pages[0] == pages[1]


def test_a_form_one_person_opened_is_not_stored_as_anothers(cast, signed_in, shared):
    first = Person(signed_in("reporter")).open(form_of(shared))
    first.client.force_login(cast.reporter2)
    answer = send(first.client, draft_of(shared), draft_person=cast.reporter.pk)
    assert (answer.status_code, "顾小满 is signed in now" in answer.json()["sentence"]) == (409, True)
    first.press("_continue", "1", headline="张冠李戴")
    assert "顾小满 is signed in now" in first.words
    assert "张冠李戴" in first.text
    shared.refresh_from_db()
    assert shared.headline == "合写"
    assert not Autosave.objects.exists()


def test_a_late_save_by_who_may_not_change_it_any_more_keeps_his_words(cast, signed_in, draft):
    reporter = Person(signed_in("reporter")).open(form_of(draft))
    bring_to(State.SUBMITTED, draft, cast)
    reporter.press("_continue", "1", headline="晚了一步")
    assert "晚了一步" in reporter.text
    assert "in review" in reporter.words
    draft.refresh_from_db()
    assert draft.headline == "原题"


# -- the count -------------------------------------------------------------------------------------------------------
def test_the_form_shows_the_length_against_the_length_wanted(cast, signed_in):
    article = make_article(by=cast.reporter, body="<p>新华社 Xinhua 2025 年。</p>", target_length=1200)
    words = Person(signed_in("reporter")).open(form_of(article)).words
    assert "7 / 1,200 characters · Latin 1" in words


def test_tokens_are_random_and_made_anew_with_every_form(signed_in, draft):
    tokens = {
        UUID(Person(signed_in("reporter")).open(form_of(draft)).forms()[-1].fields["draft_token"][0]) for _ in range(2)
    }
    assert len(tokens) == 2
    assert settings.SESSION_COOKIE_HTTPONLY
