"""The story of the printed page: a draft, three reviews, a drawn page, its proof, the sign-off, and the reader."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdfium2
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from articles.models import State
from editions.models import Drawing, DrawingOrder, Edition, PlannedPage, ProofMark, Publication
from photos.models import Photo
from tests.factories import bring_to, make_article, make_drawn_template, make_publication, make_section, prose
from tests.person import Person

pytestmark = pytest.mark.django_db(transaction=True)

HEADLINE = "芦溪下游清淤提前完工"
PEOPLE = (
    "reporter", "desk_editor", "section_head", "chief_editor", "page_designer", "proofreader",
)  # fmt: skip


@pytest.fixture
def people(cast: Any) -> dict[str, Person]:
    """Everybody at a browser of his own."""
    browsers = {}
    for name in PEOPLE:
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(cast, name))
        browsers[name] = Person(client)
    return {**browsers, "reader": Person(Client())}


@pytest.fixture
def press(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A round of the press in a process of its own, at the same database and the same files."""
    from django.core.files.storage import storages

    stores = {name: dict(options) for name, options in settings.STORAGES.items()}
    for name, folder in (("default", "originals"), ("public", "public")):
        stores[name] = {**stores[name], "OPTIONS": {**stores[name]["OPTIONS"], "location": tmp_path / folder}}
    settings.STORAGES = stores
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["default"])
    connection.ensure_connection()
    at = connection.connection.info
    account = f"{quote(at.user)}:{quote(at.password or '')}"
    url = f"postgres://{account}@{quote(at.host, safe='')}:{at.port}/{quote(at.dbname)}"
    state = {"NEWSROOM_STATE_DIR": str(tmp_path), "NEWSROOM_DEBUG": "1", "NEWSROOM_SIDE": "desk"}

    def round_of_work() -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", "press", "--once"],
            cwd=django_settings.BASE_DIR,
            env={**os.environ, **state, "DATABASE_URL": url},
            timeout=180,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]

    return round_of_work


def drawn_plan() -> None:
    """Two drawn pages on each day of the week."""
    template = make_drawn_template()
    PlannedPage.objects.bulk_create(
        PlannedPage(weekday=weekday, letter="A", number=number, name="要闻", template=template)
        for weekday in range(7)
        for number in (1, 2)
    )


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def test_an_article_goes_from_a_reporter_s_draft_onto_the_printed_page_and_to_the_reader(
    people: dict[str, Person], cast: Any, press: Any
) -> None:
    make_publication()
    Publication.objects.update(proof_rounds=1)
    drawn_plan()
    section = make_section("news", "要闻")
    other = bring_to(State.APPROVED, make_article(by=cast.reporter2, headline="老车间开门", body=prose(3)), cast)

    # Filed, and reviewed by three people.
    reporter = people["reporter"].open("/admin/articles/article/add/")
    reporter.press("_take", "submit", headline=HEADLINE, body=prose(20), section=section.pk, genre="news")
    article = cast.reporter.filed_articles.get()
    for name, verb in (("desk_editor", "pass"), ("section_head", "pass"), ("chief_editor", "approve")):
        people[name].open(f"/admin/articles/article/{article.pk}/change/").press("_take", verb)

    # The page designer opens the edition, places both, and lets the long one go on on the next page.
    designer = people["page_designer"].open("/admin/editions/edition/add/")
    designer.press(to="/admin/editions/edition/add/", date="2025-10-17")
    edition = Edition.objects.get(date=date(2025, 10, 17))
    first, second = edition.pages.order_by("number")
    base = f"/admin/editions/edition/{edition.pk}/page/"
    designer.open(f"{base}{second.pk}/").press("do", "place", where=f"article={other.pk}")
    designer.open(f"{base}{first.pk}/").press("do", "place", where=f"article={article.pk}")
    assert "over by" in designer.text
    placed = first.placements.get()
    designer.press("do", "jump", where=f"placement={placed.pk}", page=second.pk)
    assert "over by" not in designer.text

    # The press draws both.
    for _round in range(2):
        press()
    assert not DrawingOrder.objects.exists()
    assert {one.page_id for one in Drawing.objects.filter(failure="")} == {first.pk, second.pk}

    # The proofreader finds something, the designer carries it out, the round is passed; then both pages are signed.
    proofreader = people["proofreader"].open("/admin/")
    assert f"{base}{first.pk}/proof/" in proofreader.text
    proofreader.open(f"{base}{first.pk}/proof/?x=20&y=30").press("do", "mark", words="“溪”误为“奚”")
    mark = ProofMark.objects.get()
    assert mark.article == article
    assert "“溪”误为“奚”" in people["page_designer"].open("/admin/").text
    designer.open(f"{base}{first.pk}/proof/").press("do", "done", where=f"mark={mark.pk}", answer="查无此误")
    head = people["section_head"]
    for page in (first, second):
        assert not head.open(f"{base}{page.pk}/proof/").sees_button("do", "sign")
        proofreader.open(f"{base}{page.pk}/proof/").press("do", "pass")
        head.open(f"{base}{page.pk}/proof/").press("do", "sign")
    assert "frozen whole" in head.text
    people["reader"].open("/epaper/2025-10-17/A01/", status=404)
    people["chief_editor"].open(f"/admin/editions/edition/{edition.pk}/change/").press(to="/publish/")

    # The reader sees the page, finds the article on it, follows it to the next page, and keeps the PDF.
    reader = people["reader"].open("/epaper/2025-10-17/A01/")
    shown = edition_picture()
    assert shown in reader.text
    assert "<polygon" in reader.text
    assert HEADLINE in reader.words
    assert "/epaper/2025-10-17/A02/" in reader.text
    assert f"/article/{article.pk}/" in reader.open("/epaper/2025-10-17/A02/").text
    assert HEADLINE in reader.open(f"/article/{article.pk}/").words
    printed = [text_of(content(f"/epaper/2025-10-17/{label}.pdf")) for label in ("A01", "A02")]
    assert HEADLINE in printed[0]
    assert "下转A02版" in printed[0]
    assert "上接A01版" in printed[1]
    # What the first page does not say stands on the second, and nothing stands on both.
    said = [{number for number in range(1, 21) if f"第{number}段" in text} for text in printed]
    assert said[0] | said[1] == set(range(1, 21))
    assert max(said[0]) <= max(said[1])


def edition_picture() -> str:
    from website.models import PublishedEdition

    page = PublishedEdition.objects.get().pages.order_by("order")[0]
    return f"{page.picture_base}-"


def content(address: str) -> bytes:
    answer = Client().get(address, follow=True)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
