"""A photographer who is named alone is printed with 摄, the same on the page and on the website."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import State
from editions.manuscripts import manuscripts
from photos import credits
from tests.factories import bring_to, make_article, make_photo, publish_alone
from website.models import PublishedPicture


@pytest.mark.parametrize(
    ("credit", "printed"),
    [
        ("沈知遥", "沈知遥 摄"),
        ("邱岚", "邱岚 摄"),
        ("邱岚、沈知遥", "邱岚、沈知遥 摄"),
        ("邱岚 沈知遥", "邱岚 沈知遥 摄"),
        ("邱岚 摄", "邱岚 摄"),
        ("邱岚摄", "邱岚摄"),
        ("本报记者 邱岚 摄", "本报记者 邱岚 摄"),
        ("摄影 邱岚", "摄影 邱岚"),
        ("通讯员 邱岚", "通讯员 邱岚"),
        ("新华社", "新华社"),
        ("资料图", "资料图"),
        ("云岫市档案馆供图", "云岫市档案馆供图"),
        ("邱岚／新华社", "邱岚／新华社"),
        ("Qiu Lan", "Qiu Lan"),
        ("", ""),
    ],
)
def test_a_name_alone_is_printed_with_the_word_for_who_took_it(credit: str, printed: str) -> None:
    assert credits.printed(credit) == printed


def test_an_english_paper_prints_the_name_as_it_is(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    assert credits.printed("沈知遥") == "沈知遥"


def test_page_and_website_say_the_same(cast: Any) -> None:
    photo = make_photo(by=cast.photographer, credit="沈知遥")
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    version = article.current_version
    (on_the_page,) = manuscripts([version])[version.pk].photos
    publish_alone(article, cast)
    assert on_the_page.credit == PublishedPicture.objects.get().credit == "沈知遥 摄"
