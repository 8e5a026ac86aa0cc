"""The house style in a real browser: the remarks follow what is typed, lead to the words, and put suggestions in."""

import pytest
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation
from playwright.sync_api import expect

from articles.admin_views.style import panel
from articles.house_style import HouseStyle, Word, WordList, check
from articles.html import clean_html
from articles.richtext import RichTextFormField, loosen_policy
from tests.browser.windows import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.urls(__name__),
]

STYLE = HouseStyle(words=WordList([Word("帐号", "账号")]), severities={"pairs": "blocking"})
BODY = """<h2>小标题</h2><ul><li>第一条</li><li>第<strong>二</strong>条</li></ul><p>他的<strong>帐</strong>号丢了。</p>
<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table><p>😀他说：“今天,晴。</p>"""
PAGE = """<!doctype html><html lang="en"><head><title>desk</title>{{ form.media }}</head><body>
<form method="post" class="article-form">{% csrf_token %}{{ form }}
{% include "admin/articles/article/_style.html" with add=True %}</form></body></html>"""


class TextForm(forms.Form):
    headline = forms.CharField(initial="帐号丢了")
    body = RichTextFormField(required=False, initial=BODY)


@translation.override("en")
def desk(request):
    content = {"headline": "帐号丢了", "body": clean_html(BODY)}
    context = {"form": TextForm(), "style": panel(check(content, STYLE))}
    response = HttpResponse(engines["django"].from_string(PAGE).render(context, request))
    loosen_policy(response)
    return response


@translation.override("en")
def look_again(request):
    content = {"headline": request.POST["headline"], "body": clean_html(request.POST["body"])}
    context = {"style": panel(check(content, STYLE))}
    return HttpResponse(render_to_string("admin/articles/article/_style_remarks.html", context))


admin_addresses = ([path("style/", look_again, name="articles_article_style")], "admin")
urlpatterns = [path("", desk), path("", (*admin_addresses, "admin"))]


@pytest.fixture
def page(browser, address):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(address)
    expect(page.frame_locator(".cke_wysiwyg_frame").locator("body")).to_be_visible()
    yield page
    assert page.complaints == []
    context.close()


def text_of(page):
    return page.frame_locator(".cke_wysiwyg_frame").locator("body")


def remark(page, words):
    return page.locator(f'.style-remark[data-words="{words}"]')


def selected_in_editor(page):
    return page.evaluate("CKEDITOR.instances.id_body.document.getWindow().$.getSelection().toString()")


def test_a_remark_leads_to_its_words_and_goes_round_all_places(page):
    tools = remark(page, "帐号")
    expect(tools).to_contain_text("and 1 more place")
    tools.locator(".style-show").click()
    assert page.evaluate("[id_headline.selectionStart, id_headline.selectionEnd]") == [0, 2]
    tools.locator(".style-show").click()
    assert selected_in_editor(page) == "帐号"
    remark(page, "“").locator(".style-show").click()
    assert selected_in_editor(page) == "“"
    remark(page, ",").locator(".style-show").click()
    assert selected_in_editor(page) == ","


def test_the_suggestion_is_put_in_and_can_be_taken_back(page):
    remark(page, "帐号").locator(".style-replace-all").click()
    expect(page.locator("#id_headline")).to_have_value("账号丢了")
    expect(text_of(page)).to_contain_text("他的账号丢了。")
    expect(remark(page, "帐号")).to_have_count(0)
    remark(page, ",").locator(".style-replace").click()
    expect(text_of(page)).to_contain_text("“今天，晴。")
    expect(page.locator(".style-count")).to_have_text("1 to settle")
    page.evaluate("CKEDITOR.instances.id_body.execCommand('undo')")
    expect(text_of(page)).to_contain_text("“今天,晴。")


def test_the_panel_follows_what_is_typed(page):
    text_of(page).locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.type("”他的帐号。")
    expect(page.locator(".style-count")).to_have_text("4 to consider")
    expect(remark(page, "“")).to_have_count(0)
    expect(remark(page, "帐号")).to_contain_text("and 2 more places")


def test_when_the_check_does_not_answer_the_panel_says_so(page):
    page.route("**/style/", lambda route: route.abort())
    page.fill("#id_headline", "别的")
    expect(page.locator(".style-count")).to_have_text(
        "The check did not answer; what stands here may be older than your words."
    )
    page.unroute("**/style/")
    page.route("**/style/", lambda route: route.fulfill(status=400, content_type="text/plain", body="Too long."))
    page.fill("#id_headline", "又一次")
    expect(page.locator(".style-count")).to_have_text("Too long.")


def test_without_script_the_remarks_stand_there_as_text(browser, address):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".style-count")).to_have_text("1 to settle · 3 to consider")
    expect(page.locator(".style-tools button:visible")).to_have_count(0)
    context.close()
