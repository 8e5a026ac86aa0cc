"""Two languages: every word of the desk and the website stands in the Chinese catalog, and English needs none."""

from __future__ import annotations

import gettext
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import pytest
from babel.messages.mofile import write_mo
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from articles.models import State
from newsroom import catalog
from tests.factories import bring_to, make_article, make_edition, make_photo, make_plan

ENTRIES = [message for message in catalog.read() if message.id and catalog.first(message.string)]
CHINESE = [catalog.first(message.string) for message in ENTRIES]
HAN = "\u4e00-\u9fff"

# What a Chinese newsroom calls things; whoever improves a sentence keeps these words.
TRADE_WORDS = {
    "kicker": "引题",
    "headline": "主标题",
    "deck": "副题",
    "dateline": "消息头",
    "byline": "署名",
    "section": "部门",
    "series": "专栏",
    "genre": "体裁",
    "page": "版面",
    "placement": "上版",
    "version": "版本",
    "total number": "总期号",
    "publication": "报纸信息",
    "page template": "版面模板",
    "weekday plan": "每周版面计划",
    "Draft": "草稿",
    "In review": "审稿中",
    "Approved": "已签发",
    "Published": "已发布",
    "Withdrawn": "已撤稿",
    "Spiked": "不用",
    "Text and pictures by": "摄影报道",
    "Words and photos": "文/图",
}


def test_no_text_lacks_its_translation_and_no_translation_lacks_its_text():
    assert list(catalog.faults()) == []


def test_the_command_says_that_the_catalog_is_whole(capsys):
    call_command("catalog", "check")
    assert "whole" in capsys.readouterr().out


def test_the_desk_speaks_the_words_of_the_catalog():
    with translation.override("zh-hans"):
        assert [message for message in ENTRIES if spoken(message) != catalog.first(message.string)] == []


def spoken(message: Any) -> str:
    """What Django makes of an entry in the language that is active."""
    if isinstance(message.id, str):
        if message.context:
            return translation.pgettext(message.context, message.id)
        return translation.gettext(message.id)
    if message.context:
        return translation.npgettext(message.context, *message.id, 1)
    return translation.ngettext(*message.id, 1)


@pytest.mark.parametrize(("english", "chinese"), TRADE_WORDS.items())
def test_a_chinese_editor_finds_the_words_of_his_trade(english, chinese):
    with translation.override("zh-hans"):
        assert translation.gettext(english) == chinese


# -- typography ---------------------------------------------------------------------------------------------


FLAWS = {
    f"[{HAN}][,.;:?!()\"']|[,.;:?!()\"'][{HAN}]": "请稍后,再试",
    f"[{HAN}，。：；、“”《》（）] +|[^ ] +[{HAN}，。：；、“”《》（）]": "第 3 版",
    r"\.\.\.": "请稍候...",
    "您|你": "请保存您的稿件",
    r"^\s|\s$": "保存 ",
}


@pytest.mark.parametrize(("flaw", "example"), FLAWS.items(), ids=FLAWS.values())
def test_a_chinese_reader_sees_clean_typesetting(flaw, example):
    assert re.search(flaw, example)
    assert [text for text in CHINESE if re.search(flaw, text)] == []


@pytest.mark.parametrize("id", catalog.FROM_DJANGO, ids=str)
def test_what_is_said_in_djangos_place_is_missing_or_badly_set_there(id):
    folders = [Path(django.__file__).parent / folder / "locale" for folder in ("conf", "contrib/admin", "contrib/auth")]
    for words in [gettext.translation("django", folder, ["zh_Hans"]) for folder in folders]:
        theirs = words.gettext(id) if isinstance(id, str) else words.ngettext(*id, 2)
        is_missing = theirs == (id if isinstance(id, str) else id[1])
        assert is_missing or any(re.search(flaw, theirs) for flaw in FLAWS)


def test_quotation_marks_and_brackets_come_in_pairs():
    pairs = ["“”", "《》", "（）"]
    assert [text for text in CHINESE for pair in pairs if text.count(pair[0]) != text.count(pair[1])] == []


# -- on the pages themselves ---------------------------------------------------------------------------------

# What stays in Latin letters: names of formats, keys, files and time zones, and what a language calls itself.
STAYS_LATIN = re.compile(r"photo:\d+|English|JPEG|PNG|WebP|PDF|Control|Command|Mac|Ctrl|Shift|\w+\.jpg|Asia/Shanghai")


class Words(HTMLParser):
    """Every text of a page that somebody reads or hears."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.is_code = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.is_code = tag in {"script", "style"}
        self.texts += [value for name, value in attrs if name in {"aria-label", "placeholder", "title"} and value]

    def handle_data(self, data):
        if not self.is_code:
            self.texts.append(data.strip())

    def english(self) -> list[str]:
        return [text for text in self.texts if re.search("[A-Za-z]{3,}", STAYS_LATIN.sub("", text))]


@pytest.fixture
def paper(cast):
    """A small Chinese paper with work on every desk."""
    photo = make_photo(by=cast.photographer)
    waiting, approved, out, withdrawn = (
        bring_to(state, make_article(by=cast.reporter, byline=cast.author, photo=photo), cast)
        for state in (State.SUBMITTED, State.APPROVED, State.PUBLISHED, State.WITHDRAWN)
    )
    make_plan()
    edition = make_edition(cast, pages=2, day=date(2027, 1, 1))
    return SimpleNamespace(
        photo=photo, waiting=waiting, approved=approved, out=out, withdrawn=withdrawn, edition=edition
    )


DESK_PAGES = [
    "",
    "password_change/",
    "articles/article/",
    "articles/article/add/",
    "articles/article/{paper.waiting.pk}/change/",
    "articles/article/{paper.out.pk}/change/",
    "articles/article/{paper.out.pk}/version/1/",
    "articles/article/?q=zzzz",
    "articles/notice/",
    "articles/notice/choice/",
    "articles/reviewrules/1/change/",
    "articles/reviewstage/",
    "articles/reviewstage/1/change/",
    "articles/reviewstage/1/history/",
    "articles/section/add/",
    "articles/series/add/",
    "authors/author/add/",
    "editions/edition/",
    "editions/edition/add/",
    "editions/edition/{paper.edition.pk}/change/",
    "editions/edition/{paper.edition.pk}/pages/",
    "editions/pagetemplate/add/",
    "editions/plannedpage/",
    "editions/plannedpage/weekday/0/",
    "editions/publication/1/change/",
    "second-factor/",
    "password_change/done/",
    "photos/photo/",
    "photos/photo/add/",
    "photos/photo/{paper.photo.pk}/change/",
]
READERS_PAGES = [
    "/",
    "/epaper/2025-10-17/",
    "/epaper/2025-10-17/A01/",
    "/epaper/calendar/2025/10/",
    "/article/{paper.out.pk}/",
    "/article/{paper.withdrawn.pk}/",
    "/section/news/",
    "/author/shen-zhiyao/",
    "/about/",
    "/no-such-page/",
]


def test_a_chinese_chief_editor_meets_no_english_word_at_the_desk(cast, paper):
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(cast.chief_editor)
    for address in DESK_PAGES:
        answer = browser.get("/admin/" + address.format(paper=paper))
        assert (address, answer.status_code, Words(answer.content.decode()).english()) == (address, 200, [])


def test_a_chinese_reader_meets_no_english_word_on_the_website(paper):
    for address in READERS_PAGES:
        answer = Client(headers={"accept-language": "en"}).get(address.format(paper=paper))
        words = Words(answer.content.decode())
        assert len(words.texts) > 5
        assert (address, words.english()) == (address, [])


def test_no_template_speaks_chinese_by_itself():
    templates = (catalog.settings.BASE_DIR / "templates").rglob("*.*")
    assert [path.name for path in templates if re.search(f"[{HAN}]", path.read_text(encoding="utf-8"))] == []


# -- English ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Sign in to the desk"),
        ("en-GB,en;q=0.8", "Sign in to the desk"),
        ("zh-CN", "登录编辑部"),
        ("fr", "登录编辑部"),
    ],
)
def test_everybody_signs_in_in_his_browsers_language_or_else_the_papers(db, language, words):
    page = Client(headers={"accept-language": language}).get("/admin/login/").content.decode()
    assert words in page


def test_an_english_desk_is_not_given_chinese_words_for_lack_of_an_english_catalog(settings):
    assert settings.LANGUAGE_CODE == "zh-hans"
    with translation.override("en"):
        assert [message for message in ENTRIES if spoken(message) != catalog.first(message.id)] == []


def test_english_counts_one_and_many():
    line = Template(
        "{% load i18n %}"
        "{% blocktranslate count count=n %}{{ count }} page{% plural %}{{ count }} pages{% endblocktranslate %}"
    )
    with translation.override("en"):
        assert [line.render(Context({"n": n})) for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    with translation.override("zh-hans"):
        assert [line.render(Context({"n": n})) for n in (1, 2)] == ["共1版", "共2版"]


# -- finding the words --------------------------------------------------------------------------------------

EVERY_WAY = r"""{% load i18n rows %}
{% translate "plain" %}
{% trans 'it''s "quoted"' %}
{% translate "an \"escaped\" word" %}
{% translate "May" context "month" %}
{% translate "later" as kept %}{{ kept }}
{% translate "100% sure" %}
{% translate variable %}
{% if yes %}{% for one in "ab" %}{% translate "deep inside" %}{% endfor %}{% endif %}
{% once as row %}{% translate "in a block of our own" %}{% endonce %}{{ row }}
{{ nothing|default:_("nobody") }}
{% firstof nothing _("50% off") %}
{% blocktranslate %}Hello {{ name }}, 5% off{% endblocktranslate %}
{% blocktranslate trimmed with who=name %}
    two lines
    for {{ who }}
{% endblocktranslate %}
{% blocktranslate count n=many context "desk" %}{{ n }} slip{% plural %}{{ n }} slips{% endblocktranslate %}
{% comment %}{% translate "not this" %}{% endcomment %}
""".replace("''", "")


def test_the_words_of_a_template_are_found_as_django_looks_them_up(settings, tmp_path):
    """Each found text is translated by putting it between marks; whatever comes out unmarked was not found."""
    marked = catalog.ChineseCatalog()
    for words in catalog.in_template(EVERY_WAY, "every_way.html"):
        marks = "‹" + (words.id if isinstance(words.id, str) else words.id[1]) + "›"
        marked.add(words.id, marks if isinstance(words.id, str) else (marks,), context=words.context)
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, marked)
    settings.LOCALE_PATHS = [tmp_path]

    with translation.override("zh-hans"):
        page = Template(EVERY_WAY).render(Context({"name": "Lu", "many": 3, "yes": True, "variable": "‹a variable›"}))

    lines = [line.strip() for line in page.splitlines() if line.strip()]
    assert len(lines) == 14
    assert [line for line in lines if not re.fullmatch("(‹[^‹›]+›)+", line)] == []
    assert "not this" not in {catalog.first(message.id) for message in marked}


EVERY_CALL = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext
from django.utils.translation import gettext as at_once, pgettext_lazy as verb
from elsewhere import shout as gettext_like

_("plain")
gettext_lazy("in two "
             "halves")
ngettext("%(n)s page", "%(n)s pages", n)
pgettext("verb", "Pass")
npgettext_lazy("desk", "slip", "slips", "n")
verb("verb", "Spike")
at_once("by another name")
gettext_like("not for translation")
_(variable)
"""


def test_the_words_of_a_module_are_found_by_whatever_name_it_calls_gettext(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    module = tmp_path / "module.py"
    module.write_text(EVERY_CALL)
    assert [(words.context, words.id) for words in catalog.in_python(module)] == [
        (None, "plain"),
        (None, "in two halves"),
        (None, ("%(n)s page", "%(n)s pages")),
        ("verb", "Pass"),
        ("desk", ("slip", "slips")),
        ("verb", "Spike"),
        (None, "by another name"),
    ]


# -- keeping them -------------------------------------------------------------------------------------------


@pytest.fixture
def own_files(monkeypatch, tmp_path):
    """A catalog of its own, which a test may spoil."""
    monkeypatch.setattr(catalog, "PO", tmp_path / "django.po")
    monkeypatch.setattr(catalog, "MO", tmp_path / "django.mo")


def write(text: str) -> None:
    catalog.PO.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n' + text
    )


def entry(text: str, string: str, flag: str = "") -> str:
    return f'{flag}msgid "{text}"\nmsgstr "{string}"\n\n'


def test_an_update_keeps_what_was_translated_and_drops_what_nothing_uses(own_files):
    write(entry("Draft", "草稿") + entry("No longer said", "不再说"))
    strings = catalog.strings(catalog.update())
    assert strings[None, "Draft"] == "草稿"
    assert strings[None, "Spiked"] == ""
    assert (None, "No longer said") not in strings
    assert "No longer said" not in catalog.PO.read_text()
    assert "fuzzy" not in catalog.PO.read_text()


def test_updating_twice_changes_nothing(own_files):
    write(entry("Draft", "草稿"))
    catalog.update()
    once = catalog.PO.read_bytes()
    catalog.update()
    assert catalog.PO.read_bytes() == once


def test_a_check_names_what_is_missing_stale_doubtful_and_different(own_files):
    write(
        entry("No longer said", "不再说")
        + entry("Draft", "草稿", flag="#, fuzzy\n")
        + entry("Waits for %(stage)s", "待%(stag)s")
    )
    with pytest.raises(CommandError) as refused:
        call_command("catalog", "check")
    lines = str(refused.value).splitlines()
    assert any(line.endswith("not translated: 'Spiked'") for line in lines)
    assert "django.po: stale, nothing uses it: 'No longer said'" in lines
    assert "django.po: marked fuzzy: 'Draft'" in lines
    assert "django.po: the placeholders of 'Waits for %(stage)s' differ from those of '待%(stag)s'" in lines
    assert any(line.startswith("django.mo: does not match django.po") for line in lines)


def test_a_compiled_catalog_matches_until_a_word_is_changed(own_files):
    write(entry("Draft", "草稿"))
    call_command("catalog", "compile")
    assert catalog.MO.read_bytes() == catalog.compiled()
    write(entry("Draft", "稿子"))
    assert catalog.MO.read_bytes() != catalog.compiled()
