"""The address of a database: one server or several, with what PostgreSQL is told beside it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate

from newsroom.databases import LIMITS, from_url


def test_what_an_address_says_reaches_postgresql_beside_our_limits():
    options = from_url("postgres://newsroom_reader:p%40ss@db.example/newsroom?sslmode=verify-full")["OPTIONS"]
    assert options["sslmode"] == "verify-full"
    assert options["options"] == LIMITS
    assert options["connect_timeout"] == 5


def test_a_house_says_more_of_its_sessions_than_we_do():
    options = from_url("postgres://one/newsroom?options=-c%20work_mem%3D8MB&connect_timeout=2")["OPTIONS"]
    assert options["options"] == f"{LIMITS} -c work_mem=8MB"
    assert options["connect_timeout"] == 2


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("one.example,two.example", "one.example,two.example", ","),
        ("one.example:5433,two.example", "one.example,two.example", "5433,"),
        ("[2001:db8::1]:5433,two.example:5434", "2001:db8::1,two.example", "5433,5434"),
    ],
)
def test_several_servers_are_named_as_postgresql_names_them(hosts, host, port):
    database = from_url(f"postgres://newsroom_reader:p%2C%40ss@{hosts}/newsroom?target_session_attrs=prefer-standby")
    assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("newsroom_reader", "p,@ss", "newsroom")
    assert (database["OPTIONS"]["host"], database["OPTIONS"]["port"]) == (host, port)
    assert database["OPTIONS"]["target_session_attrs"] == "prefer-standby"
    assert (database["HOST"], database["PORT"]) == ("", "")


@pytest.mark.django_db
def test_a_migration_over_a_large_archive_is_not_cut_off():
    def limit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            return cursor.fetchone()

    seen = []
    before = limit()

    def look(**_said):
        seen.append(limit())

    pre_migrate.connect(look)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(look)
    assert before == ("15s", "5s")
    assert set(seen) == {("0", "5s")}
    assert limit() == before
