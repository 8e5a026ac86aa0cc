"""Many machines rehearsed on one: what is promised of them is tried, in a folder that is thrown away."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from newsroom.benching import servers
from newsroom.processes import Children, port_is_free
from newsroom.rehearsal import bucket
from newsroom.rehearsal.acts import ACTS
from newsroom.rehearsal.machines import House, Ports, database_of_desk
from newsroom.rehearsal.newspaper import Paper
from newsroom.rehearsal.stage import PROMISED, NotTried, Stage, Untrue

# In seconds: for two servers that write out what they have.
TIME_TO_END = 20.0
HIDDEN = {
    "READER_DATABASE_URL", "NEWSROOM_SIDE", "NEWSROOM_HTTPS", "NEWSROOM_DEBUG",
    "NEWSROOM_BAKED_DIR", "NEWSROOM_CDN_URL",
}  # fmt: skip
SCRATCH = "NEWSROOM_REHEARSAL_SCRATCH"


class Command(BaseCommand):
    help = "Rehearse the layout for many machines on this one, with real servers. Needs nginx."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8180, help="the first of ten in a row")
        parser.add_argument("--within", type=float, default=PROMISED, metavar="SECONDS", help="what is promised")
        parser.add_argument("--only", nargs="*", metavar="NAME", help="these sentences alone, by their names")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        try:
            servers.require("nginx")
        except servers.NotThere as error:
            raise CommandError(str(error)) from error
        if os.environ.get(SCRATCH) == str(settings.STATE_DIR):
            self._rehearse(Ports(port), **options)
        else:
            self._in_a_folder_of_its_own(Ports(port))

    def _in_a_folder_of_its_own(self, ports: Ports) -> None:
        """The same command once more with an empty state and the servers it will have made by then."""
        if taken := [number for number in ports.all if not port_is_free(servers.HOST, number)]:
            raise CommandError(f"Ports that are taken: {taken}. Choose others with --port.")
        folder = Path(tempfile.mkdtemp(prefix="newsroom-rehearsal-"))
        folder.chmod(0o755)  # PostgreSQL's own user has to get there
        ours = dict.fromkeys(HIDDEN, "") | {
            **bucket.settings_of_desk(ports.bucket),
            "DATABASE_URL": database_of_desk(ports),
            "NEWSROOM_STATE_DIR": str(folder / "desk"),
            SCRATCH: str(folder / "desk"),
            "NEWSROOM_SECRET_KEY": secrets.token_urlsafe(50),
            "NEWSROOM_WEBSITE_URL": f"http://{servers.HOST}:{ports.front}",
        }
        (folder / "desk").mkdir(mode=0o755)
        with Children() as children:
            try:
                again = children.start("rehearsal", [sys.executable, *sys.argv], environment=ours)
                children.wait_for_an_end()
                status = again.process.returncode
            except KeyboardInterrupt:
                status = 1
            finally:
                children.stop(within=TIME_TO_END)
                shutil.rmtree(folder, ignore_errors=True)
        if left := [number for number in ports.all if not port_is_free(servers.HOST, number)]:
            raise CommandError(f"Something was left running on the ports {left}.")
        if status:
            raise CommandError("Not everything came true; what did not stands above.")
        self.stdout.write("Nothing was left running.")

    def _rehearse(self, ports: Ports, *, within: float, only: list[str] | None, **options: Any) -> None:
        logging.getLogger("newsroom.publishing").setLevel(logging.WARNING)
        with Children() as children, ExitStack() as stack:
            house = House(settings.STATE_DIR.parent, ports, children)
            stack.callback(house.stop_databases)
            stack.callback(connection.close)
            self._build(house)
            paper = self._step("The paper is founded, with an edition of eight pages", Paper.found)
            self._start(house)
            acts = [act for act in ACTS if not only or act.__name__ in only]
            true, untried = self._try(acts, Stage(house, paper, within))
            children.stop()
        beside = f"; {untried} could not be tried here" if untried else ""
        self.stdout.write(f"\n{true} of {len(acts) - untried} came true{beside}.")
        if true + untried < len(acts):
            sys.exit(1)

    def _build(self, house: House) -> None:
        if bucket.IS_THERE:
            self._step("Two buckets, for pictures and for originals", house.found_buckets)
        self._step("A PostgreSQL that is written to", house.found_primary)
        self._step("The tables", lambda: call_command("migrate", verbosity=0, skip_checks=True))
        self._step(
            "A standby that follows it",
            house.found_standby,
        )
        self._step(
            "The styles and scripts",
            lambda: call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True),
        )

    def _start(self, house: House) -> None:
        self._step("Press and desk", house.start_desk_and_press)
        if house.cache:
            self._step("A Varnish, which bakers tell what changed", house.start_cache)
        for number in (1, 2):
            self._step(f"Readers' machine {number}, baking", partial(house.start_node, number))
        self._step("nginx before them", house.start_balancer)
        self.stdout.write("")

    def _step(self, words: str, deed: Callable[[], Any]) -> Any:
        self.stdout.write(f"  … {words}", ending="")
        self.stdout.flush()
        began = time.monotonic()
        found = deed()
        self.stdout.write(f" ({time.monotonic() - began:.1f} s)")
        return found

    def _try(self, acts: list[Callable[[Stage], str]], stage: Stage) -> tuple[int, int]:
        """Answers how many came true, and how many could not be tried."""
        true = untried = 0
        for act in acts:
            try:
                mark, found, true = "yes", act(stage), true + 1
            except NotTried as error:
                mark, found, untried = " – ", f"not tried: {error}", untried + 1
            except (Untrue, TimeoutError) as error:
                mark, found = "NO ", str(error)
            self.stdout.write(f"  {mark}  {act.__doc__}\n         {found}")
            self.stdout.flush()
        return true, untried
