"""The pages of the demo's week hold what is placed on them, on whatever day the demo is shown."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from editions import credits
from editions.composing.compose import fit
from editions.composing.grid import Cells
from editions.composing.manuscript import Manuscript, Photo
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.manuscripts import items_of
from newsroom.demo import manuscripts
from newsroom.demo.composing import MOST_LINES
from newsroom.demo.layouts import layouts
from newsroom.demo.sheets import SHEET

MASTHEAD = Cells(0, 0, 3, 13)
# Short dates, long ones, and a change of months in between.
DAYS = (date(2026, 1, 3), date(2026, 3, 2), date(2026, 11, 28), date(2026, 12, 31))


def as_manuscript(one):
    names = {author["slug"]: author["name"] for author in manuscripts.paper()["author"]}
    series = {each["slug"]: each["name"] for each in manuscripts.paper()["series"]}
    lines = [
        {"name": names[line["author"]], "role": line["role"], "position": line["position"]} for line in one.bylines
    ]
    return Manuscript(
        article=1,
        version=1,
        headline=one.fields["headline"],
        kicker=one.fields["kicker"],
        deck=one.fields["deck"],
        series=series.get(one.series, ""),
        opening=credits.opening(one.fields["dateline"], lines, chinese=True),
        closing=credits.closing(lines, chinese=True),
        under_headline=credits.under_headline(lines, chinese=True),
        items=items_of(one.fields["body"]),
        photos=tuple(
            Photo(number, "x", 1600, 1067, picture.caption, names[picture.photographer], picture.alt)
            for number, picture in enumerate(one.pictures)
        ),
    )


def lines_to_give(place, setting):
    """How many lines its photos must give way for the text to find its place; too many if it never does."""
    for fewer in range(MOST_LINES):
        photos = tuple(PhotoPlace(**{**photo, "lines": photo["lines"] - fewer}) for photo in place.photos)
        slot = Slot("s", "article", place.style, place.cells, place.text_columns, (setting(photos),))
        (found,) = fit(SHEET, slot)
        if not found.is_overset:
            return fewer, found
        if not photos:
            break
    return MOST_LINES, found


@pytest.mark.parametrize("days_ago", range(7))
def test_every_article_of_an_edition_stands_on_its_page_once_and_no_two_on_one_place(days_ago):
    pages = layouts(f"day{days_ago}")
    for page in manuscripts.edition(days_ago, day=DAYS[0]):
        places = pages[page.label]
        went_on = {place.article for label in pages for place in pages[label] if place.jump == page.label}
        standing = [place.article for place in places if place.article and place.article not in went_on]
        assert sorted(standing) == sorted(article.key for article in page.articles)
        taken = [place.cells for place in places] + ([MASTHEAD] if page.label == "A01" else [])
        assert all(SHEET.holds(cells) for cells in taken)
        assert not [pair for pair in combinations(taken, 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("days_ago", range(7))
def test_no_text_of_the_week_is_longer_than_its_place(days_ago, day):
    pages = layouts(f"day{days_ago}")
    copy = manuscripts.edition(days_ago, day=day - timedelta(days=days_ago))
    texts = {article.key: as_manuscript(article) for page in copy for article in page.articles}
    begun = {}
    for places in pages.values():
        for place in places:
            if place.jump:
                begun[place.article] = lines_to_give(
                    place, lambda photos, place=place: Setting(1, texts[place.article], photos=photos, jump_to="A02")
                )[1].set_until
    for label, places in pages.items():
        for place in (one for one in places if one.article):
            went_on = place.article in begun and not place.jump
            more = {"skip": begun[place.article], "jump_from": "A01"} if went_on else {}
            more |= {"jump_to": place.jump}
            given, found = lines_to_give(
                place, lambda photos, place=place, more=more: Setting(1, texts[place.article], photos=photos, **more)
            )
            assert given < MOST_LINES, (label, place.article, found.over)
