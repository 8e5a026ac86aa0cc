"""Every screen can be used by everybody: axe-core finds nothing, in both languages, both lights, on both widths."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import axe_playwright_python
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from articles import workflow as article_workflow
from articles.models import State
from editions import corrections, uploaded_pages, workflow
from editions.composing.grid import Cells
from editions.makeup import make_up
from editions.models import Drawing, PageTemplate
from photos.models import private_store
from tests.browser.windows import CHROMIUM, Counting
from tests.editions import odd_pdfs
from tests.editions.test_printed_corrections import corrected
from tests.factories import (
    bring_to,
    edit,
    edit_approved,
    make_article,
    make_drawn_edition,
    make_photo,
    make_plan,
    make_topic,
    prose,
    take,
)
from tests.website import factories as readers
from website import intake

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
ASKED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each language, each width and each light once; a screen has the light from the beginning.
LOOKS = [
    {"locale": "zh-CN", "viewport": {"width": 390, "height": 900}, "color_scheme": "dark"},
    {"locale": "en-GB", "viewport": {"width": 1360, "height": 900}, "color_scheme": "light"},
]


@pytest.fixture(scope="module")
def axe():
    """axe-core as its package brings it."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


@pytest.fixture
def findings(browser, address, axe):
    """What axe finds on screens that somebody opens, each as one line; nothing is what it should be."""

    def look(addresses, person=None):
        found = []
        for one_look in LOOKS:
            context = browser.new_context(base_url=address, reduced_motion="reduce", **one_look)
            if person is not None:
                context.add_cookies([_session(person, address)])
            window = context.new_page()
            window.set_default_timeout(90_000)
            for one in addresses:
                window.goto(one)
                if window.locator(".django-ckeditor-widget").count():
                    window.locator(".cke_contents iframe").first.wait_for()
                window.evaluate(axe)
                found += [f"{one} {one_look['locale']}: {line}" for line in complaints_of(window)]
            context.close()
        return found

    yield look
    while Counting.answering:
        time.sleep(0.02)


def _session(person, address):
    client = Client()
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}


def complaints_of(window):
    """What axe says of the page in a window that has it, each as one line."""
    # Without a preload: it would ask for the style sheets once more, from places where they do not lie.
    options = {"runOnly": ASKED, "resultTypes": ["violations"], "preload": False}
    # Django begins the rows of a form with an empty head, which nobody sees.
    found = window.evaluate("options => axe.run({exclude: [['th.original']]}, options)", options)["violations"]
    wide = window.evaluate("document.documentElement.scrollWidth > innerWidth")
    said = [f"{one['id']} {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}" for one in found]
    return said + ["is wider than the window"] * wide


# -- the composing room -----------------------------------------------------------------------------------------------
def _approved(cast, headline, paragraphs=3):
    photo = make_photo(by=cast.photographer)
    article = make_article(by=cast.reporter, headline=headline, body=prose(paragraphs), photo=photo)
    return bring_to(State.APPROVED, article, cast)


@pytest.fixture
def paper(cast):
    """Tomorrow's edition with a page as full of states as a page can be, and a page that was set elsewhere."""
    correction = corrected(
        bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="渡船明天开航"), cast), cast
    )
    make_plan(pages=1)
    edition = make_drawn_edition(cast, pages=3, rounds=2)
    front, second, third = edition.pages.order_by("number")
    long, renewed = _approved(cast, "清淤船收起最后一斗泥", 40), _approved(cast, "渡口添了一盏灯")
    placed = workflow.place(front, [long, renewed], by=cast.page_designer)
    workflow.jump(placed[0], second, second.slots.get(order=3), by=cast.page_designer)
    edit_approved(renewed, cast, headline="渡口添了两盏灯")
    workflow.resize(front.slots.get(order=4), Cells(2, 36, 2, 12), by=cast.page_designer)
    workflow.add_slot(front, Cells(2, 64, 2, 8), by=cast.page_designer, role="corrections", style="normal")
    corrections.place(correction, front, by=cast.page_designer)
    workflow.change_slot(front.slots.get(order=3), by=cast.page_designer, locked=True)
    workflow.mark(front, x=30, y=20, words="此处漏字", by=cast.proofreader)
    _drawn_as_it_is(front)
    sent = SimpleUploadedFile("A03.pdf", odd_pdfs.pages(), "application/pdf")
    uploaded_pages.upload(third, sent, pdf_page=None, seen=0, by=cast.page_designer)
    return SimpleNamespace(edition=edition, front=front, second=second, third=third)


def _drawn_as_it_is(page):
    """What the press would have left of the page: here a grey sheet."""
    made = make_up(page.edition)
    folder = f"pages/{page.pk}"
    for width in (480, 1000, 1600):
        private_store().save(f"{folder}/page-{width}.webp", ContentFile(_grey(width)))
    facts = {"layout_number": made.pages[page.pk].layout_number, "folder": folder, "width": 1600, "height": 2215}
    digest = made.source(made.pages[page.pk]).digest
    Drawing.objects.update_or_create(page=page, digest=digest, defaults=facts)


def _grey(width):
    out = io.BytesIO()
    Image.new("RGB", (width, width * 2215 // 1600), "#eeeeee").save(out, "WEBP")
    return out.getvalue()


def test_everybody_can_lay_out_and_proof_a_page(cast, paper, findings):
    def page(name, one):
        return reverse(f"admin:editions_edition_page{name}", args=[paper.edition.pk, one.pk])

    assert (
        findings(
            [page("", paper.front), page("_proof", paper.front), page("_suggest", paper.second)], cast.page_designer
        )
        == []
    )
    assert findings([page("_proof", paper.front)], cast.proofreader) == []


def test_everybody_can_look_over_an_edition(cast, paper, findings):
    names = ("change", "contact_sheet", "pages", "numbers")
    screens = [reverse(f"admin:editions_edition_{name}", args=[paper.edition.pk]) for name in names]
    screens += [reverse("admin:editions_edition_elsewhere", args=[paper.edition.pk, paper.third.pk])]
    screens += [reverse(f"admin:editions_edition_{name}") for name in ("changelist", "add")]
    assert findings(screens, cast.page_designer) == []


def test_everybody_can_plan_the_paper(cast, paper, findings):
    template = PageTemplate.objects.get(name="画版")
    screens = [reverse(f"admin:editions_{model}_changelist") for model in ("pagetemplate", "papersize", "plannedpage")]
    screens += [
        reverse("admin:editions_pagetemplate_change", args=[template.pk]),
        reverse("admin:editions_papersize_change", args=[template.paper_id]),
        reverse("admin:editions_plannedpage_weekday", args=[0]),
        reverse("admin:editions_planexception_changelist"),
        reverse("admin:editions_planexception_day", args=["2025-12-05"]),
        reverse("admin:editions_publication_change", args=[1]),
    ]
    assert findings(screens, cast.chief_editor) == []


# -- articles and photos ----------------------------------------------------------------------------------------------
def test_everybody_can_write_and_review(cast, findings):
    article = take("submit", make_article(by=cast.reporter, photo=make_photo(by=cast.photographer)), cast.reporter)
    take("pass", edit(article, by=cast.desk_editor, headline="渡口添了两盏灯"), cast.desk_editor)
    article_workflow.write_note(article.current_version, by=cast.desk_editor, text="数字请再核一遍。", to_author=True)
    of_it = [reverse(f"admin:articles_article_{name}", args=[article.pk]) for name in ("change", "compare", "sheet")]
    version = reverse("admin:articles_article_version", args=[article.pk, 1])
    assert findings(["/admin/", *of_it, version, "/admin/articles/article/"], cast.section_head) == []
    own = [reverse("admin:articles_article_add"), reverse("admin:articles_notice_changelist")]
    assert findings([*own, of_it[0]], cast.reporter) == []


def test_everybody_can_keep_the_photos(cast, findings):
    photo = make_photo(by=cast.photographer)
    screens = [reverse(f"admin:photos_photo_{name}") for name in ("changelist", "add")]
    assert findings([*screens, reverse("admin:photos_photo_change", args=[photo.pk])], cast.photographer) == []


def test_everybody_can_sign_in_and_keep_the_house(cast, findings):
    assert findings(["/admin/login/", "/admin/nothing/"]) == []
    screens = ["manual", "authors/user", "authors/user/add", "password_change", "second-factor"]
    assert findings([f"/admin/{screen}/" for screen in screens], cast.admin) == []


# -- what readers see -------------------------------------------------------------------------------------------------
def test_everybody_can_read_the_paper(db, findings):
    _printed()
    screens = ["/", "/section/news/", "/article/71/", "/epaper/2025-10-17/", "/epaper/2025-10-17/A01/"]
    screens += ["/epaper/2025-10-17/A01/clip/71/", "/epaper/calendar/2025/10/", "/search/", "/search/?q=东湖"]
    screens += ["/corrections/", "/author/shen-zhiyao/", "/series/craft/", "/about/", "/feeds/"]
    assert findings([*screens, "/nothing/", "/article/72/"]) == []


def _printed():
    """An issue with a picture of its page, a correction and a withdrawn article."""
    for width in (480, 1000, 1600):
        storages["public"].save(f"front-{width}.webp", ContentFile(_grey(width)))
    wrong = readers.make_article(id=71, headline="东湖水位回落", pictures=(readers.picture(),), series=readers.CRAFT)
    page = readers.make_page(
        "A01",
        wrong,
        readers.make_article(id=72),
        picture=readers.page_picture("front"),
        regions=(readers.region(71), readers.region(72, (0, 0), (60, 0), (60, 40), (0, 40))),
    )
    readers.make_published_edition(pages=(page, readers.make_page("A02")))
    said = intake.CorrectionCopy(1, "self", "渡船应为后天开航。", datetime(2025, 10, 19, 22, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(wrong, said)
        intake.withdraw_article(72, notice="经核实，本文有误。")


def test_everybody_can_read_topics_photo_stories_and_tables(db, findings):
    _gathered()
    assert findings(["/topic/", "/topic/old-town/", "/topic/old-town/?before=71", "/article/73/", "/article/74/"]) == []


def _gathered():
    """A topic with a photo story and a report with a table in it."""
    shown = tuple(readers.picture(caption=f"清晨的渡口，第{number}张。") for number in range(3))
    table = (
        "<table><caption>各区受理件数</caption><thead><tr><th>区</th><th>受理</th><th>办结率</th></tr></thead>"
        "<tbody><tr><td>东湖区</td><td>1,204</td><td>97.5%</td></tr><tr><td>芦溪区</td><td>986</td><td>—</td></tr></tbody></table>"
    )
    readers.make_published_edition(
        articles=(
            readers.make_article(id=71, headline="东湖水位回落", pictures=(readers.picture(),)),
            readers.make_article(id=72, headline="管网改造过半"),
            readers.make_article(id=73, headline="渡口一日", genre="photo_story", pictures=shown),
            readers.make_article(
                id=74, headline="一周数说热线", genre="data_report", body=f"<p>正文。</p>{table}<p>完。</p>"
            ),
        )
    )
    readers.make_published_topic(71, groups={"现场": [73, 72], "数字": [74]}, lead=71)


def test_everybody_can_keep_topics(cast, findings):
    articles = [bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast) for _number in range(2)]
    topic = make_topic(articles=articles[:1])
    topic.groups.create(name="现场")
    screens = [reverse(f"admin:articles_topic_{name}", args=[topic.pk]) for name in ("change", "gather", "history")]
    screens += [reverse(f"admin:articles_topic_{name}") for name in ("changelist", "add")]
    assert findings(screens, cast.section_head) == []
