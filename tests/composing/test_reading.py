"""A page source is its canonical text and back again; anything else is refused."""

from __future__ import annotations

import json

import pytest

from editions.composing import reading
from tests.composing.test_typesetting import two_articles


def test_a_page_read_back_is_the_same_page() -> None:
    source = two_articles()
    again = reading.read(source.as_json())
    assert again == source
    assert again.digest == source.digest


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page.update(colour="red"),
        lambda page: page["grid"].update(columns="6"),
        lambda page: page["blocks"][0].update(role="king"),
        lambda page: page["blocks"][0].update(cells=None),
        lambda page: page.update(blocks={}),
        lambda page: page.pop("grid"),
    ],
)
def test_what_is_no_page_source_is_refused(spoil: object) -> None:
    page = json.loads(two_articles().as_json())
    spoil(page)  # type: ignore[operator]
    with pytest.raises(reading.Unreadable):
        reading.read(json.dumps(page))


def test_no_json_is_refused() -> None:
    with pytest.raises(reading.Unreadable):
        reading.read("#page")
