from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editions.composing.compose import fit
from editions.composing.grid import BROADSHEET, TABLOID, Cells
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.composing.suggestion import Area, Candidate, Form, Size, suggest
from editions.composing.suggestion.difference import look
from editions.composing.suggestion.suggesting import difference
from editions.composing.taboos import GAP, taboos
from tests.composing.demo_pages import candidates, desk

MASTHEAD = Cells(0, 0, 6, 13)
BANNER = Slot("banner", "advert", "picture", Cells(0, 84, 6, 12))
EAR = Slot("ear", "ear", "small", Cells(4, 0, 2, 13))

# What an editor may have on the desk for one page: the demo's own articles.
FRONT_PAGES = {
    "nine": (Area(BROADSHEET, furniture=(MASTHEAD,)), ("3/A01", "3/A04", "3/A02"), 9),
    "ten": (Area(BROADSHEET, furniture=(MASTHEAD,)), ("0/A01", "0/A02", "0/A03"), 10),
    "ear and banner": (Area(BROADSHEET, (EAR, BANNER), (Cells(0, 0, 4, 13),)), ("1/A01", "1/A03", "1/A04"), 9),
    "twelve inside": (Area(BROADSHEET), ("2/A02", "2/A04", "2/A03", "2/A05"), 12),
}


def slots(suggestion, area):
    """The page with what is suggested and what stood there already."""
    placed = [Slot(place.key, "article", place.style, place.cells) for place in suggestion.places]
    fillers = [Slot(f"filler {n}", "advert", "small", cells) for n, cells in enumerate(suggestion.fillers)]
    return [*placed, *fillers, *area.locked]


def found(area, suggestion):
    return {taboo.rule for taboo in taboos(area.grid, slots(suggestion, area), furniture=area.furniture)}


def crowds(one, other):
    """Whether they stand in one column with less than the gap between them."""
    return Cells(one.column, one.row - GAP, one.span, one.lines + 2 * GAP).overlaps(other)


def text(key, priority, lines, spans=(1, 2, 3), style="normal"):
    """An article of so many lines in one column."""
    forms = tuple(Form(style, span, (Size(5 + -(-lines // span)),)) for span in spans)
    return Candidate(key, priority, forms)


def pictured(key, priority, lines, spans=(2, 3, 4), style="normal"):
    forms = tuple(
        Form(
            style,
            span,
            tuple(Size(5 + -(-lines // span) + photo, PhotoPlace(span, photo)) for photo in range(8, 31, 2)),
        )
        for span in spans
    )
    return Candidate(key, priority, forms)


@pytest.fixture(scope="module", params=FRONT_PAGES)
def page(request):
    area, pages, most = FRONT_PAGES[request.param]
    return area, suggest(area, candidates(area.grid, *pages, most=most), seed=1, seconds=2)


def test_editor_is_offered_three_clearly_different_pages(page):
    area, suggestions = page
    assert len(suggestions) == 3
    assert all(difference(area, one, other) > 0.3 for one, other in combinations(suggestions, 2))
    assert [each.cost for each in suggestions] == sorted(each.cost for each in suggestions)


def test_where_the_lead_has_several_widths_the_editor_is_offered_more_than_one():
    area, pages, most = FRONT_PAGES["nine"]
    suggestions = suggest(area, candidates(area.grid, *pages, most=most), seed=1, seconds=1)
    assert len({suggestion.places[0].cells.span for suggestion in suggestions}) > 1


def test_every_article_is_on_the_page_and_none_is_overset(page):
    area, suggestions = page
    for suggestion in suggestions:
        assert suggestion.left_out == ()
        assert not suggestion.is_overset
        assert all(area.grid.holds(place.cells) for place in suggestion.places)


def test_the_page_composed_as_suggested_holds_every_text():
    area, pages, most = FRONT_PAGES["ten"]
    manuscripts = {key: manuscript for key, _, manuscript in desk(*pages, most=most)}
    for suggestion in suggest(area, candidates(area.grid, *pages, most=most), seed=2, seconds=1):
        for place in suggestion.places:
            setting = Setting(1, manuscripts[place.key], photos=(place.photo,) if place.photo else ())
            (fitted,) = fit(area.grid, Slot(place.key, "article", place.style, place.cells, settings=(setting,)))
            assert not fitted.is_overset, place


def test_no_taboo_is_broken(page):
    area, suggestions = page
    for suggestion in suggestions:
        assert suggestion.taboos == ()
        assert found(area, suggestion) == set()


def test_the_lead_is_in_the_upper_left_corner_and_on_the_best_page_nothing_is_wider(page):
    area, suggestions = page
    for suggestion in suggestions:
        lead = suggestion.places[0]
        assert lead.style == "lead"
        assert (lead.cells.column, lead.cells.row) == area.corner()
    best = suggestions[0].places
    assert best[0].cells.span == max(place.cells.span for place in best)


def test_photos_take_up_the_slack(page):
    _, suggestions = page
    for suggestion in suggestions:
        assert all(place.slack <= 4 for place in suggestion.places if place.photo)
        assert sum(place.slack * place.cells.span for place in suggestion.places) < 40


def test_the_same_seed_suggests_the_same_and_another_one_something_else():
    area = Area(BROADSHEET, furniture=(MASTHEAD,))
    articles = candidates(BROADSHEET, "0/A01", "0/A02", most=8)
    one = suggest(area, articles, seed=7, seconds=0.2)
    assert suggest(area, articles, seed=7, seconds=0.2) == one
    assert suggest(area, articles, seed=8, seconds=0.2) != one


def test_locked_slots_in_the_middle_are_built_around():
    advert = Slot("advert", "advert", "picture", Cells(2, 40, 2, 14))
    column = Slot("column", "opinion", "box", Cells(5, 60, 1, 36))
    area = Area(BROADSHEET, (advert, column), (MASTHEAD,))
    for suggestion in suggest(area, candidates(BROADSHEET, "4/A01", "4/A03", "4/A04", most=8), seconds=1):
        assert not suggestion.is_overset
        assert not found(area, suggestion) & {"overlap", "outside", "hole"}
        assert (suggestion.places[0].cells.column, suggestion.places[0].cells.row) == area.corner()


def test_a_locked_lead_keeps_the_corner():
    lead = Slot("lead", "lead", "lead", Cells(0, 0, 4, 40))
    area = Area(BROADSHEET, (lead,))
    assert area.corner() is None
    suggestion = suggest(area, candidates(BROADSHEET, "2/A02", "2/A04", most=7), seconds=0.5)[0]
    assert suggestion.costs["lead"] == 0
    assert not found(area, suggestion) & {"overlap", "hole"}


def test_too_many_articles_leave_the_least_important_out_and_say_so():
    area = Area(BROADSHEET, furniture=(MASTHEAD,))
    articles = candidates(BROADSHEET, "0/A01", "0/A02", "0/A03", "0/A04", "0/A05")
    for suggestion in suggest(area, articles, seconds=0.6):
        placed, out = {place.key for place in suggestion.places}, {each.key for each in suggestion.left_out}
        assert placed | out == {article.key for article in articles}
        assert not placed & out
        assert {each.reason for each in suggestion.left_out} == {"no_room"}
        assert not suggestion.is_overset
        important = {article.key for article in articles if article.priority < 3}
        assert important <= placed


def test_too_few_articles_get_large_photos_and_open_slots_down_to_the_foot():
    articles = [pictured("lead", 1, 60, style="lead"), text("second", 2, 50), text("third", 4, 40)]
    suggestion = suggest(Area(BROADSHEET), articles, seconds=1)[0]
    photo = suggestion.places[0].photo
    assert photo
    assert photo.lines >= 26
    assert 1 <= len(suggestion.fillers) <= 2
    assert all(filler.bottom == BROADSHEET.lines for filler in suggestion.fillers)
    assert found(Area(BROADSHEET), suggestion) & {"overlap", "hole"} == set()


@pytest.mark.parametrize("most", [3, 4, 5])
def test_a_page_of_few_articles_has_no_cut_and_no_gutter_where_open_slots_can_break_them(most):
    area = Area(BROADSHEET, furniture=(MASTHEAD,))
    suggestions = suggest(area, candidates(BROADSHEET, "0/A01", "0/A02", most=most), seed=1)
    assert suggestions[0].taboos == ()
    assert found(area, suggestions[0]) == set()
    assert len(suggestions) > 1


WIDE, BELOW = ("one", "lead", Cells(0, 0, 4, 30), None), ("two", "normal", Cells(0, 32, 4, 30), None)


def seen(*laid, lead="one"):
    return look(6, laid, (), lead)


def test_how_much_two_pages_differ_is_what_an_editor_sees():
    page, with_photo = seen(WIDE, BELOW), ("one", "lead", Cells(0, 0, 4, 30), PhotoPlace(3, 12))
    assert page.difference(page) == 0
    narrow = seen(("one", "lead", Cells(0, 0, 2, 60), None), ("two", "normal", Cells(2, 0, 4, 60), None))
    exchanged = seen(("two", "lead", Cells(0, 0, 4, 30), None), ("one", "normal", Cells(0, 32, 4, 30), None))
    assert 0 < page.difference(seen(with_photo, BELOW)) < page.difference(narrow) < 1
    assert 0 < page.difference(exchanged) < 0.5
    moved = seen(("one", "lead", Cells(0, 0, 4, 30), PhotoPlace(3, 12, "top_left")), BELOW)
    assert seen(with_photo, BELOW).difference(moved) == moved.difference(seen(with_photo, BELOW)) > 0
    assert seen(WIDE, lead="").difference(seen(BELOW, lead="")) <= 1


def test_an_article_wider_than_any_place_is_named():
    articles = [text("lead", 1, 80, style="lead"), text("wide", 3, 40, spans=(8,)), text("long", 4, 900, spans=(1,))]
    suggestion = suggest(Area(TABLOID), articles, seconds=0.3)[0]
    assert {(each.key, each.reason) for each in suggestion.left_out} == {("wide", "no_form"), ("long", "no_form")}


@pytest.mark.parametrize("articles", [[], [text("wide", 1, 40, spans=(8,))]])
def test_nothing_to_place_suggests_nothing(articles):
    assert suggest(Area(TABLOID), articles) == []


def test_a_full_page_has_no_suggestion():
    assert suggest(Area(TABLOID, furniture=(Cells(0, 0, 4, 74),)), [text("lead", 1, 40)]) == []


def test_a_priority_outside_the_scale_is_refused():
    with pytest.raises(ValueError, match="not 1 to 6"):
        text("lead", 0, 40)


@st.composite
def locked_slots(draw):
    """Up to three slots anywhere on the page, awkward ones too, none over another."""
    chosen: list[Slot] = []
    for number in range(draw(st.integers(0, 3))):
        column, row = draw(st.integers(0, 3)), draw(st.integers(0, 70))
        cells = Cells(column, row, draw(st.integers(1, 4 - column)), draw(st.integers(1, 74 - row)))
        if not any(cells.overlaps(other.cells) for other in chosen):
            role = draw(st.sampled_from(["advert", "article", "lead"]))
            chosen.append(Slot(f"locked {number}", role, "box", cells))
    return tuple(chosen)


@st.composite
def desks(draw):
    """Some articles with and without photos."""
    made = []
    for number in range(draw(st.integers(1, 9))):
        make = draw(st.sampled_from([text, pictured]))
        style = draw(st.sampled_from(["lead", "second", "normal", "small", "box"]))
        spans = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True))
        made.append(make(f"a{number}", draw(st.integers(1, 6)), draw(st.integers(4, 160)), tuple(spans), style))
    return made


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(locked_slots(), desks(), st.integers(0, 99))
def test_whatever_is_locked_the_page_is_covered_and_nothing_lies_over_anything(locked, articles, seed):
    area = Area(TABLOID, locked)
    for suggestion in suggest(area, articles, alternatives=2, seed=seed, seconds=0.02):
        assert not found(area, suggestion) & {"overlap", "outside", "hole"}
        laid = [*(place.cells for place in suggestion.places), *suggestion.fillers]
        everything = [*laid, *area.taken]
        assert not [(one, other) for one in laid for other in everything if one != other and crowds(one, other)]
        named = sorted([place.key for place in suggestion.places] + [each.key for each in suggestion.left_out])
        assert named == sorted(article.key for article in articles)
        for place in suggestion.places:
            article = next(each for each in articles if each.key == place.key)
            assert any(form.style == place.style and form.span == place.cells.span for form in article.forms)
