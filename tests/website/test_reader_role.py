"""The readers' process signs in to PostgreSQL as a role that can read the published record and nothing else."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def reader():
    """A connection of the readers' own; on a server that wants a password, the desk's connection in their role."""
    psycopg2 = connection.Database
    same = {**connection.get_connection_params(), "cursor_factory": None}
    try:
        own = psycopg2.connect(**{**same, "user": settings.READER_ROLE})
        own.autocommit = True
    except psycopg2.OperationalError:
        own = psycopg2.connect(**same)
        own.autocommit = True
        own.cursor().execute(f'SET ROLE "{settings.READER_ROLE}"')
    try:
        yield own.cursor()
    finally:
        own.close()


def tables():
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def test_there_are_tables_on_both_sides_of_the_door():
    assert {"articles_article", "articles_version", "authors_user", "django_session"} <= set(tables())
    assert sum(table.startswith("website_") for table in tables()) >= 10


def test_readers_can_read_every_table_of_the_website():
    with reader() as cursor:
        for table in tables():
            if table.startswith("website_"):
                cursor.execute(f'SELECT count(*) FROM "{table}"')


def test_readers_cannot_read_one_row_of_any_other_table():
    refused = connection.Database.errors.InsufficientPrivilege
    with reader() as cursor:
        for table in tables():
            if not table.startswith("website_"):
                with pytest.raises(refused):
                    cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')


@pytest.mark.parametrize(
    "statement",
    [
        'DELETE FROM "{}"',
        'TRUNCATE "{}"',
        'ALTER TABLE "{}" ADD COLUMN readers_own integer',
        'DROP TABLE "{}"',
        'COPY "{}" FROM STDIN',
    ],
)
def test_readers_cannot_change_what_they_read(statement):
    refused = connection.Database.errors.InsufficientPrivilege
    with reader() as cursor:
        for table in tables():
            if table.startswith("website_"):
                with pytest.raises(refused):
                    cursor.execute(statement.format(table))


def test_readers_can_make_nothing_of_their_own():
    refused = connection.Database.errors.InsufficientPrivilege
    with reader() as cursor, pytest.raises(refused):
        cursor.execute("CREATE TABLE readers_own (id integer)")


def test_no_function_of_the_desk_shows_readers_a_row(cast):
    from tests.factories import make_article

    article = make_article(by=cast.reporter)
    refused = connection.Database.errors.InsufficientPrivilege
    with reader() as cursor, pytest.raises(refused):
        cursor.execute("SELECT newsroom_is_own_work(%s, %s)", [article.pk, cast.reporter.pk])


def test_the_role_is_no_superuser_and_owns_nothing():
    with reader() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
