"""Makes people, articles, photos and editions for tests, through the same doors the desk uses."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from articles import publishing as article_publishing
from articles import topic_pages, topic_photos, verbs, workflow
from articles.models import (
    Article,
    ArticlePhoto,
    Byline,
    ReviewRules,
    ReviewStage,
    Section,
    Series,
    State,
    Topic,
    TopicArticle,
)
from authors.models import Author, Role, User
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from editions.composing.grid import TABLOID
from editions.models import Edition, Page, PageTemplate, PaperSize, PlannedPage, Publication, TemplateSlot
from newsroom.roles import ensure_groups
from photos import workflow as photo_workflow
from photos.darkroom import Examined, examine
from photos.models import Photo

_numbers = count(1)


def make_user(username: str, *roles: Role, name: str = "", password: str = "newsroom", **fields: Any) -> User:
    user = User.objects.create_user(username, password=password, name=name or username, is_staff=True, **fields)
    names = [Role(role).value for role in roles]
    groups = list(Group.objects.filter(name__in=names))
    if len(groups) < len(names):  # a test with real commits finds them emptied by the one before it
        groups = [ensure_groups()[name] for name in names]
    user.groups.add(*groups)
    return user


def ensure_stages() -> None:
    """The three reviews, which a test with real commits finds emptied by the one before it."""
    ReviewRules.objects.get_or_create(id=1)
    if ReviewStage.objects.count() == 3:
        return
    for number, name, role in [(1, "初审", "desk_editor"), (2, "复审", "section_head"), (3, "终审", "chief_editor")]:
        ReviewStage.objects.get_or_create(number=number, defaults={"name": name, "role": role})


def make_author(name: str = "沈知遥", user: User | None = None, **fields: Any) -> Author:
    return Author.objects.create(name=name, slug=fields.pop("slug", f"author-{next(_numbers)}"), user=user, **fields)


def make_section(slug: str = "news", name: str = "要闻", **fields: Any) -> Section:
    return Section.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def make_series(slug: str = "river", name: str = "芦溪纪行", **fields: Any) -> Series:
    return Series.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def make_topic(*, articles: Iterable[Article] = (), **fields: Any) -> Topic:
    """A topic that readers have, with these articles in it, whatever became of them."""
    number = next(_numbers)
    words = {"name": f"专题{number}", "slug": f"topic-{number}", "is_public": True, **fields}
    topic = Topic.objects.create(**words)
    if topic.is_public and topic.photo:
        topic_photos.prepare(topic.photo)
    for order, article in enumerate(articles, start=1):
        TopicArticle.objects.create(topic=topic, article=article, order=order)
    topic_pages.show(topic)
    return topic


@transaction.atomic
def make_article(*, by: User, byline: Author | None = None, photo: Photo | None = None, **fields: Any) -> Article:
    """A draft on its author's desk, with its first version."""
    fields = {"headline": f"第{next(_numbers)}篇", "body": "<p>正文。</p>", **fields}
    fields.setdefault("section", make_section())
    article = workflow.begin(Article(**fields), by=by)
    if byline:
        Byline.objects.create(article=article, author=byline, order=1)
    if photo:
        ArticlePhoto.objects.create(article=article, photo=photo, order=1)
    return workflow.finish_text(article, by=by)


@transaction.atomic
def edit(article: Article, *, by: User, **fields: Any) -> Article:
    """Save other words over the newest version."""
    article.refresh_from_db()
    for field, value in fields.items():
        setattr(article, field, value)
    workflow.save_text(article, by=by, seen_version=article.current_version.number)
    return workflow.finish_text(article, by=by)


@transaction.atomic
def edit_approved(article: Article, cast: Any, **fields: Any) -> Article:
    """Approved words are changed by their author, when an editor has returned them; then they are reviewed anew."""
    article = take("return", article, cast.desk_editor)
    article = edit(article, by=article.created_by, **fields)
    return take("submit", article, article.created_by)


def take(verb: str, article: Article, by: User, note: str = "") -> Article:
    return workflow.take(verbs.BY_NAME[verb], article, by=by, note=note or "理由")


WAY = [("submit", ""), ("pass", "desk_editor"), ("pass", "section_head"), ("approve", "chief_editor")]


def bring_to(state: State, article: Article, cast: Any) -> Article:
    """Walk an article from draft to a state by the shortest legal way, with the people of the cast."""
    if state == State.SPIKED:
        return take("spike", article, article.created_by)
    for verb, person in WAY:
        if article.state == state:
            return article
        article = take(verb, article, getattr(cast, person) if person else article.created_by)
    if state == State.APPROVED:
        return article
    publish_alone(article, cast)
    article.refresh_from_db()
    if state == State.WITHDRAWN:
        article = article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    return article


def publish_alone(article: Article, cast: Any) -> Edition:
    """An edition of one page with this approved article."""
    last = Edition.objects.order_by("-date").first()
    day = last.date + timedelta(days=1) if last else date(2025, 10, 17)
    edition = make_edition(cast, pages=1, day=day)
    edition_workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    return edition_publishing.publish(edition, by=cast.chief_editor)


def jpeg(size: tuple[int, int] = (640, 480), colour: str = "#446688", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **save)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else jpeg(), content_type="image/jpeg")


def make_photo(*, by: User, content: bytes | None = None, **fields: Any) -> Photo:
    """A photo in the library. The same bytes are looked at once in a run: each look starts a process."""
    fields = {"title": "老街", "caption": "老街的傍晚。", "credit": "邱岚", "alt_text": "一条老街", **fields}
    content = content if content is not None else jpeg()
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        photo = Photo(original_filename="photo.jpg", **fields)
        return photo_workflow.put_in(photo, Path(file.name), _looked_at(content), by=by)


@cache
def _looked_at(content: bytes) -> Examined:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return examine(Path(file.name))


def make_template(**fields: Any) -> PageTemplate:
    fields = {"name": "新闻版", **fields}
    return PageTemplate.objects.get_or_create(name=fields.pop("name"), defaults=fields)[0]


def make_publication(**fields: Any) -> Publication:
    return Publication.objects.get_or_create(id=1, defaults={"name": "云岫日报", "next_total_number": 18264, **fields})[
        0
    ]


def make_plan(pages: int = 2) -> None:
    template = make_template()
    for weekday in range(7):
        for number in range(1, pages + 1):
            PlannedPage.objects.get_or_create(
                weekday=weekday, letter="A", number=number, defaults={"name": "要闻", "template": template}
            )


def _free_day() -> date:
    days = (date(2025, 10, 17) + timedelta(days=ahead) for ahead in count())
    return next(day for day in days if not Edition.objects.of_days(day, day).regular().exists())


def make_edition(cast: Any, *, pages: int = 1, day: date | None = None) -> Edition:
    """The paper of a day; of the first day from 17 October 2025 on that has none, unless told otherwise."""
    make_publication()
    make_template()
    edition = edition_workflow.plan(day or _free_day(), by=cast.page_designer)
    for number in range(1, pages + 1):
        Page.objects.get_or_create(
            edition=edition,
            letter="A",
            number=number,
            defaults={"name": "要闻", "template": make_template(), "responsible_editor": "周砚秋"},
        )
    return edition


# -- drawn pages ---------------------------------------------------------------------------------------------------
# Role, style, and column, line, columns wide, lines high on the four columns of a tabloid.
TABLOID_SLOTS = [
    ("lead", "lead", 0, 0, 3, 34),
    ("second", "second", 3, 0, 1, 34),
    ("article", "normal", 0, 36, 2, 38),
    ("article", "small", 2, 36, 2, 38),
]


def make_paper() -> PaperSize:
    """A tabloid of four columns."""
    fields = {key: value for key, value in TABLOID.as_dict().items() if key != "name"}
    return PaperSize.objects.get_or_create(name="四开", defaults=fields)[0]


def make_drawn_template(slots: list[tuple[Any, ...]] | None = None, name: str = "画版") -> PageTemplate:
    """A kind of page that is drawn, with a lead, a second lead and two more slots."""
    template, is_new = PageTemplate.objects.get_or_create(name=name, defaults={"paper": make_paper()})
    if is_new:
        for order, (role, style, column, row, span, lines) in enumerate(slots or TABLOID_SLOTS, start=1):
            TemplateSlot.objects.create(
                template=template, key=f"t{order}", order=order, role=role, style=style, column=column, row=row,
                span=span, lines=lines,
            )  # fmt: skip
    return template


def make_drawn_edition(
    cast: Any, *, pages: int = 1, day: date | None = None, rounds: int = 0, **template: Any
) -> Edition:
    """An edition whose pages are drawn; nobody reads proofs of them unless `rounds` says so."""
    make_publication()
    Publication.objects.update(proof_rounds=rounds)
    kind = make_drawn_template(**template)
    edition = edition_workflow.plan(day or _free_day(), by=cast.page_designer)
    edition.pages.all().delete()
    made = [
        Page.objects.create(
            edition=edition, letter="A", number=number, name="要闻", template=kind, responsible_editor="周砚秋"
        )
        for number in range(1, pages + 1)
    ]
    edition_workflow.copy_slots(made)
    return edition


# Good newspaper prose of about three hundred characters.
PROSE = (
    "10月16日清晨，芦溪下游的清淤船收起最后一斗泥。河道管理站站长辛以南说，工程比计划提前十一天，"
    "沿岸三个易涝片区的排水时间将从四小时缩短到九十分钟。“水退得快，人才睡得着。”住在岸边的万婆婆把竹椅搬回了廊下。",
    "工程分两段进行。上段清出淤泥三十八万立方米，其中二十一万立方米经检测合格，制成砌块，铺进了东湖公园的步道；"
    "下段改造了十七处过水断面，拆除两座废弃的水闸。",
    "市水务局介绍，明年汛期前还将在弯道外侧种下两万株枫杨，用根系护住河岸。",
)


def prose(paragraphs: int = 3) -> str:
    """The HTML of so many paragraphs, each with its own words."""
    return "".join(f"<p>{PROSE[number % 3]}第{number + 1}段。</p>" for number in range(paragraphs))
