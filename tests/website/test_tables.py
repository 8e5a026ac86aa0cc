"""Tables in a text: figures stand under each other, headings say what they head, and each is to be had as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import transaction

from tests.website.factories import make_article, make_published_edition
from website import intake, tables

TABLE = (
    "<table><caption>各区水压</caption>\n<thead><tr><th>区</th><th>水压</th><th>比去年</th></tr>\n</thead>\n"
    "<tbody><tr><td>东湖区</td><td>0.31</td><td>+2.5%</td></tr>\n"
    "<tr><td>芦溪区</td><td>0.28</td><td>—</td></tr>\n</tbody></table>"
)


def rows_of(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_figures_stand_under_each_other_and_words_do_not():
    html = tables.shown(TABLE, name="表", address="/x.csv", file="CSV")
    assert '<th scope="col">区</th><th class="figure" scope="col">水压</th>' in html
    assert '<td>东湖区</td><td class="figure">0.31</td><td class="figure">+2.5%</td>' in html
    assert 'aria-label="各区水压"' in html


def test_a_heading_before_a_row_heads_the_row():
    html = "<table><tbody><tr><td></td><td>人次</td></tr><tr><th>公交</th><td>61.2万</td></tr></tbody></table>"
    assert '<th scope="row">公交</th><td class="figure">61.2万</td>' in tables.shown(html, name="", address="", file="")


def test_a_row_of_sums_stands_apart_from_the_others():
    body = "<tr><td>求助</td><td>7</td></tr><tr><th>合计</th><td>7</td></tr>"
    html = tables.shown(f"<table><tbody>{body}</tbody></table>", name="", address="", file="")
    assert '<th class="sum" scope="row">合计</th><td class="figure sum">7</td>' in html
    head = tables.shown("<table><tr><th>合计</th></tr><tr><td>7</td></tr></table>", name="", address="", file="")
    assert "sum" not in head


def test_a_heading_that_says_what_it_heads_is_left_as_it_is():
    html = '<table><tbody><tr><th scope="col">区</th></tr><tr><th scope="rowgroup">东湖区</th></tr></tbody></table>'
    assert html in tables.shown(html, name="", address="", file="")


@pytest.mark.parametrize("words", ["4186", "1,204件", "−3.5", "12.5%", "37万人", "约80", "0.31MPa", "1/3", "18.64万"])
def test_what_counts_is_a_figure(words):
    assert tables.FIGURE.fullmatch(words)


@pytest.mark.parametrize("words", ["东湖区", "A01", "3号线以西的小区", "2025年10月17日起实施"])
def test_what_only_holds_a_figure_is_none(words):
    assert not tables.FIGURE.fullmatch(words)


def test_a_file_has_every_place_of_the_table_also_what_spans_several():
    html = (
        '<table><tr><th rowspan="2">区</th><th colspan="2">件数</th></tr><tr><th>受理</th><th>办结</th></tr>'
        "<tr><td>东湖区<br>含沿湖</td><td>12</td><td>11</td></tr></table>"
    )
    assert rows_of(tables.as_csv(tables.read(html))) == [
        ["区", "件数", "件数"], ["区", "受理", "办结"], ["东湖区 含沿湖", "12", "11"],
    ]  # fmt: skip


def test_no_cell_of_a_file_is_taken_for_a_sum():
    html = '<table><tr><td>=1+1</td><td>-3.5</td><td>@x</td><td>a,"b"</td></tr></table>'
    assert rows_of(tables.as_csv(tables.read(html))) == [["'=1+1", "-3.5", "'@x", 'a,"b"']]


@pytest.mark.django_db
def test_readers_take_a_table_along_and_nothing_of_a_withdrawn_article(client):
    make_published_edition(articles=[make_article(id=71, body=f"<p>正文。</p>\n{TABLE}", genre="data_report")])
    page = client.get("/article/71/").content.decode()
    assert 'href="/article/71/table-1.csv"' in page
    answer = client.get("/article/71/table-1.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert rows_of(answer.content.decode())[1] == ["东湖区", "0.31", "+2.5%"]
    assert client.get("/article/71/table-2.csv").status_code == 404
    assert client.get("/article/71/table-0.csv").status_code == 404
    with transaction.atomic():
        intake.withdraw_article(71, notice="本文已撤回。")
    assert client.get("/article/71/table-1.csv").status_code == 404
