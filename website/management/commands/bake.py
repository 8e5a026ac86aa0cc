"""Bakes the website into files: whole, or for as long as it is left running."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.baking.baker import Baker, Taken

WIDTH = 32


class Command(BaseCommand):
    # The readers' side has no part in the desk, for which Django would look.
    requires_system_checks = ()
    help = "Bake the website into the files of NEWSROOM_BAKED_DIR, for nginx to serve."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--all", action="store_true", help="bake every address anew, then end")
        what.add_argument("--follow", action="store_true", help="bake what changes, until stopped")

    def handle(self, *args: Any, all: bool, follow: bool, **options: Any) -> None:
        self._require_settings()
        # Addresses that are no more are asked too, and answer so.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        try:
            with Baker(settings.BAKED_DIR, settings.WEBSITE_URL) as baker:
                if all:
                    self._bake_all(baker)
                else:
                    self._follow(baker)
        except Taken as error:
            raise CommandError(f"Another process bakes into {error}: stop it first.") from error

    def _require_settings(self) -> None:
        if settings.SIDE == "desk":
            raise CommandError("Only the readers' side is baked: set NEWSROOM_SIDE=website.")
        if not settings.BAKED_DIR:
            raise CommandError("Set NEWSROOM_BAKED_DIR to the folder that nginx serves.")
        if not settings.WEBSITE_URL:
            raise CommandError("Set NEWSROOM_WEBSITE_URL: every page names its own address.")

    def _bake_all(self, baker: Baker) -> None:
        began, shown = time.monotonic(), Progress(sys.stderr.write if sys.stderr.isatty() else None)
        done = baker.bake_all(shown)
        took = max(time.monotonic() - began, 0.001)
        self.stdout.write(f"{done} addresses baked in {took:.0f} s, {done / took:.0f} a second.")
        if left := baker.ledger.count_waiting():
            raise CommandError(f"{left} addresses could not be baked; the log says why. A baker tries them again.")

    def _follow(self, baker: Baker) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write(f"Baking into {settings.BAKED_DIR} what changes. Ctrl-C stops it.")
        self.stdout.flush()
        baker.follow(stop)


class Progress:
    """A bar that is drawn anew a few times a second; none where nobody looks."""

    def __init__(self, write: Callable[[str], object] | None) -> None:
        self._write, self._next = write, 0.0

    def __call__(self, done: int, waiting: Callable[[], int]) -> None:
        if self._write is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 0.25
        whole = done + waiting()
        full = WIDTH * done // whole
        self._write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done} of {whole}{os.linesep if done == whole else ''}")
