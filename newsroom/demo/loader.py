"""Files, reviews, places and publishes the demo's copy, through the same doors its people would use."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from articles import notices, verbs
from articles import publishing as article_publishing
from articles import workflow as article_workflow
from articles.models import Article, ArticlePhoto, Byline, Section, Series
from authors.models import Author, Role, User
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from editions.models import Edition, Page, PageTemplate, PlannedPage, Publication
from newsroom.demo import manuscripts
from newsroom.demo.manuscripts import Manuscript, ManuscriptPage, Picture
from newsroom.demo.pictures import draw
from newsroom.roles import ensure_groups
from photos import workflow as photo_workflow
from photos.models import Photo

DAYS = 7
PASSWORD = "newsroom"  # it opens the demo and nothing else
FIRST_TOTAL_NUMBER = 18258
TODAYS_TOTAL_NUMBER = FIRST_TOTAL_NUMBER + DAYS - 1
APPEARS = time(6, 0)
ACCOUNTS = {
    "reporter": ("沈知遥", Role.REPORTER, "shen-zhiyao"),
    "reporter2": ("顾小满", Role.REPORTER, "gu-xiaoman"),
    "photographer": ("邱岚", Role.PHOTOGRAPHER, "qiu-lan"),
    "desk_editor": ("梁书和", Role.DESK_EDITOR, ""),
    "section_head": ("韦青禾", Role.SECTION_HEAD, ""),
    "chief_editor": ("秦半夏", Role.CHIEF_EDITOR, ""),
    "proofreader": ("程校之", Role.PROOFREADER, ""),
    "page_designer": ("陆一舟", Role.PAGE_DESIGNER, ""),
    "admin": ("高以宁", Role.ADMIN, ""),
}
REVIEWS = (("pass", "desk_editor"), ("pass", "section_head"), ("approve", "chief_editor"))
# How many of the reviews above an article still on the desk has behind it.
REVIEWS_DONE = {"returned": 0, "first": 0, "second": 1, "final": 2, "approved": 3, "spiked": 1}


@dataclass
class Newsroom:
    """The people and things of the demo by the names the copy uses."""

    people: dict[str, User]
    authors: dict[str, Author]
    sections: dict[str, Section]
    series: dict[str, Series]
    photos: dict[tuple[str, int], Photo] = field(default_factory=dict)


class AnotherPaperError(Exception):
    """The database is in use, and not by the demo; the message is one line."""


def is_loaded() -> bool:
    """Whether the demo's paper and its first edition are there; raises AnotherPaperError if somebody else's are."""
    if Edition.objects.filter(total_number=TODAYS_TOTAL_NUMBER).exists():
        return True
    if Publication.objects.exists() or User.objects.exists():
        raise AnotherPaperError("This database holds another newspaper: the demo needs an empty one in DATABASE_URL.")
    return False


def found_the_paper() -> Newsroom:
    """Make the accounts, the imprint, the sections and series, the authors, and the weekday plan."""
    copy = manuscripts.paper()
    groups = ensure_groups()
    people = {}
    password = make_password(PASSWORD)  # once for all of them: a good hash takes its time
    for username, (name, role, _author) in ACCOUNTS.items():
        person = User.objects.create(
            username=username, password=password, name=name, email=f"{username}@yunxiu.example", is_staff=True
        )
        person.groups.add(groups[role.value])
        people[username] = person
    imprint = {key: value for key, value in copy["publication"].items() if key != "founded"}
    Publication.objects.create(**{**imprint, "about": imprint["about"].strip()}, next_total_number=FIRST_TOTAL_NUMBER)
    owners = {author: people[username] for username, (_name, _role, author) in ACCOUNTS.items() if author}
    newsroom = Newsroom(
        people=people,
        authors={one["slug"]: Author.objects.create(**one, user=owners.get(one["slug"])) for one in copy["author"]},
        sections={one["slug"]: Section.objects.create(**one) for one in copy["section"]},
        series={one["slug"]: Series.objects.create(**one) for one in copy["series"]},
    )
    _plan_the_week(newsroom)
    return newsroom


def _plan_the_week(newsroom: Newsroom) -> None:
    news = PageTemplate.objects.create(name="新闻版", most_articles=8)
    opinion = PageTemplate.objects.create(name="言论版", most_articles=4)
    pictures = PageTemplate.objects.create(name="图片版", needs_photo=True, most_articles=3)
    templates = {"opinion": opinion, "photo": pictures}
    plan = [
        (1, "要闻", "news"),
        (2, "综合", "news"),
        (3, "本地", "local"),
        (4, "民生", "livelihood"),
        (5, "经济", "economy"),
        (6, "评论", "opinion"),
        (7, "文化", "culture"),
        (8, "影像", "photo"),
    ]
    PlannedPage.objects.bulk_create(
        PlannedPage(
            weekday=weekday,
            letter="A",
            number=number,
            name=name,
            template=templates.get(section, news),
            section=newsroom.sections[section],
        )
        for weekday in range(7)
        for number, name, section in plan
    )


def assemble() -> Newsroom:
    """The newsroom of a demo that was loaded before; what was drawn for it then is not drawn again."""
    drawn = re.compile(r"(\w+)-(\d+)\.jpg")
    names = ((photo, drawn.fullmatch(photo.original_filename)) for photo in Photo.objects.all())
    return Newsroom(
        people={user.username: user for user in User.objects.all()},
        authors={author.slug: author for author in Author.objects.all()},
        sections={section.slug: section for section in Section.objects.all()},
        series={series.slug: series for series in Series.objects.all()},
        photos={(name[1], int(name[2])): photo for photo, name in names if name},
    )


def publish_edition(newsroom: Newsroom, *, days_ago: int, today: date) -> Edition:
    """File, review, place and publish the whole edition of a day."""
    day = today - timedelta(days=days_ago)
    pages = manuscripts.edition(days_ago, day=day)
    total = TODAYS_TOTAL_NUMBER - days_ago
    edition = edition_workflow.plan(day, by=newsroom.people["page_designer"], total_number=total)
    appeared = timezone.make_aware(datetime.combine(day, APPEARS))
    with notices.quietly():
        for page in pages:
            _compose(newsroom, edition, page)
        return edition_publishing.publish(edition, by=newsroom.people["chief_editor"], appeared_at=appeared)


@transaction.atomic
def _compose(newsroom: Newsroom, edition: Edition, copy: ManuscriptPage) -> None:
    page = edition.pages.get(letter=copy.label[0], number=int(copy.label[1:]))
    page.responsible_editor, page.designer, page.proofreader = copy.editor, copy.designer, copy.proofreader
    page.save(update_fields=["responsible_editor", "designer", "proofreader"])
    articles = [_approved(newsroom, manuscript) for manuscript in copy.articles]
    edition_workflow.place(page, articles, by=newsroom.people["page_designer"])


def _approved(newsroom: Newsroom, manuscript: Manuscript) -> Article:
    article = file(newsroom, manuscript, by=_owner(newsroom, manuscript))
    return _review(newsroom, article, len(REVIEWS))


def _owner(newsroom: Newsroom, manuscript: Manuscript) -> User:
    """Who files it: the account of the first author who has one, else the other reporter for all without one."""
    for line in manuscript.bylines:
        if user := newsroom.authors[line["author"]].user:
            return user
    return newsroom.people["reporter2"]


@transaction.atomic
def file(newsroom: Newsroom, manuscript: Manuscript, *, by: User) -> Article:
    article = article_workflow.begin(
        Article(
            **manuscript.fields,
            section=newsroom.sections[manuscript.section],
            series=newsroom.series[manuscript.series] if manuscript.series else None,
            series_part=manuscript.part if manuscript.series else None,
        ),
        by=by,
    )
    for order, line in enumerate(manuscript.bylines, start=1):
        Byline.objects.create(
            article=article,
            author=newsroom.authors[line["author"]],
            role=line["role"],
            position=line["position"],
            order=order,
        )
    for order, picture in enumerate(manuscript.pictures, start=1):
        ArticlePhoto.objects.create(
            article=article,
            photo=_photo(newsroom, picture),
            caption=picture.caption,
            after_paragraph=picture.after,
            order=order,
        )
    return article_workflow.finish_text(article, by=by)


def _photo(newsroom: Newsroom, picture: Picture) -> Photo:
    """Draw a picture and bring it in as its photographer would; one drawn before is taken from the library."""
    drawn = (picture.scene, picture.seed)
    if drawn not in newsroom.photos:
        out = io.BytesIO()
        draw(*drawn).save(out, "JPEG", quality=88)
        author = newsroom.authors[picture.photographer]
        photo = photo_workflow.bring_in(
            Photo(title=picture.title, caption=picture.caption, credit=author.name, alt_text=picture.alt),
            ContentFile(out.getvalue(), name=f"{picture.scene}-{picture.seed}.jpg"),
            by=author.user or newsroom.people["photographer"],
        )
        photo.photographers.add(author)
        newsroom.photos[drawn] = photo
    return newsroom.photos[drawn]


def _review(newsroom: Newsroom, article: Article, count: int) -> Article:
    article = article_workflow.take(verbs.BY_NAME["submit"], article, by=article.created_by)
    for verb, person in REVIEWS[:count]:
        article = article_workflow.take(verbs.BY_NAME[verb], article, by=newsroom.people[person])
    return article


def fill_the_desk(newsroom: Newsroom, *, today: date) -> Edition:
    """Leave work waiting for everybody: articles in every state, and tomorrow's edition with its lead."""
    tomorrow = today + timedelta(days=1)
    edition = edition_workflow.plan(tomorrow, by=newsroom.people["page_designer"])
    approved = []
    for manuscript in manuscripts.desk(day=tomorrow):
        article = _on_the_desk(newsroom, manuscript)
        if manuscript.state == "approved":
            approved.append(article)
    Page.objects.filter(edition=edition).update(designer="陆一舟")
    edition_workflow.place(
        edition.pages.order_by("letter", "number")[0], approved[:1], by=newsroom.people["page_designer"]
    )
    return edition


@transaction.atomic
def _on_the_desk(newsroom: Newsroom, manuscript: Manuscript) -> Article:
    article = file(newsroom, manuscript, by=newsroom.people[manuscript.owner])
    if manuscript.state == "draft":
        return article
    article = _review(newsroom, article, REVIEWS_DONE[manuscript.state])
    if manuscript.state == "returned":
        return_, by = verbs.BY_NAME["return"], newsroom.people["desk_editor"]
        return article_workflow.take(return_, article, by=by, note=manuscript.note)
    if manuscript.state == "spiked":
        spike, by = verbs.BY_NAME["spike"], newsroom.people["section_head"]
        return article_workflow.take(spike, article, by=by, note=manuscript.note)
    return article


def withdraw_one(newsroom: Newsroom, edition: Edition) -> Article:
    """Take one small published piece back, so that readers and desk have met a withdrawn article too."""
    article = Article.objects.filter(placements__page__edition=edition, genre="notice").order_by("pk")[0]
    return article_publishing.withdraw(
        article,
        by=newsroom.people["chief_editor"],
        reason="数据来源单位来函说明，统计口径有误，须撤回重发。",
        notice="本文所引数据口径有误，现予撤回，并向读者致歉。核实后将重新刊发。",
    )


@transaction.atomic
def load_today(*, today: date) -> Newsroom:
    """Everything the first look needs: the paper, today's edition and the work on the desk; all of it or nothing."""
    newsroom = found_the_paper()
    publish_edition(newsroom, days_ago=0, today=today)
    fill_the_desk(newsroom, today=today)
    return newsroom


def load_the_rest(newsroom: Newsroom) -> Iterator[str]:
    """Publish the days before the demo's first that are missing, newest first; yields each date when it is done.

    A demo that was killed while loading goes on here the next time.
    """
    first = Edition.objects.get(total_number=TODAYS_TOTAL_NUMBER)
    for days_ago in range(1, DAYS):
        if Edition.objects.filter(total_number=first.total_number - days_ago).exists():
            continue
        with transaction.atomic():
            edition = publish_edition(newsroom, days_ago=days_ago, today=first.date)
            if days_ago == DAYS - 1:
                withdraw_one(newsroom, edition)
        yield edition.slug
