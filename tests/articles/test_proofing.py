"""The proofreader: what he may correct in an approved text, and the sign without which some texts do not appear."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles import typos, versions, workflow
from articles.html import clean_html
from articles.models import Article, ProofMark, State, Version
from articles.policy import proofs as proof_policy
from articles.typos import Fix, NotATypo
from authors.models import Role
from tests.factories import bring_to, edit, make_article, make_user, publish_alone, take
from tests.person import Person

BODY = (
    "<p>帐号被<strong>盗</strong>用了，损失3.5万元。好。</p>\n"
    '<p>新房按装空调，旧房也按装空调。<a href="https://x.cn/1" rel="noopener noreferrer">A &amp; B</a></p>'
)


def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def text(**fields):
    return {
        "kicker": "",
        "headline": "老街方的傍晚",
        "deck": "",
        "dateline": "",
        "body": BODY,
        "genre": "news",
        **fields,
    }


def body_with(*fixes, **fields):
    return typos.fix_typos(text(**fields), [Fix("body", *fix) for fix in fixes])["body"]


# -- what a typo is ----------------------------------------------------------------------------------------------------
def test_wrong_words_become_right_where_they_stand():
    assert body_with(("帐号", "账号")) == BODY.replace("帐号", "账号")
    assert body_with(("按装", "安装", 2)) == BODY.replace("也按装", "也安装")
    both = body_with(("按装", "安装", 1), ("按装", "安装", 2))
    assert both == BODY.replace("按装", "安装")
    assert typos.fix_typos(text(), [Fix("headline", "街方", "街坊")])["headline"] == "老街坊的傍晚"


def test_words_across_bold_text_keep_it_bold():
    assert "被<strong>盗</strong>走了" in body_with(("被盗用了", "被盗走了"))
    assert "号被<strong>偷</strong>用" in body_with(("被盗用", "被偷用"))


def test_signs_of_markup_are_words_like_any_other():
    assert body_with(("A & B", "A < B")).count("A &lt; B") == 1
    assert "&lt;b&gt;装空" in body_with(("按装", "<b>装", 1))


@pytest.mark.parametrize(
    ("fix", "sentence"),
    [
        (("没有的话", "别的"), "does not stand there"),
        (("按装", "安装", 3), "does not stand there"),
        (("帐号", "帐号"), "the same words"),
        (("帐号", ""), "give a word beside it"),
        (("新房按装空调，旧", "老屋添置冷气机，旧"), "that is an edit"),
        (("帐号被盗用了，损失", "帐号被盗用了，损失" + "啊" * 13), "At most 20"),
        (("损失3.5万", "损失3.6万"), "number would change"),
        (("3.5", "35"), "number would change"),
        (("失3.5万", "失3.5亿"), "number would change"),
        (("，损", "，9损"), "number would change"),
        (("失3", "失-3"), "number would change"),
        (("好。", "坏。"), "whole sentence"),
        (("被盗用", "被用"), "formatting"),
        (("帐号", "帐\u200b号"), "nobody can see"),
        (("帐号", "帐\n号"), "nobody can see"),
        (("帐号", "  号"), "nobody can see"),
    ],
)
def test_what_is_more_than_a_typo_is_refused_with_a_sentence(fix, sentence):
    with pytest.raises(NotATypo, match=sentence):
        body_with(fix)


def test_no_more_than_ten_at_once_and_none_over_another():
    many = [Fix("body", "按", "安")] * 11
    with pytest.raises(NotATypo, match="More than 10"):
        typos.fix_typos(text(), many)
    with pytest.raises(NotATypo, match="touch the same words") as refused:
        body_with(("帐号被", "账号被"), ("号被盗", "号被窃"))
    assert refused.value.row == 1
    with pytest.raises(NotATypo, match="at least one"):
        typos.fix_typos(text(), [])


def test_nothing_but_the_heads_and_the_text_can_be_corrected():
    for field in ("genre", "bylines", "section", "nothing"):
        with pytest.raises(NotATypo, match="heads and the text only"):
            typos.fix_typos(text(), [Fix(field, "news", "new")])


def test_the_proofreader_is_shown_where_the_words_stand_and_what_changes():
    places = typos.places(text(), Fix("body", "按装", "安装"))
    assert [(place.before[-2:], place.after[:2]) for place in places] == [("新房", "空调"), ("房也", "空调")]
    assert typos.marked("美仑美奂", "美轮美奂") == [("same", "美"), ("del", "仑"), ("ins", "轮"), ("same", "美奂")]
    assert typos.marked("的的", "的") in ([("same", "的"), ("del", "的")], [("del", "的"), ("same", "的")])


WORDS = st.text(st.sampled_from("桥头的灯ab 1３一，。<&>\u3000'\""), min_size=1, max_size=12)
MARKUP = st.lists(
    st.sampled_from(["<p>", "</p>", "<strong>", "</strong>", "<em>", "<li>", "<br>", "<h2>"]) | WORDS, max_size=14
)


def tags(html):
    return re.findall(r"<[^>]*>", html)


def distance(old, new):
    return sum(step != typos.KEPT for step, _letter in typos.alignment(old, new))


@given(MARKUP.map("".join), st.integers(0, 40), st.integers(1, 8), WORDS)
def test_only_words_change_and_never_more_than_said(html, start, length, right):
    body = clean_html(html.replace("<&>", ""))
    letters = typos._Letters("body", body).text
    wrong = letters[start : start + length]
    try:
        corrected = typos.fix_typos(text(body=body), [Fix("body", wrong, right)])
    except NotATypo:
        return
    new = corrected["body"]
    assert tags(new) == tags(body)
    assert clean_html(new) == new
    assert re.findall(r"\d", new) == re.findall(r"\d", body)
    assert {**corrected, "body": body} == text(body=body)
    after = typos._Letters("body", new).text
    assert 0 < distance(letters, after) <= typos.MOST_CHANGED


@given(WORDS, WORDS)
def test_the_marked_difference_reads_as_both(wrong, right):
    pieces = typos.marked(wrong, right)
    assert "".join(words for kind, words in pieces if kind != "ins") == wrong
    assert "".join(words for kind, words in pieces if kind != "del") == right


# -- typos, stored -----------------------------------------------------------------------------------------------------
@pytest.fixture
def approved(cast):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline="老街方的傍晚", body=BODY), cast)


def correct(article, by, *fixes, seen=None):
    article.refresh_from_db()
    seen = article.current_version.number if seen is None else seen
    return workflow.correct_typos(article, [Fix(*fix) for fix in fixes], by=by, seen_version=seen)


def test_corrected_typos_ask_for_the_final_review_alone(cast, approved):
    article = correct(approved, cast.proofreader, ("headline", "街方", "街坊"), ("body", "帐号", "账号"))
    assert (article.state, article.headline) == (State.SUBMITTED, "老街坊的傍晚")
    version = article.current_version
    assert (version.kind, version.number, version.created_by) == (Version.Kind.TYPO, 2, cast.proofreader)
    change = article.changes.first()
    assert (change.verb, change.before, change.after) == ("typo", State.APPROVED, State.SUBMITTED)
    assert change.note == "街方 → 街坊\n帐号 → 账号"
    assert take("approve", article, cast.chief_editor).state == State.APPROVED


def test_nobody_else_corrects_typos_and_the_proofreader_not_in_his_own_article(cast, approved):
    fix = ("body", "帐号", "账号")
    for name in ("reporter", "desk_editor", "section_head", "chief_editor", "page_designer", "admin"):
        with pytest.raises(workflow.Refused, match=r"no such article|Only a proofreader"):
            correct(approved, getattr(cast, name), fix)
    both = make_user("both", Role.PROOFREADER, Role.REPORTER)
    own = bring_to(State.APPROVED, make_article(by=both, body=BODY), cast)
    with pytest.raises(workflow.Refused, match="own work"):
        correct(own, both, fix)
    assert not Version.objects.filter(kind=Version.Kind.TYPO).exists()


def test_only_approved_texts_are_corrected_and_only_the_version_he_read(cast, approved):
    with pytest.raises(workflow.StaleText):
        correct(approved, cast.proofreader, ("body", "帐号", "账号"), seen=2)
    submitted = bring_to(State.SUBMITTED, make_article(by=cast.reporter, body=BODY), cast)
    with pytest.raises(workflow.Refused, match="no such article"):
        correct(submitted, cast.proofreader, ("body", "帐号", "账号"))
    publish_alone(approved, cast)
    with pytest.raises(workflow.Refused, match="Only approved"):
        correct(approved, cast.proofreader, ("body", "帐号", "账号"))


def test_a_head_does_not_grow_beyond_its_line(cast):
    article = make_article(by=cast.reporter, headline="长" * 199 + "啊", body=BODY)
    bring_to(State.APPROVED, article, cast)
    with pytest.raises(NotATypo):
        correct(article, cast.proofreader, ("headline", "长啊", "长啊啊"))
    article.refresh_from_db()
    assert article.state == State.APPROVED


def insert_typo_version(article, by, **changes):
    content = versions.canonical({**article.current_version.parts, **changes})
    with transaction.atomic():
        Version.objects.create(
            article=article,
            number=article.current_version.number + 1,
            kind=Version.Kind.TYPO,
            content=content,
            sha256=versions.digest(content),
            made_in_state=article.state,
            created_by=by,
        )


def test_past_all_our_code_a_version_of_typos_is_no_more_than_that(cast, approved):
    approved.refresh_from_db()
    for changes in (
        {"body": BODY.replace("3.5", "3.6")},
        {"body": BODY.replace("<strong>盗</strong>", "盗")},
        {"body": BODY.replace("x.cn/1", "y.cn/1")},
        {"body": BODY.replace("用了", "用" * 400)},
        {"genre": "opinion"},
        {"bylines": [{"author": 1}]},
    ):
        with pytest.raises(IntegrityError, match="more than typos"):
            insert_typo_version(approved, cast.proofreader, **changes)
    with pytest.raises(IntegrityError, match="own work"):
        insert_typo_version(approved, cast.reporter, headline="老街坊的傍晚")
    insert_typo_version(approved, cast.proofreader, headline="老街坊的傍晚")
    draft = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="not approved"):
        insert_typo_version(draft, cast.proofreader, headline="老街坊的傍晚")


# -- the sign ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def finally_edited(cast):
    """The chief editor changed words inside the final review and approved them himself."""
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, body=BODY), cast)
    for person in (cast.desk_editor, cast.section_head):
        article = take("pass", article, person)
    edit(article, by=cast.chief_editor, deck="值班总编加的副题")
    return take("approve", article, cast.chief_editor)


def sign(article, by, seen=None):
    article.refresh_from_db()
    return workflow.sign_proof(article, by=by, seen_version=seen or article.current_version.number)


def in_the_database(article):
    with connection.cursor() as cursor:
        cursor.execute("SELECT newsroom_needs_proof(%s)", [article.pk])
        return cursor.fetchone()[0]


def needs(article):
    said = workflow.needs_proof(article)
    assert said == in_the_database(article)
    return said


def test_words_changed_in_the_final_review_need_a_proof(cast, approved, finally_edited):
    assert not needs(approved)
    assert needs(finally_edited)
    sign(finally_edited, cast.proofreader)
    assert not needs(finally_edited)


def test_words_changed_in_an_earlier_review_have_been_seen(cast):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    edit(take("pass", article, cast.desk_editor), by=cast.section_head, deck="副题")
    article = take("approve", take("pass", article, cast.section_head), cast.chief_editor)
    assert not needs(article)


def test_corrected_typos_do_not_make_up_for_the_proof_but_follow_it(cast, finally_edited):
    correct(finally_edited, cast.proofreader, ("body", "帐号", "账号"))
    take("approve", finally_edited, cast.chief_editor)
    assert needs(finally_edited)
    sign(finally_edited, cast.proofreader)
    correct(finally_edited, cast.proofreader, ("body", "按装", "安装"))
    take("approve", finally_edited, cast.chief_editor)
    assert not needs(finally_edited)


def test_readers_never_see_what_was_not_proof_read(cast, finally_edited):
    with pytest.raises(IntegrityError, match="proof missing"):
        sql("UPDATE articles_article SET state = 'published', published_at = now() WHERE id = %s", finally_edited.pk)
    with pytest.raises(workflow.Refused):
        publish_alone(finally_edited, cast)
    sign(finally_edited, cast.proofreader)
    sql("UPDATE articles_article SET state = 'published', published_at = now() WHERE id = %s", finally_edited.pk)


def test_one_proofreader_signs_once_and_another_beside_him(cast, approved):
    sign(approved, cast.proofreader)
    with pytest.raises(workflow.Refused, match="signed this version already"):
        sign(approved, cast.proofreader)
    sign(approved, make_user("second", Role.PROOFREADER))
    assert approved.proof_marks.count() == 2
    assert approved.changes.filter(verb="proof").count() == 2


def test_nobody_else_signs_and_nobody_a_version_he_has_not_read(cast, approved):
    for name in ("reporter", "desk_editor", "section_head", "chief_editor", "page_designer", "admin"):
        with pytest.raises(workflow.Refused, match=r"no such article|Only a proofreader"):
            sign(approved, getattr(cast, name))
    with pytest.raises(workflow.StaleText):
        sign(approved, cast.proofreader, seen=7)
    assert not ProofMark.objects.exists()


MARK = "INSERT INTO articles_proofmark (article_id, version_id, by_id, at) VALUES (%s, %s, %s, '1999-01-01')"


def test_past_all_our_code_a_sign_is_under_the_current_version_and_not_of_ones_own(cast, approved, finally_edited):
    version = approved.current_version_id
    first = finally_edited.versions.get(number=1).pk
    with pytest.raises(IntegrityError, match="own work"):
        sql(MARK, approved.pk, version, cast.reporter.pk)
    with pytest.raises(IntegrityError, match="own work"):
        sql(MARK, finally_edited.pk, finally_edited.current_version_id, cast.chief_editor.pk)
    with pytest.raises(IntegrityError, match="stale version"):
        sql(MARK, finally_edited.pk, first, cast.proofreader.pk)
    sql(MARK, approved.pk, version, cast.proofreader.pk)
    assert ProofMark.objects.get().at.year > 2000
    with pytest.raises(IntegrityError, match="proof_once_a_person"):
        sql(MARK, approved.pk, version, cast.proofreader.pk)
    for statement in ("DELETE FROM articles_proofmark", "UPDATE articles_proofmark SET id = id + 1000"):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(statement)
    draft = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="not approved"):
        sql(MARK, draft.pk, draft.current_version_id, cast.proofreader.pk)


def test_what_must_be_read_comes_first_among_what_may_be_read(cast, approved, finally_edited):
    signed = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    sign(signed, cast.proofreader)
    waiting = proof_policy.to_proof(cast.proofreader)
    assert [(article.pk, article.needs_proof) for article in waiting] == [
        (finally_edited.pk, True),
        (approved.pk, False),
    ]
    assert not proof_policy.to_proof(cast.chief_editor).exists()


# -- the pages ---------------------------------------------------------------------------------------------------------
def change(article):
    return f"/admin/articles/article/{article.pk}/change/"


def test_the_proofreader_corrects_in_two_steps(cast, signed_in, approved):
    reader = Person(signed_in("proofreader")).open(change(approved))
    reader.open(f"/admin/articles/article/{approved.pk}/typos/")
    first = {"form-0-field": "headline", "form-0-wrong": "街方", "form-0-right": "街坊"}
    second = {"form-1-field": "body", "form-1-wrong": "按装", "form-1-right": "安装"}
    reader.press(where="form-TOTAL_FORMS=10", **first, **second)
    assert "It stands there several times: choose which." in reader.words
    reader.press(where="form-TOTAL_FORMS=10", **{"form-1-occurrence": "2"})
    assert "<del>方</del><ins>坊</ins>" in reader.text
    assert "旧房也<del>按</del><ins>安</ins>装空调" in reader.text
    assert Article.objects.get(pk=approved.pk).state == State.APPROVED
    reader.press("back", "1")
    assert 'value="街坊"' in reader.text
    reader.press(where="form-TOTAL_FORMS=10").press("send", "1")
    assert "2 corrections: the final review is asked again." in reader.words
    approved.refresh_from_db()
    assert approved.body == BODY.replace("也按装", "也安装")


def test_a_refused_correction_keeps_all_rows_in_the_form(cast, signed_in, approved):
    reader = Person(signed_in("proofreader")).open(f"/admin/articles/article/{approved.pk}/typos/")
    reader.press(
        where="form-TOTAL_FORMS=10",
        **{"form-0-wrong": "帐号", "form-0-right": "账号", "form-3-wrong": "损失3", "form-3-right": "损失4"},
    )
    assert "A number would change." in reader.words
    assert 'value="账号"' in reader.text
    assert 'value="损失4"' in reader.text
    reader.press(where="form-TOTAL_FORMS=10", **{"form-3-wrong": "没有", "form-3-right": "有"})
    assert "“没有” does not stand there." in reader.words


def test_the_proofreader_signs_on_the_page(cast, signed_in, finally_edited):
    reader = Person(signed_in("proofreader")).open(change(finally_edited))
    assert "It cannot be published before a proofreader has read it." in reader.words
    reader.press(to="/proof/")
    assert "Read by 程校之, no errors" in reader.words
    assert "cannot be published before" not in reader.words
    assert "Correct typos" in reader.words


def test_the_proofreader_s_pages_are_his_alone(cast, signed_in, approved):
    for name in ("reporter", "desk_editor", "chief_editor", "page_designer", "admin"):
        client = signed_in(name)
        assert client.get(f"/admin/articles/article/{approved.pk}/typos/").status_code == 404
        assert client.post(f"/admin/articles/article/{approved.pk}/proof/", {"seen_version": 1}).status_code == 404
        assert "Correct typos" not in client.get(change(approved)).content.decode() or name in {"reporter", "admin"}


def test_hostile_rows_are_harmless(cast, signed_in, approved):
    client = signed_in("proofreader")
    address = f"/admin/articles/article/{approved.pk}/typos/"
    row = {"form-0-field": "body", "form-0-wrong": "帐号", "form-0-right": "账号"}
    base = {"form-TOTAL_FORMS": 10, "form-INITIAL_FORMS": 0, "seen_version": 1, **row}
    assert "<ins>&lt;b&gt;</ins>" in client.post(address, {**base, "form-0-right": "<b>"}).content.decode()
    for hostile in (
        {"form-0-field": "state", "form-0-wrong": "approved", "form-0-right": "published"},
        {"form-0-occurrence": "9" * 400},
        {"form-TOTAL_FORMS": "99999", "form-0-right": "错" * 99},
        {"form-TOTAL_FORMS": "x"},
        {"seen_version": "9" * 400},
        {"seen_version": "2"},
    ):
        assert client.post(address, {**base, "send": 1, **hostile}).status_code == 200
    assert not Version.objects.filter(kind=Version.Kind.TYPO).exists()
