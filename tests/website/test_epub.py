"""An issue as a book: whole and well formed for every e-reader, made once, and without what was withdrawn."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

from tests.website.factories import (
    CRAFT,
    make_article,
    make_page,
    make_published_edition,
    page_picture,
    picture,
    store_public_picture,
)
from website import intake
from website.epub import shelf
from website.epub.xhtml import as_xhtml
from website.intake import CorrectionCopy

pytestmark = pytest.mark.django_db

OPF = "{http://www.idpf.org/2007/opf}"
# Where the checker's jar lies: `.ci/run` fetches it where it can; Debian's package has one of its own.
CHECKER = os.environ.get("NEWSROOM_EPUBCHECK", "") or shutil.which("epubcheck") or ""
HTML = "{http://www.w3.org/1999/xhtml}"
BODY = """<p>东湖水位&nbsp;回落 &amp; 渡船<br>明天<a href="/article/82/" rel="noopener noreferrer">开航</a>。</p>
<h2>小标题</h2><ul><li>一</li></ul>
<table><tbody><tr><td colspan="2">表</td></tr></tbody></table><hr><p>末段<sup>1</sup>\x0b</p>"""


@pytest.fixture(autouse=True)
def _an_empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "SHELF", shelf.Shelf())


@pytest.fixture
def paper():
    shown, lost = picture(1, ai="assisted"), picture(2)
    store_public_picture(f"{shown.base}-960.jpg")
    out = BytesIO()
    Image.new("RGB", (100, 138), "#ffffff").save(out, "WEBP")
    storages["public"].save("front-1000.webp", ContentFile(out.getvalue()))
    lead = make_article(
        id=81, headline="江堤 < 合龙", kicker="引题", deck="副题", series=CRAFT, body=BODY, pictures=(shown, lost)
    )
    second = make_article(id=82, headline="水利", genre="photo_story", pictures=(shown,))
    front = make_page("A01", lead, second, picture=page_picture("front", width=1000, height=1384, sizes=(1000,)))
    return make_published_edition(pages=(front, make_page("A02", make_article(id=83, headline="夜市"))))


def book(client) -> ZipFile:
    answer = client.get("/epaper/2025-10-17.epub")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/epub+zip"
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def words(packed: ZipFile) -> str:
    return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(("xhtml", "opf")))


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


def test_a_book_is_packed_as_e_readers_want_it(client, paper):
    packed = book(client)
    first = packed.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert packed.read("mimetype") == b"application/epub+zip"
    assert packed.testzip() is None
    assert len(packed.namelist()) == len(set(packed.namelist()))
    package = ElementTree.fromstring(packed.read("book/package.opf"))
    items = package.findall(f"{OPF}manifest/{OPF}item")
    held = {name.removeprefix("book/") for name in packed.namelist() if name.startswith("book/")} - {"package.opf"}
    assert {item.get("href") for item in items} == held
    assert len({item.get("id") for item in items}) == len(items)
    pages = [item.get("id") for item in items if item.get("media-type") == "application/xhtml+xml"]
    assert [item.get("idref") for item in package.findall(f"{OPF}spine/{OPF}itemref")] == pages


def test_every_chapter_is_well_formed_and_leads_only_to_what_is_there(client, paper):
    packed = book(client)
    held = set(packed.namelist())
    for name in held:
        if not name.endswith(".xhtml"):
            continue
        tree = ElementTree.fromstring(packed.read(name))
        named = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(named) == len(set(named)), name
        for one in [*tree.iter(f"{HTML}a"), *tree.iter(f"{HTML}img")]:
            address = one.get("href") or one.get("src")
            if not address.startswith("http"):
                assert f"book/{address.partition('#')[0]}" in held, (name, address)


def test_a_book_is_read_by_pages_and_articles(client, paper):
    tree = ElementTree.fromstring(book(client).read("book/nav.xhtml"))
    titles = ["".join(link.itertext()) for link in tree.find(f".//{HTML}nav").iter(f"{HTML}a")]
    assert titles == ["A01 要闻", "江堤 < 合龙", "水利", "A02 要闻", "夜市"]


def test_an_article_has_its_credits_pictures_and_corrections(client, paper):
    with transaction.atomic():
        said = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
        intake.correct_article(make_article(id=83, headline="夜市"), said)
    packed = book(client)
    assert "应为后天。" in packed.read("book/article-83.xhtml").decode()
    lead = packed.read("book/article-81.xhtml").decode()
    assert "记者 " in lead
    assert "http://testserver/author/shen-zhiyao/" in lead
    assert "本报记者 邱岚 摄" in lead
    assert lead.count("<figure>") == 2
    assert lead.count("<img ") == 1, "a picture without a file keeps its words"
    assert [name for name in packed.namelist() if name.endswith("-960.jpg")], "each picture once"
    cover = Image.open(BytesIO(packed.read("book/images/cover.jpg")))
    assert (cover.format, cover.size) == ("JPEG", (100, 138))


def test_what_is_withdrawn_is_gone_from_the_book_at_once(client, paper):
    before = client.get("/epaper/2025-10-17.epub")["ETag"]
    withdraw(81)
    answer = client.get("/epaper/2025-10-17.epub", headers={"if-none-match": before})
    assert answer.status_code == 200
    packed = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert "江堤" not in words(packed)
    assert "book/article-81.xhtml" not in packed.namelist()
    assert "book/article-82.xhtml" in packed.namelist()


def test_a_book_is_made_once_and_again_only_when_something_in_it_changes(client, paper, monkeypatch):
    made = []
    monkeypatch.setattr("website.files.book.bind", lambda out, edition, root: made.append(out.write(b"book")))
    tag = client.get("/epaper/2025-10-17.epub")["ETag"]
    client.get("/epaper/2025-10-17.epub")
    assert client.get("/epaper/2025-10-17.epub", headers={"if-none-match": tag}).status_code == 304
    make_published_edition(date="2025-10-18")
    client.get("/epaper/2025-10-17.epub")
    assert len(made) == 1
    withdraw(83)
    client.get("/epaper/2025-10-17.epub")
    assert len(made) == 2


def test_a_hundred_readers_at_once_wait_for_one_book():
    made, books = [], shelf.Shelf()

    def write(out):
        made.append(1)
        out.write(b"book")

    with ThreadPoolExecutor(100) as readers:
        found = list(readers.map(lambda _: books.take("state", write).read(), range(100)))
    assert found == [b"book"] * 100
    assert made == [1]


def test_only_the_last_books_are_kept():
    books = shelf.Shelf(kept=2)
    reading = books.take("a", lambda out: out.write(b"a"))
    for name in ("b", "c"):
        books.take(name, lambda out: out.write(b"x")).close()
    assert list(books.books) == ["b", "c"]
    assert reading.read() == b"a", "who reads an older one reads it to its end"


def test_a_book_that_could_not_be_made_is_made_by_the_next(tmp_path):
    books = shelf.Shelf()

    def breaks(out):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        books.take("a", breaks)
    assert books.take("a", lambda out: out.write(b"a")).read() == b"a"


def test_a_house_that_reserves_mining_says_so_in_the_book(client, paper, settings):
    assert "tdm:" not in words(book(client))
    settings.TDM_POLICY = "https://paper.example/terms"
    said = words(book(client))
    assert '<meta property="tdm:reservation">1</meta>' in said
    assert '<meta property="tdm:policy">https://paper.example/terms</meta>' in said


def test_readers_find_the_book_beside_the_issue(client, paper):
    assert 'href="/epaper/2025-10-17.epub"' in client.get("/epaper/2025-10-17/").content.decode()
    assert client.get("/epaper/2025-10-18.epub").status_code == 404


def test_html_that_is_not_closed_becomes_well_formed():
    text = as_xhtml('<p>a<br>b<hr></p><ul><li>c</ul></p><a href="/x?a=1&b=2" onclick="y">d &nbsp;&lt;', "https://p")
    tree = ElementTree.fromstring(f"<body>{text}</body>")
    assert tree.find("a").attrib == {"href": "https://p/x?a=1&b=2"}
    assert "".join(tree.itertext()) == "abcd \u00a0<"


@pytest.mark.skipif(
    not (CHECKER and shutil.which("java")), reason="epubcheck or Java is not here: NEWSROOM_EPUBCHECK names its jar"
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_checker_of_the_trade_finds_nothing(client, paper, tmp_path, settings, language):
    settings.LANGUAGE_CODE, settings.TDM_POLICY = language, "https://paper.example/terms"
    answer = client.get("/epaper/2025-10-17.epub")
    file = tmp_path / "issue.epub"
    file.write_bytes(b"".join(answer.streaming_content))
    said = subprocess.run(
        ["java", "-jar", CHECKER, "--failonwarnings", str(file)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
