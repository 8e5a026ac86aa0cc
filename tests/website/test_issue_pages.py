"""Issue pages as readers meet them: the list that leads, the picture that answers, the PDF and the clipping."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from tests.website.factories import (
    edition_copy,
    make_article,
    make_page,
    make_published_edition,
    page_picture,
    region,
)
from website import clipping, intake

pytestmark = pytest.mark.django_db

PAGE = "/epaper/2025-10-17/A01/"


def store_page(base: str, size: tuple[int, int] = (400, 500)) -> None:
    """A page with a red left half and a green right half."""
    whole = Image.new("RGB", size, "#00a000")
    whole.paste("#d00000", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    whole.save(out, "WEBP", lossless=True)
    storages["public"].save(f"{base}-480.webp", ContentFile(out.getvalue()))


@pytest.fixture
def edition():
    """A01 with a picture: its lead goes on on A03, which has none. The pages have PDFs, and so has the issue."""
    lead = make_article(id=71, headline="<b>渡船</b>开航", kicker="东湖")
    other = make_article(id=72, headline="堤坝加固")
    store_page("front")
    storages["public"].save("frontpage.pdf", ContentFile(b"%PDF-1.7 page"))
    storages["public"].save("wholeissue.pdf", ContentFile(b"%PDF-1.7 issue"))
    first = make_page(
        "A01",
        lead,
        other,
        picture=page_picture("front", width=400, height=500, sizes=(480,)),
        pdf="frontpage.pdf",
        regions=(region(71, (0, 0), (50, 0), (50, 100), (0, 100)), region(72, (50, 0), (100, 0), (75, 100))),
    )
    rest = make_page("A03", make_article(id=73), lead, name="综合")
    return make_published_edition(pages=(first, rest), pdf="wholeissue.pdf", total_number=18264)


# -- the list and the picture --------------------------------------------------------------------------------------
def test_a_reader_finds_every_article_in_the_list_and_on_the_picture(client, edition):
    words = client.get(PAGE).content.decode()
    assert words.index('id="article-71"') < words.index('id="article-72"')
    assert 'points="0,0 50,0 50,100 0,100"' in words
    assert '<svg class="regions" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"' in words
    assert re.findall(r'<a href="/article/(\d+)/" tabindex="-1" data-entry="(\d)">', words) == [
        ("71", "1"),
        ("72", "2"),
    ]
    assert "/media/front-480.webp 400w" in words
    assert 'width="400" height="500"' in words


def test_without_script_the_picture_leads_to_its_largest_size(client, edition):
    assert '<a class="tool whole" href="/media/front-480.webp">' in client.get(PAGE).content.decode()


def test_a_headline_is_words_also_on_the_picture_and_for_machines(client, edition):
    words = client.get(PAGE).content.decode()
    assert "<b>渡船" not in words
    assert "\\u003Cb\\u003E渡船" in words


def test_an_article_that_goes_on_elsewhere_leads_there_and_back(client, edition):
    assert '<a href="/epaper/2025-10-17/A03/#article-71">下转A03版</a>' in client.get(PAGE).content.decode()
    page = client.get("/epaper/2025-10-17/A03/").content.decode()
    assert "上接A01版" not in page  # without a picture the page lists its articles as before
    article = client.get("/article/71/").content.decode()
    assert '<a href="/epaper/2025-10-17/A03/">下转A03版</a>' in article


def test_a_continued_part_names_the_page_where_it_began(client, edition):
    store_page("third")
    intake.accept_page_picture(
        edition.pk,
        "A03",
        page_picture("third", width=400, height=500, sizes=(480,)),
        "",
        [region(71, kind="continued")],
    )
    page = client.get("/epaper/2025-10-17/A03/").content.decode()
    assert '<a href="/epaper/2025-10-17/A01/#article-71">上接A01版</a>' in page


def test_a_page_without_picture_is_a_list_as_it_always_was(client, edition):
    words = client.get("/epaper/2025-10-17/A03/").content.decode()
    assert "data-viewer" not in words
    assert "sheet-list" in words
    assert "page_picture.js" not in words


def test_an_article_shows_where_it_stood_on_its_page(client, edition):
    words = client.get("/article/71/").content.decode()
    assert '<polygon class="lit" points="0,0 50,0 50,100 0,100"/>' in words
    assert "2025-10-17 A01 要闻" in words
    assert "lit" not in client.get("/article/73/").content.decode()


def test_the_issue_shows_its_pages_small_with_their_headlines(client, edition):
    words = client.get("/epaper/2025-10-17/").content.decode()
    assert words.count("/media/front-480.webp 400w") == 1
    assert "堤坝加固" in words
    assert 'href="/epaper/2025-10-17.pdf"' in words


def test_a_withdrawn_article_takes_its_page_off_the_screen(client, edition):
    intake.withdraw_article(72, notice="本文已撤回。")
    for address in (PAGE, "/epaper/2025-10-17/", "/article/71/"):
        words = client.get(address).content.decode()
        assert "front-480" not in words
        assert "堤坝加固" not in words
    gone = ("/epaper/2025-10-17/A01.pdf", "/epaper/2025-10-17.pdf", f"{PAGE}clip/72/", f"{PAGE}clip/72.jpg")
    assert [client.get(address).status_code for address in gone] == [404] * 4


def test_readers_are_told_what_was_corrected_and_why_an_issue_came_again(client, edition):
    told = intake.CorrectionCopy(5, "self", "数字有误。", datetime(2025, 10, 17, 6, 5, tzinfo=UTC))
    intake.correct_article(make_article(id=72, headline="堤坝加固"), told)
    assert "2025年10月17日 14:05" in client.get(PAGE).content.decode()
    page = make_page("A01", make_article(id=71), revision=2)
    intake.reissue_edition(
        edition_copy(id=edition.pk, pages=(page,), revision=2, total_number=18264, reason="A01版照片有误。")
    )
    for address in (PAGE, "/epaper/2025-10-17/"):
        words = client.get(address).content.decode()
        assert "第2次修订" in words
        assert "A01版照片有误。" in words


def test_machines_are_told_what_issue_it_is(client, edition):
    words = client.get("/epaper/2025-10-17/").content.decode()
    issue = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', words)[1])
    assert (issue["@type"], issue["issueNumber"], issue["pagination"]) == ("PublicationIssue", "18264", "A01-A03")
    assert issue["isPartOf"]["isPartOf"]["identifier"]["value"] == "CN 00-0000"
    assert [part["printPage"] for part in issue["hasPart"]] == ["A01", "A01", "A03", "A03"]
    assert {part["datePublished"][-6:] for part in issue["hasPart"]} == {"+08:00"}
    page = json.loads(re.search(r"ld\+json\">(.*?)</script>", client.get(PAGE).content.decode())[1])
    assert [part["printPage"] for part in page["hasPart"]] == ["A01", "A01"]


# -- PDFs ----------------------------------------------------------------------------------------------------------
def test_a_reader_opens_the_pdf_of_a_page_and_of_the_issue(client, edition):
    answer = client.get("/epaper/2025-10-17/A01.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 page"
    assert answer["Content-Type"] == "application/pdf"
    name = "%E4%BA%91%E5%B2%AB%E6%97%A5%E6%8A%A5-2025-10-17-A01.pdf"
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(client.get("/epaper/2025-10-17.pdf").streaming_content) == b"%PDF-1.7 issue"
    assert client.head("/epaper/2025-10-17.pdf").status_code == 200


def test_a_pdf_is_sent_once_until_there_is_another(client, edition):
    tag = client.get("/epaper/2025-10-17/A01.pdf")["ETag"]
    assert client.get("/epaper/2025-10-17/A01.pdf", headers={"if-none-match": tag}).status_code == 304
    storages["public"].save("again.pdf", ContentFile(b"%PDF-1.7 again"))
    intake.accept_page_picture(edition.pk, "A01", None, "again.pdf", [])
    answer = client.get("/epaper/2025-10-17/A01.pdf", headers={"if-none-match": tag})
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 again"


@pytest.mark.parametrize("address", ["2025-10-17/A03.pdf", "2025-10-17/B09.pdf", "2025-10-18.pdf", "2025-10-17-2.pdf"])
def test_a_pdf_that_was_never_made_is_not_there(client, edition, address):
    assert client.get(f"/epaper/{address}").status_code == 404


def test_a_pdf_whose_file_is_lost_is_not_there(client, edition):
    storages["public"].delete("frontpage.pdf")
    assert client.get("/epaper/2025-10-17/A01.pdf").status_code == 404


def test_an_article_without_a_photo_is_sent_on_with_its_cutting(client, edition):
    card = f'<meta property="og:image" content="http://testserver{PAGE}clip/72.jpg">'
    assert card in client.get("/article/72/").content.decode()
    assert "og:image" not in client.get("/article/73/").content.decode()


# -- clippings -----------------------------------------------------------------------------------------------------
def test_a_reader_cuts_an_article_from_its_page(client, edition):
    words = client.get(f"{PAGE}clip/71/").content.decode()
    assert f'<meta property="og:image" content="http://testserver{PAGE}clip/71.jpg">' in words
    assert '<link rel="canonical" href="http://testserver/article/71/">' in words
    answer = client.get(f"{PAGE}clip/71.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    cut = Image.open(io.BytesIO(answer.content))
    assert f'width="{cut.width}" height="{cut.height}"' in words
    assert (cut.width, cut.height) == (204, 500)
    red, green, _blue = cut.getpixel((100, 250))
    assert (red > 180, green < 60) == (True, True)


def test_what_stands_beside_an_article_is_not_on_its_clipping(client, edition):
    cut = Image.open(io.BytesIO(client.get(f"{PAGE}clip/72.jpg").content))
    assert min(cut.getpixel((cut.width - 8, cut.height - 8))) > 245
    assert cut.getpixel((100, 20))[1] > 130


def test_a_clipping_is_kept_by_browsers_until_the_record_changes(client, edition):
    tag = client.get(f"{PAGE}clip/71.jpg")["ETag"]
    assert client.get(f"{PAGE}clip/71.jpg", headers={"if-none-match": tag}).status_code == 304


def test_nobody_cuts_what_has_no_region_or_no_picture(client, edition):
    for address in (f"{PAGE}clip/73/", f"{PAGE}clip/9/", "/epaper/2025-10-17/A03/clip/71/", f"{PAGE}clip/9999999999/"):
        assert client.get(address).status_code == 404
        assert client.get(f"{address[:-1]}.jpg").status_code == 404


def test_a_picture_of_another_size_than_it_was_announced_is_not_unpacked(client, edition):
    clipping._cut.cache_clear()
    storages["public"].delete("front-480.webp")
    store_page("front", (900, 900))
    assert client.get(f"{PAGE}clip/71.jpg").status_code == 404
