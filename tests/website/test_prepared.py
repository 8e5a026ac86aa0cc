"""What is asked on every page PostgreSQL plans once for a connection, and answers even where that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from website.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sum_of_two() -> Iterator[Prepared]:
    yield Prepared("SELECT %s + %s", "integer", "integer")
    connection.close()


def prepared_names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def test_a_question_is_prepared_once_and_asked_with_other_values(sum_of_two: Prepared) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert sum_of_two.row(1, 2) == (3,)
        assert sum_of_two.row(40, 2) == (42,)
    assert len(queries) == 2
    assert sum_of_two.name in prepared_names()


def test_another_connection_is_told_the_question_anew(sum_of_two: Prepared) -> None:
    assert sum_of_two.row(1, 2) == (3,)
    connection.close()
    assert sum_of_two.row(2, 2) == (4,)
    assert sum_of_two.session_is_ours


def test_two_questions_never_stand_under_one_name() -> None:
    assert Prepared("SELECT 1").name != Prepared("SELECT 2").name


def test_who_asks_behind_a_pooler_is_answered_though_nothing_stays_prepared(sum_of_two: Prepared) -> None:
    assert sum_of_two.row(1, 2) == (3,)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert sum_of_two.row(3, 4) == (7,)
    assert not sum_of_two.session_is_ours
    assert sum_of_two.row(5, 6) == (11,)


def test_a_session_in_which_somebody_prepared_the_same_answers_too(sum_of_two: Prepared) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE {sum_of_two.name} AS SELECT 'of somebody else'")
    assert sum_of_two.row(1, 2) == (3,)
    assert not sum_of_two.session_is_ours


def test_a_mistake_in_a_question_is_no_matter_of_poolers() -> None:
    wrong = Prepared("SELECT nothing_of_the_kind")
    with pytest.raises(ProgrammingError):
        wrong.row()
    assert wrong.session_is_ours
