"""An article's page at the desk: what a person finds on it, by what he may do."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils.timezone import localtime

from articles import workflow
from articles.models import Article, State
from tests.factories import bring_to, edit, make_article, publish_alone, take


def look(browser, article):
    response = browser.get(f"/admin/articles/article/{article.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def verbs_on(text):
    return set(re.findall(r'class="button verb[^"]* verb-(\w+)"', text))


def test_the_author_of_a_draft_finds_the_form_with_the_version_he_writes_over(cast, signed_in):
    article = edit(make_article(by=cast.reporter), by=cast.reporter, deck="改过一次")
    text = look(signed_in("reporter"), article)
    assert re.search(r'<input type="hidden" name="seen_version" value="2"', text)
    assert 'name="headline"' in text
    assert verbs_on(text) == {"submit", "spike"}


def test_enter_in_a_line_of_the_form_only_saves(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    for person, page in [("desk_editor", article), ("reporter", make_article(by=cast.reporter))]:
        form = look(signed_in(person), page).split('id="article_form"')[1]
        assert re.search(r"<button[^>]*>", form)[0].startswith('<button type="submit" name="_continue"')


def test_a_reader_of_the_page_gets_the_article_as_it_will_be_printed(cast, signed_in):
    article = make_article(by=cast.reporter, byline=cast.author, kicker="引题", deck="副题", body="<p>第一段。</p>")
    article = bring_to(State.PUBLISHED, article, cast)
    text = look(signed_in("reporter2"), article)
    for words in ("引题", article.headline, "副题", "沈知遥", "<p>第一段。</p>"):
        assert words in text
    assert 'name="headline"' not in text
    assert "This text is published and stays as it was printed." in text
    assert verbs_on(text) == set()


def test_the_chief_editor_withdraws_from_the_page_with_a_reason_and_a_notice(cast, signed_in):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    browser = signed_in("chief_editor")
    text = look(browser, article)
    assert f'formaction="/admin/articles/article/{article.pk}/take/withdraw/"' in text
    assert 'name="notice"' in text
    fields = {"seen_version": 1, "note": "失实", "notice": "本文已撤回。"}
    browser.post(f"/admin/articles/article/{article.pk}/take/withdraw/", fields)
    article.refresh_from_db()
    assert article.state == State.WITHDRAWN


def test_a_returned_article_says_by_whom_and_why_to_its_author(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    take("return", article, cast.desk_editor, note="请补一个数字。")
    text = look(signed_in("reporter"), article)
    assert "Returned by 周砚秋" in text
    assert "请补一个数字。" in text


def test_a_colleague_does_not_read_the_notes_of_a_review(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    article = take("pass", article, cast.desk_editor, note="写得太急。")
    article = take("approve", take("pass", article, cast.section_head), cast.chief_editor)
    publish_alone(article, cast)
    assert "写得太急。" in look(signed_in("reporter"), article)
    assert "写得太急。" not in look(signed_in("reporter2"), article)


def test_a_form_with_a_mistake_comes_back_with_its_words_and_its_note(cast, signed_in):
    article = make_article(by=cast.reporter)
    fields = {
        "seen_version": 1,
        "headline": "",
        "deck": "还在的副题",
        "body": "<p>还在的正文。</p>",
        "genre": "news",
        "section": article.section_id,
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        "photos-TOTAL_FORMS": 0,
        "photos-INITIAL_FORMS": 0,
        "note": "还在的意见",
        "_take": "submit",
    }
    answer = signed_in("reporter").post(f"/admin/articles/article/{article.pk}/change/", fields).content.decode()
    assert "Not saved. Your words are all still here." in answer
    for words in ("还在的副题", "还在的正文。", "还在的意见"):
        assert words in answer
    article.refresh_from_db()
    assert article.state == State.DRAFT


@pytest.mark.parametrize(("person", "found"), [("reporter", 200), ("desk_editor", 200), ("reporter2", 404)])
def test_a_version_is_read_by_whoever_may_see_the_article(cast, signed_in, person, found):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, body="<p>版本里的话。</p>"), cast)
    answer = signed_in(person).get(f"/admin/articles/article/{article.pk}/version/1/")
    assert answer.status_code == found
    assert ("版本里的话。" in answer.content.decode()) == (found == 200)


def test_a_long_list_asks_the_database_no_more_often(cast, signed_in, django_assert_max_num_queries):
    browser = signed_in("chief_editor")

    def fill():
        for state in (State.SUBMITTED, State.APPROVED):
            bring_to(state, make_article(by=cast.reporter, byline=cast.author), cast)

    fill()
    with django_assert_max_num_queries(20) as first:
        browser.get("/admin/articles/article/")
    fill()
    fill()
    with django_assert_max_num_queries(len(first)):
        browser.get("/admin/articles/article/")


def test_the_list_says_when_in_as_few_words_as_it_takes(cast, signed_in):
    article = make_article(by=cast.reporter)
    now = localtime()
    for then, said in [
        (now, f"{now:%H:%M}"),
        (now.replace(year=now.year - 1, month=3, day=5), f"5 March {now.year - 1} {now:%H:%M}"),
    ]:
        Article.objects.filter(pk=article.pk).update(changed_at=then)
        text = signed_in("reporter").get("/admin/articles/article/").content.decode()
        assert re.search(r'field-changed_at[^>]*"><time [^>]*>([^<]*)', text)[1] == said


def test_a_telephone_is_led_to_the_note_by_who_may_return_an_article_and_not_by_its_author(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    assert 'href="#id_note"' in look(signed_in("desk_editor"), article)
    assert 'href="#id_note"' not in look(signed_in("reporter"), make_article(by=cast.reporter))


def test_words_kept_in_many_windows_are_one_offer_and_a_fold(cast, signed_in):
    article = make_article(by=cast.reporter)
    for number in range(3):
        words = {"headline": [f"第{number}次"], "body": ["<p>没有存的。</p>"]}
        workflow.drafting.keep(words, by=cast.reporter, article=article, token=uuid4(), sequence=1, base_version=1)
    before, _fold, behind = look(signed_in("reporter"), article).partition('<details class="restore-more">')
    assert (before.count('class="restore"'), behind.count('class="restore"')) == (1, 2)
    assert "2 earlier pieces of work not saved" in behind
