"""Readers whose database is a real standby, on which nobody can write: what is baked there, how it is followed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from newsroom.embedded_postgres import READER_ROLE
from newsroom.rehearsal.postgres import Server
from tests.waiting import eventually
from tests.website.bakehouse import ROOT
from tests.website.factories import make_article, make_published_edition
from website import intake
from website.baking.tree import Tree

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "EMBEDDED" not in settings.DATABASES["default"], reason="a standby of a server of the house's own"
    ),
]
LONGEST = 300.0
# What the front cache sees: the events of each look, and whether it is another record.
FOLLOW = """
import django, sys, time
django.setup()
from website.frontcache.following import Record
record = Record()
record.look()
print("looking", flush=True)
until = time.monotonic() + 300
while not (events := record.look().events) and time.monotonic() < until:
    time.sleep(0.05)
print(*(event.kind for event in events), flush=True)
"""


@pytest.fixture
def standby(tmp_path: Path) -> Iterator[Server]:
    connection.ensure_connection()
    primary = connection.get_connection_params()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Where the server's own user gets, whoever runs the tests.
    server = Server(Path(str(settings.STATE_DIR / f"standby-test-{os.getpid()}")), port)
    try:
        server.copy_from(int(primary["port"]), primary["host"])
        server.start()
        yield server
    finally:
        server.destroy()


class Machine:
    """Processes of the readers' side that know the standby and nothing else."""

    def __init__(self, standby: Server, folder: Path) -> None:
        self.tree = Tree(folder / "baked")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_SIDE": "website",
            "NEWSROOM_NO_BOOTSTRAP": "1",
            "NEWSROOM_DEBUG": "1",
            "NEWSROOM_WEBSITE_URL": ROOT,
            "NEWSROOM_HOSTS": "news.example",
            "NEWSROOM_BAKED_DIR": str(self.tree.folder),
            "READER_DATABASE_URL": f"postgres://{READER_ROLE}@{standby.address}/{connection.settings_dict['NAME']}",
        }

    def start(self, *command: str, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=self.environment, text=True, **more
        )

    def bake_all(self) -> None:
        assert self.start("manage.py", "bake", "--all").wait(LONGEST) == 0


def test_a_machine_that_knows_a_standby_alone_bakes_and_follows(standby, tmp_path):
    make_published_edition(articles=[make_article(id=55), make_article(id=56)])
    eventually(lambda: has_got_everything(standby))
    machine = Machine(standby, tmp_path)
    machine.bake_all()
    assert machine.tree.has("/article/55/")
    assert machine.tree.has("/feeds/latest.xml")
    with (
        machine.start("manage.py", "bake", "--follow", stdout=subprocess.DEVNULL) as baker,
        machine.start("-c", FOLLOW, stdout=subprocess.PIPE) as follower,
    ):
        try:
            assert follower.stdout.readline() == "looking\n"
            with transaction.atomic():
                intake.withdraw_article(55, notice="本文已撤回。")
            eventually(lambda: machine.tree.has("/article/55/", gone=True))
            assert follower.stdout.readline() == "article_withdrawn\n"
        finally:
            baker.terminate()
            follower.terminate()
    assert machine.tree.has("/article/56/")


def has_got_everything(standby: Server) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        (written,) = cursor.fetchone()
    return standby.has_replayed(written)
