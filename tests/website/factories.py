"""Published things for tests of the website, sent through the intake as the desk sends them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

from website.intake import (
    ArticleCopy,
    AuthorCopy,
    BylineCopy,
    EditionCopy,
    MastheadCopy,
    PageCopy,
    PagePictureCopy,
    PictureCopy,
    RegionCopy,
    SectionCopy,
    SeriesCopy,
    TopicCopy,
    TopicGroupCopy,
    TopicPlaceCopy,
    accept_edition,
    accept_topic,
)
from website.models import PublishedEdition

ids = count(1000)

MASTHEAD = MastheadCopy(
    name="云岫日报",
    name_en="Yunxiu Daily",
    tagline="记录一座城的每一天",
    publisher="云岫日报社",
    sponsor="",
    cn_number="CN 00-0000",
    postal_code_number="00-18",
    address="云岫市东湖区湖滨路12号",
    phone="0000-1234567",
    about="本报只登核实过的消息。",
)
NEWS = SectionCopy(slug="news", name="要闻", description="", order=0)
LOCAL = SectionCopy(slug="local", name="本地", description="", order=1)
CRAFT = SeriesCopy(slug="craft", name="老手艺新传人", description="手上的功夫,传给谁。")
ZHIYAO = AuthorCopy(slug="shen-zhiyao", name="沈知遥", title="记者", bio="写城市更新。")
XIAOMAN = AuthorCopy(slug="gu-xiaoman", name="顾小满", title="记者", bio="")
QIU_LAN = AuthorCopy(slug="qiu-lan", name="邱岚", title="摄影记者", bio="")
RUOMEI = AuthorCopy(slug="liu-ruomei", name="柳若眉", title="记者", bio="")


def byline(author: AuthorCopy | str, role: str = "reporter", position: str = "head") -> BylineCopy:
    """A credit; a plain name belongs to somebody without a page of his own."""
    if isinstance(author, str):
        return BylineCopy(name=author, role=role, position=position, author=None)
    return BylineCopy(name=author.name, role=role, position=position, author=author)


def picture(after: int = 0, **overrides: Any) -> PictureCopy:
    values: dict[str, Any] = {
        "base": f"k3Rv9xQ{next(ids)}",
        "width": 1600,
        "height": 1067,
        "colour": "#888888",
        "caption": "傍晚的桂花里。",
        "credit": "本报记者 邱岚 摄",
        "alt": "亮着灯的老巷子",
        "after_paragraph": after,
    }
    return PictureCopy(**{**values, **overrides})


def make_article(**overrides: Any) -> ArticleCopy:
    number = overrides.pop("id", None) or next(ids)
    values: dict[str, Any] = {
        "id": number,
        "version_number": 1,
        "content_hash": "0" * 64,
        "genre": "news",
        "section": NEWS,
        "series": None,
        "series_part": None,
        "kicker": "",
        "headline": f"第{number}号消息",
        "deck": "",
        "dateline": "本报讯",
        "body": "<p>东湖水位回落。</p><p>渡船明天开航。</p>",
        "teaser": "东湖水位回落。",
        "source": "",
        "character_count": 14,
        "bylines": (byline(ZHIYAO),),
        "pictures": (),
    }
    return ArticleCopy(**{**values, **overrides})


def make_page(label: str = "A01", *articles: ArticleCopy, **overrides: Any) -> PageCopy:
    values: dict[str, Any] = {
        "label": label,
        "name": "要闻",
        "responsible_editor": "周砚秋",
        "designer": "陆一舟",
        "proofreader": "程校之",
        "articles": articles or (make_article(),),
    }
    return PageCopy(**{**values, **overrides})


def page_picture(base: str = "", **overrides: Any) -> PagePictureCopy:
    """The picture of a page as high as a broadsheet."""
    return PagePictureCopy(**{"base": base, "width": 1600, "height": 2215, **overrides})


def region(article: int, *corners: tuple[float, float], kind: str = "article") -> RegionCopy:
    """Where an article stands on the picture; at the top on the right, unless told otherwise."""
    return RegionCopy(article, corners or ((62, 0), (100, 0), (100, 40), (62, 40)), kind)


def edition_copy(**overrides: Any) -> EditionCopy:
    """The edition of 17 October 2025 with one page and one article, unless told otherwise."""
    number = next(ids)
    articles = overrides.pop("articles", ())
    values: dict[str, Any] = {
        "id": number,
        "date": date(2025, 10, 17),
        "number_in_day": 1,
        "total_number": 17000 + number,
        "name": "",
        "revision": 1,
        "published_at": datetime(2025, 10, 16, 22, tzinfo=UTC),
        "masthead": MASTHEAD,
        "pages": (make_page("A01", *articles),),
    }
    return EditionCopy(**{**values, **overrides})


def make_published_edition(**overrides: Any) -> PublishedEdition:
    """An edition on the website, as `edition_copy` makes it. `articles` puts articles on its only page."""
    with transaction.atomic():
        return accept_edition(edition_copy(**overrides))


def make_published_topic(*articles: int, groups: dict[str, list[int]] | None = None, **fields: Any) -> int:
    """A topic with these articles, those of `groups` under sub-headings; answers with its number."""
    number = fields.pop("id", None) or next(ids)
    lead = fields.pop("lead", None)
    named = [TopicGroupCopy(next(ids), name, order) for order, name in enumerate(groups or {}, start=1)]
    rows = [(None, articles), *((group.id, (groups or {})[group.name]) for group in named)]
    places = {
        one: TopicPlaceCopy(number, group, order, one == lead)
        for group, standing in rows
        for order, one in enumerate(standing, start=1)
    }
    words: dict[str, Any] = {
        "slug": "old-town",
        "name": "旧城更新",
        "introduction": "七条老巷，三年改造。",
        "is_open": True,
        "first_day": None,
        "last_day": None,
    }
    with transaction.atomic():
        accept_topic(TopicCopy(id=number, groups=tuple(named), places=places, **{**words, **fields}))
    return number


def store_public_picture(name: str) -> None:
    """Put a file into the public store, as the press does."""
    out = BytesIO()
    Image.new("RGB", (48, 32), "#888888").save(out, "JPEG")
    storages["public"].save(name, ContentFile(out.getvalue()))
