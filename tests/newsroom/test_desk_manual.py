"""What a new colleague reads about how the paper is made, and that it says what really decides."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from articles.models import State
from articles.policy.matrix import MATRIX, OWN
from articles.verbs import BY_NAME, VERBS
from authors.models import Role
from newsroom import desk_manual
from tests.articles.test_workflow import ALLOWED

ADDRESS = "/admin/manual/"


def read(browser):
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    return response


def test_a_new_reporter_finds_the_manual_in_his_menu_and_his_chapter_marked(signed_in):
    reporter = signed_in("reporter")
    assert f'href="{ADDRESS}"' in reporter.get("/admin/").content.decode()
    said = read(reporter).content.decode()
    assert said.count("your role") == 1
    assert said.index('<section class="is-mine">') < said.index("<h3>Reporter") < said.index("<h3>Photographer")


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_chapter(role):
    chapters = (settings.BASE_DIR / "templates/admin/_manual_people.html").read_text()
    assert f'<h3>{{% translate "{role.label}" %}}' in chapters


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_manual_speaks_both_languages(signed_in, language):
    chief = signed_in("chief_editor")
    chief.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        said = read(chief).content.decode()
        assert all(str(verb.label) in said for verb in VERBS)
        assert all(str(role.label) in said for role in Role)
    assert ("Every deed" in said) is (language == "en")


def test_whatever_may_be_done_stands_there_with_what_becomes_of_the_article(db):
    for verb in VERBS:
        for source in verb.sources:
            (deed,) = [deed for deed in desk_manual.deeds(source) if deed.verb is verb]
            assert deed.target == (None if verb.target == source else verb.target)


@pytest.mark.parametrize(("state", "verb"), ALLOWED)
def test_it_names_nobody_too_few_and_calls_an_author_an_author(state, verb):
    named = BY_NAME[verb].people_in(state)
    who_filed_it = {"reporter"} if OWN in named else set()
    assert ALLOWED[state, verb] <= named | who_filed_it
    if ALLOWED[state, verb] == {"reporter"}:
        assert named == {OWN}
    if state != State.SUBMITTED or verb == "spike":  # which review waits decides who may take the others
        assert ALLOWED[state, verb] == (named - {OWN}) | who_filed_it


def test_the_picture_has_an_arrow_for_every_way_from_a_state_to_another():
    drawn = {verb.name for arrow in desk_manual.arrows() for verb in arrow.verbs}
    assert drawn == {verb.name for verb in VERBS if verb.sources != {verb.target}}
    ways = {(source, verb.target) for verb in VERBS for source in verb.sources if source != verb.target}
    assert len(desk_manual.arrows()) == len(ways)
    assert set(desk_manual.boxes()) == set(State)


def test_no_two_words_of_the_picture_lie_on_each_other():
    words = [(arrow.x, y) for arrow in desk_manual.arrows() for y, _verb in arrow.lines]
    near = [(one, other) for one in words for other in words if one < other and _touch(one, other)]
    assert near == []


def _touch(one, other):
    """Two Chinese words of six characters, or the short English ones."""
    return abs(one[0] - other[0]) < 78 and abs(one[1] - other[1]) < 13


def test_who_sees_and_edits_is_what_the_matrix_says():
    for situation in desk_manual.SITUATIONS:
        rights = dict(zip([OWN, *Role.values], desk_manual.sights(situation), strict=True))
        for person, right in rights.items():
            granted = MATRIX[situation].get(person, frozenset())
            assert right == ("edit" if "edit" in granted else "see" if "see" in granted else "")
    assert set(desk_manual.SITUATIONS) == set(MATRIX)
