"""A made-up paper for measuring, entered through the door: enough editions, articles of a usual length."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.urls import reverse

from newsroom.benching.peers.piece import Piece
from website import intake
from website.baking.addresses import of_issue
from website.intake import (
    ArticleCopy,
    AuthorCopy,
    BylineCopy,
    EditionCopy,
    MastheadCopy,
    PageCopy,
    PictureCopy,
    SectionCopy,
)
from website.models import OutboxEvent, PublishedArticle, PublishedEdition

FIRST_DAY, EDITIONS, PAGES, ON_A_PAGE = date(2025, 10, 1), 12, 4, 5
# As many articles on each page of a thick issue: 200 on 24 pages.
THICK = [9] * 8 + [8] * 16
# Where the numbers of its articles begin.
THICK_FROM = 1_000_000
CHARACTERS, SENTENCE, PARAGRAPH = 3700, 30, 6
WORDS = [
    "城门", "湖水", "渡船", "老街", "码头", "桥头", "居民", "师傅", "学校", "市场",
    "清晨", "傍晚", "修缮", "开放", "通车", "恢复", "设计", "讨论", "说明", "记录", "雨季", "稻田", "车间", "图纸",
]  # fmt: skip
NAMES = {"news": "要闻", "city": "城市", "life": "生活", "opinion": "评论"}
SECTIONS = [
    SectionCopy(slug=slug, name=name, description="", order=order) for order, (slug, name) in enumerate(NAMES.items())
]
AUTHORS = [AuthorCopy(slug=f"author-{number}", name=f"记者{number}", title="记者", bio="") for number in range(8)]
MASTHEAD = MastheadCopy(
    name="云岫日报", name_en="Yunxiu Daily", tagline="记录一座城的每一天", publisher="云岫日报社", sponsor="",
    cn_number="CN 00-0000", postal_code_number="00-00", address="云岫市东湖区湖滨路12号", phone="0000-1234567",
    about="",
)  # fmt: skip


def fill() -> int:
    """Publish the editions; answers the number of an article among them."""
    for number in range(EDITIONS):
        publish(number)
    return ON_A_PAGE * PAGES * (EDITIONS - 1) + 1


def publish(number: int) -> str:
    """Publish the `number`th edition; answers the headline of its first article."""
    pages = _pages([ON_A_PAGE] * PAGES, number * PAGES * ON_A_PAGE + 1)
    _accept(number, pages)
    return pages[0].articles[0].headline


def piece(number: int) -> Piece:
    """One of the articles for another system."""
    article = PublishedArticle.objects.get(pk=number)
    return Piece(article.headline, [one.removeprefix("<p>") for one in article.body.split("</p>") if one])


def thick() -> list[PageCopy]:
    """The pages of an issue of 24 pages and 200 articles."""
    return _pages(THICK, THICK_FROM)


def publish_pages(number: int, pages: Sequence[PageCopy]) -> list[str]:
    """Publish them as the `number`th edition; answers where readers find the articles and the pages."""
    _accept(number, pages)
    articles = [reverse("website:article", args=[article.id]) for page in pages for article in page.articles]
    edition = PublishedEdition.objects.get(pk=number + 1)
    return [*articles, *of_issue(edition)[: 1 + len(pages)]]


def newest_event() -> int:
    """The number of the last change of the record."""
    return OutboxEvent.objects.aggregate(newest=Max("id"))["newest"] or 0


def withdraw(number: int) -> None:
    with transaction.atomic():
        intake.withdraw_article(number, notice="本文已撤回。")
        _leave_nothing_to_do()


def _leave_nothing_to_do() -> None:
    """The press would look at the desk for what was only entered on the website."""
    OutboxEvent.objects.filter(done_at=None).update(done_at=Now())


def _accept(number: int, pages: Sequence[PageCopy]) -> None:
    day = FIRST_DAY + timedelta(days=number)
    copy = EditionCopy(
        id=number + 1, date=day, number_in_day=1, total_number=number + 1, name="", revision=1,
        published_at=datetime.combine(day, time(0), UTC), masthead=MASTHEAD, pages=tuple(pages),
    )  # fmt: skip
    with transaction.atomic():
        intake.accept_edition(copy)
        _leave_nothing_to_do()


def _pages(counts: Sequence[int], first: int) -> list[PageCopy]:
    """One page for each count, of so many articles; they are numbered from `first`."""
    pages = []
    for place, count in enumerate(counts, start=1):
        articles = tuple(_article(first + number) for number in range(count))
        first += count
        pages.append(PageCopy(
            label=f"A{place:02}", name="要闻", articles=articles, responsible_editor="周砚秋", designer="陆一舟",
            proofreader="程校之",
        ))  # fmt: skip
    return pages


def _article(number: int) -> ArticleCopy:
    dice = random.Random(number)
    sentences = ["".join(dice.choices(WORDS, k=SENTENCE // 2)) + "。" for _number in range(CHARACTERS // SENTENCE)]
    parts = ["".join(sentences[start : start + PARAGRAPH]) for start in range(0, len(sentences), PARAGRAPH)]
    author = AUTHORS[number % len(AUTHORS)]
    return ArticleCopy(
        id=number, version_number=1, content_hash="0" * 64, genre="news", section=SECTIONS[number % len(SECTIONS)],
        series=None, series_part=None, kicker="", headline="".join(dice.choices(WORDS, k=6)), deck="",
        dateline="本报讯", body="".join(f"<p>{part}</p>" for part in parts), teaser=sentences[0], source="",
        character_count=CHARACTERS,
        bylines=(BylineCopy(name=author.name, role="reporter", position="head", author=author),),
        pictures=(_picture(number),),
    )  # fmt: skip


def _picture(number: int) -> PictureCopy:
    return PictureCopy(
        base=f"bench{number}", width=1600, height=1067, colour="#888888", caption="傍晚的老街。", credit="本报记者 摄",
        alt="亮着灯的老街", after_paragraph=1,
    )  # fmt: skip
