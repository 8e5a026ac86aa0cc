from editions.composing.grid import TABLOID, Cells
from editions.composing.manuscript import Manuscript
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.composing.taboos import HOLE, taboos

GRID = TABLOID  # four columns, 74 lines


def slot(key, column, row, span, lines, *, style="normal", role="article", photo=None):
    settings = (Setting(1, Manuscript(1, 1, "头条"), photos=(photo,)),) if photo else ()
    return Slot(key, role, style, Cells(column, row, span, lines), settings=settings)


def windmill(**changes):
    """Five slots turning around the middle one: neither cut nor gutter."""
    slots = {
        "lead": slot("lead", 0, 0, 3, 30, style="lead"),
        "rail": slot("rail", 3, 0, 1, 50, style="small"),
        "foot": slot("foot", 2, 52, 2, 22, style="second"),
        "left": slot("left", 0, 32, 2, 42, style="normal"),
        "middle": slot("middle", 2, 32, 1, 18, style="small"),
    }
    return list((slots | changes).values())


def rules(slots, **more):
    return [taboo.rule for taboo in taboos(GRID, slots, **more)]


def test_designer_turns_five_slots_and_nobody_objects():
    assert rules(windmill()) == []


def test_two_headlines_of_one_rank_knock_together():
    found = taboos(GRID, windmill(middle=slot("middle", 2, 32, 1, 18, style="normal")))
    assert [(taboo.rule, taboo.slots) for taboo in found] == [("headlines", ("left", "middle"))]


def test_headlines_that_merely_overlap_in_height_knock_too():
    lower = slot("middle", 2, 35, 1, 15, style="normal")
    assert "headlines" in rules(windmill(middle=lower))
    assert "headlines" not in rules(windmill(middle=lower), headings={"left": 3})


def test_a_picture_alone_has_no_headline_to_knock():
    left, middle = slot("left", 0, 32, 2, 42, style="picture"), slot("middle", 2, 32, 1, 18, style="picture")
    assert "headlines" not in rules(windmill(left=left, middle=middle))


def test_one_straight_line_cuts_the_page():
    slots = [
        slot("a", 0, 0, 2, 40),
        slot("b", 2, 0, 2, 40, style="box"),
        slot("c", 0, 42, 3, 32),
        slot("d", 3, 42, 1, 32, style="small"),
    ]
    found = [taboo for taboo in taboos(GRID, slots) if taboo.rule == "cut"]
    assert [taboo.slots for taboo in found] == [("a", "b", "c", "d")]
    assert found[0].where == Cells(0, 41, 4, 1)


def test_a_line_that_steps_by_one_is_still_a_cut():
    assert "cut" in rules(
        [
            slot("a", 0, 0, 2, 41),
            slot("b", 2, 0, 2, 40, style="box"),
            slot("c", 0, 43, 2, 31),
            slot("d", 2, 42, 2, 32, style="box"),
        ]
    )


def test_a_banner_advert_and_the_masthead_may_draw_their_line():
    ad = slot("ad", 0, 64, 4, 10, style="picture", role="advert")
    upper = windmill(foot=slot("foot", 2, 52, 2, 10, style="second"), left=slot("left", 0, 32, 2, 30))
    assert rules([*upper, ad]) == []
    below = [slot("lead", 0, 12, 2, 62, style="lead"), slot("b", 2, 12, 2, 62, style="small")]
    ear = slot("ear", 3, 0, 1, 10, style="small", role="ear")
    assert "cut" not in rules([*below, ear], furniture=[Cells(0, 0, 3, 10)])


def test_one_gutter_from_head_to_foot():
    slots = [
        slot("a", 0, 0, 2, 40),
        slot("b", 0, 42, 2, 32),
        slot("c", 2, 0, 2, 30, style="small"),
        slot("d", 2, 32, 2, 42, style="small"),
    ]
    found = [taboo for taboo in taboos(GRID, slots) if taboo.rule == "gutter"]
    assert [(set(taboo.slots), taboo.where) for taboo in found] == [({"a", "b", "c", "d"}, Cells(1, 0, 2, 74))]


def test_an_advert_at_the_foot_does_not_end_a_gutter():
    ad = slot("ad", 0, 64, 4, 10, style="picture", role="advert")
    assert "gutter" in rules([slot("a", 0, 0, 2, 62, style="lead"), slot("b", 2, 0, 2, 62), ad])


def test_pictures_side_by_side():
    left = slot("left", 0, 32, 2, 42, photo=PhotoPlace(2, 20))
    middle = slot("middle", 2, 32, 1, 18, style="small", photo=PhotoPlace(1, 10))
    assert rules(windmill(left=left, middle=middle)) == ["pictures"]
    turned = slot("left", 0, 32, 2, 42, photo=PhotoPlace(1, 20, "top_left"))
    assert rules(windmill(left=turned, middle=middle)) == []


def test_a_photo_may_stand_beside_an_advert():
    left = slot("left", 0, 32, 2, 42, photo=PhotoPlace(2, 20))
    assert rules(windmill(left=left, middle=slot("ad", 2, 32, 1, 18, style="picture", role="advert"))) == []


def test_a_picture_right_under_another():
    lead = slot("lead", 0, 0, 3, 30, style="lead", photo=PhotoPlace(2, 12, "bottom"))
    left = slot("left", 0, 32, 2, 42, style="picture")
    assert rules(windmill(lead=lead, left=left)) == ["pictures"]


def test_one_slot_over_another():
    found = taboos(GRID, windmill(middle=slot("middle", 2, 32, 1, 25, style="small")))
    assert ("overlap", ("foot", "middle"), Cells(2, 52, 1, 5)) in [(t.rule, t.slots, t.where) for t in found]
    assert "overlap" in rules(windmill(), furniture=[Cells(0, 0, 4, 8)])


def test_a_slot_that_leaves_the_page():
    found = taboos(GRID, windmill(foot=slot("foot", 2, 52, 2, 25, style="second")))
    assert [(taboo.rule, taboo.slots) for taboo in found] == [("outside", ("foot",))]


def test_a_hole_is_seen_and_a_gap_is_not():
    short = slot("foot", 2, 52, 2, 22 - HOLE, style="second")
    assert rules(windmill(foot=short)) == []
    shorter = slot("foot", 2, 52, 2, 22 - HOLE - 1, style="second")
    found = taboos(GRID, windmill(foot=shorter))
    assert [(taboo.rule, taboo.where) for taboo in found] == [("hole", Cells(2, 69, 2, 5))]


def test_an_empty_page_is_one_hole():
    assert [(t.rule, t.where) for t in taboos(GRID, [])] == [("hole", Cells(0, 0, 4, 74))]
