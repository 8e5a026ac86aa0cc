"""After publication: three people correct a text, two people withdraw one, and nothing comes back by itself."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, connections, transaction

from articles import publishing, versions, workflow
from articles.clock import database_now
from articles.models import (
    Article,
    Correction,
    CorrectionState,
    CorrectionStep,
    Notice,
    State,
    Version,
    Withdrawal,
)
from articles.policy import corrections as correction_policy
from articles.typo_limits import more_than_typos
from authors.models import Role, User
from newsroom import press
from tests.editions.test_publishing import at_once
from tests.factories import bring_to, make_article, make_author, make_photo, make_user, take
from tests.person import Person
from website.models import OutboxEvent, PublishedArticle, PublishedCorrection

WORDS = {"kicker": "", "headline": "东湖水位回落", "deck": "", "dateline": "本报讯", "body": "<p>渡船明天开航。</p>"}
RIGHT = {**WORDS, "body": "<p>渡船后天开航。</p>", "notice": "本文初稿称渡船明天开航，应为后天。"}


@pytest.fixture
def article(cast):
    return bring_to(State.PUBLISHED, make_article(by=cast.reporter, byline=cast.author, **WORDS), cast)


def asked(article, by, **fields):
    return workflow.ask_for_correction(article, by=by, reason="日期写错了", **fields)


def filed(article, cast, words=RIGHT, **fields):
    correction = asked(article, fields.pop("asked_by", cast.section_head), **fields)
    by = cast.proofreader if correction.is_typo else cast.reporter
    return workflow.write_correction(correction, words, by=by, seen_revision=1, file=True)


def checked(article, cast, words=RIGHT, **fields):
    correction = filed(article, cast, words, **fields)
    return workflow.check_correction(correction, by=cast.desk_editor, seen_revision=correction.revision)


def publish(correction, by):
    return publishing.correct(correction, by=by, seen_revision=correction.revision)


def outcome(correction):
    """Everything that must agree about one correction: all of it published, or nothing."""
    correction = Correction.objects.get(pk=correction.pk)
    article = correction.article
    public = PublishedArticle.objects.get(pk=article.pk)
    return {
        "state": correction.state,
        "body": {article.body, public.body, article.current_version.parts["body"]},
        "steps": correction.steps.filter(verb="publish").count(),
        "record": article.changes.filter(verb="correct").count(),
        "public": PublishedCorrection.objects.filter(number=correction.pk).count(),
        "outbox": OutboxEvent.objects.filter(key=f"article_corrected:{article.pk}:{correction.pk}").count(),
    }


WHOLE = {"state": "published", "body": {RIGHT["body"]}, "steps": 1, "record": 1, "public": 1, "outbox": 1}
NOTHING = {"state": "checked", "body": {WORDS["body"]}, "steps": 0, "record": 0, "public": 0, "outbox": 0}


# -- the way of a correction -----------------------------------------------------------------------------------------
def test_author_first_check_and_chief_editor_correct_a_published_article(cast, article):
    correction = checked(article, cast)
    assert outcome(correction) == NOTHING
    correction = publish(correction, cast.chief_editor)
    assert outcome(correction) == WHOLE
    assert correction.version.kind == Version.Kind.CORRECTION
    steps = list(correction.steps.values_list("verb", "by__username"))
    assert steps == [
        ("ask", "section_head"),
        ("file", "reporter"),
        ("check", "desk_editor"),
        ("publish", "chief_editor"),
    ]


def test_what_was_checked_is_to_the_byte_what_is_published(cast, article):
    correction = publish(checked(article, cast), cast.chief_editor)
    hashes = set(correction.steps.exclude(verb="ask").values_list("sha256", flat=True))
    public = PublishedArticle.objects.get(pk=article.pk)
    assert (
        hashes == {correction.version.sha256} == {versions.digest(correction.version.content)} == {public.content_hash}
    )
    assert public.published_at < public.corrected_at


def test_a_reply_changes_no_word_of_the_article_and_is_told_beside_it(cast, article):
    words = {**WORDS, "notice": "当事人来函说明：渡船由渡口管理所调度。"}
    correction = asked(article, cast.chief_editor, kind=Correction.Kind.REPLY)
    correction = workflow.write_correction(correction, words, by=cast.reporter, seen_revision=1, file=True)
    correction = workflow.check_correction(correction, by=cast.section_head, seen_revision=2)
    publish(correction, cast.chief_editor)
    assert PublishedArticle.objects.get(pk=article.pk).body == WORDS["body"]
    assert PublishedCorrection.objects.get().kind == "reply"


def test_a_desk_editor_writes_when_the_author_is_away_and_somebody_else_checks(cast, article):
    correction = asked(article, cast.desk_editor)
    correction = workflow.write_correction(correction, RIGHT, by=cast.desk_editor, seen_revision=1, file=True)
    with pytest.raises(workflow.Refused, match="You wrote this correction"):
        workflow.check_correction(correction, by=cast.desk_editor, seen_revision=2)
    correction = workflow.check_correction(correction, by=cast.section_head, seen_revision=2)
    assert publish(correction, cast.chief_editor).written_by == cast.desk_editor


def test_one_person_with_all_roles_takes_only_one_of_the_three_parts(cast, article):
    everybody = make_user("everybody", *Role)
    correction = workflow.write_correction(asked(article, everybody), RIGHT, by=everybody, seen_revision=1, file=True)
    with pytest.raises(workflow.Refused, match="You wrote"):
        workflow.check_correction(correction, by=everybody, seen_revision=2)
    correction = workflow.check_correction(correction, by=cast.desk_editor, seen_revision=2)
    with pytest.raises(workflow.Refused, match="You wrote"):
        publish(correction, everybody)
    second = make_user("second", Role.CHIEF_EDITOR, Role.DESK_EDITOR)
    correction = workflow.write_correction(
        correction, RIGHT, by=cast.reporter, seen_revision=correction.revision, file=True
    )
    correction = workflow.check_correction(correction, by=second, seen_revision=correction.revision)
    with pytest.raises(workflow.Refused, match="You have checked"):
        publish(correction, second)


def test_nobody_checks_or_publishes_the_correction_of_his_own_article(cast):
    both = make_user("both", Role.REPORTER, Role.DESK_EDITOR, Role.CHIEF_EDITOR)
    article = make_article(by=cast.reporter, byline=make_author("两栖", both), **WORDS)
    correction = filed(bring_to(State.PUBLISHED, article, cast), cast)
    with pytest.raises(workflow.Refused, match="own work"):
        workflow.check_correction(correction, by=both, seen_revision=2)
    correction = workflow.check_correction(correction, by=cast.desk_editor, seen_revision=2)
    with pytest.raises(workflow.Refused, match="own work"):
        publish(correction, both)


def test_changed_words_void_the_check(cast, article):
    correction = checked(article, cast)
    correction = workflow.write_correction(
        correction,
        {**RIGHT, "body": "<p>别的。</p>"},
        by=cast.reporter,
        seen_revision=correction.revision,
        file=True,
    )
    assert (correction.state, correction.checked_by) == (CorrectionState.FILED, None)
    with pytest.raises(workflow.Refused, match="not been checked"):
        publish(correction, cast.chief_editor)


def test_nobody_decides_on_words_he_has_not_seen_or_writes_over_newer_ones(cast, article):
    correction = filed(article, cast)
    for act in (
        lambda: workflow.check_correction(correction, by=cast.desk_editor, seen_revision=1),
        lambda: workflow.write_correction(correction, RIGHT, by=cast.reporter, seen_revision=1, file=False),
    ):
        with pytest.raises(workflow.StaleText):
            act()


def test_a_name_that_changes_after_the_check_sends_it_back(cast, article):
    correction = checked(article, cast)
    cast.author.name = "沈知远"
    cast.author.save()
    with pytest.raises(workflow.Refused, match="to be filed anew"):
        publish(correction, cast.chief_editor)
    correction = workflow.return_correction(
        correction, by=cast.chief_editor, seen_revision=correction.revision, note="署名变了"
    )
    assert correction.state == CorrectionState.ASKED


def test_a_correction_needs_a_notice_and_is_dropped_with_a_reason(cast, article):
    correction = asked(article, cast.desk_editor)
    with pytest.raises(workflow.Refused, match="what readers are told"):
        workflow.write_correction(correction, {**RIGHT, "notice": ""}, by=cast.reporter, seen_revision=1, file=True)
    with pytest.raises(workflow.Refused, match="under way already"):
        asked(article, cast.reporter)
    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.drop_correction(correction, by=cast.chief_editor, note=" ")
    workflow.drop_correction(correction, by=cast.chief_editor, note="没有错")
    assert asked(article, cast.reporter).state == CorrectionState.ASKED


def test_only_what_is_published_is_corrected(cast, article):
    with pytest.raises(workflow.Refused, match="Only what is published"):
        asked(bring_to(State.APPROVED, make_article(by=cast.reporter), cast), cast.desk_editor)
    correction = checked(article, cast)
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    correction.refresh_from_db()
    with pytest.raises(workflow.Refused, match="Only what is published"):
        publish(correction, cast.chief_editor)


@pytest.mark.parametrize("person", ["photographer", "reporter2", "page_designer", "admin", "proofreader"])
def test_who_has_no_part_in_an_article_asks_for_no_correction(cast, article, person):
    with pytest.raises(workflow.Refused):
        asked(article, getattr(cast, person))


# -- typos -------------------------------------------------------------------------------------------------------------
def test_proofreader_and_chief_editor_correct_a_typo(cast, article):
    words = {**WORDS, "body": "<p>渡船明天开行。</p>", "notice": "一处错字已改正。"}
    correction = filed(article, cast, words, is_typo=True, asked_by=cast.proofreader)
    assert correction_policy.refusal_to_check(cast.desk_editor, correction)
    assert publish(correction, cast.chief_editor).state == CorrectionState.PUBLISHED
    assert PublishedArticle.objects.get(pk=article.pk).body == words["body"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>渡船3月5日开航。</p>", "number"),
        ("<p>渡船<strong>明天</strong>开航。</p>", "formatting"),
        ("<p>渡口的老船工们都说这条船早就该开航。</p>", "characters change"),
    ],
)
def test_what_is_more_than_a_typo_takes_the_long_way(cast, article, body, words):
    correction = asked(article, cast.proofreader, is_typo=True)
    with pytest.raises(workflow.Refused, match=words):
        workflow.write_correction(correction, {**RIGHT, "body": body}, by=cast.proofreader, seen_revision=1, file=True)


def test_many_places_are_more_than_typos_and_a_monster_is_refused_fast():
    old = {**WORDS, "body": "<p>" + "甲乙丙丁，" * 20 + "</p>"}
    assert "places" in more_than_typos(old, {**old, "body": old["body"].replace("丙", "戊")})
    assert more_than_typos(old, {**old, "body": old["body"].replace("丙", "戊", 3)}) is None
    long = {**WORDS, "body": "<p>" + "甲" * 200_000 + "</p>"}
    assert more_than_typos(long, {**long, "body": "<p>乙" + "甲" * 200_000 + "乙</p>"})


# -- what the database refuses -------------------------------------------------------------------------------------
def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_three_different_people_even_by_raw_sql(cast, article):
    correction = filed(article, cast)
    for column, person in (("checked_by_id", cast.reporter), ("checked_by_id", None)):
        with pytest.raises(IntegrityError):
            raw(
                f"UPDATE articles_correction SET state = 'checked', {column} = %s WHERE id = %s",
                person and person.pk,
                correction.pk,
            )
    with pytest.raises(IntegrityError, match="no way from filed to published"):
        raw("UPDATE articles_correction SET state = 'published' WHERE id = %s", correction.pk)


def test_checked_words_cannot_be_exchanged_even_by_raw_sql(cast, article):
    correction = checked(article, cast)
    for change in ("body = '<p>偷换</p>'", "notice = '偷换'", "is_typo = true", "sha256 = repeat('0', 64)"):
        with pytest.raises(IntegrityError, match="no way from checked to checked"):
            raw(f"UPDATE articles_correction SET {change} WHERE id = %s", correction.pk)
        with pytest.raises(IntegrityError, match="other words"):
            raw(
                f"UPDATE articles_correction SET {change}, state = 'published', version_id = base_id,"
                " approved_by_id = %s, published_at = now() WHERE id = %s",
                cast.chief_editor.pk,
                correction.pk,
            )
    with pytest.raises(IntegrityError, match="what a correction is about"):
        raw("UPDATE articles_correction SET reason = '别的' WHERE id = %s", correction.pk)


def test_a_correction_and_its_steps_are_neither_deleted_nor_reopened(cast, article):
    correction = publish(checked(article, cast), cast.chief_editor)
    for statement in (
        "DELETE FROM articles_correction",
        "UPDATE articles_correction SET state = 'asked', version_id = NULL",
        "UPDATE articles_correction SET notice = '改口'",
        "DELETE FROM articles_correctionstep",
        "UPDATE articles_correctionstep SET note = 'x'",
    ):
        with pytest.raises(IntegrityError):
            raw(statement)
    assert CorrectionStep.objects.filter(correction=correction).count() == 4


def test_published_words_change_only_with_a_published_correction_even_by_raw_sql(cast, article):
    checked(article, cast)
    with pytest.raises(IntegrityError, match="corrected without a correction"):
        _smuggle(article, cast.reporter)


@transaction.atomic
def _smuggle(article, by):
    article = workflow.lock(article)
    article.body = RIGHT["body"]
    article.current_version = versions.snapshot(article, by=by, kind=Version.Kind.CORRECTION)
    article.save(update_fields=["body", "current_version"])
    raw("SELECT 1")


# -- withdrawal --------------------------------------------------------------------------------------------------------
@pytest.fixture
def withdrawn(cast, article):
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    return Withdrawal.objects.get()


def make_overdue(withdrawal):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_withdrawal DISABLE TRIGGER withdrawal_guard")
        cursor.execute(
            "UPDATE articles_withdrawal SET at = at - interval '2 days', confirm_by = confirm_by - interval '2 days'"
        )
        cursor.execute("ALTER TABLE articles_withdrawal ENABLE TRIGGER withdrawal_guard")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    withdrawal.refresh_from_db()


def test_a_second_person_confirms_a_withdrawal_for_good(cast, withdrawn):
    for person in (cast.chief_editor, cast.desk_editor, cast.reporter):
        with pytest.raises(workflow.Refused):
            workflow.confirm_withdrawal(withdrawn, by=person)
    workflow.confirm_withdrawal(withdrawn, by=cast.section_head)
    with pytest.raises(workflow.Refused, match="answered already"):
        publishing.overturn(Withdrawal.objects.get(), by=make_user("chief2", Role.CHIEF_EDITOR), reason="没错")
    assert Article.objects.get(pk=withdrawn.article_id).state == State.WITHDRAWN


def test_an_overturned_withdrawal_gives_readers_every_byte_back(cast, client):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, byline=cast.author, photo=photo, **WORDS), cast)
    publish(checked(article, cast), cast.chief_editor)
    address = f"/article/{article.pk}/"
    before = PublishedArticle.objects.get(pk=article.pk)
    name = before.pictures.get().base
    article.refresh_from_db()
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    press_round()
    assert client.get(address).status_code == 410
    assert RIGHT["notice"] not in client.get("/corrections/").content.decode()
    assert not storages["public"].exists(f"{name}-480.jpg")

    publishing.overturn(Withdrawal.objects.get(), by=cast.section_head, reason="属实")
    after = PublishedArticle.objects.get(pk=article.pk)
    same = ("content_hash", "body", "headline", "teaser", "published_at", "edition_order", "corrected_at")
    assert [getattr(after, field) for field in same] == [getattr(before, field) for field in same]
    assert after.withdrawal_notice == ""
    renewed = after.pictures.get().base
    assert renewed != name
    assert storages["public"].exists(f"{renewed}-480.jpg")
    page = client.get(address).content.decode()
    assert RIGHT["notice"] in page
    press_round()
    assert storages["public"].exists(f"{renewed}-480.jpg")

    article.refresh_from_db()
    publishing.withdraw(article, by=cast.chief_editor, reason="又撤", notice="本文再次撤回。")
    assert client.get(address).status_code == 410


def press_round():
    for event in OutboxEvent.objects.filter(kind="article_withdrawn", done_at__isnull=True):
        press.remove_pictures(event.subject_id)
    OutboxEvent.objects.update(done_at=database_now())


def test_an_author_does_not_overturn_the_withdrawal_of_his_own_article(cast):
    both = make_user("both", Role.REPORTER, Role.SECTION_HEAD)
    article = bring_to(State.PUBLISHED, make_article(by=both, **WORDS), cast)
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    with pytest.raises(workflow.Refused, match="own work"):
        publishing.overturn(Withdrawal.objects.get(), by=both, reason="属实")


def test_a_withdrawal_nobody_answers_stands_and_is_told_once_an_hour(cast, withdrawn):
    assert workflow.remind_of_withdrawals() == 0
    make_overdue(withdrawn)
    for _round in range(3):
        assert workflow.remind_of_withdrawals() == 1
    told = Notice.objects.filter(kind="withdrawal_unconfirmed").values_list("user__username", flat=True)
    assert list(told) == ["section_head"]
    assert [row.is_overdue for row in correction_policy.unconfirmed_withdrawals(cast.chief_editor)] == [True]
    with pytest.raises(workflow.Refused, match="time for that is over"):
        publishing.overturn(withdrawn, by=cast.section_head, reason="属实")
    assert PublishedArticle.objects.get(pk=withdrawn.article_id).body == ""
    workflow.confirm_withdrawal(withdrawn, by=cast.section_head)
    assert workflow.remind_of_withdrawals() == 0
    assert not correction_policy.unconfirmed_withdrawals(cast.section_head).exists()


def test_the_second_word_is_another_persons_and_in_time_even_by_raw_sql(cast, withdrawn):
    sign = "UPDATE articles_withdrawal SET {0}_by_id = %s, {0}_at = now()"
    for word in ("confirmed", "overturned"):
        with pytest.raises(IntegrityError, match="second_person"):
            raw(sign.format(word), cast.chief_editor.pk)
    with pytest.raises(IntegrityError):
        raw("UPDATE articles_article SET state = 'published' WHERE id = %s", withdrawn.article_id)
    make_overdue(withdrawn)
    with pytest.raises(IntegrityError, match="too late"):
        raw(sign.format("overturned"), cast.section_head.pk)
    for statement in ("DELETE FROM articles_withdrawal", "UPDATE articles_withdrawal SET confirm_by = now()"):
        with pytest.raises(IntegrityError):
            raw(statement)


def test_what_was_withdrawn_comes_back_through_three_new_reviews_under_its_first_date(cast, article, withdrawn, client):
    first = PublishedArticle.objects.get(pk=article.pk).published_at
    workflow.confirm_withdrawal(withdrawn, by=cast.section_head)
    article = publishing.restore(article, by=cast.chief_editor, reason="查实无误")
    with pytest.raises(workflow.Refused):
        publishing.republish(article, by=cast.chief_editor)
    assert client.get(f"/article/{article.pk}/").status_code == 410
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)]:
        article = take(verb, article, person)
    publishing.republish(article, by=cast.chief_editor)
    public = PublishedArticle.objects.get(pk=article.pk)
    assert (public.published_at, public.body, public.withdrawn_at) == (first, WORDS["body"], None)
    assert client.get(f"/article/{article.pk}/").status_code == 200
    assert OutboxEvent.objects.filter(kind="article_readmitted").count() == 1


def test_what_goes_back_into_review_drops_the_correction_under_way(cast, article):
    correction = checked(article, cast)
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    publishing.restore(article, by=cast.chief_editor, reason="重审")
    correction.refresh_from_db()
    assert correction.state == CorrectionState.DROPPED


# -- at the desk -------------------------------------------------------------------------------------------------------
def test_the_whole_way_by_the_buttons_on_the_pages(cast, article, signed_in):
    page = f"/admin/articles/article/{article.pk}/change/"
    head = Person(signed_in("section_head")).open(page)
    head.press(to="/correction/", **{"correction-reason": "日期写错了", "correction-kind": "self"})
    correction = Correction.objects.get()
    address = f"/admin/articles/article/{article.pk}/correction/{correction.pk}/"
    author = Person(signed_in("reporter")).open(address)
    author.press("_save", body=RIGHT["body"])
    assert Correction.objects.get().state == CorrectionState.ASKED
    author.press("_file", notice="")
    assert "Write what readers are told." in author.words
    author.press("_file", notice=RIGHT["notice"])
    editor = Person(signed_in("desk_editor")).open(address)
    assert "<del" in editor.text
    editor.press(to="/check/")
    Person(signed_in("chief_editor")).open(address).press(to="/publish/")
    assert outcome(correction) == WHOLE
    reader = Person(signed_in("reporter2")).open(page)
    assert RIGHT["notice"] in reader.words
    assert "日期写错了" not in reader.words


def test_a_correction_under_way_does_not_exist_for_who_has_no_part_in_it(cast, article, signed_in):
    words = {name: f"zq{name}zq" for name in Correction.TEXT_FIELDS} | {
        "body": "<p>zqbodyzq</p>",
        "notice": "zqnoticezq",
    }
    correction = filed(article, cast, words)
    addresses = [
        f"/admin/articles/article/{article.pk}/correction/{correction.pk}/",
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/",
        "/admin/articles/article/",
    ]
    for person in ("reporter2", "photographer", "page_designer", "admin"):
        browser = signed_in(person)
        pages = [browser.get(address) for address in addresses]
        assert pages[0].status_code == 404
        missing = browser.get(addresses[0].replace(f"/{correction.pk}/", "/987654321/"))
        assert missing.content == pages[0].content
        for shown in pages:
            assert not [word for word in words.values() if word.strip("</p>") in shown.content.decode()]
        for step in ("check", "publish", "return", "drop"):
            assert browser.post(f"{addresses[0]}{step}/", {"seen_revision": 2, "note": "x"}).status_code == 404
    correction.refresh_from_db()
    assert correction.state == CorrectionState.FILED
    assert "zqbodyzq" in signed_in("proofreader").get(addresses[0]).content.decode()


def test_a_second_person_confirms_by_the_button_and_the_one_who_withdrew_has_none(cast, withdrawn, signed_in):
    page = f"/admin/articles/article/{withdrawn.article_id}/change/"
    assert "/confirm/" not in Person(signed_in("chief_editor")).open(page).text
    head = Person(signed_in("section_head")).open(page)
    assert "/overturn/" in head.text
    head.press(to="/confirm/")
    assert Withdrawal.objects.get().confirmed_by == cast.section_head


def test_hostile_words_are_harmless_on_the_page_of_a_correction(cast, article, signed_in):
    evil = "<script>alert(1)</script>"
    words = {**WORDS, "headline": evil, "notice": evil}
    correction = workflow.ask_for_correction(article, by=cast.desk_editor, reason=evil)
    workflow.write_correction(correction, words, by=cast.reporter, seen_revision=1, file=True)
    for person in ("reporter", "desk_editor"):
        page = signed_in(person).get(f"/admin/articles/article/{article.pk}/correction/{correction.pk}/")
        assert evil not in page.content.decode()


def test_each_step_waits_on_the_desk_of_who_takes_it(cast, article):
    def waiting():
        people = ("reporter", "desk_editor", "section_head", "chief_editor", "proofreader", "reporter2")
        return {name for name in people if correction_policy.corrections_waiting_for(getattr(cast, name))}

    correction = asked(article, cast.section_head)
    assert waiting() == {"reporter"}
    correction = workflow.write_correction(correction, RIGHT, by=cast.reporter, seen_revision=1, file=True)
    assert waiting() == {"desk_editor", "section_head", "chief_editor"}
    workflow.check_correction(correction, by=cast.desk_editor, seen_revision=2)
    assert waiting() == {"chief_editor"}
    told = set(Notice.objects.filter(kind__startswith="correction").values_list("kind", "user__username"))
    assert told >= {
        ("correction_asked", "reporter"),
        ("correction_filed", "desk_editor"),
        ("correction_checked", "chief_editor"),
    }
    assert ("correction_checked", "reporter") not in told


# -- the machine dies, and many people at once -----------------------------------------------------------------------
STEPS = [
    "articles.workflow.correcting._put_words_in",
    "website.intake.articles.enter_article",
    "website.intake.articles.note_in_outbox",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_killed_while_publishing_a_correction_nothing_is_torn(cast, article, step):
    correction = checked(article, cast)
    connections.close_all()
    child = os.fork()
    if child == 0:
        _publish_and_die(correction.pk, cast.chief_editor.pk, step)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert outcome(correction) == NOTHING
    publish(Correction.objects.get(pk=correction.pk), cast.chief_editor)
    assert outcome(correction) == WHOLE


def _publish_and_die(correction_id, user_id, step):
    """In a process of its own: publish, and kill -9 ourselves when `step` has been reached."""
    try:
        module, name = step.rsplit(".", 1)
        owner = import_module(module)
        real = getattr(owner, name)

        def last_act(*args, **kwargs):
            real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(owner, name, last_act)
        publish(Correction.objects.get(pk=correction_id), User.objects.get(pk=user_id))
    finally:
        os._exit(99)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_publishing_a_correction_at_once_publish_it_once(cast, article):
    correction = checked(article, cast)
    chiefs = [cast.chief_editor, *[make_user(f"chief{number}", Role.CHIEF_EDITOR) for number in range(9)]]
    results = at_once(*[lambda chief=chief: publish(Correction.objects.get(), chief) for chief in chiefs * 2])
    assert sorted(type(result).__name__ for result in results) == ["Correction", *["Refused"] * 19]
    assert outcome(correction) == WHOLE


@pytest.mark.django_db(transaction=True)
def test_twenty_second_people_at_once_answer_a_withdrawal_once(cast, withdrawn):
    heads = [cast.section_head, *[make_user(f"head{number}", Role.SECTION_HEAD) for number in range(9)]]
    acts = [lambda head=head: workflow.confirm_withdrawal(Withdrawal.objects.get(), by=head) for head in heads]
    acts += [lambda head=head: publishing.overturn(Withdrawal.objects.get(), by=head, reason="属实") for head in heads]
    results = at_once(*acts)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert {type(result).__name__ for result in results if isinstance(result, Exception)} == {"Refused"}
    row = Withdrawal.objects.get()
    is_confirmed = row.confirmed_at is not None
    article = Article.objects.get(pk=row.article_id)
    assert article.state == (State.WITHDRAWN if is_confirmed else State.PUBLISHED)
    assert bool(PublishedArticle.objects.get(pk=article.pk).body) == (not is_confirmed)
    assert article.changes.filter(verb="overturn").count() == (not is_confirmed)
    assert row.at + timedelta(minutes=59) < row.confirm_by


# -- what stands where on the pages ------------------------------------------------------------------------------------
def test_what_nobody_has_written_is_not_called_a_notice_without_a_change(cast, article, signed_in):
    correction = asked(article, cast.section_head)
    head = Person(signed_in("section_head")).open(f"/admin/articles/article/{article.pk}/correction/{correction.pk}/")
    assert "Nobody has written it yet." in head.words
    assert "only the notice is new" not in head.words


def test_who_checks_decides_below_what_changes_and_above_the_form_to_change_it(cast, article, signed_in):
    correction = filed(article, cast)
    page = f"/admin/articles/article/{article.pk}/correction/{correction.pk}/"
    text = Person(signed_in("desk_editor")).open(page).text
    assert text.index('id="correction-changes"') < text.index("/check/") < text.index('name="notice"')


def test_a_withdrawal_to_be_confirmed_stands_above_the_text_of_the_article(cast, article, signed_in):
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    text = Person(signed_in("section_head")).open(f"/admin/articles/article/{article.pk}/change/").text
    assert text.index("/confirm/") < text.index('class="sheet-body"')
