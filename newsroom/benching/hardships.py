"""What happens on bad days, measured: endless queries, five hundred at once, the database out of reach."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings

from newsroom.benching import load, machine, servers
from newsroom.benching.said import Said, said
from newsroom.embedded_postgres import DATABASE, READER_ROLE, Cluster

QUERIES, AT_ONCE = 100_000, 500
LONGEST = 60.0
# Every one is new, and means nothing or a page that no list has.
ENDLESS = """
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end
function init(args) math.randomseed(os.time() * 16 + number) end
function request()
  return wrk.format("GET", wrk.path .. "?utm_" .. math.random(1000000) .. "=" .. math.random(1000000000))
end
"""


class Line:
    """The way to PostgreSQL for readers' processes: a socket that can be taken away from them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._there = Cluster(**settings.DATABASES["default"]["EMBEDDED"]).socket_dir / ".s.PGSQL.5432"
        self._here = folder / self._there.name
        self._here.symlink_to(self._there)
        self.url = f"postgres://{READER_ROLE}@{quote(str(folder), safe='')}:5432/{DATABASE}"

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Nobody gets through, and who was through is thrown out."""
        self._here.unlink()
        own = psycopg2.connect(host=str(self._there.parent), port=5432, dbname=DATABASE, user=READER_ROLE)
        with closing(own), own.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid()",
                [READER_ROLE],
            )
        try:
            yield
        finally:
            self._here.symlink_to(self._there)


def endless_queries(url: str, process: int, folder: Path) -> dict[str, Said]:
    """As many queries as nobody would keep pages for."""
    script = folder / "endless.lua"
    script.write_text(ENDLESS)
    before, asked = machine.megabytes_of(machine.tree(process)), 0
    until = time.monotonic() + LONGEST
    while asked < QUERIES and time.monotonic() < until:
        command = ["wrk", "-t2", "-c16", "-d2s", "-s", str(script), url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in told or "Socket errors" in told:
            raise load.Failed(f"{url}: {told}")
        asked += int(told.partition(" requests in")[0].split()[-1])
    began = time.perf_counter()
    servers.fetch(url)
    lasted = time.perf_counter() - began
    after = machine.megabytes_of(machine.tree(process))
    return {
        "endless queries of one page: memory before and after": said(
            "{:.0f}, {:.0f} MB, of {:,} queries", before, after, asked
        ),
        "the page itself after them": said("{:.1f} ms", lasted * 1000),
    }


def stampede(many: tuple[str, int], one: tuple[str, int]) -> dict[str, Said]:
    """Five hundred at once for a page that nobody has made, beside one who has it made. Each: address, server."""
    all_of_them, alone = _at_once(*many, AT_ONCE), _at_once(*one, 1)
    return {
        f"{AT_ONCE} at once for a page that nobody has made: all answered": said("{:.2f} s", all_of_them.seconds),
        "processor time for them; for one alone": said(
            "{:.0f} ms; {:.0f} ms", all_of_them.spent * 1000, alone.spent * 1000
        ),
    }


def without_database(line: Line, seconds: float, roots: dict[str, str], address: str) -> dict[str, Said]:
    """Readers go on reading while PostgreSQL is out of reach. Raises Failed when one of them is refused."""
    found = {}
    with line.cut():
        for where, root in roots.items():
            figure = load.run(f"{root}{address}", [], seconds=max(1, round(seconds / len(roots))), headers={})
            found[f"PostgreSQL out of reach, pages in {where}"] = said(
                "{:,.0f} requests/s, none refused", figure.requests
            )
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """How long it took until all were answered, and what it cost the server, both in seconds."""

    seconds: float
    spent: float


def _at_once(url: str, process: int, how_many: int) -> Answered:
    """Ask so many times before the first answer is read. Raises Failed when one is an error."""
    parts, serving = urlsplit(url), machine.tree(process)
    question = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
    before, began = machine.seconds_of(serving), time.monotonic()
    with ExitStack() as stack:
        asking = [stack.enter_context(socket.create_connection((parts.hostname, parts.port))) for _ in range(how_many)]
        for one in asking:
            one.settimeout(LONGEST)
            one.sendall(question)
        for one in asking:
            with one.makefile("rb") as answer:
                if b" 200 " not in answer.readline() or not answer.read():
                    raise load.Failed(url)
    return Answered(time.monotonic() - began, machine.seconds_of(serving) - before)
