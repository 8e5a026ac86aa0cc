"""Measuring how fast the website is here, on a made-up paper in a database of its own that is thrown away."""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.benching import deeds, deployed, hardships, paper, picture, rounds, servers, unpublished
from newsroom.benching.peers import beside
from newsroom.benching.rounds import Target
from newsroom.benching.said import Said, said
from newsroom.embedded_postgres import Cluster
from newsroom.processes import Children

HISTORY = settings.BASE_DIR / "docs" / "speed.md"
PICTURE = settings.BASE_DIR / "docs" / "speed.svg"
PEERS = settings.BASE_DIR / "var" / "peers"
SCRATCH = "NEWSROOM_BENCH_SCRATCH"
LEGEND = """
Of limit: beside the first row, which is nginx handing out the very bytes from a file. Strangers: the part of the
machine that other programs used meanwhile; without strangers: what the requests would have been without these.
By turns: the first as a part of the second, asked right after each other again and again: strangers strike both.
"""
GZIP = {"Accept-Encoding": "gzip, deflate"}


class Command(BaseCommand):
    help = "Measure the website beside the fastest this machine can do. Needs nginx and wrk."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--seconds", type=int, default=4, help="of each run")
        parser.add_argument("--turns", type=int, default=9, help="of ours and nginx's file, a second each")
        parser.add_argument("--threads", type=int, default=4, help="granian's threads for requests, of each worker")
        parser.add_argument(
            "--port", type=int, default=8160, help="the first of five in a row, and two for each system beside"
        )
        parser.add_argument("--without-database", type=int, default=4, metavar="SECONDS", help="while readers read on")
        parser.add_argument("--beside", nargs="+", default=[], choices=[*beside.KNOWN], help="other systems, fetched")
        parser.add_argument("--peers-in", type=Path, default=PEERS, metavar="FOLDER", help="where these are kept")
        parser.add_argument("--peers", type=Path, metavar="FILE", help='other servers: {"name": {"url": …, "pid": …}}')
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
        parser.add_argument("--record", action="store_true", help="add them to docs/speed.md, and draw its picture")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            servers.require("nginx", "wrk")
        except servers.NotThere as error:
            raise CommandError(str(error)) from error
        if os.environ.get(SCRATCH) == str(settings.STATE_DIR):
            self._measure(**options)
        else:
            self._in_a_folder_of_its_own()

    def _in_a_folder_of_its_own(self) -> None:
        """The same command once more with an empty state: what is measured here writes into the record."""
        folder = Path(tempfile.mkdtemp(prefix="newsroom-bench-"))
        folder.chmod(0o755)  # PostgreSQL's own user has to get there
        hidden = {"DATABASE_URL", "READER_DATABASE_URL", "NEWSROOM_SIDE", "NEWSROOM_WEBSITE_URL", "NEWSROOM_HTTPS"}
        ours = {name: value for name, value in os.environ.items() if name not in hidden}
        ours |= {"NEWSROOM_STATE_DIR": str(folder), SCRATCH: str(folder), "NEWSROOM_SECRET_KEY": "of no use" * 8}
        try:
            done = subprocess.run([sys.executable, *sys.argv], env=ours, cwd=settings.BASE_DIR, check=False)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if done.returncode:
            raise CommandError("Nothing was measured; the reason stands above.")

    def _measure(self, **options: Any) -> None:
        conditions = _conditions()
        self._line("making a paper, in a database that is thrown away afterwards")
        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        number = paper.fill()
        withdrawn_later = [paper.piece(one).paragraphs[0].partition("。")[0] for one in (number, number - 1)]
        hidden = [unpublished.keep_back(), *withdrawn_later]
        address = f"/article/{number}/"
        try:
            with Children() as children:
                found = self._all(children, address, number, hidden, **options)
        finally:
            connection.close()
            Cluster(**settings.DATABASES["default"]["EMBEDDED"]).stop_if_unused(wait=10.0)
        self._tell({**conditions, **found}, **options)

    def _all(
        self, children: Children, address: str, number: int, hidden: list[str], *, port: int, **options: Any
    ) -> dict[str, Any]:
        line = hardships.Line(settings.STATE_DIR / "line")
        limit, cached, plain, baked = (f"http://{servers.HOST}:{port + step}" for step in range(4))
        kept, made = (
            servers.website(children, port + step, cache=cache, threads=options["threads"], database=line.url)
            for step, cache in ((1, True), (2, False))
        )
        for root in (cached, plain):
            servers.wait_for(f"{root}{address}")
        self._line("baking it")
        tree = deployed.Tree(settings.STATE_DIR / "baked")
        tree.bake(children, baked)
        tree.wait_until_done(paper.newest_event())
        folder = settings.STATE_DIR / "deployed"
        files = _files(tree.folder, address)
        nginx = servers.nginx(children, port, files)
        before = deployed.nginx(children, folder, port=port + 3, tree=tree.folder, website_port=port + 1)
        for root in (limit, baked):
            servers.wait_for(f"{root}{address}")
        tag = {"If-None-Match": servers.fetch(f"{cached}{address}")[1]["etag"]}
        own_tag = {"If-None-Match": servers.fetch(f"{baked}{address}")[1]["etag"]}
        database = Cluster(**settings.DATABASES["default"]["EMBEDDED"]).place.pid_file

        def target(name: str, child: Any, root: str, headers: dict[str, str], *more: int) -> Target:
            return beside.target(name, (child.process.pid, *more), f"{root}{address}", headers)

        everything = [
            target("nginx, file, gzip", nginx, limit, GZIP),
            target("nginx, file, identity", nginx, limit, {}),
            target("nginx, file, gzip, without sendfile", nginx, f"{limit}/read", GZIP),
            target("baked, nginx as deployed, gzip", before, baked, GZIP),
            target("baked, nginx as deployed, identity", before, baked, {}),
            target("baked, nginx as deployed, 304", before, baked, own_tag),
            target("front cache, gzip", kept, cached, GZIP),
            target("front cache, identity", kept, cached, {}),
            target("front cache, 304", kept, cached, tag),
            target("Django, made each time", made, plain, GZIP, int(database.read_text().split()[0])),
            *beside.told(options["peers"]),
            *beside.started(
                options["beside"], children, folder=options["peers_in"].absolute(), port=port + 5, tell=self._line,
                piece=paper.piece(number),
            ),
        ]  # fmt: skip
        rows = rounds.measured(everything, rounds=options["rounds"], seconds=options["seconds"], tell=self._line)
        turns = [
            rounds.by_turns(ours, file, turns=options["turns"], tell=self._line)
            for ours, file in _with_their_files(everything)
        ]
        desk, press = servers.desk(children, port + 4), servers.press(children)
        servers.wait_for(f"http://{servers.HOST}:{port + 4}/healthz")
        another = f"/article/{number + 2}/"  # the first two are withdrawn by then
        queries, issue = _queries(address), f"/epaper/{paper.FIRST_DAY}/ninjs.json"
        steps: dict[str, Callable[[], dict[str, Said]]] = {
            "publishing and withdrawing while pages in memory are read": lambda: deeds.publishing_and_withdrawing(
                "memory", cached, paper.EDITIONS, number
            ),
            "publishing and withdrawing while pages in files are read": lambda: deeds.publishing_and_withdrawing(
                "files", baked, paper.EDITIONS + 1, number - 1, tree
            ),
            "publishing 24 pages with 200 articles, and baking them": lambda: deeds.thick_issue(
                tree, paper.EDITIONS + 2
            ),
            "looking into every baked file for what nobody published": lambda: unpublished.look_for(
                hidden, tree.folder
            ),
            "five hundred at once for one page": lambda: hardships.stampede(
                (cached + issue, kept.process.pid), (plain + issue, made.process.pid)
            ),
            "a hundred thousand queries that mean nothing": lambda: hardships.endless_queries(
                cached + another, kept.process.pid, settings.STATE_DIR
            ),
            "reading on without PostgreSQL": lambda: hardships.without_database(
                line, options["without_database"], {"memory": cached, "files": baked}, another
            ),
            "weighing the processes": lambda: deeds.weights({"website": kept, "desk": desk, "press": press}),
        }
        more = {f"by turns: {one.name} → {one.beside}": one.said() for one in turns}
        for number_of_step, (name, measure) in enumerate(steps.items(), start=1):
            self._line(f"step {number_of_step} of {len(steps)}: {name}")
            more |= measure()
        more |= {"the article": _sizes(files, address), "queries of the article, made each time": said("{}", queries)}
        return {"rows": rows, "turns": turns, "more": more}

    def _tell(self, found: dict[str, Any], *, json: Path | None, record: bool, **_options: Any) -> None:
        programs = ", ".join(f"{name} {number}" for name, number in found["programs"].items())
        words = (
            f"## {found['began']}, {found['machine']}\n\nLoad {found['load']} when it began; {programs}.\n\n"
            f"{rounds.table(found['rows'])}\n{rounds.more_table(found['more'])}"
        )
        self.stdout.write(f"{words}\n{LEGEND}")
        if json:
            json.write_text(_as_json(found), encoding="utf-8")
        if record:
            before, mark, history = HISTORY.read_text(encoding="utf-8").partition("\n## ")
            HISTORY.write_text(f"{before}\n{words}{mark}{history}", encoding="utf-8")
            PICTURE.write_text(
                picture.drawn(found["rows"], "One article, requests a second (on a scale of powers of ten)"),
                encoding="utf-8",
            )

    def _line(self, line: str) -> None:
        self.stderr.write(line)


def _with_their_files(targets: Sequence[Target]) -> Iterator[tuple[Target, Target]]:
    """Ours, each with the file that nginx hands out in the same coding."""
    known = {target.name: target for target in targets}
    for ours in ("baked, nginx as deployed", "front cache"):
        for coding in ("gzip", "identity"):
            yield known[f"{ours}, {coding}"], known[f"nginx, file, {coding}"]


def _files(tree: Path, address: str) -> Path:
    """A folder for nginx with the very bytes that were baked."""
    folder = settings.STATE_DIR / "nginx"
    page = folder / "files" / address.strip("/") / "index.html"
    page.parent.mkdir(parents=True)
    for ending in ("", ".gz"):
        name = f"{page.name}{ending}"
        shutil.copyfile(tree / "live" / address.strip("/") / name, page.with_name(name))
    return folder


def _sizes(folder: Path, address: str) -> Said:
    page = folder / "files" / address.strip("/") / "index.html"
    packed = page.with_name("index.html.gz").read_bytes()
    return said("{:,} bytes, {:,} with gzip", len(gzip.decompress(packed)), len(packed))


def _queries(address: str) -> int:
    """Of a request to this very process, the second one: the first also fills what is kept for all pages."""
    client = Client(headers={"host": "localhost"})
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _conditions() -> dict[str, Any]:
    """When, on what and with what is measured, and what else the machine had to do just then."""
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    return {
        "began": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": _machine(),
        "load": round(os.getloadavg()[0], 1),
        "programs": {
            "nginx": nginx.rpartition("/")[2].split()[0],
            **{name: version(name) for name in ("granian", "Django")},
            "Python": platform.python_version(),
        },
    }


def _machine() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{len(names)} × {names[0].partition(':')[2].strip()}, load generator on the same processors"


def _as_json(found: dict[str, Any]) -> str:
    rows, turns = ([asdict(one) for one in found[part]] for part in ("rows", "turns"))
    more = {name: {"said": words, "numbers": words.numbers} for name, words in found["more"].items()}
    return json.dumps({**found, "rows": rows, "turns": turns, "more": more}, ensure_ascii=False, indent=1) + "\n"
