"""The demo's copy reads like one newspaper: it counts, adds up, and names every day by a placeholder."""

import re
import tomllib
from collections import Counter
from datetime import date

import pytest

from articles import house_style
from articles.html import plain_text
from articles.models import Correction
from newsroom.demo.manuscripts import (
    COPY,
    afterwards,
    as_html,
    days_in_words,
    desk,
    edition,
    paper,
    rounds,
    unfiled,
    unfinished,
)
from newsroom.demo.pictures import SCENES

EDITIONS = tuple(range(7))
PAGES = {"A01": 4, "A02": 3, "A03": 4, "A04": 4, "A05": 3, "A06": 2, "A07": 3, "A08": 2}
GENRES = {"news", "feature", "photo_story", "data_report", "opinion", "notice"}
ROLES = {
    *("reporter", "chief_reporter", "trainee", "correspondent", "photographer"),
    *("photo_reporter", "text_and_photo", "compiler", "translator", "commentator"),
}
STATES = {"approved", "final", "second", "first", "returned", "draft", "spiked"}
LINES = ("kicker", "headline", "deck", "body", "note")
HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}][,:;?!()]|[,:;?!()][{HAN}“”]|”[,:;?!()]")
# “1956年” is history and stays; “每周三次” is a count, “周三” a date.
FIXED_DATE = re.compile(
    r"20[2-9]\d年|\d月|\d日(?!志)|[一二三四五六七八九十]月[初中底份]|星期|礼拜[一二三四五六日天]"
    r"|周[一二三四五六日](?![次趟贯])"
)
FESTIVALS = re.compile("春节|除夕|元宵|清明节|端午|七夕|中秋|国庆节|国庆假|重阳|元旦|圣诞|五一|十一假|双十一")
NUMBER = r"(\d+(?:\.\d+)?)"


def read(name):
    return tomllib.loads((COPY / f"{name}.toml").read_text(encoding="utf-8"))


def printed():
    """Every article of the seven editions, oldest first, with the day it belongs to and its page."""
    for day in reversed(EDITIONS):
        for page in read(f"day{day}")["page"]:
            for article in page["article"]:
                yield f"day{day}", page, article


def waiting():
    return [("desk", {}, article) for article in read("desk")["article"]]


def broken():
    """What was on the website before any edition."""
    return [("breaking", {}, article) for article in read("breaking")["article"]]


ARTICLES = [*printed(), *waiting(), *broken()]
NAMES = [f"{day}-{article['key']}" for day, _page, article in ARTICLES]
AUTHORS = {one["slug"] for one in read("paper")["author"]}
SECTIONS = {one["slug"] for one in read("paper")["section"]}
SERIES = {one["slug"] for one in read("paper")["series"]}


def values(thing):
    """Every text in a parsed file, however deep."""
    if isinstance(thing, str):
        yield thing
    for inner in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from values(inner)


def texts(article):
    yield from (article[line] for line in LINES if line in article)
    yield from (photo[line] for photo in article.get("photos", ()) for line in ("title", "caption", "alt"))


def where(day, article):
    return f"{day}/{article['key']}"


def numbers(text):
    return [float(number) for number in re.findall(NUMBER, text)]


@pytest.mark.parametrize("day", EDITIONS)
def test_an_edition_has_eight_pages_and_twenty_five_articles_beside_what_came_in_at_the_last_minute(day):
    pages = read(f"day{day}")["page"]
    planned = {page["label"]: [one for one in page["article"] if "fast_lane" not in one] for page in pages}
    assert {label: len(articles) for label, articles in planned.items()} == PAGES
    assert all(page["name"] for page in pages)
    assert sum(len(page["article"]) for page in pages) == sum(PAGES.values()) + (day == 0)


@pytest.mark.parametrize("day", EDITIONS)
def test_an_edition_holds_the_kinds_of_piece_a_reader_expects(day):
    pages = {page["label"]: page["article"] for page in read(f"day{day}")["page"]}
    lead = pages["A01"][0]
    assert lead["genre"] == "feature"
    assert lead["kicker"]
    assert lead["deck"]
    assert re.fullmatch(r"\S+ \S+", lead["headline"])
    assert len(re.findall(r"^## \S+——\S+$", lead["body"], re.MULTILINE)) == 3
    assert 1400 <= len(re.sub(r"\s", "", lead["body"])) <= 2400
    assert [article["genre"] for article in pages["A01"]].count("notice") == 1
    assert [article["genre"] for article in pages["A03"]].count("data_report") == 1
    assert {article["genre"] for article in pages["A06"]} == {"opinion"}
    assert {article["genre"] for article in pages["A08"]} == {"photo_story"}
    assert all(3 <= len(article["photos"]) <= 4 for article in pages["A08"])


@pytest.mark.parametrize("day", EDITIONS)
def test_nobody_on_a_page_checks_his_own_work(day):
    names = {one["name"]: one["slug"] for one in read("paper")["author"]}
    for page in read(f"day{day}")["page"]:
        assert len({page["editor"], page["designer"], page["proofreader"]}) == 3
        writers = {line["author"] for article in page["article"] for line in article.get("bylines", ())}
        assert names.get(page["editor"]) not in writers, f"day{day} {page['label']}"


def test_the_paper_is_made_by_a_small_staff():
    pages = [page for day in EDITIONS for page in read(f"day{day}")["page"]]
    assert len({page[job] for page in pages for job in ("editor", "designer", "proofreader")}) <= 8
    jobs = Counter(name for job in ("editor", "designer", "proofreader") for name in {page[job] for page in pages})
    assert set(jobs.values()) == {1}


@pytest.mark.parametrize(("day", "page", "article"), ARTICLES, ids=NAMES)
def test_an_article_names_only_what_the_paper_knows(day, page, article):
    assert article["section"] in SECTIONS
    assert article["genre"] in GENRES
    assert article.get("series", "river") in SERIES
    assert ("series" in article) == ("part" in article)
    assert article.get("state", "draft") in STATES
    assert article["headline"]
    bylines = article.get("bylines", [])
    for line in bylines:
        assert line["author"] in AUTHORS
        assert line["role"] in ROLES
        assert line["position"] in {"head", "title", "tail"}
    assert ("dateline" in article) == any(line["position"] == "head" for line in bylines)
    if article["genre"] == "opinion":
        assert [(line["role"], line["position"]) for line in bylines] == [("commentator", "title")]
        assert 600 <= len(re.sub(r"\s", "", article["body"])) <= 1200
    if day != "desk" and article["genre"] in {"notice", "data_report"}:
        assert not bylines


@pytest.mark.parametrize(("day", "page", "article"), ARTICLES, ids=NAMES)
def test_every_photograph_says_what_it_shows_and_who_took_it(day, page, article):
    blocks = len(re.split(r"\n\s*\n", article["body"].strip()))
    for photo in article.get("photos", ()):
        assert photo["scene"] in SCENES
        assert photo["seed"] in {1, 2, 3, 4}
        assert photo["photographer"] in AUTHORS
        assert all(photo[line].strip() for line in ("title", "caption", "alt"))
        assert photo["caption"].endswith("。")
        assert 0 <= photo["after"] <= blocks


def test_a_photo_that_only_waits_in_the_library_is_in_no_article_and_its_words_are_whole_or_missing():
    shown = {
        (photo["scene"], photo["seed"]) for _day, _page, article in ARTICLES for photo in article.get("photos", ())
    }
    waiting = read("library")["photo"]
    drawn = {(photo["scene"], photo["seed"]) for photo in waiting}
    assert len(drawn) == len(waiting)
    assert not drawn & shown
    for photo in waiting:
        assert photo["scene"] in SCENES
        assert photo["photographer"] in AUTHORS
        assert photo.get("caption", "。").endswith("。")
        assert photo["taken"] <= 0


def test_no_two_articles_share_a_key():
    keys = Counter(article["key"] for _day, _page, article in ARTICLES)
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_two_articles_share_a_headline():
    headlines = Counter(article["headline"] for _day, _page, article in ARTICLES)
    assert [line for line, times in headlines.items() if times > 1] == []


@pytest.mark.parametrize("series", sorted(SERIES))
def test_the_parts_of_a_series_count_up_by_date(series):
    parts = [article["part"] for _day, _page, article in ARTICLES if article.get("series") == series]
    assert parts
    assert parts == list(range(parts[0], parts[0] + len(parts)))


@pytest.mark.parametrize("name", [*(f"day{day}" for day in EDITIONS), "desk", "review", "afterwards", "unfinished"])
def test_every_day_is_told_by_a_placeholder(name):
    known = set(days_in_words(date(2026, 3, 1)))
    for text in values(read(name)):
        assert set(re.findall(r"\{([^}]*)\}", text)) <= known
        assert "{" not in re.sub(r"\{\w+\}", "", text)
        assert not re.search(r"\{(?:last_)?year\}(?!年)", text), text
        for fixed in (FIXED_DATE, FESTIVALS):
            assert not (found := fixed.search(text)), f"{found[0]}: {text[max(0, found.start() - 15) :][:40]}"


@pytest.mark.parametrize("name", [*(f"day{day}" for day in EDITIONS), "desk", "paper", "review", "afterwards"])
def test_chinese_text_carries_chinese_marks(name):
    for text in values(read(name)):
        assert not (found := HALF_WIDTH.search(text)), text[max(0, found.start() - 15) :][:40]
        assert "\u3000" not in text
        assert re.fullmatch(r"(?:[^“”]|“[^“”]*”)*", text), text[:60]
        assert not re.search(r"(?<!—)—(?!—)|—{3,}|(?<!…)…(?!…)|…{3,}|\.{2,}|--|\"", text), text[:60]


def test_no_space_stands_between_a_figure_and_its_word():
    for day, _page, article in ARTICLES:
        running = [article["body"], article.get("note", ""), *(photo["caption"] for photo in article.get("photos", ()))]
        for text in running:
            prose = re.sub(r"^(?:\d+\.|##|>) ", "", text, flags=re.MULTILINE)
            assert not (found := re.search(r"\S* +\S*", prose)), f"{where(day, article)}: {found[0]}"


def test_a_headline_in_two_parts_is_divided_by_one_space():
    for day, _page, article in ARTICLES:
        for line in ("headline", "kicker", "deck"):
            text = article.get(line, "")
            assert text == text.strip(), where(day, article)
            assert not re.search(r"[^\S ]|  ", text), where(day, article)


def test_no_sentence_is_printed_twice():
    seen = {}
    twice = []
    for day, _page, article in ARTICLES:
        for text in texts(article):
            for sentence in re.split(r"[。！？\n]", re.sub(r"\{\w+\}", "", text)):
                bare = re.sub(rf"[^{HAN}0-9A-Za-z]", "", sentence)
                if len(bare) < 12:
                    continue
                if bare in seen:
                    twice.append((bare, seen[bare], where(day, article)))
                seen[bare] = where(day, article)
    assert twice == []


REPORTS = [(day, article) for day, _page, article in ARTICLES if article["genre"] == "data_report"]


@pytest.mark.parametrize(("day", "report"), REPORTS, ids=[day for day, _report in REPORTS])
def test_the_hotline_report_adds_up(day, report):
    """A count with a breakdown in brackets is the sum of it."""
    checked = 0
    for total, breakdown in re.findall(r"(\d+)件（((?:[^（）]*?\d+件[、，；]?){3,})）", report["body"]):
        assert sum(numbers(breakdown)) == float(total), breakdown
        checked += 1
    assert checked >= 1, "no breakdown in brackets"
    assert re.search(r"\d+", report["headline"])[0] in report["body"] or "三十天" in report["headline"]
    counts = [int(n) for n in re.findall(r"^\d+\. .*?(\d+)件", report["body"], re.MULTILINE)]
    assert len(counts) >= 5
    assert counts == sorted(counts, reverse=True)


def test_the_districts_of_a_hotline_report_add_up():
    checked = 0
    for day, report in REPORTS:
        by_district = dict(re.findall(r"(东湖区|芦溪区|青石区|高新区|云台县|市直部门)(\d+)件", report["body"]))
        if len(by_district) < 5:
            continue  # a report without figures by district
        assert f"{sum(map(int, by_district.values()))}件" in report["body"], day
        checked += 1
    assert checked >= 3


def test_a_table_of_the_week_says_what_it_counts_and_adds_up():
    tables = re.findall(r"(?:^\|.+\|\n)+", "".join(report["body"] for _day, report in REPORTS), re.MULTILINE)
    assert tables
    for table in tables:
        head, *rows, last = [line.strip("|").split("|") for line in table.splitlines()]
        assert (len(head), last[0]) == (4, "合计")
        for column in range(1, len(head)):
            assert sum(int(row[column]) for row in rows) == int(last[column]), head[column]
        for row in [*rows, last]:
            assert int(row[1]) == int(row[2]) + int(row[3]), row
    assert as_html(tables[0]).startswith('<table><thead><tr><th scope="col">类别</th>')


def test_the_hotline_rings_about_as_often_from_week_to_week():
    daily = []
    for _day, report in REPORTS:
        if "随手拍" in report["headline"] + report.get("kicker", ""):
            continue
        total = int(re.search(r"(\d{4,5})件（", report["body"])[1])
        daily.append(total / 7 if total > 9999 else total)
    assert len(daily) == 6
    assert max(daily) / min(daily) < 1.25


PARTS = [
    # A total and the words its parts are found by, in one article each.
    ("transit-yesterday", r"乘客117\.3万", r"(?:公交|号线)(\d+\.\d+)万"),
    ("vegetable-arrivals", r"上市量(2864)吨", r"(?:叶菜类|根茎类|茄果类|豆制品)(\d+)吨"),
    ("parking-figures", r"泊位(18\.64)万个，其中", r"(?:路内|公共停车场|错时开放)泊位(\d+\.\d+)万"),
    ("new-businesses", r"主体(6\.83)万户，其中", r"(?:企业|工商户|合作社)(\d\.\d+)万户[，。]"),
    ("blood-donation", r"共有(8426)人次", r"(?:全血|成分血)(\d+)人次"),
    ("ridership-notice", r"客运量(114\.4)万", r"(?:公交|号线)(\d+\.\d+)万"),
    ("desk-rain-ledger", r"供水总量(1127)万", r"用水(\d+)万立方米"),
]


@pytest.mark.parametrize(("key", "total", "part"), PARTS, ids=[key for key, _total, _part in PARTS])
def test_a_notice_adds_up(key, total, part):
    body = next(article["body"] for _day, _page, article in ARTICLES if article["key"] == key)
    whole = numbers(re.search(total, body)[0])[-1]
    assert sum(float(number) for number in re.findall(part, body)) == pytest.approx(whole)


@pytest.mark.parametrize("day", EDITIONS)
def test_a_correction_says_where_it_stood_and_what_was_wrong(day):
    """The page, the headline, the wrong words and the right ones; the wrong ones stand there once."""
    found = {
        manuscript.key: (page.label, manuscript)
        for page in edition(day, day=date(2026, 3, 1))
        for manuscript in page.articles
    }
    since = afterwards(day, day=date(2026, 3, 1))
    for words in since.get("correction", ()):
        label, manuscript = found[words["article"]]
        assert f"3月1日本报{label}版《{manuscript.fields['headline']}》" in words["notice"]
        assert len(words["notice"]) <= Correction.LONGEST_NOTICE
        for wrong, right in words["changes"]:
            assert manuscript.fields["body"].count(wrong) == 1
            assert f"“{wrong.removeprefix('旧踏板重')}”应为“{right.removeprefix('旧踏板重')}”" in words["notice"]
    if since:
        told = [*since.get("front", ()), *since.get("correction", ()), *filter(None, [since.get("withdrawal")])]
        assert {words["article"] for words in told} <= set(found)


def test_a_note_quotes_what_stands_in_its_article():
    told = {manuscript.key: manuscript for manuscript in desk(day=date(2026, 3, 1))}
    review = rounds(day=date(2026, 3, 1))
    threads = [*review["thread"], {**review["second_draft"]["thread"], "article": review["second_draft"]["article"]}]
    for thread in threads:
        assert thread.get("quote", "") in plain_text(told[thread["article"]].fields["body"])
    second = as_html(review["second_draft"]["body"])
    assert all(second.count(wrong) == 1 for wrong, _right in review["second_draft"]["edited"]["changes"])
    edited = told[review["final_edit"]["article"]].fields["body"]
    assert all(edited.count(wrong) == 1 for wrong, _right in review["final_edit"]["changes"])


def test_the_draft_typed_in_a_hurry_has_three_slips_for_the_house_style():
    day = date(2026, 3, 1)
    names = {author["slug"]: author["name"] for author in paper()["author"]}
    draft = unfinished(day=day)
    content = {
        **draft.fields,
        "bylines": [{**line, "name": names[line["author"]]} for line in draft.bylines],
        "photos": [],
    }
    style = house_style.HouseStyle(words=house_style.WordList([house_style.Word("截止目前", "截至目前")]), today=day)
    assert {remark.code for remark in house_style.check(content, style)} == {"half_width", "words", "sums"}
    assert unfiled(day=day)["author"] in AUTHORS


def test_the_copy_reads_as_manuscripts_of_a_day():
    day = date(2026, 3, 1)
    for number in EDITIONS:
        assert all(
            "{" not in manuscript.fields["body"] for page in edition(number, day=day) for manuscript in page.articles
        )
    assert all(manuscript.owner and manuscript.state for manuscript in desk(day=day))
    assert paper()["publication"]["name"] == "云岫日报"


def test_the_topic_gathers_articles_that_there_are_and_each_once():
    topic = read("paper")["topic"]
    gathered = [key for group in topic["group"] for key in group["articles"]]
    known = {article["key"] for _day, _page, article in ARTICLES} | {one["key"] for one in read("breaking")["article"]}
    assert set(gathered) <= known
    assert len(gathered) == len(set(gathered)) >= 8
    assert topic["lead"] in gathered
    assert len(topic["introduction"]) <= 600
