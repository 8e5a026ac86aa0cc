"""The credits of a page are those of the website: one table, kept on both sides of the door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from articles.models import BylinePosition, BylineRole
from editions import credits
from website import bylines
from website.models import PublishedByline

NAMES = [["沈知遥"], ["沈知遥", "顾小满"], ["Shen Zhiyao", "Gu Xiaoman", "Qiu Lan"]]


@pytest.fixture(params=["zh-hans", "en"])
def chinese(request: pytest.FixtureRequest) -> Iterator[bool]:
    with translation.override(request.param):
        yield request.param != "en"


def test_both_sides_have_the_same_table() -> None:
    assert {role.value: form for role, form in credits.CHINESE.items()} == {
        role.value: form for role, form in bylines.CHINESE.items()
    }
    assert {role.value: form for role, form in credits.ENGLISH.items()} == {
        role.value: form for role, form in bylines.ENGLISH.items()
    }
    assert {role.value: title for role, title in credits.ENGLISH_TITLES.items()} == {
        role.value: title for role, title in bylines.ENGLISH_TITLES.items()
    }


def test_every_role_and_place_has_its_words_on_both_sides() -> None:
    assert set(credits.CHINESE) == set(BylineRole)
    # Whoever has no form of his own in English stands behind "By".
    assert not set(credits.ENGLISH) & set(credits.ENGLISH_TITLES)
    assert {one.value for one in bylines.Role} == set(BylineRole.values)
    assert {one.value for one in bylines.Position} == set(BylinePosition.values)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("roles", [*[(role,) for role in BylineRole], tuple(BylineRole)], ids=str)
def test_a_line_is_printed_as_the_website_shows_it(
    chinese: bool, names: list[str], roles: tuple[BylineRole, ...]
) -> None:
    credited = [(name, role) for role in roles for name in names]
    lines = [{"name": name, "role": role.value, "position": "head"} for name, role in credited]
    rows = [PublishedByline(name=name, role=role.value, position="head") for name, role in credited]
    assert credits.credits(lines, "head", chinese=chinese) == bylines.plain_credits(rows)
    assert credits.credits(lines, "tail", chinese=chinese) == ""


def test_a_name_that_looks_like_a_form_is_printed_as_it_is(chinese: bool) -> None:
    lines = [{"name": "{}{0.__class__}", "role": "reporter", "position": "head"}]
    assert "{}{0.__class__}" in credits.credits(lines, "head", chinese=chinese)
