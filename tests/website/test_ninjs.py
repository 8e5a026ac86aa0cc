"""Articles and issues as ninjs 3.1: only what the standard has, with its words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from jsonschema import Draft202012Validator, FormatChecker

from tests.website.factories import (
    CRAFT,
    QIU_LAN,
    ZHIYAO,
    byline,
    make_article,
    make_page,
    make_published_edition,
    make_published_topic,
    page_picture,
    picture,
)
from website import intake
from website.intake import CorrectionCopy

pytestmark = pytest.mark.django_db

QUESTIONS = 11
S, WHOLE = {"type": "string"}, {"type": "integer"}
AT = {"type": "string", "format": "date-time"}
# A program that keeps to the letter wants ASCII: what is written otherwise in an address is quoted.
URI = {"type": "string", "pattern": r"^https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$"}


def one(needed: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False, "required": list(needed)}


def rows(needed: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": one(needed, **properties)}


def words(**more: Any) -> dict[str, Any]:
    return rows(("value",), role=S, contentType=S, value=S, **more)


# The properties of the standard that a newspaper has use for, written down from its text.
ITEM: dict[str, Any] = {
    "uri": URI,
    "type": {"enum": ["text", "picture", "composite"]},
    "representationType": {"enum": ["full", "partial"]},
    "profile": S,
    "version": {"type": "string", "pattern": "^[1-9][0-9]*$"},
    "firstCreated": AT,
    "versionCreated": AT,
    "contentCreated": AT,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "copyrightHolder": S,
    "copyrightNotice": S,
    "usageTerms": S,
    "language": S,
    "title": S,
    "by": {"type": "string", "minLength": 1},
    "located": S,
    "headlines": words(),
    "descriptions": words(),
    "bodies": words(charCount=WHOLE, wordCount=WHOLE),
    "people": rows(name=S, rel=S, uri=URI, literal=S),
    "infoSources": rows(name=S, role=S, uri=URI, literal=S),
    "subjects": rows(name=S, rel=S, uri=URI, literal=S),
    "genres": rows(name=S, uri=S, literal=S),
    "altIds": rows(role=S, value=S),
    "trustIndicators": rows(role=URI, title=S, href=URI),
    "renditions": rows(("name",), name=S, href=URI, contentType=S, width=WHOLE, height=WHOLE),
    "digitalSourceType": one(name=S, uri=URI, literal=S),
    "rightsInfo": one(("linkedRights",), linkedRights=URI),
    "standard": one(("name", "version", "schema"), name=S, version=S, schema=URI),
    "associations": {"type": "array", "items": {"$ref": "#/$defs/associated"}},
}
SCHEMA = {
    "$defs": {"associated": one(("name", "uri"), **ITEM, name=S, rel=S)},
    **one(("uri", "standard"), **ITEM),
}


def moment(text: Any) -> bool:
    """A date-time of RFC 3339: no moment is told without its zone."""
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


FORMATS = FormatChecker(formats=())
FORMATS.checks("date-time", raises=ValueError)(moment)


def faults(content: Any) -> list[str]:
    check = Draft202012Validator(SCHEMA, format_checker=FORMATS)
    return [f"{error.json_path}: {error.message}" for error in check.iter_errors(content)]


@pytest.fixture
def paper():
    return make_published_edition(
        articles=(
            make_article(
                id=81,
                headline="江堤合龙",
                deck="副题",
                genre="feature",
                series=CRAFT,
                source="新华社",
                pictures=(picture(1, ai="generated"),),
                bylines=(byline(ZHIYAO), byline(QIU_LAN, "photographer", "title")),
            ),
            make_article(id=82, headline="水利"),
        )
    )


def test_an_article_says_all_of_itself_in_the_words_of_the_standard(client, paper, settings):
    settings.TDM_POLICY = "https://paper.example/terms"
    item = client.get("/article/81/ninjs.json").json()
    assert faults(item) == []
    assert item["standard"]["version"] == "3.1"
    assert item["uri"] == "http://testserver/article/81/"
    assert {one["role"]: one["value"] for one in item["headlines"]} == {"main": "江堤合龙", "deck": "副题"}
    assert "渡船明天开航" in item["bodies"][0]["value"]
    assert [(one["name"], one["rel"]) for one in item["people"]] == [("沈知遥", "reporter"), ("邱岚", "photographer")]
    assert item["infoSources"] == [{"name": "新华社", "role": "source"}]
    assert [one["rel"] for one in item["subjects"]] == ["section", "series"]
    assert {"role": "print-page", "value": "2025-10-17 A01"} in item["altIds"]
    assert item["rightsInfo"] == {"linkedRights": "https://paper.example/terms"}
    shown = item["associations"][0]
    assert shown["by"] == "本报记者 邱岚 摄"
    assert shown["digitalSourceType"]["uri"].endswith("/trainedAlgorithmicMedia")
    assert [one["width"] for one in shown["renditions"]] == [480, 960, 1600]


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": "x"},
        {"associations": [{"uri": "http://x/"}]},
        {"uri": "/article/81/"},
        {"uri": "http://testserver/作者/"},
        {"firstCreated": "2025-10-17T06:00:00"},
        {"renditions": [{"href": "http://x/"}]},
        {"by": ""},
    ],
)
def test_the_check_finds_what_the_standard_does_not_have(client, paper, wrong):
    assert faults({**client.get("/article/81/ninjs.json").json(), **wrong})


def test_an_article_is_told_under_all_that_it_is_filed_under(client, paper):
    number = make_published_topic(81, name="旧城更新", slug="old-town")
    told = client.get("/article/81/ninjs.json").json()
    assert faults(told) == []
    subjects = {one["rel"]: one for one in told["subjects"]}
    assert list(subjects) == ["section", "series", "topic"]
    topic = {"name": "旧城更新", "rel": "topic", "uri": "http://testserver/topic/old-town/"}
    assert subjects["topic"] == {**topic, "literal": f"topic-{number}"}
    issue = client.get("/epaper/2025-10-17/ninjs.json").json()
    assert issue["associations"][0]["subjects"] == told["subjects"]


def test_who_wants_no_markup_reads_the_same_words_plain(client, paper):
    html, plain = client.get("/article/81/ninjs.json").json()["bodies"]
    assert (html["contentType"], plain["contentType"]) == ("text/html", "text/plain")
    assert plain["value"].splitlines()[-1] == "渡船明天开航。"
    assert "<" not in plain["value"]


def test_the_house_claims_only_what_is_its_own(client, paper):
    wire, own = (client.get(f"/article/{number}/ninjs.json").json() for number in (81, 82))
    assert own["copyrightNotice"].startswith("© 2025 ")
    assert {"copyrightHolder", "copyrightNotice"} & set(wire) == set()
    assert {"copyrightHolder", "copyrightNotice"} & set(wire["associations"][0]) == set()
    led_to = [one["href"] for one in own["trustIndicators"]]
    assert led_to == ["http://testserver/about/", "http://testserver/corrections/"]


def test_an_article_nobody_signed_says_nobody(client):
    make_published_edition(articles=(make_article(id=83, bylines=()),))
    told = client.get("/article/83/ninjs.json").json()
    assert faults(told) == []
    assert "by" not in told


def test_a_correction_is_another_version_of_the_same_item(client, paper):
    before = client.get("/article/82/ninjs.json").json()
    with transaction.atomic():
        said = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
        intake.correct_article(make_article(id=82, headline="水利"), said)
    after = client.get("/article/82/ninjs.json").json()
    assert (before["version"], after["version"]) == ("1", "2")
    assert after["uri"] == before["uri"]
    assert after["altIds"] == before["altIds"]
    assert after["versionCreated"].startswith("2025-10-18")
    assert {"role": "correction", "contentType": "text/plain", "value": "应为后天。"} in after["descriptions"]


def test_a_withdrawn_article_is_cancelled_at_its_own_address_and_nothing_is_left_of_it(client, paper):
    before = client.get("/article/81/ninjs.json").json()
    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
    answer = client.get("/article/81/ninjs.json")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    gone = answer.json()
    assert faults(gone) == []
    assert (gone["uri"], gone["pubStatus"], gone["standard"]) == (before["uri"], "canceled", before["standard"])
    assert int(gone["version"]) > int(before["version"])
    assert [one["value"] for one in gone["descriptions"]] == ["本文已撤回。"]
    assert {"title", "headlines", "bodies", "by", "people", "associations", "renditions"} & set(gone) == set()
    assert "江堤" not in answer.content.decode()


def test_an_issue_is_downloaded_whole_and_says_what_was_withdrawn(client, paper):
    answer = client.get("/epaper/2025-10-17/ninjs.json")
    assert answer["Content-Disposition"] == 'attachment; filename="2025-10-17.ninjs.json"'
    issue = answer.json()
    assert faults(issue) == []
    assert issue["type"] == "composite"
    assert [(one["rel"], one["title"]) for one in issue["associations"]] == [
        ("article", "江堤合龙"), ("article", "水利"), ("page", "A01 要闻")
    ]  # fmt: skip
    assert issue["associations"][0]["associations"][0]["type"] == "picture"
    before = issue["associations"][0]
    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
    after = client.get("/epaper/2025-10-17/ninjs.json").json()
    assert faults(after) == []
    gone = after["associations"][0]
    assert (gone["uri"], gone["altIds"], gone["pubStatus"]) == (before["uri"], before["altIds"], "canceled")
    assert int(gone["version"]) > int(before["version"])
    assert [one["value"] for one in gone["descriptions"]] == ["本文已撤回。"]
    assert {"title", "headlines", "bodies", "by", "people"} & set(gone) == set()
    assert after["versionCreated"] == gone["versionCreated"]


def test_the_pages_of_an_issue_come_with_their_pictures_and_files(client):
    page = make_page("A01", make_article(id=84), picture=page_picture("Yq7"), pdf="Yq7.pdf")
    make_published_edition(date=date(2025, 10, 19), pages=(page,), pdf="issue.pdf")
    issue = client.get("/epaper/2025-10-19/ninjs.json").json()
    assert faults(issue) == []
    assert [one["name"] for one in issue["renditions"]] == ["web", "pdf", "epub"]
    (shown,) = [one for one in issue["associations"] if one["rel"] == "page"]
    assert shown["uri"] == "http://testserver/epaper/2025-10-19/A01/"
    assert [one["name"] for one in shown["renditions"]] == ["web", "pdf", "webp-480", "webp-1000", "webp-1600"]
    assert shown["renditions"][-1]["height"] == 2215


def test_an_issue_of_many_articles_is_told_in_as_few_questions_as_one_of_two(client, paper, django_assert_num_queries):
    make_published_edition(date=date(2025, 10, 20), articles=tuple(make_article(id=900 + at) for at in range(20)))
    make_published_topic(81, *range(900, 920))
    for day, articles in (("2025-10-17", 2), ("2025-10-20", 20)):
        with django_assert_num_queries(QUESTIONS):
            found = client.get(f"/epaper/{day}/ninjs.json").json()["associations"]
        assert sum(one["rel"] == "article" for one in found) == articles
