"""The archive that the system is measured with: shaped like a newspaper's, and the same each time."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from articles.html import character_count, clean_html
from newsroom.benching import lists, prose, questions
from newsroom.benching.archive import A_DAY, Archive
from newsroom.benching.prose import Prose


@pytest.fixture(autouse=True)
def _a_small_stock(monkeypatch):
    """The same prose from fewer clauses and names: to make them up takes most of the time."""
    monkeypatch.setattr(prose, "CLAUSES", 400)
    monkeypatch.setattr(prose, "NAMES", 400)
    monkeypatch.setattr(questions, "EACH", 2)
    monkeypatch.setattr(lists, "TIMES", 1)
    monkeypatch.setattr(lists, "ARTICLES", 2)


def test_its_texts_are_clean_as_long_as_a_newspaper_s_and_each_time_the_same():
    one, again = Prose(3), Prose(3)
    texts = [one.body() for _number in range(200)]
    assert texts == [again.body() for _number in range(200)]
    assert all(clean_html(text) == text for text in texts)
    assert 500 < sum(map(character_count, texts)) / len(texts) < 1000


def test_it_fills_whole_days_up_to_the_last():
    days = list(Archive(sections=["news"], series=[]).until(date(2001, 3, 4), A_DAY + 20))
    assert [len(day) for day in days] == [A_DAY, 20]
    assert {one.place.day for day in days for one in day} == {date(2001, 3, 3), date(2001, 3, 4)}


@pytest.mark.django_db
def test_it_comes_in_through_the_import_and_is_asked(capsys):
    call_command("bench_archive", articles=120)
    said = capsys.readouterr().out
    assert "120 articles" in said
    for asked in (
        "no hits",
        "on front pages",
        "article, once more",
        "a frequent word in a section",
        "a section, last page",
    ):
        assert f"| {asked} |" in said
