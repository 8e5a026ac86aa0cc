"""The readers' pages: what is published is found, and nothing else exists."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.website.factories import (
    CRAFT,
    LOCAL,
    MASTHEAD,
    XIAOMAN,
    ZHIYAO,
    byline,
    make_article,
    make_page,
    make_published_edition,
    picture,
)
from website import intake
from website.models import PublishedPicture

pytestmark = pytest.mark.django_db


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, f"{address} answers {response.status_code}"
    return response.content.decode()


def withdraw(article, notice="经核实,本文有误。"):
    with transaction.atomic():
        intake.withdraw_article(article.id, notice=notice)


@pytest.fixture
def article():
    """A published article with everything an article can have."""
    copy = make_article(
        kicker="老城修好以后",
        headline="老街坊 新日子",
        deck="三年腾出公共空间四十二处",
        series=CRAFT,
        series_part=4,
        source="云岫发布",
        bylines=(byline(ZHIYAO), byline(XIAOMAN, position="tail")),
        pictures=(picture(),),
    )
    others = make_article(headline="东城通水"), make_article(headline="市博物馆试运行")
    make_published_edition(articles=[others[0], copy, others[1]])
    return copy


def test_a_reader_sees_where_an_article_stood_in_print(client, article):
    page = read(client, f"/article/{article.id}/")
    assert '<a href="/epaper/2025-10-17/A01/">2025-10-17 A01 要闻</a>' in page
    assert "2025年10月17日 06:00" in page
    for words in ("老城修好以后", "三年腾出公共空间四十二处", "老手艺新传人", "云岫发布"):
        assert words in page


def test_an_article_names_its_neighbours_on_the_page(client, article):
    sequence = client.get(f"/article/{article.id}/").context["sequence"]
    assert sequence.previous.headline == "东城通水"
    assert sequence.next.headline == "市博物馆试运行"
    assert [other.headline for other in sequence.on_same_page] == ["东城通水", "市博物馆试运行"]


def test_an_issue_is_read_from_page_to_page_to_its_end(client):
    one, two, three = (make_article(headline=headline) for headline in ("头版一", "头版二", "二版一"))
    # It begins on the first page and goes on on the second: it is read once, where it begins.
    make_published_edition(pages=(make_page("A01", one, two), make_page("A02", two, three)))
    last_of_page = read(client, f"/article/{two.id}/")
    assert "第2篇，共3篇" in last_of_page
    assert f'rel="next" href="/article/{three.id}/"><small>下一篇 · A02</small>' in last_of_page
    end = read(client, f"/article/{three.id}/")
    assert 'rel="next"' not in end
    assert "读到最后一篇了" in end
    with transaction.atomic():
        intake.withdraw_article(two.id, notice="本文已撤回。")
    assert f'rel="next" href="/article/{three.id}/"' in read(client, f"/article/{one.id}/")


def test_a_picture_comes_in_three_sizes_and_takes_its_place_before_it_loads(client, article):
    base = article.pictures[0].base
    page = read(client, f"/article/{article.id}/")
    assert f'srcset="/media/{base}-480.jpg 480w, /media/{base}-960.jpg 960w, /media/{base}-1600.jpg 1600w"' in page
    assert 'width="1600" height="1067" alt="亮着灯的老巷子"' in page


def test_a_picture_comes_in_the_formats_there_are_the_smallest_first(client):
    formats = ("avif", "webp", "jpg")
    shown = picture(formats=formats, sizes=(480, 960), widths=(480, 700), width=700, height=467, colour="#7a5a40")
    copy = make_article(pictures=(shown,))
    make_published_edition(articles=[copy])
    page = read(client, f"/article/{copy.id}/")
    at = [page.index(f'srcset="/media/{shown.base}-480.{ending} 480w, /media/{shown.base}-960.{ending} 700w"')
          for ending in formats]  # fmt: skip
    assert at == sorted(at)
    assert '<source type="image/avif"' in page
    assert '<img class="warm-2"' in page
    assert 'width="700" height="467"' in page
    assert f'/media/{shown.base}-960.jpg">\n  <meta property="og:image:alt"' in page
    assert "style=" not in page


def test_a_picture_a_machine_had_a_part_in_says_so(client):
    copy = make_article(pictures=(picture(ai="generated"), picture(1, ai="")))
    make_published_edition(articles=[copy])
    page = read(client, f"/article/{copy.id}/")
    with translation.override("zh-hans"):
        mark = str(PublishedPicture.Ai.GENERATED.label)
    assert page.count(f"{mark}</span></figcaption>") == 1
    assert page.count(mark) == 1
    # In a list it has no caption.
    assert f'<span class="ai-mark">{mark}</span>' in read(client, "/")


def test_the_pictures_of_a_photo_story_lead_large_and_numbered(client):
    story = make_article(genre="photo_story", pictures=tuple(picture(caption=f"图{n}。") for n in "甲乙丙"))
    make_published_edition(articles=[story])
    page = read(client, f"/article/{story.id}/")
    figures = page.split("<figure")[1:]
    assert all("56rem" in figure for figure in figures)
    told = [re.sub(r"<[^>]+>", "", figure.partition("<figcaption>")[2]).strip() for figure in figures]
    assert [re.match("([0-9]).*?([0-9])", words).groups() for words in told] == [("1", "3"), ("2", "3"), ("3", "3")]
    assert [f'id="picture-{n}"' in figure for n, figure in enumerate(figures, start=1)] == [True] * 3
    assert page.index("图丙。") < page.index('class="text"')


@pytest.mark.parametrize("name", ["k3Rv9xQ-480.gif", "k3Rv9xQ-480.avif.jpg", "k3Rv9xQ-320.webp", "k3Rv9xQ-2100.jpg",
                                  "../originals/k3Rv9xQ-480.avif", "%2e%2e/k3Rv9xQ-480.webp"])  # fmt: skip
def test_no_other_file_can_be_asked_for(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_the_canonical_address_names_no_query(client, article, settings):
    settings.WEBSITE_URL = "https://paper.example"
    page = read(client, f"/article/{article.id}/?from=elsewhere")
    assert f'<link rel="canonical" href="https://paper.example/article/{article.id}/">' in page


def test_a_headline_cannot_bring_markup_along(client):
    copy = make_article(headline="<script>一 二</script>", deck="<b>", kicker="<i>甲 乙", teaser="<u>")
    make_published_edition(articles=[copy])
    for address in ("/", f"/article/{copy.id}/", "/epaper/2025-10-17/", "/epaper/2025-10-17/A01/", "/section/news/"):
        page = read(client, address)
        assert "&lt;script&gt;" in page
        for tag in ("<script>", "<b>", "<i>", "<u>"):
            assert tag not in page, f"{tag} at {address}"


def test_a_withdrawn_article_leaves_only_its_notice(client, article):
    withdraw(article)
    page = read(client, f"/article/{article.id}/", status=410)
    assert "经核实,本文有误。" in page
    for words in ("东湖水位", "老街坊", "老城修好以后", article.pictures[0].base):
        assert words not in page


def test_a_withdrawn_article_is_in_no_list(client, article):
    withdraw(article)
    for address in (
        "/",
        "/epaper/2025-10-17/",
        "/epaper/2025-10-17/A01/",
        "/section/news/",
        "/series/craft/",
        "/author/shen-zhiyao/",
        "/epaper/calendar/2025/10/",
        f"/article/{article.id - 1}/",
    ):
        if client.get(address).status_code == 200:
            assert "新日子" not in read(client, address), address


@pytest.mark.parametrize(
    "address",
    [
        "/article/1/", "/article/99999999999999999999999/", "/article/x/", "/article/-1/",
        "/section/secret/", "/series/secret/", "/author/nobody/",
        "/epaper/2025-10-18/", "/epaper/2025-10-17-2/", "/epaper/2025-10-17-1/", "/epaper/2025-10-17-02/",
        "/epaper/2025-02-30/", "/epaper/2025-10-17/A02/", "/epaper/2025-10-17/a01/", "/epaper/2025-10-18/A01/",
        "/epaper/calendar/2025/11/", "/epaper/calendar/2025/13/", "/epaper/calendar/2025/1/",
        "/epaper/calendar/0000/01/", "/epaper/calendar/0001/01/", "/epaper/calendar/9999/12/",
        "/html/2025-10/18/node_1.htm", "/html/2025-10/17/node_2.htm", "/html/2025-13/01/node_1.htm",
        "/html/2025-10/17/node_99999999999999999999999.htm", "/html/2025-10/17/content_1.htm",
        "/html/2025-10/17/content_99999999999999999999999.htm", "/section/news/?page=99999999999999999999999",
    ],
)  # fmt: skip
def test_what_is_not_published_looks_like_any_wrong_address(client, article, address):
    wrong = read(client, "/no-such-place/", status=404)
    assert read(client, address, status=404) == wrong


def test_an_issue_shows_its_pages_and_their_headlines(client):
    make_published_edition(
        pages=(
            make_page("A01", make_article(headline="头条")),
            make_page("A02", make_article(headline="三条公交线开通"), name="本地"),
        ),
        total_number=18264,
    )
    page = read(client, "/epaper/2025-10-17/")
    assert page.index("头条") < page.index("三条公交线开通")
    assert "18264" in page
    assert "/epaper/2025-10-17/A02/" in page


def test_issues_are_linked_in_the_order_of_their_days(client):
    make_published_edition(date=date(2025, 10, 15))
    make_published_edition(date=date(2025, 10, 17))
    make_published_edition(date=date(2025, 10, 17), number_in_day=2)
    make_published_edition(date=date(2025, 10, 20))
    context = client.get("/epaper/2025-10-17-2/").context
    assert context["previous_edition"].slug == "2025-10-17"
    assert context["next_edition"].slug == "2025-10-20"
    assert client.get("/epaper/2025-10-15/").context["previous_edition"] is None
    assert client.get("/epaper/").url == "/epaper/2025-10-20/"


def test_an_issue_page_names_who_made_it_and_lists_its_articles_in_order(client):
    second = make_page("A02", make_article(headline="甲"), make_article(headline="乙"))
    make_published_edition(pages=(make_page("A01"), second, make_page("A03")))
    response = client.get("/epaper/2025-10-17/A02/")
    page = response.content.decode()
    assert page.index("甲") < page.index("乙")
    for name in ("周砚秋", "陆一舟", "程校之"):
        assert name in page
    assert response.context["previous_page"].label == "A01"
    assert response.context["next_page"].label == "A03"


def test_a_section_lists_the_newest_first_and_one_day_in_the_papers_order(client):
    early = datetime(2025, 10, 15, 22, tzinfo=UTC)
    make_published_edition(date=date(2025, 10, 16), published_at=early, articles=[make_article(headline="旧")])
    make_published_edition(
        articles=[
            make_article(headline="头条"),
            make_article(headline="别的频道", section=LOCAL),
            make_article(headline="二条"),
        ]
    )
    listing = client.get("/section/news/").context["listing"]
    assert [article.headline for article in listing] == ["头条", "二条", "旧"]


def test_a_series_lists_its_parts_as_they_are_to_be_read(client):
    make_published_edition(
        articles=[make_article(series=CRAFT, series_part=part, headline=f"之{part}") for part in (3, 1, 2)]
    )
    listing = client.get("/series/craft/").context["listing"]
    assert [article.headline for article in listing] == ["之1", "之2", "之3"]


def test_an_author_with_two_credits_on_an_article_has_it_listed_once(client):
    make_published_edition(articles=[make_article(bylines=(byline(ZHIYAO), byline(ZHIYAO, "photographer", "tail")))])
    context = client.get("/author/shen-zhiyao/").context
    assert len(context["listing"]) == 1
    assert "写城市更新。" in read(client, "/author/shen-zhiyao/")


def test_long_lists_have_pages_of_twenty_four(client):
    make_published_edition(articles=[make_article() for _ in range(30)])
    assert len(client.get("/section/news/").context["listing"]) == 24
    assert len(client.get("/section/news/?page=2").context["listing"]) == 6
    assert 'href="http://testserver/section/news/?page=2"' in read(client, "/section/news/?page=2")


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1.5", ""])
def test_a_page_that_a_list_does_not_have_does_not_exist(client, number):
    make_published_edition()
    read(client, f"/section/news/?page={number}", status=404)


def test_the_calendar_links_the_days_that_have_an_issue(client):
    make_published_edition(date=date(2025, 8, 31))
    make_published_edition(date=date(2025, 10, 17), articles=[make_article(headline="头条在此")])
    make_published_edition(date=date(2025, 10, 17), number_in_day=2)
    page = read(client, "/epaper/calendar/2025/10/")
    assert page.count('href="/epaper/2025-10-17/"') == 1
    assert page.count('href="/epaper/2025-10-17-2/"') == 1
    assert "/epaper/2025-10-18/" not in page
    assert "头条在此" in page
    assert "/epaper/calendar/2025/08/" in page
    assert "/epaper/calendar/2025/09/" not in page
    assert client.get("/epaper/calendar/").url == "/epaper/calendar/2025/10/"


def test_a_merged_issue_stands_for_all_its_days(client):
    make_published_edition(
        kind="merged", date=date(2025, 9, 30), date_to=date(2025, 10, 2), total_number=18264, total_number_to=18266
    )
    issue = read(client, "/epaper/2025-09-30/")
    assert "2025年9月30日 星期二—10月2日 星期四" in issue
    assert "总第18264–18266期" in issue
    assert "合刊" in issue
    page = read(client, "/epaper/calendar/2025/10/")
    assert page.count('href="/epaper/2025-09-30/"') == 2
    assert "合刊" in page
    assert client.get("/epaper/2025-10-02/").url == "/epaper/2025-09-30/"
    assert client.get("/epaper/2025-10-02-2/").status_code == client.get("/epaper/2025-10-03/").status_code == 404


def test_an_extra_without_a_number_is_called_what_it_is(client):
    make_published_edition()
    make_published_edition(kind="extra", number_in_day=2, total_number=None, name="大桥通车")
    issue = read(client, "/epaper/2025-10-17-2/")
    assert "号外" in issue
    assert "大桥通车" in issue
    assert "总第" not in issue[: issue.index('<ol class="plan">')]
    assert "号外" in read(client, "/epaper/calendar/2025/10/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "merged"},
        {"date_to": date(2025, 10, 18)},
        {"total_number_to": 18265},
        {"kind": "merged", "date_to": date(2025, 10, 17), "total_number": 1, "total_number_to": 2},
    ],
)
def test_only_a_merged_issue_has_an_end(db, wrong):
    with pytest.raises(IntegrityError):
        make_published_edition(**wrong)


def test_the_imprint_says_all_that_a_newspaper_must(client):
    whole = {
        "authority": "云岫市文化委员会",
        "sponsor": "云岫市新闻出版中心",
        "editor_in_chief": "何守一",
        "printer": "云岫印刷厂",
        "distribution": "云岫市邮政局",
        "price": "每份1.50元",
        "postcode": "000000",
        "website": "www.yunxiu.example",
        "advertising_licence": "云广字第0号",
    }
    make_published_edition(masthead=replace(MASTHEAD, **whole))
    page = read(client, "/about/")
    assert [words for words in whole.values() if words not in page] == []


def test_old_addresses_lead_on_for_good(client, article):
    page = client.get("/html/2025-10/17/node_1.htm")
    assert (page.status_code, page.url) == (301, "/epaper/2025-10-17/A01/")
    text = client.get(f"/html/2025-10/17/content_{article.id}.htm")
    assert (text.status_code, text.url) == (301, f"/article/{article.id}/")
    assert client.get(f"/html/2025-10/16/content_{article.id}.htm").status_code == 404


def test_the_paper_says_who_makes_it(client, article):
    page = read(client, "/about/")
    for words in ("本报只登核实过的消息。", "云岫日报社", "CN 00-0000", "0000-1234567"):
        assert words in page


def test_an_english_paper_writes_english_dates(client, article, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        assert "Friday, 17 October 2025" in read(client, "/")
        assert '<html lang="en">' in read(client, f"/article/{article.id}/")


ADDRESSES = [
    "/", "/section/news/", "/series/craft/", "/author/shen-zhiyao/", "/epaper/", "/epaper/2025-10-17/",
    "/epaper/2025-10-17/A01/", "/epaper/calendar/", "/epaper/calendar/2025/10/", "/about/", "/robots.txt", "/healthz",
]  # fmt: skip


@pytest.mark.parametrize("address", [*ADDRESSES, "article"])
def test_pages_are_only_read(client, article, address):
    address = f"/article/{article.id}/" if address == "article" else address
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(address).status_code == 405
    get, head = client.get(address), client.head(address)
    assert head.status_code == get.status_code
    assert not head.content


@pytest.mark.parametrize("address", [*ADDRESSES, "article"])
def test_no_page_carries_inline_style_or_script_or_asks_another_host(client, article, address):
    address = f"/article/{article.id}/" if address == "article" else address
    page = client.get(address, follow=True).content.decode()
    for trace in (" style=", "<style", "onclick", "<script>", 'src="http', 'src="//'):
        assert trace not in page


def test_a_list_has_as_many_pages_as_people_turn(client, monkeypatch):
    monkeypatch.setattr("website.pages_of_lists.MOST_PAGES", 2)
    make_published_edition(articles=[make_article(id=100 + number) for number in range(60)])
    pages = [client.get("/section/news/", {"page": page}) for page in (1, 2, 3)]
    assert [page.status_code for page in pages] == [200, 200, 404]
    shown = [page.context["listing"].object_list for page in pages[:2]]
    assert [len(rows) for rows in shown] == [24, 24]
    assert len({article.pk for rows in shown for article in rows}) == 48
