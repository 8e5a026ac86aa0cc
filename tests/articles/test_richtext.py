"""The text of an article: what is kept of it, what is not, and who refuses it."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

import ckeditor
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.http import HttpResponse
from django.utils import translation
from hypothesis import event, given, settings
from hypothesis import strategies as st

from articles import html as html_module
from articles.html import (
    ALLOWED_TAGS,
    FORBIDDEN_HTML,
    MAX_BYTES,
    MAX_NESTING,
    MAX_TAGS,
)
from articles.richtext import (
    EDITOR_CONFIG,
    CleanHTMLField,
    RichTextFormField,
    RichTextWidget,
    body_check,
    character_count,
    check_text_line,
    clean_html,
    loosen_policy,
    plain_text,
)

FORBIDDEN = re.compile(FORBIDDEN_HTML, re.IGNORECASE)


class Inspector(HTMLParser):
    """Reads HTML as a browser does and notes all that may not stand in an article."""

    def __init__(self, html):
        super().__init__()
        self.faults = []
        self.open = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED_TAGS:
            self.faults.append(f"<{tag}>")
        if tag not in {"br", "hr"}:
            self.open.append(tag)
        for name, value in attrs:
            self.faults += self.faults_of(tag, name, value or "")

    def faults_of(self, tag, name, value):
        if (tag, name) in {("a", "title"), ("a", "rel")}:
            return []
        if tag == "a" and name == "href":
            target = re.sub(r"[\x00-\x20]", "", value).lower()
            here = target.startswith("/") and target[1:2] not in {"/", "\\"}
            return [] if here or target.startswith(("http://", "https://", "mailto:")) else [value]
        if tag in {"td", "th"} and name in {"colspan", "rowspan"}:
            return [] if value.isdecimal() else [value]
        return [f"{tag} {name}={value}"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> without a beginning")

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.faults.append(f"<!{decl}>")

    unknown_decl = handle_pi = handle_decl


PIECES = """
<p> </p> <p/onclick=x> <strong> </strong> <b> </b> <i> <em> </em> <sub> </sub> <h1> </h1> <h2> </h2> <div> </div>
<ul> </ul> <li> </li> <ol> <blockquote> </blockquote> <br> <hr> <table> </table> <caption> <tr> </tr> <td>
<td/colspan=2/onclick=x> <th/rowspan=99999> </td> <tbody> <colgroup> <a/href="https://example.cn/?a=1&b=2">
<a/href=javascript:alert(1)> <a/href="&#106;avascript:alert(1)"> <a/href=//evil.example> <a/href=/\\evil.example>
<a/href="/article/1/"/title="<script>"> <a/href=data:text/html,x> </a> <script> </script> <style> </style/x>
<svg> </svg> <math> <mtext> <mglyph> <textarea> </textarea> <title> </title> <noscript> <template> <iframe/srcdoc=x>
<object> <form> <input/onfocus=x/autofocus> <button> <select> <option> <img/src=x/onerror=alert(1)> <base/href=//x>
<link> <meta> <xmp> <plaintext> <frameset> <body/onload=x> <!-- --> --> <![CDATA[ ]]> <!doctype> <?php ?>
本报讯 plain &nbsp; &lt;script&gt; &#x202e; &#0; &zwnj; & < > " ' = ` / \\
"""
GAPS = [" ", "\n", "\t", "\x00", "\u3000", "\u200b", "\u202e", "\ufeff", "\ud800", "\x0c"]

hostile = st.lists(st.sampled_from([*PIECES.split(), *GAPS]) | st.text(max_size=6), max_size=40).map("".join)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_whatever_a_writer_sends_only_harmless_html_is_stored(html):
    cleaned = clean_html(html)
    assert Inspector(cleaned).faults == []
    assert not re.search("[\x00\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", cleaned)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_cleaning_a_clean_text_changes_not_a_byte(html):
    once = clean_html(html)
    assert clean_html(once) == once


@settings(max_examples=300, deadline=None)
@given(st.text("渡口ab7，。“—&<>/p \n\u3000\u00a0\u200b\r", max_size=30), st.booleans())
def test_a_text_of_plain_paragraphs_is_what_cleaning_would_make_of_it(words, two):
    html = f"<p>{words}</p>" + ("\n<p>渡口</p>" if two else "")
    is_plain = html_module._PLAIN_PARAGRAPHS.fullmatch(html) is not None
    event(f"plain: {is_plain}")
    with patch.object(html_module, "LONGEST_PLAIN", -1):
        cleaned = clean_html(html)
    assert cleaned == html or not is_plain


def test_even_a_text_of_plain_paragraphs_is_refused_when_it_is_too_big():
    with pytest.raises(ValidationError):
        clean_html("\n".join(["<p>渡口</p>"] * 3000))


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_the_database_rule_finds_no_fault_with_any_cleaned_text(html):
    assert not FORBIDDEN.search(clean_html(html))


@given(st.text(alphabet="<>/pbi a=\"'", min_size=1, max_size=30), st.integers(1, 20_000))
@settings(max_examples=60, deadline=None)
def test_a_monstrous_text_is_refused_or_comes_out_within_the_limits(piece, times):
    try:
        cleaned = clean_html(piece * times)
    except ValidationError:
        return
    assert len(cleaned.encode()) <= MAX_BYTES
    assert cleaned.count("<") <= MAX_TAGS


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>本报讯 <b>好</b>消息</p>", "<p>本报讯 <strong>好</strong>消息</p>"),
        ("<h1>大标题</h1><div>正文</div>", "<h2>大标题</h2>\n<p>正文</p>"),
        ("<p>\u3000\u3000本报讯</p><p>&nbsp;&nbsp;第二段</p>", "<p>本报讯</p>\n<p>第二段</p>"),
        ("<p><strong>\u3000\u3000记者</strong>报道<br></p>", "<p><strong>记者</strong>报道</p>"),
        ("<p>a</p>\n\n<p>&nbsp;</p><p><em> </em></p>\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("第一段\n第二段", "<p>第一段</p>\n<p>第二段</p>"),
        ("<p>and&nbsp;<b>bold</b></p>", "<p>and <strong>bold</strong></p>"),
        ("<strong>a<p>b</p></strong>", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>"),
        ('<p>见<a href="javascript:alert(1)">此</a></p>', "<p>见此</p>"),
        ('<p>见<a href="//evil.example">此</a></p>', "<p>见此</p>"),
        (
            '<p><a href="/article/7/" onclick="x()">见</a></p>',
            '<p><a href="/article/7/" rel="noopener noreferrer">见</a></p>',
        ),
        ("<script>alert(1)</script><p>x</p><!-- y -->", "<p>x</p>"),
        ('<p style="color:red" class="MsoNormal">x<img src="y"></p>', "<p>x</p>"),
        (
            "<table border=1><tr><td colspan=2>a</td><td></td></tr></table>",
            '<table><tbody><tr><td colspan="2">a</td><td></td></tr>\n</tbody>\n</table>',
        ),
        ("<p>&nbsp;</p>", ""),
        ("", ""),
    ],
)
def test_a_text_is_stored_in_its_one_clean_form(html, stored):
    assert clean_html(html) == stored


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("字" * (MAX_BYTES // 3 + 1), "too_long"),
        ("&" * (MAX_BYTES - 10), "too_long"),
        ("&a" * (MAX_BYTES // 4), "too_long"),
        ("好\n" * (MAX_BYTES // 5), "too_long"),
        ("<b>" * (MAX_TAGS + 1), "too_complex"),
        ("<p>x" * (MAX_TAGS - 1), "too_complex"),
        ("<blockquote>" * (MAX_NESTING + 1), "too_complex"),
    ],
)
def test_a_text_too_big_to_be_an_article_is_refused(html, code):
    with pytest.raises(ValidationError) as refusal:
        clean_html(html)
    assert refusal.value.code == code
    assert len(refusal.value.messages) == 1


def test_a_long_article_is_not_too_big():
    html = "<p>城南大道今天通车。</p>" * 2_000
    assert clean_html(html).count("<p>") == 2_000


def test_plain_text_has_a_line_for_every_paragraph_and_row():
    html = clean_html(
        "<h2>小标题</h2><p>甲<br>乙 &amp; &lt;丙&gt;</p><ul><li>一<li>二</ul>"
        "<table><tr><td>左<td>右<tr><td>上<td>下</table>"
    )
    assert plain_text(html) == "小标题\n甲\n乙 & <丙>\n一\n二\n左\t右\n上\t下"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("本报讯（记者 张三）", 9),
        ("2025年10月17日", 6),
        ("“好”，他说……", 8),
        ("GDP增长5.2%", 4),
        ("Don\u2019t count “quotes” - only words…", 5),
        ("desk@example.cn", 1),
        ("…" * 50, 0),
        ("", 0),
    ],
)
def test_characters_are_counted_as_chinese_newspapers_count(text, count):
    assert character_count(clean_html(f"<p>{text}</p>")) == count


@pytest.mark.parametrize(
    ("line", "checked"),
    [
        ("  城南大道\n通车 ", "城南大道 通车"),
        ("一桥飞架\u3000 天堑通途\u3000", "一桥飞架\u3000天堑通途"),
        ("pay\u202egpj.exe\u200b\x00", "paygpj.exe"),
        ("a\u00a0\t b", "a b"),
        ("\u200b \u2066", ""),
    ],
)
def test_a_headline_keeps_its_words_and_loses_what_nobody_sees(line, checked):
    assert check_text_line(line) == checked


# -- the column and the form -----------------------------------------------------------------------------


def test_a_migration_never_hears_of_the_editor():
    field = CleanHTMLField("text", blank=True)
    assert field.deconstruct()[1] == "django.db.models.TextField"


@pytest.mark.parametrize("value", ["<p>x<script>y</script></p>", "<p onclick=y>x</p>"])
def test_the_column_cleans_what_is_saved_and_what_is_updated(value):
    stored = CleanHTMLField().get_db_prep_save(value, connection)
    assert stored == "<p>x</p>"


def test_the_column_leaves_expressions_to_the_database():
    value = models.Value("<script>")
    assert CleanHTMLField()._get_default() == ""
    assert CleanHTMLField().get_db_prep_save(value, connection) is value


def test_an_empty_paragraph_does_not_fill_a_required_text():
    with pytest.raises(ValidationError):
        CleanHTMLField().clean("<p>&nbsp;</p>", None)


class TextForm(forms.Form):
    body = RichTextFormField(required=False)


def test_a_form_hands_out_clean_text():
    form = TextForm({"body": "<p>x<script>y</script></p>"})
    assert form.is_valid()
    assert form.cleaned_data["body"] == "<p>x</p>"


def test_a_form_says_what_to_do_about_a_monstrous_text_and_keeps_the_words():
    form = TextForm({"body": "<b>words" * (MAX_TAGS + 1)})
    assert not form.is_valid()
    assert "plain text" in form.errors["body"][0]
    assert "words" in form.as_p()


def test_opening_and_saving_a_text_does_not_count_as_changing_it():
    stored = clean_html("<h2>a</h2><p>b <strong>c</strong></p><ul><li>d</li></ul>")
    editor = "<h2>a</h2>\n\n<p>b&nbsp;<strong>c</strong></p>\n\n<ul>\n\t<li>d</li>\n</ul>\n"
    assert not TextForm({"body": editor}, initial={"body": stored}).has_changed()
    assert TextForm({"body": editor + "<p>e</p>"}, initial={"body": stored}).has_changed()


def test_an_old_row_is_cleaned_before_the_editor_gets_it():
    assert "onerror" not in RichTextWidget().render("body", "<img src=x onerror=alert(1)>")


def test_the_column_comes_with_the_editor_even_when_the_admin_proposes_a_text_area():
    field = CleanHTMLField().formfield(widget=forms.Textarea)
    assert isinstance(field.widget, RichTextWidget)


# -- the editor ------------------------------------------------------------------------------------------


def config_in(page):
    written = re.search(r'data-config="([^"]*)"', page)[1]
    return json.loads(written.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&"))


@pytest.mark.parametrize(("person", "editor"), [("zh-hans", "zh-cn"), ("en", "en")])
def test_the_editor_speaks_the_language_of_the_person(person, editor):
    with translation.override(person):
        page = RichTextWidget().render("body", "", attrs={"id": "id_body"})
    assert config_in(page)["language"] == editor


def test_the_editor_gets_no_tool_that_edits_source_or_asks_another_server():
    removed = EDITOR_CONFIG["removePlugins"].split(",")
    assert {"sourcearea", "exportpdf", "scayt", "wsc", "image", "iframe"} <= set(removed)
    assert EDITOR_CONFIG["versionCheck"] is False
    assert EDITOR_CONFIG["allowedContent"] is not True


def test_scripts_come_in_the_order_the_policy_needs():
    media = str(RichTextWidget().media)
    names = ["ckeditor/ckeditor/ckeditor", "desk/ckeditor_events", "desk/ckeditor_init"]
    places = [media.index(name) for name in names]
    assert places == sorted(places)


def test_the_editor_is_the_one_our_event_script_was_written_for():
    script = Path(ckeditor.__file__).parent / "static/ckeditor/ckeditor/ckeditor.js"
    assert hashlib.sha256(script.read_bytes()).hexdigest() == (
        "e40bf1a98c2fee0906bc2416a1b82c32b80fa2bb45f480d2e34293a08cecfb71"
    )


def test_a_page_with_the_editor_still_allows_no_inline_script():
    response = HttpResponse()
    loosen_policy(response)
    assert response.csp
    assert not any(directive.startswith("script") for directive in response.csp)


# -- the database ----------------------------------------------------------------------------------------

HARMLESS = [
    "",
    "<p>a<br>b &lt;script&gt;</p>\n<hr>\n<h2>c</h2>",
    '<p><a href="https://example.cn/?a=1&amp;b=%20" title="&lt;b onx=1&gt;" rel="noopener noreferrer">x</a></p>',
    '<p><a href="/article/1/" rel="noopener noreferrer">x</a></p>',
    '<table><tbody><tr><td colspan="2" rowspan="3">a</td></tr></tbody></table>',
]
HARMFUL = [
    "<script>", "< script>", "<SCRIPT >", "</script>", "<style>", "<iframe src=x>", "<svg/onload=1>",
    "<img src=x>", "<!--x-->", "<", "<p", "<p onclick=x>", "<p/onclick=x>", '<p style="x">',
    "<td onclick=1>", '<td colspan="2" onclick="1">', '<a href="javascript:x">',
    '<a href=" javascript:x">', '<a href="//evil.example">', '<a href="/\\evil.example">',
    '<a href="http://x" onclick="y">', "<a href=http://x>", "x" * (MAX_BYTES + 1),
]  # fmt: skip


class Body(models.Model):
    """Stands for any table with an article's text; exists for the length of a test."""

    body = models.TextField()
    content = models.TextField()

    class Meta:
        app_label = "articles"
        managed = False
        db_table = "body_under_test"
        constraints = [
            body_check("body", name="body_is_clean"),
            body_check("content", key="body", name="body_in_content_is_clean"),
        ]

    def __str__(self):
        return self.body


@pytest.fixture
def bodies(db):
    with connection.schema_editor() as editor:
        checks = ", ".join(c.constraint_sql(Body, editor) for c in Body._meta.constraints)
        editor.execute(f"CREATE TEMPORARY TABLE body_under_test (body text, content text, {checks})", None)


def insert(body, content="{}"):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO body_under_test VALUES (%s, %s)", [body, content])


@pytest.mark.parametrize("html", HARMLESS)
def test_the_database_takes_clean_text(bodies, html):
    insert(html, json.dumps({"headline": "<script> a<b", "body": html}))


@pytest.mark.parametrize("html", HARMFUL)
def test_the_database_refuses_by_itself_what_the_form_would_have_cleaned(bodies, html):
    with pytest.raises(IntegrityError, match="body_is_clean"):
        insert(html)


@pytest.mark.parametrize("html", HARMFUL)
def test_the_database_looks_into_the_text_of_a_snapshot(bodies, html):
    with pytest.raises(IntegrityError, match="body_in_content_is_clean"):
        insert("", json.dumps({"body": html}))


def test_postgresql_and_python_read_the_rule_alike(db):
    with connection.cursor() as cursor:
        for html in [*HARMLESS, *HARMFUL]:
            cursor.execute("SELECT %s ~* %s", [html, FORBIDDEN_HTML])
            assert cursor.fetchone()[0] is bool(FORBIDDEN.search(html)), html
