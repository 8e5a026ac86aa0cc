"""Every page readers can open is valid HTML, in both languages: the Nu checker finds nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as project
from django.template.loader import get_template

from tests.website.every_page import PAGES, print_the_paper

# Where the checker's jar lies; `.ci/run` fetches it where it can.
CHECKER = os.environ.get("NEWSROOM_NU_CHECKER", "")
IS_THERE = bool(CHECKER and Path(CHECKER).is_file() and shutil.which("java"))

pytestmark = pytest.mark.django_db


def names_of(answer):
    return {template.name for template in answer.templates if template.name}


def test_every_template_of_a_page_is_among_those_that_are_looked_at(client):
    """A new one gets its address in `every_page.PAGES`."""
    used = names_of(client.get("/"))
    print_the_paper()
    for address in PAGES.values():
        used |= names_of(client.get(address))
    there = {f"website/{file.name}" for file in Path(project.BASE_DIR, "templates/website").glob("[!_]*.html")}
    assert there - used == set()


class Heard(HTMLParser):
    """What a screen reader lists of a page: main parts, heads with their levels, the names of its navigations."""

    def __init__(self, words):
        super().__init__()
        self.mains, self.heads, self.navigations = 0, [], []
        self.feed(words)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.mains += tag == "main"
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.heads.append(int(tag[1]))
        if tag == "nav":
            self.navigations.append(given.get("aria-label") or given.get("aria-labelledby"))


def test_every_page_has_one_first_head_none_left_out_below_it_and_named_navigations(client):
    print_the_paper()
    for kind, address in PAGES.items():
        heard = Heard(client.get(address).content.decode())
        assert heard.mains == 1, kind
        assert heard.heads.count(1) == 1, (kind, heard.heads)
        assert all(after <= before + 1 for before, after in pairwise(heard.heads)), (kind, heard.heads)
        assert all(heard.navigations), kind
        assert len(set(heard.navigations)) == len(heard.navigations), (kind, heard.navigations)


@pytest.mark.skipif(not IS_THERE, reason="the Nu checker or Java is not here: NEWSROOM_NU_CHECKER names its vnu.jar")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_nu_checker_finds_nothing(client, settings, tmp_path, language):
    settings.LANGUAGE_CODE, settings.DEBUG = language, False
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "before-the-first-issue.html").write_bytes(client.get("/").content)
    print_the_paper()
    for kind, address in PAGES.items():
        (pages / f"{kind.replace(' ', '-')}.html").write_bytes(client.get(address).content)
    (pages / "broken.html").write_text(get_template("500.html").render(), encoding="utf-8")
    checked = subprocess.run(
        ["java", "-jar", CHECKER, "--format", "json", "--exit-zero-always", "--stdout", str(pages)],
        capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    messages = json.loads(checked.stdout)["messages"]
    said = [(Path(one["url"]).stem, one["type"], one["message"], one.get("extract", "")[:100]) for one in messages]
    assert said == []
    assert len(list(pages.iterdir())) == len(PAGES) + 2
