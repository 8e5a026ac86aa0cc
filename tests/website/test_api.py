"""The record for other people's programs: as the openapi document says, and no word more than readers see."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from jsonschema import Draft202012Validator

from tests.website.factories import (
    CRAFT,
    LOCAL,
    QIU_LAN,
    byline,
    make_article,
    make_page,
    make_published_edition,
    make_published_topic,
    page_picture,
    picture,
    region,
)
from website import intake
from website.intake import CorrectionCopy
from website.urls import urlpatterns

pytestmark = pytest.mark.django_db

DOCUMENT = json.loads((Path(__file__).parents[2] / "website/api/openapi.json").read_text(encoding="utf-8"))
LISTS = ("articles", "issues", "sections", "series", "topics", "authors", "corrections")


@pytest.fixture
def paper():
    lead = make_article(
        id=81, headline="江堤合龙", kicker="引题", deck="副题", series=CRAFT, series_part=2, source="新华社",
        pictures=(picture(1, ai="assisted"), picture(2)),
        bylines=(byline("江照野", "correspondent", "tail"), byline(QIU_LAN, "photographer", "title")),
    )  # fmt: skip
    second = make_article(id=82, headline="水利", section=LOCAL, genre="opinion")
    first_page = make_page(
        "A01", lead, second, picture=page_picture("seite"), pdf="seite.pdf", regions=(region(81), region(82))
    )
    edition = make_published_edition(pages=(first_page, make_page("A02", make_article(id=83))), pdf="alles.pdf")
    make_published_topic(81, slug="old-town", name="旧城更新")
    return edition


def closed(schema: Any, *, inside: bool = False) -> Any:
    """The same schema, which refuses what it does not describe; parts that belong together are closed as one."""
    if isinstance(schema, list):
        return [closed(one, inside=inside) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {}
    for key, value in schema.items():
        if key == "properties":
            found[key] = {name: closed(one) for name, one in value.items()}
        else:
            found[key] = closed(value, inside=key == "allOf")
    if not inside and {"properties", "allOf", "$ref"} & set(schema):
        found["unevaluatedProperties"] = False
    return found


def faults(schema: dict[str, Any], content: Any) -> list[str]:
    """What in an answer is not as described; a schema that may be part of another is closed where it is used."""
    parts = {name: closed(one, inside=True) for name, one in DOCUMENT["components"]["schemas"].items()}
    whole = {**closed(schema), "components": {"schemas": parts}}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(content)]


def described(path: str, status: str, kind: str = "application/json") -> dict[str, Any]:
    answer = DOCUMENT["paths"][path]["get"]["responses"][status]
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer["content"][kind]["schema"]


def correct(number: int, notice: str) -> None:
    with transaction.atomic():
        said = CorrectionCopy(id=9, kind="self", notice=notice, at=datetime(2025, 10, 18, tzinfo=UTC))
        intake.correct_article(make_article(id=number, headline="水利"), said)


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")


ANSWERS = [
    ("/api/", "/api/"),
    ("/api/articles/", "/api/articles/?limit=2"),
    ("/api/articles/{id}/", "/api/articles/81/"),
    ("/api/articles/{id}/", "/api/articles/82/"),
    ("/api/issues/", "/api/issues/"),
    ("/api/issues/{issue}/", "/api/issues/2025-10-17/"),
    ("/api/sections/", "/api/sections/"),
    ("/api/series/", "/api/series/"),
    ("/api/topics/", "/api/topics/"),
    ("/api/authors/", "/api/authors/?limit=1"),
    ("/api/corrections/", "/api/corrections/"),
    ("/api/changes/", "/api/changes/"),
    ("/api/search/", "/api/search/?q=江堤"),
]


@pytest.mark.parametrize(("path", "address"), ANSWERS)
def test_every_answer_is_what_the_document_says(client, paper, path, address):
    correct(82, "应为后天。")
    withdraw(83)
    connection.check_constraints()  # as at the end of a transaction
    content = client.get(address).json()
    assert faults(described(path, "200"), content) == []
    assert content.get("items", True), "an empty list shows nothing"


def test_the_check_itself_finds_what_is_wrong(client, paper):
    article = client.get("/api/articles/81/").json()
    schema = described("/api/articles/{id}/", "200")
    assert faults(schema, {**article, "content_hash": "x"})
    assert faults(schema, {**article, "section": {**article["section"], "secret": 1}})
    assert faults(schema, {name: value for name, value in article.items() if name != "headline"})
    assert faults(schema, {**article, "pictures": [{**article["pictures"][0], "renditions": []}]})


def test_the_document_and_the_addresses_name_each_other(client, paper):
    assert client.get("/api/openapi.json").json() == DOCUMENT
    routes = {
        str(one.pattern) for one in urlpatterns if str(one.pattern).startswith("api/") or "ninjs" in str(one.pattern)
    }
    as_written = {one.replace("<int:pk>", "{id}").replace("<edition:key>", "{issue}") for one in routes}
    assert {f"/{one}" for one in as_written} == set(DOCUMENT["paths"])
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_parameter_of_the_document_is_known_and_no_other(client, paper):
    for path, operation in DOCUMENT["paths"].items():
        address = path.replace("{id}", "81").replace("{issue}", "2025-10-17")
        answer = client.get(address, {"colour": "red"})
        assert answer.status_code == 400, path
        named = [one.get("name") or one["$ref"].rpartition("/")[2] for one in operation["get"].get("parameters", [])]
        asked = [name for name in named if name not in {"id", "issue"}]
        assert all(name in answer.json()["detail"] for name in asked), path


def test_an_article_says_where_it_stood_and_whose_it_is(client, paper):
    article = client.get("/api/articles/81/").json()
    assert article["url"] == "http://testserver/article/81/"
    assert [(place["issue"], place["page"], place["place"]) for place in article["print"]] == [("2025-10-17", "A01", 1)]
    assert [(one["name"], one["role"], one["author"] and one["author"]["slug"]) for one in article["credits"]] == [
        ("江照野", "correspondent", None),
        ("邱岚", "photographer", "qiu-lan"),
    ]
    assert article["series"]["part"] == 2
    assert article["body_html"].startswith("<p>东湖水位回落。")
    first = article["pictures"][0]
    assert (first["credit"], first["ai"]) == ("本报记者 邱岚 摄", "assisted")
    assert [one["width"] for one in first["renditions"]] == [480, 960, 1600]
    assert all(one["url"].startswith("http://testserver/media/") for one in first["renditions"])


def test_an_issue_has_its_pages_with_the_regions_of_its_articles(client, paper):
    issue = client.get("/api/issues/2025-10-17/").json()
    assert [page["label"] for page in issue["pages"]] == ["A01", "A02"]
    first = issue["pages"][0]
    assert [(one["id"], one["place"], len(one["regions"])) for one in first["articles"]] == [(81, 1, 1), (82, 2, 1)]
    assert first["articles"][0]["regions"][0][0] == [62, 0]
    assert first["renditions"][-1]["height"] == 2215
    assert issue["pdf"] == "http://testserver/epaper/2025-10-17.pdf"


def test_a_withdrawn_article_leaves_the_lists_and_answers_with_its_notice(client, paper):
    withdraw(81)
    answer = client.get("/api/articles/81/")
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    assert faults(described("/api/articles/{id}/", "410", "application/problem+json"), answer.json()) == []
    assert answer.json()["detail"] == answer.json()["notice"] == "本文已撤回。"
    assert client.get("/article/81/ninjs.json").status_code == 410
    for address in (
        "/api/articles/",
        "/api/issues/2025-10-17/",
        "/api/search/?q=江堤",
        "/epaper/2025-10-17/ninjs.json",
    ):
        words = client.get(address).content.decode()
        assert "江堤合龙" not in words, address
    page = client.get("/api/issues/2025-10-17/").json()["pages"][0]
    assert [one["id"] for one in page["withdrawn"]] == [81]
    assert [one["id"] for one in page["articles"]] == [82]


MISSING = [
    "/api/articles/999/",
    "/api/articles/99999999999999999999999999/",
    "/api/issues/2025-10-18/",
    "/article/999/ninjs.json",
    "/epaper/2025-10-18/ninjs.json",
]


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_published_does_not_exist(client, paper, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert answer["Access-Control-Allow-Origin"] == "*"


NOWHERE = ["/api/v2/", "/api/articles/81/comments/", "/api/issues/17-10-2025/", "/api/articles/last/", "/api/.json",
           "/article/last/ninjs.json"]  # fmt: skip


@pytest.mark.parametrize("address", NOWHERE)
def test_at_an_address_nobody_wrote_down_a_program_is_told_where_they_are(client, paper, settings, address):
    settings.DEBUG = False
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["detail"] == "没有这个地址；全部地址见http://testserver/api/openapi.json。"
    assert client.get("/apis/").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("fault", "status"), [(OperationalError, 503), (ZeroDivisionError, 500)])
def test_a_program_is_asked_to_come_again_when_we_cannot_answer(client, paper, monkeypatch, fault, status):
    def break_off(*_asked: Any) -> None:
        raise fault

    monkeypatch.setattr("website.api.described.whole_article", break_off)
    client.raise_request_exception = False
    answer = client.get("/api/articles/81/")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"].endswith("请稍后再试。")
    assert answer.get("Retry-After") == ("5" if status == 503 else None)


REFUSED = [
    "articles/?limit=0",
    "articles/?limit=101",
    "articles/?limit=x",
    "articles/?limit=-1",
    "articles/?limit=٣",
    "articles/?after=guess",
    "articles/?after=1-2",
    "articles/?after=9999999999999999999-1-1",
    "articles/?section=nowhere",
    "articles/?series=nowhere",
    "articles/?topic=nowhere",
    "search/?q=江堤&topic=nowhere",
    "articles/?author=nobody",
    "articles/?genre=gossip",
    "articles/?since=yesterday",
    "articles/?since=2025-13-01",
    "articles/?until=20251017",
    "articles/?limit=5&limit=6",
    "articles/?section=a%00b",
    "issues/?after=guess",
    "issues/?after=2025-10-17-1",
    "issues/?after=2025-02-30",
    "corrections/?after=x",
    "corrections/?article=x",
    "search/",
    "search/?q=",
    "search/?q=水利&after=guess",
    "search/?q=水利&genre=gossip",
    "sections/?limit=5",
    "changes/?changed_since=yesterday",
    "changes/?changed_since=2025-10-17T06:00:00",
    "changes/?changed_since=2025-13-17T06:00:00Z",
    "changes/?changed_since=0001-01-01T00:00:00%2B08:00",
    "changes/?after=x",
    "changes/?after=",
    "issues/?until=",
    "articles/?section=&limit=5",
    "?q=x",
    "articles/81/?colour=red",
]


@pytest.mark.parametrize("asked", REFUSED)
def test_a_question_that_is_not_understood_is_refused_in_a_sentence(client, paper, asked):
    answer = client.get(f"/api/{asked}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert faults(described("/api/articles/", "400", "application/problem+json"), answer.json()) == []
    assert answer.json()["detail"].endswith("。")


def walk(client, address: str) -> list[Any]:
    """Every row of a list, followed to its end."""
    found = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found += answer.json()["items"]
        following = answer.json()["next"]
        assert (f'<{following}>; rel="next"' == answer["Link"]) if following else "Link" not in answer
        address = following and f"{urlsplit(following).path}?{urlsplit(following).query}"
    return found


def test_a_list_is_followed_to_its_end_and_nothing_comes_twice(client, paper):
    for day in range(18, 22):
        make_published_edition(date=date(2025, 10, day), published_at=datetime(2025, 10, day, tzinfo=UTC))
    correct(82, "应为后天。")
    for name in LISTS[1:]:
        keys = [
            one.get("id", one.get("slug"))
            for one in walk(client, f"/api/{name}/" + ("" if name == "sections" else "?limit=1"))
        ]
        assert keys == [one.get("id", one.get("slug")) for one in client.get(f"/api/{name}/").json()["items"]], name
        assert len(keys) == len(set(keys))
    rows = walk(client, "/api/articles/?limit=2")
    assert [one["id"] for one in rows][-3:] == [81, 82, 83]
    assert len(rows) == 7
    assert [one["id"] for one in walk(client, "/api/search/?q=消息&limit=1")][-1] == 83


def test_an_article_names_the_topics_it_stands_in_the_open_ones_first(client, paper):
    make_published_topic(81, slug="later", name="后来的")
    make_published_topic(81, slug="done", name="收官的", is_open=False)
    make_published_topic(82, slug="other", name="别的")
    told = client.get("/api/articles/81/").json()["topics"]
    assert [one["name"] for one in told] == ["后来的", "旧城更新", "收官的"]
    assert told[1] == {"slug": "old-town", "name": "旧城更新", "url": "http://testserver/topic/old-town/"}
    connection.check_constraints()  # as at the end of a transaction
    (changed,) = [one for one in client.get("/api/changes/").json()["items"] if one["article"]["id"] == 81]
    assert changed["article"]["topics"] == told


def test_a_topic_counts_what_readers_find_in_it(client, paper):
    make_published_topic(81, 82, slug="water", name="水", first_day=date(2025, 10, 1))
    withdraw(82)
    topics = {one["slug"]: one for one in client.get("/api/topics/").json()["items"]}
    assert list(topics) == ["old-town", "water"]
    assert (topics["water"]["article_count"], topics["water"]["first_day"]) == (1, "2025-10-01")
    assert topics["old-town"]["first_day"] == "2025-10-17"
    assert client.get("/api/topics/?limit=1").json()["next"].endswith("after=old-town")


def test_a_search_by_program_can_be_narrowed_to_a_topic(client, paper):
    found = client.get("/api/search/?q=渡船&topic=old-town").json()["items"]
    assert [one["id"] for one in found] == [81]


def test_what_is_published_meanwhile_shifts_no_list(client, paper):
    first = client.get("/api/articles/?limit=1").json()
    make_published_edition(date=date(2025, 10, 18), published_at=datetime(2025, 10, 18, tzinfo=UTC))
    rest = walk(client, "/api/articles/?" + urlsplit(first["next"]).query)
    assert [one["id"] for one in [*first["items"], *rest]] == [81, 82, 83]


NARROWED = [
    ("section=local", [82]), ("series=craft", [81]), ("topic=old-town", [81]), ("author=qiu-lan", [81]),
    ("genre=opinion", [82]),
    ("since=2025-10-17&until=2025-10-17", [81, 82, 83]), ("until=2025-10-16", []), ("since=2025-10-18", []),
    ("until=9999-12-31", [81, 82, 83]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "numbers"), NARROWED)
def test_a_list_is_narrowed_by_what_is_asked(client, paper, asked, numbers):
    assert [one["id"] for one in client.get(f"/api/articles/?{asked}").json()["items"]] == numbers


def test_a_program_that_has_the_answer_is_told_so_until_something_changes(client, paper):
    tag = client.get("/api/articles/81/")["ETag"]
    again = client.get("/api/articles/81/", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    correct(82, "应为后天。")
    assert client.get("/api/articles/81/", headers={"if-none-match": tag}).status_code == 200


def test_pages_of_other_houses_may_ask(client, paper):
    before = client.options("/api/articles/", headers={"origin": "https://example.org"})
    assert before.status_code == 204
    assert before["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"
    answer = client.get("/api/articles/", headers={"origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    for change in (client.post, client.put, client.patch, client.delete):
        refused = change("/api/articles/81/")
        assert refused.status_code == 405
        assert refused["Allow"] == "GET, HEAD, OPTIONS"


def _page_of_three(label: str) -> intake.PageCopy:
    return make_page(label, *(make_article(pictures=(picture(),)) for _ in range(3)))


def test_an_answer_asks_the_database_as_often_for_many_as_for_one(client, paper):
    counts = {}
    for size in (1, 40):
        pages = tuple(
            make_page(f"B{number:02}", *(make_article(pictures=(picture(),)) for _ in range(3)))
            for number in range(size)
        )
        day = date(2025, 11, size % 28 + 1)
        make_published_edition(date=day, published_at=datetime(2025, 11, size % 28 + 1, tzinfo=UTC), pages=pages)
        for address in ("/api/articles/?limit=100", f"/api/issues/{day}/", f"/epaper/{day}/ninjs.json"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.setdefault(address[:10], []).append(len(asked))
    assert all(one == many for one, many in counts.values()), counts


def test_an_english_paper_refuses_in_english(client, paper, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        assert client.get("/api/articles/?limit=0").json()["detail"] == "“limit” is a number from 1 to 100."
