"""The website as it runs: granian with two workers, each with its memory, on a database that may go away.

The workers have a port each. Of those who share one, the kernel may give every connection to the same.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from tests.waiting import eventually
from tests.website.factories import make_article, make_published_edition
from website import intake
from website.models import PublishedArticle

pytestmark = pytest.mark.django_db(transaction=True)
CHECKOUT = Path(__file__).resolve().parent.parent.parent
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# How a worker asks what has changed; after its first look it forgets what it kept before.
A_LOOK = b"SELECT extract(epoch FROM now())"


class Line:
    """Between the website and PostgreSQL, to be cut: a socket where the server's would be."""

    def __init__(self, folder: Path, server: str) -> None:
        self.path, self.server = folder / ".s.PGSQL.5432", server
        self.ends: list[socket.socket] = []
        self.looks: Counter[socket.socket] = Counter()
        self.join()

    def join(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(64)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        self.path.unlink()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def _accept(self, listener):
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.server)
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError):
            while piece := one.recv(65536):
                self.looks[one] += piece.count(A_LOOK)
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Worker:
    def __init__(self, line: Line, state: Path) -> None:
        self.port = free_port()
        given = connection.get_connection_params()
        url = f"postgres://newsroom_reader@{quote(str(line.path.parent), safe='')}:5432/{given['dbname']}"
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--workers", "1",
            "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "newsroom.wsgi:application",
        ]  # fmt: skip
        ours = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NEWSROOM_DEBUG"}}
        ours |= {"NEWSROOM_SIDE": "website", "READER_DATABASE_URL": url, "NEWSROOM_STATE_DIR": str(state)}
        ours |= {"NEWSROOM_LOG_LEVEL": "CRITICAL", "NEWSROOM_DEBUG": "0", "NEWSROOM_NO_BOOTSTRAP": "1"}
        self.process = subprocess.Popen(command, cwd=CHECKOUT, env=ours, start_new_session=True)

    def get(self, address):
        try:
            with DIRECTLY.open(f"http://127.0.0.1:{self.port}{address}", timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers
        except OSError:
            return 0, "", {}

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Website:
    def __init__(self, line: Line, state: Path) -> None:
        self.workers = [Worker(line, state) for _worker in range(2)]

    def get(self, address):
        """What each worker answers."""
        return [worker.get(address) for worker in self.workers]

    def statuses(self, address):
        return {status for status, _page, _headers in self.get(address)}

    def wait_for(self, status, address):
        eventually(lambda: self.statuses(address) == {status})

    def stop(self):
        for worker in self.workers:
            worker.stop()


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Where style sheets lie as in production."""
    folder = tmp_path_factory.mktemp("state")
    ours = {**os.environ, "NEWSROOM_STATE_DIR": str(folder), "NEWSROOM_SIDE": "website", "NEWSROOM_DEBUG": "0"}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=CHECKOUT, env={**ours, "NEWSROOM_NO_BOOTSTRAP": "1"}, check=True)
    return folder


@pytest.fixture
def line(tmp_path_factory):
    given = connection.get_connection_params()
    server = f"{given.get('host', '')}/.s.PGSQL.{given.get('port', '5432')}"
    if not server.startswith("/"):
        pytest.skip("the line to a server elsewhere cannot be cut")
    line = Line(tmp_path_factory.mktemp("line"), server)
    yield line
    with suppress(OSError):
        line.cut()


@pytest.fixture
def website(line, state):
    make_published_edition(articles=[make_article(id=77), make_article(id=78)])
    website = Website(line, state)
    try:
        website.wait_for(200, "/")
        eventually(lambda: len([1 for looks in line.looks.copy().values() if looks > 1]) >= 2)
        yield website
    finally:
        website.stop()


def test_every_worker_shows_what_is_published_and_drops_what_is_withdrawn(website):
    assert website.statuses("/article/77/") == {200}
    make_published_edition(date=date(2025, 10, 18), articles=[make_article(headline="渡船今天开航")])
    eventually(lambda: all("渡船今天开航" in page for _status, page, _headers in website.get("/")))
    with transaction.atomic():
        intake.withdraw_article(77, notice="本文已撤回。")
    website.wait_for(410, "/article/77/")


def test_readers_read_on_while_the_database_is_away_and_all_heals_by_itself(website, line):
    website.wait_for(200, "/article/78/")
    line.cut()
    website.wait_for(503, "/about/")
    assert all(headers["Retry-After"] for _status, _page, headers in website.get("/about/"))
    for _time in range(10):
        assert website.statuses("/article/78/") == {200}
    # Published meanwhile.
    with transaction.atomic():
        intake.withdraw_article(78, notice="本文已撤回。")
    line.join()
    website.wait_for(410, "/article/78/")
    website.wait_for(200, "/about/")


def test_a_text_that_was_not_published_is_never_in_memory(website):
    """The rows of a draft are not even in the tables this process may read; its number leads nowhere."""
    assert not PublishedArticle.objects.filter(pk=4711).exists()
    for _time in range(10):
        assert website.statuses("/article/4711/") == {404}
    make_published_edition(date=date(2025, 10, 19), articles=[make_article(id=4711)])
    website.wait_for(200, "/article/4711/")
