"""The editor in a real browser, under the policy its pages are sent with."""

import pytest
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import expect

from articles.richtext import RichTextFormField, RichTextWidget, loosen_policy
from tests.browser.windows import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.urls(__name__),
]

HOSTILE = (
    "<p>stored</p><img src=x onerror=\"parent.document.title='owned'\">"
    "<style></style x><img src=x onerror=\"parent.document.title='owned'\"></style>"
    "<svg onload=\"parent.document.title='owned'\"></svg>"
    "<script>parent.document.title='owned'</script>"
)
PAGE = """<!doctype html><html lang="en"><head><title>desk</title>{{ form.media }}</head>
<body><form method="post">{% csrf_token %}{{ form }}<button id="save">Save</button></form>
<pre id="stored">{{ stored }}</pre></body></html>"""


class RawWidget(RichTextWidget):
    """Hands the editor what an old, careless row holds."""

    def format_value(self, value):
        return value


class TextForm(forms.Form):
    body = RichTextFormField(required=False)


def desk(request):
    form = TextForm(request.POST or None)
    stored = form.cleaned_data["body"] if form.is_bound and form.is_valid() else ""
    if "hostile" in request.GET:
        form.fields["body"].widget = RawWidget()
        form.initial["body"] = HOSTILE
    page = engines["django"].from_string(PAGE).render({"form": form, "stored": stored}, request)
    response = HttpResponse(page)
    loosen_policy(response)
    return response


urlpatterns = [path("", desk)]


@pytest.fixture
def page(browser, address):
    """A page that notes what it complained about and where it wanted to go."""
    context = browser.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.complaints, page.requests = [], []
    page.on("console", lambda message: page.complaints.append((message.type, message.text)))
    page.on("pageerror", lambda error: page.complaints.append(("error", str(error))))
    page.on("request", lambda request: page.requests.append(request.url))
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    yield page
    context.close()


def unexpected(page):
    """Complaints other than the attributes our script has just turned into listeners."""
    return [
        text for kind, text in page.complaints if kind in {"error", "warning"} and "inline event handler" not in text
    ]


def text_of(page):
    return page.frame_locator(".cke_wysiwyg_frame").locator("body")


def write(page, text):
    text_of(page).click()
    page.keyboard.type(text)


def save(page):
    page.click("#save")
    expect(text_of(page)).to_be_visible()
    return page.locator("#stored").inner_text()


def test_a_reporter_writes_formats_and_saves_a_text(page, address):
    page.goto(address)
    write(page, "Opening ")
    page.click(".cke_button__bold")
    page.keyboard.type("day")
    page.click(".cke_button__bold")
    page.keyboard.press("Enter")
    page.keyboard.type("What follows")
    page.click(".cke_combo__format .cke_combo_button")
    page.frame_locator(".cke_combopanel iframe").locator("li:nth-child(2) a").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.click(".cke_button__bulletedlist")
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    assert save(page) == (
        "<p>Opening <strong>day</strong></p>\n<h2>What follows</h2>\n<ul><li>one</li>\n<li>two</li>\n</ul>"
    )
    assert unexpected(page) == []


def test_a_reporter_makes_a_link_and_a_table_in_dialogs(page, address):
    page.goto(address)
    write(page, "See ")
    page.click(".cke_button__link")
    dialog = page.locator(".cke_dialog:visible")
    dialog.locator("input.cke_dialog_ui_input_text").nth(1).fill("https://example.cn/x")
    dialog.locator(".cke_dialog_ui_button_ok").click()
    page.keyboard.press("End")
    page.click(".cke_button__table")
    page.locator(".cke_dialog_ui_button_ok:visible").click()
    expect(text_of(page).locator("td")).to_have_count(6)
    stored = save(page)
    assert '<a href="https://example.cn/x" rel="noopener noreferrer">' in stored
    assert stored.count("<td>") == 6
    assert unexpected(page) == []


def test_a_reporter_takes_a_word_back_and_fills_the_screen(page, address):
    page.goto(address)
    write(page, "kept")
    page.click(".cke_button__bold")
    page.keyboard.type("gone")
    expect(text_of(page)).to_have_text("keptgone")
    page.click(".cke_button__undo")
    expect(text_of(page)).not_to_have_text("keptgone")
    page.click(".cke_button__maximize")
    expect(page.locator(".cke_maximized")).to_be_visible()
    page.click(".cke_button__maximize")
    expect(page.locator(".cke_maximized")).to_have_count(0)
    assert unexpected(page) == []


def test_chinese_is_composed_with_an_input_method(page, address):
    page.goto(address)
    text_of(page).click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ben bao", "selectionStart": 7, "selectionEnd": 7})
    keyboard.send("Input.insertText", {"text": "本报讯（记者 张三）今天上午，城南大道通车。"})
    assert save(page) == "<p>本报讯（记者 张三）今天上午，城南大道通车。</p>"


def test_a_pasted_page_leaves_its_scripts_and_colours_behind(page, address):
    page.goto(address)
    text_of(page).click()
    page.evaluate(
        """async () => {
        const html = '<p class="MsoNormal" style="color:red" onclick="x()"><b>pasted</b>' +
          '<script>document.title = "owned"</' + 'script><img src=x onerror="document.title=1">' +
          '<a href="javascript:alert(1)"> link</a></p>';
        const blob = new Blob([html], { type: 'text/html' });
        await navigator.clipboard.write([new ClipboardItem({ 'text/html': blob })]);
        }"""
    )
    page.keyboard.press("Control+v")
    expect(text_of(page)).to_contain_text("pasted")
    assert save(page) == "<p><strong>pasted</strong> link</p>"
    assert page.title() == "desk"


def test_a_hostile_text_from_an_old_row_does_not_run(page, address):
    page.goto(f"{address}/?hostile=1")
    expect(text_of(page)).to_contain_text("stored")
    assert text_of(page).locator("img, script, svg, style").count() == 0
    assert page.title() == "desk"


def test_an_on_attribute_outside_the_editor_stays_dead(page, address):
    page.goto(address)
    write(page, "x")
    page.evaluate(
        """() => {
        document.called = 0;
        const number = CKEDITOR.tools.addFunction(() => { document.called += 1; });
        const button = (id) => `<b id="${id}" onclick="CKEDITOR.tools.callFunction(${number});">b</b>`;
        document.body.insertAdjacentHTML('beforeend', button('outside'));
        document.querySelector('.cke_bottom').insertAdjacentHTML('beforeend', button('inside'));
        }"""
    )
    page.click("#outside")
    assert page.evaluate("document.called") == 0
    page.click("#inside")
    assert page.evaluate("document.called") == 1


def test_the_text_area_follows_what_is_typed(page, address):
    page.goto(address)
    write(page, "followed")
    expect(page.locator("#id_body")).to_have_value("<p>followed</p>\n")


def test_the_editor_talks_to_nobody_but_us(page, address):
    page.goto(address)
    write(page, "x")
    page.click(".cke_button__specialchar")
    page.locator(".cke_specialchar:visible").nth(3).click()
    own = (address, "data:", "about:")
    assert [url for url in page.requests if not url.startswith(own)] == []
    assert any("ckeditor.js" in url for url in page.requests)


def test_without_javascript_the_text_area_does_the_work(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.fill("#id_body", "First line\nSecond <b>line</b><script>x</script>")
    page.click("#save")
    assert page.locator("#stored").inner_text() == ("<p>First line Second <strong>line</strong></p>")
    context.close()
