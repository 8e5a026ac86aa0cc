"""The demo's paper itself: its people, imprint, sections, series and authors, its week, and its ways of review."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from articles.models import ReviewStage, Section, SectionStage, Series
from authors.models import Author, Role, User
from editions.models import PlannedPage, Publication
from newsroom.demo import manuscripts
from newsroom.demo.sheets import make_templates
from newsroom.roles import ensure_groups
from photos.models import Photo

PASSWORD = "newsroom"  # it opens the demo and nothing else
FIRST_TOTAL_NUMBER = 18258
PROOF_ROUNDS = 2
ACCOUNTS = {
    "reporter": ("沈知遥", Role.REPORTER, "shen-zhiyao"),
    "reporter2": ("顾小满", Role.REPORTER, "gu-xiaoman"),
    "photographer": ("邱岚", Role.PHOTOGRAPHER, "qiu-lan"),
    "desk_editor": ("梁书和", Role.DESK_EDITOR, ""),
    "section_head": ("韦青禾", Role.SECTION_HEAD, ""),
    "chief_editor": ("秦半夏", Role.CHIEF_EDITOR, ""),
    "proofreader": ("程校之", Role.PROOFREADER, ""),
    "page_designer": ("陆一舟", Role.PAGE_DESIGNER, ""),
    "archivist": ("史存真", Role.ARCHIVIST, ""),
    "admin": ("高以宁", Role.ADMIN, ""),
}
# How many minutes each review may take, everywhere and in the sections whose articles can wait.
MINUTES = {1: 240, 2: 180, 3: 120}
MORE_MINUTES = {"culture": {1: 1440, 2: 720}}


@dataclass
class Newsroom:
    """The people and things of the demo by the names the copy uses."""

    people: dict[str, User]
    authors: dict[str, Author]
    sections: dict[str, Section]
    series: dict[str, Series]
    photos: dict[tuple[str, int], Photo] = field(default_factory=dict)


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
    imprint |= {"about": imprint["about"].strip(), "proof_rounds": PROOF_ROUNDS}
    Publication.objects.create(**imprint, next_total_number=FIRST_TOTAL_NUMBER)
    owners = {author: people[username] for username, (_name, _role, author) in ACCOUNTS.items() if author}
    newsroom = Newsroom(
        people=people,
        authors={one["slug"]: Author.objects.create(**one, user=owners.get(one["slug"])) for one in copy["author"]},
        sections={one["slug"]: Section.objects.create(**one) for one in copy["section"]},
        series={one["slug"]: Series.objects.create(**one) for one in copy["series"]},
    )
    _plan_the_week(newsroom)
    _allow_time_for_reviews(newsroom)
    return newsroom


def _plan_the_week(newsroom: Newsroom) -> None:
    templates = make_templates()
    kinds = {1: "front", 6: "opinion", 7: "culture", 8: "photo"}
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
            template=templates[kinds.get(number, "news")],
            section=newsroom.sections[section],
        )
        for weekday in range(7)
        for number, name, section in plan
    )


def _allow_time_for_reviews(newsroom: Newsroom) -> None:
    for number, minutes in MINUTES.items():
        ReviewStage.objects.filter(number=number).update(minutes=minutes)
    SectionStage.objects.bulk_create(
        SectionStage(section=newsroom.sections[slug], stage_id=number, minutes=minutes)
        for slug, own in MORE_MINUTES.items()
        for number, minutes in own.items()
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
