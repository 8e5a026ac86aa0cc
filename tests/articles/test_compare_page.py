"""Two versions on a page: who finds it, what stands on it, and that hostile words stay words."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from articles.models import State, Version
from tests.factories import bring_to, edit, make_article, make_photo, make_section, take
from tests.person import Person


def page(article, **query):
    address = reverse("admin:articles_article_compare", args=[article.pk])
    return address + "?" + "&".join(f"{name}={value}" for name, value in query.items())


class Tags(HTMLParser):
    """Every tag of a page with its attributes, as a browser would make them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def marked(text, tag):
    """The words inside <del> or <ins> of the running text, one after the other."""
    found, depth = [], 0

    class Reader(HTMLParser):
        def handle_starttag(self, name, attrs):
            nonlocal depth
            if name == tag:
                depth += 1
                found.append("")

        def handle_endtag(self, name):
            nonlocal depth
            depth -= name == tag

        def handle_data(self, data):
            if depth:
                found[-1] += data

    Reader().feed(text)
    return found


@pytest.fixture
def article(cast):
    article = make_article(by=cast.reporter, byline=cast.author, headline="老街今起修缮", body="<p>三百户居民。</p>")
    article = edit(article, by=cast.reporter, headline="老街昨起修缮")
    return edit(article, by=cast.reporter, body="<p>三百户居民。</p><p>第二段。</p>")


def test_the_author_sees_what_he_changed_last(signed_in, article):
    text = Person(signed_in("reporter")).open(page(article)).text
    assert "1 paragraph" in text
    assert "第二段。" in marked(text, "ins")
    assert "老街昨起修缮" not in marked(text, "ins")


def test_any_two_versions_can_be_chosen_in_either_direction(signed_in, article):
    reporter = Person(signed_in("reporter"))
    assert {"今"} <= set(marked(reporter.open(page(article, a=1, b=3)).text, "del"))
    assert {"今"} <= set(marked(reporter.open(page(article, a=3, b=1)).text, "ins"))


def test_the_chooser_on_the_page_leads_to_the_versions_chosen(signed_in, article):
    reporter = Person(signed_in("reporter")).open(page(article))
    reporter.press(to="compare", a="1", b="2")
    assert "今" in marked(reporter.text, "del")
    assert "第二段。" not in reporter.text


def test_the_record_leads_to_what_each_version_changed(signed_in, article):
    text = Person(signed_in("reporter")).open(reverse("admin:articles_article_change", args=[article.pk])).text
    links = [attrs.get("href", "") for tag, attrs in Tags(text).found if tag == "a"]
    base = reverse("admin:articles_article_compare", args=[article.pk])
    assert {f"{base}?b=2", f"{base}?b=3"} <= set(links)
    assert f"{base}?b=1" not in links
    assert ">headline</a>" in text


def test_a_version_that_is_not_there_is_not_found(signed_in, article):
    browser = signed_in("reporter")
    for asked in ["4", "0", "-1", "x", "1x", "９", "1' OR 1=1", "9" * 400]:
        assert browser.get(page(article), {"a": "1", "b": asked}).status_code == 404


def test_who_may_not_know_the_making_finds_no_comparison(signed_in, cast, article):
    article = bring_to(State.PUBLISHED, article, cast)
    assert signed_in("desk_editor").get(page(article)).status_code == 200
    for name in ("reporter2", "proofreader", "page_designer", "admin"):
        browser = signed_in(name)
        assert browser.get(reverse("admin:articles_article_change", args=[article.pk])).status_code == 200
        assert browser.get(page(article, a=1, b=2)).status_code == 404


def test_one_version_alone_has_nothing_beside_it(signed_in, cast):
    alone = make_article(by=cast.reporter)
    assert "nothing to compare it with" in Person(signed_in("reporter")).open(page(alone)).words


def test_the_same_words_under_another_number_are_called_the_same(signed_in, cast, article):
    article = bring_to(State.APPROVED, article, cast)
    take("submit", take("return", article, cast.desk_editor, note="再核"), cast.reporter)
    assert "The same words." in Person(signed_in("reporter")).open(page(article)).words


def test_names_stand_for_sections_and_photos_show_their_captions(signed_in, cast):
    photo = make_photo(by=cast.reporter, caption="老街的傍晚")
    article = make_article(by=cast.reporter, photo=photo, section=make_section("news", "要闻"))
    article = edit(article, by=cast.reporter, section=make_section("life", "民生"))
    article.photos.all().delete()
    article = edit(article, by=cast.reporter, deck="副题")
    text = Person(signed_in("reporter")).open(page(article, a=1, b=3)).text
    assert {"要闻"} <= set(marked(text, "del"))
    assert {"民生"} <= set(marked(text, "ins"))
    assert any("老街的傍晚" in words for words in marked(text, "del"))


HOSTILE = [
    '<script>alert("zq")</script>',
    "😀" * 200,
    "\u202e\u2066反转\u0000",
    "</del></div><img src=x onerror=zq>",
    "{{ zq }}{% zq %}",
]


def test_hostile_words_are_shown_as_words_and_make_no_tag(signed_in, cast):
    photo = make_photo(by=cast.reporter, caption=HOSTILE[0], credit=HOSTILE[3], alt_text=HOSTILE[4])
    cast.author.name = HOSTILE[0]
    cast.author.save()
    article = make_article(by=cast.reporter, byline=cast.author, photo=photo)
    for words in HOSTILE:
        line = words.replace("\0", "")
        body = f'<p>{line.replace("<", "&lt;")}</p><p><a href="https://a.cn/?<script>">{line}</a></p>'
        article = edit(article, by=cast.reporter, headline=line[:200], deck=line[:200], body=body)
    reporter = Person(signed_in("reporter"))
    for a in range(1, len(HOSTILE) + 1):
        reporter.open(page(article, a=a, b=a + 1))
        main = reporter.text.split('id="content-main"')[1].split("</main>")[0]
        made = Tags(main).found
        assert {tag for tag, _attrs in made} <= {
            "div", "p", "span", "del", "ins", "a", "form", "label", "select", "option", "optgroup", "button", "nav",
            "section", "details", "summary", "h2", "strong", "time", "dl", "dt", "dd", "em", "br",
        }  # fmt: skip
        assert not [attrs for _tag, attrs in made if any(name.startswith("on") for name in attrs)]
        assert not [attrs for _tag, attrs in made if attrs.get("href", "?").startswith("https://a.cn")]
    assert marked(reporter.open(page(article, a=1, b=2)).text, "ins")[0] == HOSTILE[0]


def test_comparing_reads_two_versions_however_many_there_are(signed_in, cast, article, django_assert_max_num_queries):
    for number in range(12):
        article = edit(article, by=cast.reporter, deck=f"副题{number}")
    browser = signed_in("reporter")
    with django_assert_max_num_queries(16):
        assert browser.get(page(article, a=1, b=15)).status_code == 200
    assert Version.objects.filter(article=article).count() == 15
