"""Whatever happens to the record, baking only what changed gives the same files as baking everything anew."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.website.bakehouse import Bakehouse, as_outside, contents
from tests.website.factories import (
    MASTHEAD,
    QIU_LAN,
    RUOMEI,
    XIAOMAN,
    ZHIYAO,
    byline,
    ids,
    make_article,
    make_page,
    page_picture,
    picture,
    region,
)
from website import intake, views
from website.baking import addresses
from website.baking.tree import Tree
from website.models import PublishedArticle, PublishedCorrection, PublishedEdition, PublishedPage, PublishedPicture

pytestmark = pytest.mark.django_db

AUTHORS = (ZHIYAO, XIAOMAN, QIU_LAN, RUOMEI)
SECTIONS = [intake.SectionCopy(slug=slug, name=slug, description="", order=order) for order, slug in enumerate("abc")]
SERIES = [intake.SeriesCopy(slug=slug, name=slug, description="") for slug in ("x", "y")]
GENRES = ("news", "photo_story", "opinion")
EXAMPLES = int(os.environ.get("BAKING_EXAMPLES", "3"))


@pytest.fixture(autouse=True)
def _short_lists(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    as_outside(settings)
    for module in (views, addresses):
        monkeypatch.setattr(module, "ARTICLES_PER_LIST", 2)
    monkeypatch.setattr(addresses, "PAGES_OF_LIST", 3)
    monkeypatch.setattr(Tree, "settle", lambda tree: None)


class Paper:
    """A small paper to which anything may happen; `dice` decides what exactly."""

    def __init__(self, dice: Random) -> None:
        self.dice, self.day = dice, 0
        self.masthead = MASTHEAD

    def article(self, number: int | None = None) -> intake.ArticleCopy:
        section = self.dice.choice(SECTIONS[: 1 + self.day // 2] or SECTIONS[:1])
        series = self.dice.choice([None, None, *SERIES])
        return make_article(
            **({"id": number} if number else {}),
            section=section,
            series=series,
            series_part=self.dice.randint(1, 9) if series else None,
            genre=self.dice.choice(GENRES),
            headline=f"标题{self.dice.randint(0, 10**6)}",
            bylines=tuple(byline(author) for author in self.dice.sample(AUTHORS, self.dice.randint(0, 2))),
            pictures=tuple(picture() for _ in range(self.dice.randint(0, 1))),
        )

    def pages(self, *, keep: list[int]) -> tuple[intake.PageCopy, ...]:
        """One to three pages; some articles stand there already, or stood in another issue."""
        old = list(PublishedArticle.objects.readable().values_list("pk", flat=True))
        numbers = [*keep, *self.dice.sample(old, min(len(old), self.dice.randint(0, 1)))]
        articles = [self.article(number) for number in dict.fromkeys(numbers)]
        articles += [self.article() for _ in range(self.dice.randint(1, 3))]
        self.dice.shuffle(articles)
        count = self.dice.randint(1, 3)
        notices = list(PublishedCorrection.objects.readable().values_list("number", flat=True))
        return tuple(self.page(f"A0{number + 1}", articles[number::count], notices) for number in range(count))

    def page(self, label: str, articles: list[intake.ArticleCopy], notices: list[int]) -> intake.PageCopy:
        drawn = self.dice.random() < 0.4
        jumped = articles[:1] if self.dice.random() < 0.2 else []
        return make_page(
            label,
            *(articles or jumped or [self.article()]),
            corrections=tuple(self.dice.sample(notices, min(len(notices), self.dice.randint(0, 1)))),
            **(self.drawn([article.id for article in articles]) if drawn else {}),
        )

    def drawn(self, numbers: list[int]) -> dict[str, Any]:
        name = f"{next(ids):032d}"
        return {"picture": page_picture(name), "pdf": f"{name}.pdf", "regions": tuple(region(one) for one in numbers)}

    def publish(self) -> None:
        # Sometimes an earlier day is brought out late, or a second issue of a day.
        self.day += self.dice.choice([1, 1, 1, 2, 20])
        day = date(2025, 10, 1) + timedelta(days=self.day - self.dice.choice([0, 0, 0, 3]))
        number = 1 + PublishedEdition.objects.filter(date=day).count()
        intake.accept_edition(
            intake.EditionCopy(
                id=next(ids),
                date=day,
                number_in_day=number,
                total_number=next(ids),
                name="",
                revision=1,
                published_at=datetime(2025, 10, 1, tzinfo=UTC) + timedelta(days=self.day, minutes=next(ids)),
                masthead=self.masthead,
                pages=self.pages(keep=[]),
            )
        )

    def publish_alone(self) -> None:
        """An article that no issue holds yet, around the time of one, or long after."""
        last = PublishedEdition.objects.newest()
        assert last is not None
        at = last.published_at + timedelta(hours=self.dice.choice([-30, -6, 1, 9, 900]))
        intake.accept_article(self.article(), published_at=at)

    def reissue(self) -> None:
        edition = self.some_edition()
        inside = PublishedArticle.objects.readable().filter(appearances__page__edition=edition).distinct()
        numbers = list(inside.values_list("pk", flat=True))
        intake.reissue_edition(
            intake.EditionCopy(
                id=edition.pk,
                date=edition.date,
                number_in_day=edition.number_in_day,
                total_number=edition.total_number,
                name=self.dice.choice(["", "特刊"]),
                revision=edition.revision + 1,
                published_at=edition.published_at,
                masthead=self.masthead,
                pages=self.pages(keep=self.dice.sample(numbers, len(numbers) // 2)),
                reason="图片有误。",
            )
        )

    def arrange_the_front(self) -> None:
        """Some articles, of whatever issue, stand where somebody put them on the front page of today."""
        edition = PublishedEdition.objects.newest()
        assert edition is not None
        blocks = [("page", page.label) for page in edition.pages.all()[1:]]
        readable = list(PublishedArticle.objects.readable().order_by("pk").values_list("pk", flat=True))
        chosen = self.dice.sample(readable, min(len(readable), self.dice.randint(0, 3)))
        spots = [self.dice.choice([("top", ""), ("photos", ""), ("off", ""), *blocks]) for _ in chosen]
        places = tuple(
            intake.FrontPlaceCopy(article, zone, position, page, headline=self.dice.choice(["", "另题"]))
            for position, (article, (zone, page)) in enumerate(zip(chosen, spots, strict=True), start=1)
        )
        intake.accept_front(intake.FrontCopy(edition.pk, next(ids), places))

    def correct(self) -> None:
        if (article := self.some_article()) is not None:
            at = article.published_at + timedelta(days=self.dice.choice([0, 1, 6, 12]), hours=self.dice.randint(0, 9))
            number = next(ids)
            intake.correct_article(self.article(article.pk), intake.CorrectionCopy(number, "self", f"改{number}", at))

    def withdraw(self) -> None:
        if (article := self.some_article()) is not None:
            intake.withdraw_article(article.pk, notice="已撤回。")

    def readmit(self) -> None:
        gone = list(PublishedArticle.objects.exclude(withdrawn_at=None).order_by("pk"))
        if gone:
            article = self.dice.choice(gone)
            told = PublishedCorrection.objects.filter(article=article)
            notices = [intake.CorrectionCopy(one.number, one.kind, f"改{one.number}", one.at) for one in told]
            intake.readmit_article(self.article(article.pk), notices)

    def draw(self) -> None:
        pages = list(PublishedPage.objects.filter(edition=self.some_edition()))
        page = self.dice.choice(pages)
        standing = page.appearances.readable().values_list("article", flat=True)
        drawn = self.dice.choice([self.drawn(list(standing)), {"picture": None, "pdf": "", "regions": ()}])
        intake.accept_page_picture(page.edition_id, page.label, drawn["picture"], drawn["pdf"], drawn["regions"])

    def bind(self) -> None:
        edition = self.some_edition()
        try:
            with transaction.atomic():
                intake.accept_issue_pdf(edition.pk, f"{next(ids):032d}.pdf")
        except intake.OvertakenError:
            return

    def complete_a_picture(self) -> None:
        bases = list(PublishedPicture.objects.exclude(article=None).values_list("base", flat=True))
        if bases:
            intake.tell_formats(self.dice.choice(sorted(bases)), ["avif", "webp", "jpg"])

    def rename(self) -> None:
        """At the desk; readers get the other name with the next issue."""
        self.masthead = intake.MastheadCopy(**{**_fields(MASTHEAD), "tagline": f"{self.dice.randint(0, 99)}"})

    def some_edition(self) -> PublishedEdition:
        return self.dice.choice(list(PublishedEdition.objects.order_by("pk")))

    def some_article(self) -> PublishedArticle | None:
        readable = list(PublishedArticle.objects.readable().order_by("pk"))
        return self.dice.choice(readable) if readable else None


def _fields(copy: Any) -> dict[str, Any]:
    return {name: getattr(copy, name) for name in copy.__dataclass_fields__}


DEEDS = (
    "publish",
    "publish",
    "publish_alone",
    "publish_alone",
    "reissue",
    "arrange_the_front",
    "arrange_the_front",
    "correct",
    "withdraw",
    "readmit",
    "draw",
    "bind",
    "complete_a_picture",
    "rename",
)


@hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="BAKING_EXAMPLES" not in os.environ,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(st.sampled_from(DEEDS), min_size=4, max_size=7), seed=st.integers(0, 2**32))
def test_what_was_baked_step_by_step_is_what_is_baked_at_once(deeds: list[str], seed: int) -> None:
    with TemporaryDirectory() as folder, transaction.atomic():
        paper, followed = Paper(Random(seed)), Bakehouse(Path(folder) / "followed")
        paper.publish()
        followed.begin()
        for deed in deeds:
            getattr(paper, deed)()
            followed.follow()
        whole = Bakehouse(Path(folder) / "whole")
        whole.begin()
        _require_same(contents(followed.tree), contents(whole.tree))
        followed.close()
        whole.close()
        transaction.set_rollback(True)


def _require_same(followed: dict[str, bytes], whole: dict[str, bytes]) -> None:
    assert sorted(followed) == sorted(whole)
    stale = [name for name, content in whole.items() if followed[name] != content]
    assert stale == []
