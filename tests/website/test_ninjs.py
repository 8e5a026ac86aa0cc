"""Articles and issues as ninjs 3.1: only what the standard has, with its words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from jsonschema import Draft202012Validator

from tests.website.factories import CRAFT, QIU_LAN, ZHIYAO, byline, make_article, make_published_edition, picture
from website import intake
from website.intake import CorrectionCopy

pytestmark = pytest.mark.django_db

S, NUMBER, AT = {"type": "string"}, {"type": "integer"}, {"type": "string"}
URI = {"type": "string", "pattern": "^https?://"}


def rows(needed: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    one = {"type": "object", "properties": properties, "additionalProperties": False, "required": list(needed)}
    return {"type": "array", "items": one}


def words(**more: Any) -> dict[str, Any]:
    return rows(("value",), role=S, contentType=S, value=S, **more)


# The properties of the standard that a newspaper has use for, written down from its text.
ITEM: dict[str, Any] = {
    "uri": URI,
    "type": {"enum": ["text", "picture", "composite"]},
    "representationType": {"enum": ["full", "partial"]},
    "profile": S,
    "version": S,
    "firstCreated": AT,
    "versionCreated": AT,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "copyrightHolder": S,
    "language": S,
    "title": S,
    "by": S,
    "located": S,
    "headlines": words(),
    "descriptions": words(),
    "bodies": words(charCount=NUMBER, wordCount=NUMBER),
    "people": rows(name=S, rel=S, uri=URI, literal=S),
    "infoSources": rows(name=S, role=S, uri=URI, literal=S),
    "subjects": rows(name=S, rel=S, uri=URI, literal=S),
    "genres": rows(name=S, uri=S, literal=S),
    "altIds": rows(role=S, value=S),
    "renditions": rows(("name",), name=S, href=URI, contentType=S, width=NUMBER, height=NUMBER),
    "digitalSourceType": {"type": "object", "properties": {"uri": URI}, "additionalProperties": False},
    "rightsInfo": {
        "type": "object",
        "properties": {"linkedRights": URI},
        "additionalProperties": False,
        "required": ["linkedRights"],
    },
    "associations": {"type": "array", "items": {"$ref": "#/$defs/associated"}},
}
SCHEMA = {
    "$defs": {
        "associated": {
            "type": "object",
            "properties": {**ITEM, "name": S, "rel": S},
            "required": ["name", "uri"],
            "additionalProperties": False,
        }
    },
    "type": "object",
    "properties": {**ITEM, "standard": {"type": "object", "required": ["name", "version", "schema"]}},
    "required": ["uri", "standard"],
    "additionalProperties": False,
}


def faults(content: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(content)]


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
    assert [(one["name"], one["rel"]) for one in item["people"]] == [("沈知遥", "author"), ("邱岚", "photographer")]
    assert item["infoSources"] == [{"name": "新华社", "role": "source"}]
    assert [one["rel"] for one in item["subjects"]] == ["section", "series"]
    assert {"role": "print-page", "value": "2025-10-17 A01"} in item["altIds"]
    assert item["rightsInfo"] == {"linkedRights": "https://paper.example/terms"}
    shown = item["associations"][0]
    assert shown["by"] == "本报记者 邱岚 摄"
    assert shown["digitalSourceType"]["uri"].endswith("/trainedAlgorithmicMedia")
    assert [one["width"] for one in shown["renditions"]] == [480, 960, 1600]


def test_the_check_finds_a_property_that_the_standard_has_not(client, paper):
    item = client.get("/article/81/ninjs.json").json()
    assert faults({**item, "headline": "x"})
    assert faults({**item, "associations": [{"uri": "http://x/"}]})


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


def test_an_issue_is_downloaded_whole_and_without_what_was_withdrawn(client, paper):
    answer = client.get("/epaper/2025-10-17/ninjs.json")
    assert answer["Content-Disposition"] == 'attachment; filename="2025-10-17.ninjs.json"'
    issue = answer.json()
    assert faults(issue) == []
    assert issue["type"] == "composite"
    assert [one["title"] for one in issue["associations"]] == ["江堤合龙", "水利"]
    assert issue["associations"][0]["associations"][0]["type"] == "picture"
    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
    assert [one["title"] for one in client.get("/epaper/2025-10-17/ninjs.json").json()["associations"]] == ["水利"]
