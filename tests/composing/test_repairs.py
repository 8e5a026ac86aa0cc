"""What the desk is offered when a text goes over or leaves white, and that each offer keeps its word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from editions.composing.compose import fit
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.repairs import goes_over, offers
from editions.composing.slots import PhotoPlace, Setting
from tests.composing.articles import MANUSCRIPTS, PHOTO, SENTENCE, body_of, manuscript, setting, slot

LONG = manuscript(
    SENTENCE * 8, SENTENCE * 8, SENTENCE * 8, headline="老街坊搬回新房子 新日子从今天开始了", photos=(PHOTO,)
)


def crowded(over: int = 1, **more):
    """Two columns and a photo, a few lines too low."""
    one = setting(LONG, photos=(PhotoPlace(1, 12),), **more)
    for lines in range(60, 10, -1):
        tried = slot(one, cells=Cells(0, 0, 2, lines))
        (result,) = fit(BROADSHEET, tried)
        if result.needs - result.holds >= over:
            return tried
    raise AssertionError


def kinds(found):
    return [offer.kind for offer in found]


def test_a_text_that_fits_needs_no_repair():
    one = slot(setting(LONG), cells=Cells(0, 0, 2, 80))
    assert "move" not in kinds(offers(BROADSHEET, one, 1))


def test_the_editor_is_offered_photo_headline_cut_jump_and_leaving_in_this_order():
    found = offers(BROADSHEET, crowded(), 1, pages=["A03"])
    assert kinds(found) == ["photo", "headline", "trim", "jump", "move"]
    assert [offer.fit.is_overset for offer in found[:4]] == [False] * 4


def test_the_photo_is_made_no_smaller_than_it_must():
    one = crowded()
    (offer,) = [offer for offer in offers(BROADSHEET, one, 1) if offer.kind == "photo"]
    taller = replace(one.settings[0], photos=(replace(offer.place, lines=offer.place.lines + 1),))
    assert offer.setting.photos == (offer.place,)
    assert fit(BROADSHEET, replace(one, settings=(taller,)))[0].is_overset


def test_the_cut_is_shown_exactly_and_leaves_whole_sentences():
    one = crowded(over=3)
    (offer,) = [offer for offer in offers(BROADSHEET, one, 1) if offer.kind == "trim"]
    body = body_of(LONG)
    assert body.endswith(offer.cut)
    assert offer.setting.trim == len(offer.cut)
    assert body.removesuffix(offer.cut).endswith("。")
    longer = replace(one.settings[0], trim=len(offer.cut) - len(SENTENCE))
    assert fit(BROADSHEET, replace(one, settings=(longer,)))[0].is_overset, "one sentence less would not do"


def test_a_cut_never_leaves_a_subhead_at_the_end():
    written = manuscript(SENTENCE * 4, "##上游——人退一步", SENTENCE)
    for lines in range(12, 20):
        one = slot(setting(written), cells=Cells(0, 0, 1, lines))
        for offer in offers(BROADSHEET, one, 1):
            assert offer.kind != "trim" or body_of(written).removesuffix(offer.cut).endswith("。")


def test_the_editor_is_shown_the_sentence_in_which_the_text_goes_over():
    one = crowded()
    (result,) = fit(BROADSHEET, one)
    assert goes_over(one.settings[0], result) == SENTENCE
    assert SENTENCE in body_of(LONG)


def test_a_brief_can_only_be_cut_or_moved():
    briefs = [setting(manuscript(SENTENCE * 3, article=number, headline="小事")) for number in range(1, 6)]
    one = slot(*briefs, cells=Cells(0, 0, 1, 30), style="briefs")
    over = next(each for each, result in zip(briefs, fit(BROADSHEET, one), strict=True) if result.is_overset)
    found = offers(BROADSHEET, one, over.placement, pages=["A03"])
    assert set(kinds(found)) <= {"trim", "move"}
    assert kinds(found)[-1] == "move"


def test_white_is_filled_by_a_larger_photo_a_larger_head_a_deck_or_a_filler():
    one = slot(setting(LONG, photos=(PhotoPlace(1, 8),)), cells=Cells(0, 0, 2, 46))
    (before,) = fit(BROADSHEET, one)
    assert before.free > 6
    found = offers(BROADSHEET, one, 1)
    assert kinds(found) == ["photo", "headline", "deck", "filler"]
    assert all(not offer.fit.is_overset and offer.fit.free <= before.free for offer in found)
    assert found[0].place.lines > 8


def test_a_photo_nobody_has_placed_is_offered_where_there_is_white():
    one = slot(setting(LONG), cells=Cells(0, 0, 2, 52))
    found = offers(BROADSHEET, one, 1)
    assert found[0].kind == "photo"
    assert found[0].setting.photos == (found[0].place,)


@settings(max_examples=40, deadline=None)
@given(st.builds(Setting, st.just(1), MANUSCRIPTS), st.integers(2, 40), st.integers(1, 3))
def test_every_offer_keeps_its_word(one, lines, span):
    placed = slot(one, cells=Cells(0, 0, span, lines))
    for offer in offers(BROADSHEET, placed, 1, pages=["A03"]):
        if offer.setting and offer.kind not in ("deck", "filler"):
            assert fit(BROADSHEET, replace(placed, settings=(offer.setting,))) == (offer.fit,)
        if offer.kind in ("trim", "jump"):
            assert not offer.fit.is_overset
        if offer.kind == "trim":
            assert body_of(one.manuscript).endswith(offer.cut)
