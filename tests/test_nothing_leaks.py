"""Whoever asks every address of the website and follows every link finds what is published, and no word more.

Words that stand in one place only are put into all that a desk keeps to itself. Then everything readers can get is
read: pages, feeds, JSON, ninjs, books, PDFs, pictures, maps, search, the list of a saved issue, and the baked files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile, is_zipfile

import pypdfium2
import pytest
from django.conf import settings as project
from django.core.files.storage import storages
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from PIL import Image

from articles import publishing as article_publishing
from articles import workflow as article_workflow
from articles.models import Article, Section, Series, State, Topic
from authors.models import Author
from editions import drawing, publishing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Edition, Page
from newsroom import press
from photos.models import Photo
from tests.factories import (
    bring_to,
    edit,
    jpeg,
    make_article,
    make_author,
    make_drawn_edition,
    make_photo,
    make_section,
    make_series,
    make_topic,
    prose,
    publish_alone,
    take,
)
from tests.website.bakehouse import ROOT, Bakehouse, as_outside, contents
from website import outbox
from website.urls import urlpatterns

pytestmark = pytest.mark.django_db

WORD = re.compile(r"zq[a-z]+?zq")
# What the desk keeps of an article that is not published, and what readers get of it when it is.
PUBLIC = ("kicker", "headline", "deck", "dateline", "body", "source", "caption", "credit", "alt", "name", "section")
# What stays at the desk for good.
PRIVATE = ("title", "filename", "rights", "note", "margin", "struck")
# Of an article that is out and withdrawn again, readers keep the names of who wrote it and of its section.
NAMES = ("name", "slug", "section", "channel")
# What has no answer before somebody asks for something, or while the press is not at work.
SILENT = {"api_search", "readyz"}
TABLE = "<table><thead><tr><th>月</th><th>班</th></tr></thead><tbody><tr><td>九</td><td>{}</td></tr></tbody></table>"
NOTICE = "zqnoticezq"
# Where somebody begins who knows nothing; the rest is led to from there.
BEGUN = ("/", "/sitemap.xml", "/sitemap-news.xml", "/search/?q=zq", "/api/", "/api/search/?q=zq", "/api/changes/",
         "/offline/issue.json")  # fmt: skip
# In each of these forms the words of an article are read.
FORMS = ("article/[0-9]+/", "feeds/.*xml", "feeds/.*atom", "feeds/.*json", "api/articles/[0-9]+/",
         "article/.*ninjs.json", "epaper/[0-9-]+/ninjs.json", "epaper/.*epub", "epaper/[0-9-]+.pdf",
         "epaper/.*/A0..pdf")  # fmt: skip
# A whole address of ours wherever it stands; a path in quotes, and one of several files of a picture.
LED_TO = re.compile(rf'(?:{re.escape(ROOT)}|"|, )(/[\w/.~%?=&;#-]*)', re.ASCII)


def word(of: str, part: str) -> str:
    return f"zq{of}{part}zq"


# -- the desk ---------------------------------------------------------------------------------------------------
@pytest.fixture
def room(tmp_path: Path) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path / "room", project.FONTS) as room:
        yield room


def photo_of(cast: Any, of: str) -> Photo:
    exif = Image.Exif()
    exif[0x010E] = "zqexifzq"
    words = {"title": "title", "caption": "caption", "credit": "credit", "alt_text": "alt", "rights_note": "rights"}
    fields = {field: word(of, part) for field, part in words.items()}
    photo = make_photo(by=cast.photographer, content=jpeg(exif=exif), **fields)
    photo.original_filename = f"{word(of, 'filename')}.jpg"
    photo.save()
    return photo


def filed(cast: Any, of: str, **fields: Any) -> Article:
    """A draft with its own words in all its parts, in a section of its own; an earlier version said another thing."""
    parts = {part: word(of, part) for part in ("kicker", "headline", "deck", "dateline", "source")}
    body = f"<p>{word(of, 'body')}。</p>{prose(2)}{TABLE.format(word(of, 'table'))}"
    article = make_article(
        by=cast.reporter, byline=make_author(word(of, "name"), slug=word(of, "slug")), photo=photo_of(cast, of),
        section=make_section(word(of, "channel"), word(of, "section")), **{**parts, "headline": word(of, "struck")},
        body=f"<p>{word(of, 'struck')}</p>", **fields,
    )  # fmt: skip
    return edit(article, by=cast.reporter, body=body, headline=parts["headline"])


def reviewed(cast: Any, of: str, **fields: Any) -> Article:
    """An approved article, of which the desk also said what is nobody else's."""
    article = take("submit", filed(cast, of, **fields), cast.reporter)
    article_workflow.write_note(article.current_version, by=cast.desk_editor, text=word(of, "margin"), to_author=False)
    article = take("pass", article, cast.desk_editor, note=word(of, "note"))
    return take("approve", take("pass", article, cast.section_head), cast.chief_editor)


@pytest.fixture
def paper(cast: Any, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An issue that is out, one that is made up, and an article in every other state."""
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    tomorrow = timezone.now() + timedelta(days=1)
    shown = {of: reviewed(cast, of, series=make_series()) for of in ("out", "gone")}
    before = bring_to(State.APPROVED, make_article(by=cast.reporter2), cast)
    publish_alone(before, cast)  # a front page of an earlier day
    edition = make_drawn_edition(cast, pages=2)
    for page, article in zip(edition.pages.order_by("number"), shown.values(), strict=True):
        workflow.place(page, [article], by=cast.page_designer)
    for page in Page.objects.filter(edition=edition).select_related("edition"):
        drawing.draw(page, room)
        workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    publishing.publish(edition, by=cast.chief_editor)
    hidden = {
        "draft": filed(cast, "draft"),
        "submitted": take("submit", filed(cast, "submitted"), cast.reporter),
        "embargoed": reviewed(cast, "embargoed", embargo_until=tomorrow),
        "planned": reviewed(cast, "planned"),
        "spiked": take("spike", reviewed(cast, "spiked"), cast.chief_editor),
    }
    planned = make_drawn_edition(cast, pages=1, day=date(2025, 11, 3))
    planned.pages.update(name=word("planned", "page"), letter="C")
    workflow.place(planned.pages.get(), [hidden["planned"]], by=cast.page_designer)
    photo_of(cast, "library")
    articles = {**shown, **hidden}
    make_topic(articles=articles.values(), slug="lake", name="东湖", photo=photo_of(cast, "head"))
    secret = {"slug": word("secret", "slug"), "name": word("secret", "name"), "photo": photo_of(cast, "secret")}
    make_topic(articles=shown.values(), is_public=False, **secret)
    return SimpleNamespace(cast=cast, articles=articles, hidden=hidden, planned=hidden["planned"])


# -- the reader -------------------------------------------------------------------------------------------------
def words_of(content: bytes) -> str:
    """What an answer says; books are opened, PDFs read, and pictures looked into for what nobody sees."""
    if is_zipfile(BytesIO(content)):
        book = ZipFile(BytesIO(content))
        return "\n".join(f"{name}\n{words_of(book.read(name))}" for name in book.namelist())
    text = content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(content)
        text += "".join(re.sub(r"[\s\ufffe\u00ad-]", "", page.get_textpage().get_text_range()) for page in pages)
    return re.sub(r"</?mark>", "", text)


def every_address() -> Iterator[tuple[str, str]]:
    """Each pattern with everything the desk has that its parts could name: (`article`, `/article/12/`)."""
    slugs = [row.slug for model in (Section, Series, Topic, Author) for row in model._default_manager.all()]
    editions = list(Edition.objects.all())
    days = [edition.date for edition in editions]
    values: dict[str, Iterable[Any]] = {
        "slug": slugs, "pk": Article.objects.values_list("pk", flat=True), "number": (0, 1, 2),
        "key": [edition.slug for edition in editions], "label": {page.label for page in Page.objects.all()},
        "month": {f"{day:%Y/%m}" for day in days}, "day": days, "format": ("xml", "atom", "json"),
        "name": [file.name for name in ("default", "public") for file in Path(storages[name].path("")).rglob("*.*")],
    }  # fmt: skip
    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        for chosen in product(*(values[name] for name in one.pattern.converters)):
            with suppress(NoReverseMatch):
                yield str(one.name), reverse(f"website:{one.name}", args=chosen)


def led_to(words: str) -> set[str]:
    parts = map(urlsplit, map(unescape, LED_TO.findall(words)))
    paths = {part.path + (f"?{part.query}" if part.query else "") for part in parts}
    return {path for path in paths if path.startswith("/") and not path.startswith(("//", "/static/"))}


class Reader:
    """Asks, and follows where he is led; remembers which addresses answered him with something."""

    def __init__(self) -> None:
        self.browser = Client(headers={"host": "news.example"})
        self.found: set[str] = set()

    def read(self, addresses: Iterable[str], *, at_most: int = 2000) -> dict[str, str]:
        """What each address says, and each that it leads to."""
        told: dict[str, str] = {}
        waiting = set(addresses)
        while waiting:
            told[address] = self.ask(address := waiting.pop())
            waiting |= led_to(told[address]) - set(told)
            assert len(told) < at_most, "the walk has no end"
        return told

    def ask(self, address: str) -> str:
        answer = self.browser.get(address, secure=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code in {200, 301, 302, 410}:
            self.found.add(address)
        return words_of(content) + answer.get("Location", "")


def heard(told: dict[str, str]) -> dict[str, str]:
    """Each of our words, with an address that says it."""
    return {found: address for address, text in told.items() for found in WORD.findall(text)}


def words(of: Iterable[str], parts: Iterable[str] = PUBLIC) -> set[str]:
    return {word(one, part) for one in of for part in parts}


def forms_without(told: dict[str, str], found: str) -> list[str]:
    return [form for form in FORMS if not any(re.fullmatch(f"/{form}", one) and found in told[one] for one in told)]


def desk_says(article: Article, browser: Client) -> set[str]:
    """What an article's editor reads of it, its photo and its versions; and what lies in the file of the photo."""
    photo = article.photos.get().photo
    pages = (f"articles/article/{article.pk}/change/", f"articles/article/{article.pk}/compare/",
             f"photos/photo/{photo.pk}/change/")  # fmt: skip
    text = "".join(browser.get(f"/admin/{page}").content.decode() for page in pages)
    return set(WORD.findall(text + photo.original.read().decode("latin-1")))


def is_answered_like_nonsense(reader: Reader, asked: str) -> bool:
    """Whether search says of a word what it says of one that nobody ever wrote, in both its forms."""
    nonsense = asked.replace("zq", "qx")
    return all(
        reader.ask(f"{place}?q={asked}").replace(asked, "") == reader.ask(f"{place}?q={nonsense}").replace(nonsense, "")
        for place in ("/search/", "/api/search/")
    )


def baked(folder: Path) -> dict[str, str]:
    house = Bakehouse(folder)
    house.begin()
    house.close()
    return {
        name: words_of(content) for name, content in contents(house.tree).items() if not name.endswith((".gz", ".br"))
    }


def publish_the_rest(paper: SimpleNamespace) -> None:
    """What was drafted, under review, embargoed and planned, all on one page."""
    cast, articles = paper.cast, paper.hidden
    Article.objects.filter(pk=articles["embargoed"].pk).update(embargo_until=timezone.now() - timedelta(days=1))
    articles["submitted"] = take("pass", articles["submitted"], cast.desk_editor)
    articles["submitted"] = take("pass", articles["submitted"], cast.section_head)
    articles["submitted"] = take("approve", articles["submitted"], cast.chief_editor)
    for of in ("draft", "submitted", "embargoed", "planned"):
        article_publishing.publish_online(bring_to(State.APPROVED, articles[of], cast), by=cast.chief_editor)


def handle_what_happened() -> None:
    while outbox.handle_next(press.HANDLERS):
        pass


# -- and what he finds ------------------------------------------------------------------------------------------
def test_a_reader_finds_all_that_is_published_and_no_word_more(paper, signed_in, settings, tmp_path):
    desk = desk_says(paper.planned, signed_in("chief_editor"))
    assert {"zqexifzq", *words(["planned"], PUBLIC + PRIVATE)} - desk == set()
    as_outside(settings)
    settings.TDM_POLICY = f"{ROOT}/about/"
    handle_what_happened()
    walked = Reader().read(BEGUN)
    assert words(["out", "gone"]) - set(heard(walked)) == set()
    assert forms_without(walked, word("gone", "body")) == []

    article_publishing.withdraw(paper.articles["gone"], by=paper.cast.chief_editor, reason="失实", notice=NOTICE)
    handle_what_happened()
    reader, named = Reader(), list(every_address())
    told = reader.read([*BEGUN, *(address for _name, address in named)]) | baked(tmp_path / "baked")
    answered = {name for name, address in named if address in reader.found}
    assert {name for name, _address in named} - answered <= SILENT
    head = words(["head"], ("caption", "credit", "alt"))
    public = words(["out"], (*PUBLIC, *NAMES, "table")) | words(["gone"], NAMES) | {NOTICE} | head
    assert {found: address for found, address in heard(told).items() if found not in public} == {}
    assert {NOTICE, *words(["out"]), *head} <= set(heard(told))
    asked = words(paper.hidden, ("headline", "body", "caption", "name"))
    assert [one for one in sorted(asked) if not is_answered_like_nonsense(reader, one)] == []

    publish_the_rest(paper)
    later = set(heard(Reader().read(BEGUN)))
    assert words(set(paper.hidden) - {"spiked"}) - later == set()
    assert later & words([*paper.articles, "library"], PRIVATE) == set()
