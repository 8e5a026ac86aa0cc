"""Hairlines between articles: one between neighbours, none where a frame parts them already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from editions.composing.grid import BROADSHEET, Cells
from editions.composing.rules import rules
from editions.composing.source import Block
from tests.composing.setting import Text, block, page

G = BROADSHEET


def article(number: int, cells: Cells) -> Block:
    return block(G, f"a{number}", cells, Text(number, "题"))


def test_one_upright_rule_parts_two_columns_of_articles() -> None:
    found = rules(page(article(1, Cells(0, 0, 2, 40)), article(2, Cells(2, 0, 1, 20)), article(3, Cells(2, 20, 1, 20))))
    upright = [rule for rule in found if rule[0] == rule[2]]
    assert len(upright) == 1
    (x, top, _, bottom) = upright[0]
    assert G.rect(Cells(0, 0, 2, 1)).right < x < G.rect(Cells(2, 0, 1, 1)).x
    assert (top, bottom) == (G.top_mm, pytest.approx(G.top_mm + 40 * G.line_mm - (G.line_mm - G.cell_mm)))


def test_a_level_rule_runs_between_an_article_and_those_below_it() -> None:
    found = rules(
        page(article(1, Cells(0, 0, 3, 20)), article(2, Cells(0, 22, 2, 20)), article(3, Cells(2, 22, 1, 20)))
    )
    level = [rule for rule in found if rule[1] == rule[3]]
    assert len(level) == 1
    left, y, right, _ = level[0]
    assert (left, right) == (G.left_mm, pytest.approx(G.rect(Cells(0, 0, 3, 1)).right))
    assert G.rect(Cells(0, 0, 3, 20)).bottom - G.line_mm < y < G.rect(Cells(0, 22, 1, 1)).y


def test_a_frame_needs_no_rule_beside_it() -> None:
    boxed = replace(article(2, Cells(2, 0, 1, 20)), style="box")
    assert rules(page(article(1, Cells(0, 0, 2, 20)), boxed)) == ()


def test_articles_far_apart_are_parted_by_white() -> None:
    assert rules(page(article(1, Cells(0, 0, 2, 20)), article(2, Cells(0, 30, 2, 20)))) == ()
