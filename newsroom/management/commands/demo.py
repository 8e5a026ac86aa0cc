"""The demo: makes what is missing, starts website, desk and press, and stops them together."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import logging
import os
import secrets
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from editions.composing.drawing_room import Busy
from newsroom.demo import loader
from newsroom.embedded_postgres import Cluster, EmbeddedPostgresError
from newsroom.processes import Children, PortUnavailableError, require_free_port

HOST = "127.0.0.1"
LONGEST_START = 60.0
ATTEMPTS = 3
# So many objects more than were released, while the tables are made; Python's own 700 are for programs that rest.
BETWEEN_COLLECTIONS = 200_000
# What the whole demo comes to, and what a demo that is loaded needs to run, in millions of bytes.
SPACE_TO_LOAD, SPACE_TO_RUN = 500, 40
ANOTHER_FOLDER = "Name another folder: NEWSROOM_STATE_DIR=/path python3 manage.py demo"
# Our own processes are asked directly, whatever proxy the machine has for the world.
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Command(BaseCommand):
    help = "Show the whole system with a made-up paper: website, desk and press, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--website-port", type=int, default=8000, metavar="PORT")
        parser.add_argument("--desk-port", type=int, default=8001, metavar="PORT")
        parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and start over")

    def handle(self, *args: Any, website_port: int, desk_port: int, fresh: bool, **options: Any) -> None:
        began, self.website_port, self.desk_port = time.monotonic(), website_port, desk_port
        if settings.SIDE:
            raise CommandError("The demo starts both sides itself: unset NEWSROOM_SIDE, then try again.")
        logging.getLogger("newsroom.publishing").setLevel(logging.WARNING)  # the lines below tell the same
        self._require_state_folder()
        with Children() as children, self._only_one():
            try:
                self._require_ports(website_port, desk_port)
                if fresh:
                    self._start_over()
                newsroom = self._prepare()
                self._start_website(children, website_port)
                self._fill_the_desk(newsroom)
                self._start_desk_and_press(children, desk_port)
                self._welcome(website_port, desk_port, time.monotonic() - began)
                self._load_the_rest(children, newsroom)
                raise CommandError(f"Stopping, because the {children.wait_for_an_end().ending}.")
            except KeyboardInterrupt:
                self.say("\nStopping website, desk and press …")
                children.stop()
                self._stop_database()
        self.say("Everything has stopped. The data is kept; --fresh throws it away.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    # -- before anything is touched ----------------------------------------------------------------------------
    def _require_ports(self, website_port: int, desk_port: int) -> None:
        if website_port == desk_port:
            raise CommandError("Website and desk need different ports: choose another with --desk-port.")
        try:
            require_free_port(HOST, website_port, option="--website-port")
            require_free_port(HOST, desk_port, option="--desk-port")
        except PortUnavailableError as error:
            raise CommandError(str(error)) from error

    def _require_state_folder(self) -> None:
        folder: Path = settings.STATE_DIR
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
            free = shutil.disk_usage(folder).free // 1_000_000
        except OSError as error:
            raise CommandError(
                f"The state folder {folder} cannot be written ({error.strerror}). {ANOTHER_FOLDER}"
            ) from error
        needed = SPACE_TO_RUN if _collected_stamp().exists() else SPACE_TO_LOAD
        if free < needed:
            raise CommandError(f"The demo needs {needed} MB in {folder}, and {free} MB are free. {ANOTHER_FOLDER}")

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        """Two demos on one state folder would make the same tables and load the same editions at once."""
        with (settings.STATE_DIR / "demo.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                where = lock.read() or "it has just been started."
                raise CommandError(
                    f"The demo in {settings.STATE_DIR} is running already: {where}"
                    f" Stop it, or run one beside it. {ANOTHER_FOLDER}"
                ) from None
            lock.truncate(0)
            lock.write(f"http://{HOST}:{self.website_port}/")
            lock.flush()
            yield

    def _start_over(self) -> None:
        embedded = settings.DATABASES["default"].get("EMBEDDED")
        if embedded is None:
            raise CommandError(
                "--fresh works with the demo's own database only; empty the one in DATABASE_URL yourself."
            )
        self.say("Throwing the old data away …")
        try:
            Cluster(**embedded).destroy()
        except EmbeddedPostgresError as error:
            raise CommandError(str(error)) from error
        for store in ("default", "public"):
            if folder := settings.STORAGES[store]["OPTIONS"].get("location"):
                shutil.rmtree(folder, ignore_errors=True)

    # -- what is missing ---------------------------------------------------------------------------------------
    def _prepare(self) -> loader.Newsroom:
        self.say("Starting the database and bringing its tables up to date …")
        with _collecting_rarely():
            call_command("migrate", verbosity=0, skip_checks=True)
        self._collect_static_files()
        try:
            if loader.is_loaded():
                return loader.assemble()
        except loader.AnotherPaperError as error:
            raise CommandError(str(error)) from error
        self.say("Filing, reviewing and publishing today's edition …")
        return loader.load_today(today=timezone.localdate())

    def _collect_static_files(self) -> None:
        stamp = _collected_stamp()
        wanted = _fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self.say("Collecting style sheets and scripts …")
        # Of a start that was cut off, half a file may be there, and would be taken for the whole; half a manifest
        # would not even be read.
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        stamp.write_text(wanted)

    # -- the three processes -----------------------------------------------------------------------------------
    def _start_website(self, children: Children, port: int) -> None:
        """The website first: the paper is what people came for, and one process starts faster than three."""
        connection.close()
        self._serve(children, "website", port)
        self._wait_for(children, f"http://{HOST}:{port}/healthz", "website")
        self._wait_for(children, f"http://{HOST}:{port}/", "website")
        self.say(f"The paper can be read at http://{HOST}:{port}/")

    def _fill_the_desk(self, newsroom: loader.Newsroom) -> None:
        if not loader.is_desk_filled():
            self.say("Putting work on every desk …")
            loader.load_the_desk(newsroom)
        connection.close()

    def _start_desk_and_press(self, children: Children, desk_port: int) -> None:
        self._serve(children, "desk", desk_port)
        press = [sys.executable, "manage.py", "press"]
        children.start("press", press, environment=self._environment("desk"), folder=settings.BASE_DIR)
        self._wait_for(children, f"http://{HOST}:{desk_port}/healthz", "desk")

    def _serve(self, children: Children, side: str, port: int) -> None:
        self.say(f"Starting the {side} …")
        command = [sys.executable, "-m", "granian", *_granian_options(port), "newsroom.wsgi:application"]
        children.start(side, command, environment=self._environment(side), folder=settings.BASE_DIR)

    def _environment(self, side: str) -> dict[str, str]:
        return {
            "NEWSROOM_SIDE": side,
            "NEWSROOM_SECRET_KEY": _secret_key(),
            "NEWSROOM_STATE_DIR": str(settings.STATE_DIR),
            "NEWSROOM_WEBSITE_URL": f"http://{HOST}:{self.website_port}",
            "NEWSROOM_DESK_URL": f"http://{HOST}:{self.desk_port}",
            "NEWSROOM_HTTPS": "0",
            "NEWSROOM_SECOND_FACTOR": "",
            "NEWSROOM_NO_BOOTSTRAP": "1",
        }

    def _wait_for(self, children: Children, address: str, side: str) -> None:
        deadline = time.monotonic() + LONGEST_START
        while (status := _status(address)) != HTTPStatus.OK:
            if ended := children.first_ended():
                raise CommandError(f"The {ended.ending} before it answered; its reason stands above.")
            if status:
                raise CommandError(f"The {side} answers with {status} at {address}; its reason stands above.")
            if time.monotonic() > deadline:
                raise CommandError(f"The {side} does not answer; what it printed stands above.")
            time.sleep(0.05)

    def _welcome(self, website_port: int, desk_port: int, seconds: float) -> None:
        names = "\n".join(
            f"    {username:<14} {role.label} · {name}" for username, (name, role, _author) in loader.ACCOUNTS.items()
        )
        self.say(
            f"\nReady after {seconds:.1f} s.\n\n"
            f"  The paper   http://{HOST}:{website_port}/\n"
            f"  The desk    http://{HOST}:{desk_port}/admin/\n\n"
            f"  Accounts of the desk, all with the password {loader.PASSWORD}:\n{names}\n\n"
            "  Ctrl-C stops everything; the data is kept.\n"
        )

    def _load_the_rest(self, children: Children, newsroom: loader.Newsroom) -> None:
        for remaining in reversed(range(ATTEMPTS)):
            try:
                for slug in loader.load_the_rest(newsroom):
                    self.say(f"The edition of {slug} is in the archive.")
                    if ended := children.first_ended():
                        raise CommandError(f"Stopping, because the {ended.ending}.")
                break
            except (OperationalError, InterfaceError, Busy) as error:
                if not remaining:
                    raise
                connection.close()
                what = "drawing room was busy" if isinstance(error, Busy) else "database was away"
                self.say(f"The {what} for a moment; the loading goes on …")
                newsroom = loader.assemble()
        connection.close()

    def _stop_database(self) -> None:
        connection.close()
        if embedded := settings.DATABASES["default"].get("EMBEDDED"):
            Cluster(**embedded).stop_if_unused(wait=3.0)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Django makes most models anew for each migration: to look for garbage all the while costs a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _granian_options(port: int) -> list[str]:
    return [
        "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--respawn-failed-workers", "--respawn-interval", "0.5",
        "--no-ws", "--log-level", "warning",
    ]  # fmt: skip


def _fingerprint() -> str:
    """What the collected files were made from: every file under static/, and the packages installed."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        status = path.stat()
        digest.update(f"{path.relative_to(settings.BASE_DIR)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _secret_key() -> str:
    """The demo's own key, kept beside its data so that a restart signs nobody out."""
    if given := os.environ.get("NEWSROOM_SECRET_KEY"):
        return given
    file: Path = settings.STATE_DIR / "demo-secret-key"
    if not file.exists() or not file.read_text():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()


def _collected_stamp() -> Path:
    folder: Path = settings.STATIC_ROOT
    return folder / "collected.stamp"


def _status(url: str) -> int:
    """What is answered there; 0 if nothing is, or not yet."""
    try:
        with DIRECTLY.open(url, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
