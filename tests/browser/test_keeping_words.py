"""Writing without loss in a real browser: without a net, without a session, in two windows."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from playwright.sync_api import expect

from articles.models import Article, Autosave
from articles.richtext import character_count, clean_html, latin_word_count
from tests.browser.windows import CHROMIUM, complaints
from tests.factories import edit, make_article

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


def text_of(page):
    return page.frame_locator(".cke_wysiwyg_frame").locator("body")


def open_form(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(text_of(page)).to_be_visible()


def write(page, words):
    text_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def make_draft(cast, **fields):
    return make_article(by=cast.reporter, byline=cast.author, **{"headline": "原题", "body": "<p>原文</p>", **fields})


def test_words_are_kept_by_themselves_and_offered_when_the_window_is_gone(cast, desk):
    article, page = make_draft(cast), desk("reporter")
    open_form(page, article)
    write(page, "，接着写")
    page.fill("#id_headline", "新题")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    row = Autosave.objects.get()
    assert (row.body, row.headline) == ("<p>原文，接着写</p>", "新题")
    assert article.versions.count() == 1

    again = page.context.new_page()
    page.close(run_before_unload=False)
    open_form(again, article)
    again.click("text=Take it up again")
    expect(again.locator("#id_headline")).to_have_value("新题")
    expect(text_of(again)).to_have_text("原文，接着写")
    again.keyboard.press("Control+s")
    expect(again.locator(".messagelist")).to_contain_text("changed successfully")
    article.refresh_from_db()
    assert (article.headline, article.body) == ("新题", "<p>原文，接着写</p>")
    assert not Autosave.objects.open().exists()
    assert complaints(page) == []


def test_without_a_net_nothing_is_lost_and_everything_is_sent_when_it_is_back(cast, desk):
    article, page = make_draft(cast), desk("reporter")
    open_form(page, article)
    page.context.set_offline(True)
    write(page, "，断网时写")
    page.fill("#id_deck", "断网时的副题")
    bar = page.locator("#not-kept")
    expect(bar).to_contain_text("there is no connection")
    page.click(".action-calm >> text=Save")
    expect(bar).to_contain_text("The article was not saved yet.")
    expect(text_of(page)).to_have_text("原文，断网时写")
    assert not Autosave.objects.exists()

    page.context.set_offline(False)
    expect(page.locator("#kept")).to_contain_text("Kept at")
    expect(bar).to_be_empty()
    assert Autosave.objects.get().body == "<p>原文，断网时写</p>"
    page.click(".action-calm >> text=Save")
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    article.refresh_from_db()
    assert (article.body, article.deck) == ("<p>原文，断网时写</p>", "断网时的副题")
    assert complaints(page) == []


def test_a_killed_session_is_signed_in_again_in_a_window_beside_the_words(cast, desk):
    article, page = make_draft(cast), desk("reporter")
    open_form(page, article)
    Session.objects.all().delete()
    write(page, "，会话没了")
    page.keyboard.press("Control+s")
    bar = page.locator("#not-kept")
    expect(bar).to_contain_text("you are not signed in any more")
    with page.expect_popup() as popup:
        bar.get_by_role("button", name="Sign in again").click()
    there = popup.value
    there.fill("#id_username", "reporter")
    there.fill("#id_password", "newsroom")
    there.keyboard.press("Enter")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    expect(bar).to_be_empty()
    assert Autosave.objects.get().body == "<p>原文，会话没了</p>"
    page.click(".action-calm >> text=Save")
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    article.refresh_from_db()
    assert article.body == "<p>原文，会话没了</p>"
    assert complaints(page) == []


def test_two_people_on_one_text_see_each_other_and_both_texts(cast, desk):
    article = make_draft(cast)
    article.bylines.create(author=cast.author2, order=2)
    article = edit(article, by=cast.reporter, deck="副题")
    mine, his = desk("reporter"), desk("reporter2")
    open_form(mine, article)
    open_form(his, article)
    expect(his.locator("#presence")).to_contain_text("沈知遥 is writing here too")
    write(his, "，他写的")
    his.keyboard.press("Control+s")
    expect(his.locator(".messagelist")).to_contain_text("changed successfully")

    write(mine, "，我写的")
    expect(mine.locator("#presence")).to_contain_text("顾小满 saved version 3")
    mine.click(".action-calm >> text=Save")
    expect(mine.locator(".both mark")).to_have_text("他")
    expect(mine.locator(".both ins")).to_have_text("我")
    expect(text_of(mine)).to_have_text("原文，我写的")
    article.refresh_from_db()
    assert article.body == "<p>原文，他写的</p>"
    mine.click(".action-calm >> text=Save")
    expect(mine.locator(".messagelist")).to_contain_text("changed successfully")
    article.refresh_from_db()
    assert (article.body, article.current_version.number) == ("<p>原文，我写的</p>", 4)
    assert complaints(mine) == []


def test_a_new_article_is_kept_before_it_was_ever_saved(cast, desk):
    make_draft(cast)
    page = desk("reporter")
    page.goto("/admin/articles/article/add/")
    expect(text_of(page)).to_be_visible()
    write(page, "还没有题目")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    row = Autosave.objects.get()
    assert (row.article, row.body, str(row)) == (None, "<p>还没有题目</p>", "Without a headline")
    page.fill("#id_headline", "有题目了")
    page.select_option("#id_section", index=1)
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    assert Article.objects.filter(headline="有题目了", body="<p>还没有题目</p>").count() == 1
    assert not Autosave.objects.open().exists()


def test_the_count_follows_the_typing_and_turns_when_the_text_is_too_long(cast, desk):
    article, page = make_draft(cast, target_length=10), desk("reporter")
    open_form(page, article)
    expect(page.locator("#characters")).to_have_text("2 / 10 characters · Latin 0")
    write(page, "，GDP 增长 5.2%，共八个字以上。")
    expect(page.locator("#characters")).to_contain_text("Latin 1")
    expect(page.locator("#count")).to_have_class("count is-over")
    expect(page.locator("#characters b")).to_have_text("15")


# -- one rule in two languages ---------------------------------------------------------------------------------------
CORNERS = [
    "本报讯（记者 张三）2025年，GDP增长5.2%。", "“引号”与‘单引号’……破折号——完", "don’t 'tis it’s", "a—b", "中—文",
    "一…two…三", "A股、B股；COVID-19 与 5G", "𠮷野家在𠀀“好”", "é ü ñ Ω Ж 한국어 カタカナ ½ ② Ⅷ", "word\u200bword",
    "１２３ＡＢＣ",
    "http://example.cn/a?b=1", "a\u00a0b\u3000c", "“”", "·张·三·", "x²", "1,000.50", "_under_score_",
]  # fmt: skip


def test_the_page_and_the_server_count_alike(browser):
    """Many odd texts, collected first and then run through the browser in one go."""
    texts = list(CORNERS)
    # A character that this Python does not know yet may be a letter to the browser.
    known = st.characters(exclude_categories=["Cs", "Cn", "Co"])
    odd = st.text(known | st.sampled_from("中文，。—…“”’·a1Zé-./@ \u200b\u3000𠮷"), max_size=30)

    @given(odd)
    @limits(max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def collect(text):
        texts.append(text)

    collect()
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "") for text in texts]
    bodies = [clean_html(f"<p>{one}</p><h2>{two}</h2>") for one, two in pairwise(escaped)]
    page = browser.new_page()
    page.add_script_tag(content=Path("static/desk/counting.js").read_text())
    found = json.loads(page.evaluate("(bodies) => JSON.stringify(bodies.map(window.newsroomCount))", bodies))
    page.close()
    wrong = [
        (body, there, here)
        for body, there in zip(bodies, found, strict=True)
        if there != (here := {"characters": character_count(body), "latin": latin_word_count(body)})
    ]
    assert len(bodies) > 500
    assert wrong == [], [[unicodedata.name(c, "?") for c in body] for body, _there, _here in wrong[:1]]
