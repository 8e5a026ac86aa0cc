"""A paper with one of everything, and the address of every kind of page readers can open."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

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

BODY = """<p>东湖水位回落。详见<a href="/article/74/" rel="noopener noreferrer">数据</a>。</p><h2>小标题</h2>
<p>渡船明天开航。</p><blockquote><p>“船修好了。”</p></blockquote><ul><li>一号渡口</li><li>二号渡口</li></ul><p>末段。</p>"""
TABLE = """<p>逐月如下。</p><table><thead><tr><th scope="col">月份</th><th scope="col">班次</th></tr></thead>
<tbody><tr><th scope="row">九月</th><td>420</td></tr><tr><th scope="row">十月</th><td>465</td></tr></tbody></table>"""

# What is shown: the kind of page, and where it stands.
PAGES = {
    "front page": "/",
    "front page of an earlier day": "/front/2025-10-16/",
    "section": "/section/news/",
    "series": "/series/craft/",
    "topic": "/topic/lake/",
    "topics": "/topic/",
    "author": "/author/shen-zhiyao/",
    "article with everything": "/article/71/",
    "withdrawn article": "/article/72/",
    "photo story": "/article/73/",
    "data report": "/article/74/",
    "article before any edition": "/article/75/",
    "issue": "/epaper/2025-10-17/",
    "issue page": "/epaper/2025-10-17/A01/",
    "issue page without a picture": "/epaper/2025-10-17/A02/",
    "clip": "/epaper/2025-10-17/A01/clip/71/",
    "calendar": "/epaper/calendar/2025/10/",
    "search": "/search/",
    "search with results": "/search/?q=东湖",
    "search in a section": "/search/?q=东湖&section=news&since=2025-10-01",
    "search without results": "/search/?q=没有这样的词",
    "corrections": "/corrections/",
    "about": "/about/",
    "feeds": "/feeds/",
    "without a net": "/offline/",
    "nothing there": "/nothing/",
}


def print_the_paper() -> None:
    """Two issues; the later one with pictures of its page, a correction, a withdrawal, and news after it."""
    for width in (480, 1000, 1600):
        _store(f"front-{width}.webp", (width, width * 2215 // 1600), "WEBP")
    shown = [picture(after) for after in (1, 2, 0, 0, 0)]
    for one in shown:
        for width in (480, 960, 1600):
            _store(f"{one.base}-{width}.jpg", (width, round(width * one.height / one.width)), "JPEG")
    earlier = (make_article(id=61, headline="昨天的头条"), make_article(id=62, section=LOCAL, genre="opinion"))
    make_published_edition(
        date=date(2025, 10, 16), published_at=datetime(2025, 10, 15, 22, tzinfo=UTC), articles=earlier
    )
    full = make_article(
        id=71, headline="老街坊 新日子", kicker="老城修好以后", deck="三年腾出公共空间四十二处", body=BODY,
        series=CRAFT, series_part=2, source="云岫发布", pictures=(shown[0], shown[1]), genre="feature",
        bylines=(byline("江照野", "correspondent"), byline(QIU_LAN, "photographer", "title")),
    )  # fmt: skip
    gone = make_article(id=72, headline="误报")
    story = make_article(id=73, headline="渔港一日", genre="photo_story", section=LOCAL, pictures=tuple(shown[2:]))
    table = make_article(id=74, headline="渡船班次", genre="data_report", section=LOCAL, body=TABLE)
    aside = make_article(id=76, headline="江堤加高")
    places = (region(71), region(76, (0, 0), (60, 0), (60, 40), (0, 40)))
    front = make_page("A01", full, aside, picture=page_picture("front"), regions=places)
    make_published_edition(pages=(front, make_page("A02", story, table, gone)))
    said = intake.CorrectionCopy(1, "self", "渡船应为后天开航。", datetime(2025, 10, 19, 22, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(full, said)
        intake.withdraw_article(72, notice="经核实，本文有误。")
        late = make_article(id=75, headline="东湖今晨通航")
        intake.accept_article(late, published_at=datetime(2025, 10, 17, 9, 0, 0, 162237, tzinfo=UTC))
    make_published_topic(71, 75, groups={"背景": [74]}, slug="lake", name="东湖治理", introduction="三年来的报道。")


def _store(name: str, size: tuple[int, int], kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "#8899aa").save(out, kind)
    storages["public"].save(name, out)
