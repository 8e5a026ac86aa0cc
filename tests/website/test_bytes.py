"""What comes over the line with a page: a reader with a bad net waits for every byte of it."""

import gzip
import random
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.website.factories import CRAFT, make_article, make_page, make_published_edition, page_picture, region

pytestmark = pytest.mark.django_db

MOST = 30_000
# What a browser fetches for a page without being asked: styles, scripts, the icon, the manifest.
NAMED = re.compile(r'<link rel="(?:stylesheet|icon|manifest)" href="([^"]+)"|<script src="([^"]+)"')
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")


def over_the_line(content):
    return len(gzip.compress(content, 6))


def fetched(client, address):
    """A file or a page as it is sent."""
    if not address.startswith("/static/"):
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.content
    return Path(finders.find(HASH.sub("", address.removeprefix("/static/")))).read_bytes()


@pytest.fixture
def page(client):
    """A long article in a series, with its place on the drawn page and a whole issue around it; no picture."""
    letters = random.Random(7)
    words = "".join(chr(0x4E00 + letters.randrange(2500)) for _ in range(2000))
    body = "".join(f"<p>{words[start : start + 100]}。</p>" for start in range(0, len(words), 100))
    own = make_article(id=78, body=body, series=CRAFT, series_part=1)
    others = [make_article(series=CRAFT, series_part=number) for number in range(2, 9)]
    drawn = make_page("A01", own, *others, picture=page_picture("drawn"), pdf="whole.pdf", regions=[region(78)])
    make_published_edition(pages=(drawn, *(make_page(f"A{number:02}") for number in range(2, 9))))
    html = client.get("/article/78/").text
    assert "as-printed" in html
    return html


def test_an_article_with_all_that_it_names_comes_in_thirty_kilobytes(client, page):
    named = {one or other for one, other in NAMED.findall(page)}
    assert {"/manifest.webmanifest"} < named
    weights = {address: over_the_line(fetched(client, address)) for address in named}
    weights["the page"] = over_the_line(page.encode())
    assert 10_000 < sum(weights.values()) <= MOST, weights


def test_nothing_but_one_style_sheet_keeps_an_article_from_being_shown(page):
    head = page[: page.index("</head>")]
    sheets = re.findall(r'<link rel="stylesheet"[^>]*>', head)
    assert len([sheet for sheet in sheets if 'media="print"' not in sheet]) == 1, sheets
    scripts = re.findall(r"<script src=[^>]*>", page)
    assert scripts
    assert all(" defer" in script or 'type="module"' in script for script in scripts), scripts
    assert "@import" not in Path(finders.find("website/website.css")).read_text(encoding="utf-8")
