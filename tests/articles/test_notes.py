"""Notes in the margin: who reads, writes and settles them, and that they stay as they were said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from articles import passages, policy, workflow
from articles.admin_views import noting
from articles.models import Note, Resolution, State
from articles.policy import notes as note_policy
from authors.models import User
from tests.factories import bring_to, edit, make_article, make_photo, publish_alone, take
from tests.person import Person

TEXT = "<p>老街坊在<strong>桥头</strong>说话。</p>\n<p>桥头的灯亮了，桥头的人散了。</p>"


def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def note(article, by, text="这句从哪里来？", *, to_author=False, **passage):
    article.refresh_from_db()
    return workflow.write_note(article.current_version, by=by, text=text, to_author=to_author, **passage)


def readers(thread):
    return {user.username for user in note_policy.in_reach(everybody(), Note.objects.get(pk=thread.pk))}


def everybody():
    return User.objects.all()


@pytest.fixture
def submitted(cast):
    return bring_to(State.SUBMITTED, make_article(by=cast.reporter, byline=cast.author, body=TEXT), cast)


@pytest.fixture
def approved(cast):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, body=TEXT), cast)


def change(article):
    return f"/admin/articles/article/{article.pk}/change/"


# -- who -------------------------------------------------------------------------------------------------------------
def test_an_internal_note_is_read_by_the_editors_alone(cast, submitted):
    thread = note(submitted, cast.desk_editor)
    assert readers(thread) == {"desk_editor", "section_head", "chief_editor"}


def test_a_note_to_the_author_is_read_by_him_and_by_no_other_reporter(cast, submitted):
    thread = note(submitted, cast.desk_editor, to_author=True)
    assert readers(thread) == {"desk_editor", "section_head", "chief_editor", "reporter"}


def test_what_is_sent_twice_is_one_note_and_told_once(cast, submitted):
    thread = note(submitted, cast.desk_editor, to_author=True)
    assert note(submitted, cast.desk_editor, to_author=True) == thread
    said = [workflow.answer_note(thread, by=cast.reporter, text="站里。") for _press in range(2)]
    assert said[0] == said[1]
    assert cast.reporter.notices.filter(kind="note").count() == 1
    others = [
        note(submitted, cast.section_head, to_author=True),
        note(submitted, cast.desk_editor),
        note(submitted, cast.desk_editor, quote="桥头", to_author=True),
        note(submitted, cast.desk_editor, quote="桥头", occurrence=2, to_author=True),
        workflow.answer_note(thread, by=cast.reporter, text="站里，昨天。"),
    ]
    assert len({thread, said[0], *others}) == 7


def test_the_proofreader_reads_notes_on_the_approved_version_only(cast, approved):
    thread = note(approved, cast.chief_editor)
    assert "proofreader" in readers(thread)
    assert "page_designer" not in readers(thread)
    publish_alone(approved, cast)
    assert "proofreader" not in readers(thread)


def test_the_proofreader_does_not_read_what_was_said_of_words_that_were_struck_out(cast, submitted):
    thread = note(submitted, cast.desk_editor, quote="桥头的灯")
    edit(submitted, by=cast.desk_editor, body="<p>灯亮了。</p>")
    submitted.refresh_from_db()
    bring_to_approval(submitted, cast)
    assert "proofreader" not in readers(thread)
    assert "section_head" in readers(thread)


def bring_to_approval(article, cast):
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)]:
        take(verb, article, person)


def test_an_editor_who_wrote_the_article_reads_only_what_is_addressed_to_its_author(cast):
    article = bring_to(State.SUBMITTED, make_article(by=cast.section_head), cast)
    internal, addressed = note(article, cast.desk_editor), note(article, cast.desk_editor, to_author=True)
    assert "section_head" not in readers(internal)
    assert "section_head" in readers(addressed)
    with pytest.raises(workflow.Refused, match="do not write notes"):
        note(article, cast.section_head)


def test_who_only_took_the_photo_is_told_nothing(cast):
    article = make_article(by=cast.reporter, photo=make_photo(by=cast.photographer))
    thread = note(bring_to(State.SUBMITTED, article, cast), cast.desk_editor, to_author=True)
    assert "photographer" not in readers(thread)


def test_nobody_but_editors_and_the_proofreader_begins_a_thread(cast, approved):
    for name in ("reporter", "reporter2", "photographer", "page_designer", "admin"):
        with pytest.raises(workflow.Refused):
            note(approved, getattr(cast, name))
    assert note(approved, cast.proofreader)


def test_nobody_writes_on_an_article_that_does_not_exist_for_him(cast):
    draft = make_article(by=cast.reporter)
    for name in ("desk_editor", "chief_editor", "proofreader"):
        with pytest.raises(workflow.Refused, match="no such article"):
            note(draft, getattr(cast, name))


# -- threads ---------------------------------------------------------------------------------------------------------
def test_the_author_answers_and_says_when_it_is_done_and_the_editor_opens_it_again(cast, submitted):
    thread = note(submitted, cast.desk_editor, to_author=True)
    workflow.answer_note(thread, by=cast.reporter, text="来自采访。")
    assert workflow.resolve_thread(thread, by=cast.reporter)
    assert not workflow.resolve_thread(thread, by=cast.desk_editor)
    with pytest.raises(workflow.Refused, match="Open it again first"):
        workflow.answer_note(thread, by=cast.desk_editor, text="还有。")
    with pytest.raises(workflow.Refused, match="Only an editor"):
        workflow.resolve_thread(thread, by=cast.reporter, is_resolved=False)
    assert workflow.resolve_thread(thread, by=cast.section_head, is_resolved=False)
    assert [row.is_resolved for row in thread.resolutions.order_by("pk")] == [True, False]


def test_the_author_neither_answers_nor_settles_what_he_may_not_read(cast, submitted):
    thread = note(submitted, cast.desk_editor)
    with pytest.raises(workflow.Refused, match="no such note"):
        workflow.answer_note(thread, by=cast.reporter, text="?")
    with pytest.raises(workflow.Refused, match="no such note"):
        workflow.resolve_thread(thread, by=cast.reporter)
    assert not Resolution.objects.exists()


def test_a_note_waits_for_whoever_has_not_the_last_word(cast, submitted):
    internal = note(submitted, cast.desk_editor)
    thread = note(submitted, cast.desk_editor, to_author=True)
    waiting = note_policy.open_threads_for
    assert list(waiting(cast.reporter)) == [thread]
    assert not waiting(cast.desk_editor).exists()
    workflow.answer_note(thread, by=cast.reporter, text="来自采访。")
    workflow.answer_note(internal, by=cast.section_head, text="同问。")
    assert not waiting(cast.reporter).exists()
    assert list(waiting(cast.desk_editor)) == [internal, thread]
    workflow.resolve_thread(thread, by=cast.desk_editor)
    assert list(waiting(cast.desk_editor)) == [internal]
    assert not waiting(cast.reporter2).exists()
    assert not waiting(cast.section_head).exists()


def test_my_desk_shows_the_word_that_waits_and_not_what_one_said_oneself(cast, submitted, signed_in):
    thread = note(submitted, cast.desk_editor, to_author=True, text="哪一年？")
    workflow.answer_note(thread, by=cast.reporter, text="去年，已核。")
    desk = signed_in("desk_editor").get("/admin/").content.decode()
    assert "去年，已核。" in desk
    assert f"<footer>{cast.reporter.name} ·" in desk
    assert "<p>哪一年？</p>" not in desk


def test_what_waits_for_somebody_is_what_he_may_read(cast, submitted, approved):
    for article in (submitted, approved):
        for to_author in (True, False):
            thread = note(article, cast.desk_editor, to_author=to_author)
            workflow.answer_note(thread, by=cast.section_head, text="同问。")
    for person in everybody():
        for thread in note_policy.open_threads_for(person):
            assert note_policy.in_reach([person], thread), person


def test_those_concerned_are_told_and_nobody_else(cast, submitted, monkeypatch):
    told = []
    monkeypatch.setattr("articles.notices.tell", lambda kind, article, **event: told.append(event))
    thread = note(submitted, cast.desk_editor, "请核对。", to_author=True)
    workflow.answer_note(thread, by=cast.section_head, text="也请核对年份。")
    internal = note(submitted, cast.section_head)
    workflow.answer_note(internal, by=cast.chief_editor, text="同意。")
    names = [{user.username for user in event["to"]} for event in told]
    assert names == [{"reporter"}, {"reporter", "desk_editor"}, set(), {"section_head"}]
    assert told[0]["key"] == f"note:{thread.pk}"
    assert told[0]["text"] == "请核对。"


# -- the passage -----------------------------------------------------------------------------------------------------
def test_a_note_knows_its_passage_by_its_words_and_the_how_manieth_they_are(cast, submitted):
    thread = note(submitted, cast.desk_editor, quote="桥头", occurrence=3, field="body")
    assert (thread.field, thread.paragraph, thread.occurrence) == ("body", 2, 3)
    thread = note(submitted, cast.desk_editor, quote=submitted.headline)
    assert (thread.field, thread.paragraph, thread.occurrence) == ("headline", None, 1)
    thread = note(submitted, cast.desk_editor, quote="街坊在桥头说")
    assert (thread.field, thread.paragraph) == ("body", 1)


def test_a_passage_that_stands_nowhere_is_refused(cast, submitted):
    with pytest.raises(workflow.Refused, match="does not stand in version 1"):
        note(submitted, cast.desk_editor, quote="没有的话")
    assert not Note.objects.exists()


def test_white_space_and_breaks_of_lines_do_not_hide_a_passage():
    content = {"kicker": "", "headline": "a  b", "deck": "", "dateline": "", "body": "<p>x\u3000y<br>z</p>"}
    assert passages.find(content, " x  y ") == passages.Passage("x y", "body", 1, 1)
    assert passages.find(content, "a b") == passages.Passage("a b", "headline")
    assert passages.find(content, "y z") is None
    assert passages.find(content, "z", field="nothing") is None


# -- the page --------------------------------------------------------------------------------------------------------
def test_an_editor_writes_and_the_author_answers_on_the_page(cast, signed_in, submitted):
    editor = Person(signed_in("desk_editor")).open(change(submitted))
    editor.press(to="/note/", text="这里缺一个<b>数字</b>。\n再查。", quote="桥头的灯", to_author="on")
    assert "Notes in the margin 1" in editor.words
    assert "这里缺一个&lt;b&gt;数字&lt;/b&gt;。<br>再查。" in editor.text
    assert "paragraph 2" in editor.words
    thread = Note.objects.get()
    author = Person(signed_in("reporter")).open(change(submitted))
    assert "桥头的灯" in author.words
    author.press(to=f"/note/{thread.pk}/answer/", **{f"answer-{thread.pk}": "是十七盏。"})
    assert "是十七盏。" in author.words
    author.press(to=f"/note/{thread.pk}/settle/")
    assert "settled by 沈知遥" in author.words
    assert "Open it again" not in author.words
    editor.open(change(submitted)).press(to=f"/note/{thread.pk}/reopen/")
    assert "settled by" not in editor.words


def test_who_has_nothing_to_read_finds_no_margin(cast, signed_in, approved):
    note(approved, cast.chief_editor, "只给编辑看。")
    for name in ("reporter", "page_designer"):
        page = Person(signed_in(name)).open(change(approved))
        assert "Notes in the margin" not in page.text
        assert "只给编辑看。" not in page.text
    assert "只给编辑看。" in Person(signed_in("proofreader")).open(change(approved)).text


def test_a_passage_that_changed_since_says_so(cast, signed_in, submitted):
    note(submitted, cast.desk_editor, quote="桥头的灯")
    edit(submitted, by=cast.desk_editor, body="<p>灯亮了。</p>")
    assert "The passage has changed since." in Person(signed_in("desk_editor")).open(change(submitted)).words


def test_what_cannot_be_stored_comes_back_with_its_words(cast, signed_in, submitted):
    editor = Person(signed_in("desk_editor")).open(change(submitted))
    editor.press(to="/note/", text="还在的意见", quote="没有的话", to_author="on")
    assert "does not stand in version 1" in editor.words
    assert "还在的意见" in editor.text
    editor.press("", to="/note/", quote="桥头")
    assert Note.objects.get().text == "还在的意见"
    assert Note.objects.get().to_author


def test_a_note_without_words_is_none(cast, signed_in, submitted):
    editor = Person(signed_in("desk_editor")).open(change(submitted))
    editor.press(to="/note/", text=" \u200b\n ", quote="")
    assert "Write something first." in editor.words
    editor.open(change(submitted)).press(to="/note/", text="长" * 2001)
    assert "Not stored." in editor.words
    assert not Note.objects.exists()


def test_threads_of_others_are_answered_like_numbers_nobody_gave(cast, signed_in, submitted):
    thread = note(submitted, cast.desk_editor)
    for name in ("reporter", "reporter2", "admin"):
        client = signed_in(name)
        for way in ("answer", "settle", "reopen"):
            for number in (thread.pk, 987654321, 10**30):
                address = f"/admin/articles/article/{submitted.pk}/note/{number}/{way}/"
                assert client.post(address, {"text": "x"}).status_code == 404
        assert client.post(f"/admin/articles/article/{submitted.pk}/note/", {"text": "x"}).status_code == 404
    other = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    address = f"/admin/articles/article/{other.pk}/note/{thread.pk}/settle/"
    assert signed_in("desk_editor").post(address).status_code == 404
    assert not thread.answers.exists()


def test_many_notes_ask_the_database_no_more_often(cast, submitted, django_assert_max_num_queries):
    for number in range(4):
        thread = note(submitted, cast.desk_editor, f"问{number}", quote="桥头")
        workflow.answer_note(thread, by=cast.section_head, text="好。")
    submitted.refresh_from_db()
    with django_assert_max_num_queries(10):
        assert len(noting.beside(submitted, cast.section_head)["margin"].threads) == 4


# -- past all our code -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_what_was_said_cannot_be_unsaid(cast, submitted, statement):
    workflow.resolve_thread(note(submitted, cast.desk_editor), by=cast.desk_editor)
    for table in ("articles_note", "articles_resolution"):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(statement.format(table))


ANSWER = (
    "INSERT INTO articles_note (article_id, version_id, by_id, parent_id, text, quote, field, occurrence, to_author,"
    " at) VALUES (%s, %s, %s, %s, 'x', '', '', 1, %s, '1999-01-01')"
)


def test_an_answer_stays_in_its_thread_and_with_its_readers(cast, submitted):
    thread = note(submitted, cast.desk_editor)
    other = make_article(by=cast.reporter2)
    by, version = cast.desk_editor.pk, submitted.current_version_id
    sql(ANSWER, submitted.pk, version, by, thread.pk, False)
    answer = Note.objects.exclude(pk=thread.pk).get()
    assert answer.at.year > 2000
    for parent, to_author in ((answer.pk, False), (thread.pk, True)):
        with pytest.raises(IntegrityError, match="outside its thread"):
            sql(ANSWER, submitted.pk, version, by, parent, to_author)
    with pytest.raises(IntegrityError, match="outside its thread"):
        sql(ANSWER, other.pk, other.current_version_id, by, thread.pk, False)
    with pytest.raises(IntegrityError, match="another version"):
        sql(ANSWER, submitted.pk, other.current_version_id, by, thread.pk, False)


def test_a_thread_is_settled_once(cast, submitted):
    thread = note(submitted, cast.desk_editor)
    statement = "INSERT INTO articles_resolution (thread_id, is_resolved, by_id, at) VALUES (%s, %s, %s, now())"
    with pytest.raises(IntegrityError, match="resolved already"):
        sql(statement, thread.pk, False, cast.desk_editor.pk)
    sql(statement, thread.pk, True, cast.desk_editor.pk)
    with pytest.raises(IntegrityError, match="resolved already"):
        sql(statement, thread.pk, True, cast.desk_editor.pk)
    answer = Note.objects.create(
        article=submitted, version=submitted.current_version, parent=thread, by=cast.desk_editor, text="x"
    )
    with pytest.raises(IntegrityError, match="not answers"):
        sql(statement, answer.pk, True, cast.desk_editor.pk)


def test_the_policy_is_asked_before_the_notes_are(cast, submitted):
    assert not policy.can_see(cast.reporter2, submitted)
    assert note_policy.in_reach([cast.reporter2], note(submitted, cast.desk_editor, to_author=True)) == []


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_settle_a_thread_at_once_one_does(cast):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    thread = note(article, cast.desk_editor)

    def settle(_number):
        try:
            return workflow.resolve_thread(Note.objects.get(pk=thread.pk), by=cast.section_head)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(settle, range(20))) == 1
    assert Resolution.objects.count() == 1
