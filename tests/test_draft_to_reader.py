"""The story of the product, once: from a reporter's draft to the reader's page, through the pages people see."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from editions.models import Edition
from tests.factories import make_plan, make_publication, make_section, make_series, upload
from tests.person import Person

HEADLINE = "老车间开门 老街坊回家"
BODY = "<p>傍晚六点，一号车间的灯亮了。</p><h2>先问需求——图纸改了九稿</h2><p>许桂珍数了数柱子。</p>"


@pytest.fixture
def people(cast):
    """Everybody at a browser of his own, signed in through the form as he would be."""
    browsers = {}
    for name in ("reporter", "photographer", "desk_editor", "section_head", "chief_editor", "page_designer"):
        browsers[name] = Person(Client(headers={"accept-language": "en"}))
        browsers[name].open("/admin/").press(to="/admin/login/", username=name, password="newsroom")
    browsers["reader"] = Person(Client())
    return browsers


def test_an_article_goes_from_a_reporter_s_draft_to_the_reader(people, cast):
    make_publication(publisher="云岫日报社")
    make_plan(pages=2)
    section, series = make_section("news", "要闻"), make_series("question", "一月一问")

    # The photographer brings a picture in.
    photographer = people["photographer"].open("/admin/photos/photo/add/")
    photographer.press(to="/add/", caption="改造后的一号车间。", credit="邱岚", upload=upload())
    photo = cast.photographer.uploaded_photos.get()
    words = {f"photo-{photo.pk}-title": "老车间", f"photo-{photo.pk}-alt_text": "一排老柱子"}
    photographer.press(to="/upload/words/", **words)

    # The reporter files: his name stands in the byline already; he submits with one press.
    reporter = people["reporter"].open("/admin/articles/article/add/")
    reporter.press(
        "_take",
        "submit",
        kicker="老城修好以后，谁还住在这里？",
        headline=HEADLINE,
        deck="1126户居民，987户选择原地留住",
        dateline="本报讯",
        body=BODY,
        section=section.pk,
        series=series.pk,
        series_part="4",
        genre="feature",
    )
    assert "done" in reporter.text
    article = cast.reporter.filed_articles.get()
    assert article.state == "submitted"
    address = f"/admin/articles/article/{article.pk}/change/"

    # The first reviewer adds the picture, which is part of his review, and passes.
    assert HEADLINE in people["desk_editor"].open("/admin/").text
    people["desk_editor"].open(address).press(
        "_take",
        "pass",
        **{
            "photos-TOTAL_FORMS": "1",
            "photos-0-photo": photo.pk,
            "photos-0-after_paragraph": "1",
            "photos-0-order": "1",
        },
    )
    people["section_head"].open(address).press("_take", "pass")

    # Until it is published, no reader's address knows it.
    people["reader"].open(f"/article/{article.pk}/", status=404)

    people["chief_editor"].open(address).press("_take", "approve")
    article.refresh_from_db()
    assert article.state == "approved"

    # The page designer opens the edition by the weekday plan and places the article on A01.
    designer = people["page_designer"].open("/admin/editions/edition/add/")
    designer.press(to="/admin/editions/edition/add/", date="2025-10-17")
    board = designer.page.request["PATH_INFO"]
    assert "A01" in designer.text
    assert HEADLINE in designer.text
    edition = Edition.objects.get(date=date(2025, 10, 17))
    page = edition.pages.get(number=1)
    designer.press(to="/place/", where=f"article={article.pk}", page=page.pk)

    # A02 is still empty: the pre-flight says so in a sentence, and the chief editor has no button to press.
    chief = people["chief_editor"].open(board)
    assert "Page A02 has no lead" in chief.text
    assert not any(f.action.endswith("/publish/") for f in chief.forms())
    edition.pages.get(number=2).delete()
    chief.open(board).press(to="/publish/")

    # The reader reads.
    reader = people["reader"]
    assert HEADLINE in reader.open("/").text
    assert HEADLINE in reader.open("/epaper/2025-10-17/").text
    assert HEADLINE in reader.open("/epaper/2025-10-17/A01/").text
    text = reader.open(f"/article/{article.pk}/").text
    for part in (
        "老城修好以后，谁还住在这里？",
        HEADLINE,
        "1126户居民，987户选择原地留住",
        "本报讯",
        "沈知遥",
        "先问需求——图纸改了九稿",
        "改造后的一号车间。",
        "邱岚",
        "一月一问",
        "2025-10-17",
        "A01",
        "要闻",
    ):
        assert part in text
    assert HEADLINE in reader.open("/section/news/").words
    assert HEADLINE in reader.open("/series/question/").words
    assert HEADLINE in reader.open("/author/shen-zhiyao/").words
    assert "2025-10-17" in reader.open("/epaper/calendar/2025/10/").text
