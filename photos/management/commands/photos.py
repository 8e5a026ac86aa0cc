"""The command about the library's files: check them, and repair what can be."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from photos import reconciling
from photos.reconciling import KINDS, Finding, Step

BAR = 30


class Command(BaseCommand):
    help = "Compare the photo library with its files. Ends with 1 if something is wrong and was not repaired."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("--all", action="store_true", help="read every original to the end, not only a sample")
        parser.add_argument(
            "--repair",
            action="store_true",
            help="remove files nobody knows of and leftovers of uploads, mark photos whose original is gone",
        )

    def handle(self, *args: Any, action: str, all: bool, repair: bool, **options: Any) -> None:
        found: list[Finding] = []
        for one in reconciling.check(everything=all, repair=repair, remove_orphans=repair):
            if isinstance(one, Step):
                self._show(one)
                continue
            self._clear()
            self.stdout.write(str(one))
            found.append(one)
        self._clear()
        self._conclude(found)
        if any(not finding.repaired for finding in found):
            sys.exit(1)

    def _conclude(self, found: list[Finding]) -> None:
        if not found:
            self.stdout.write("Every photo has its file, and every file its photo.")
            return
        for kind, count in Counter(finding.kind for finding in found).items():
            self.stdout.write(f"{count} × {KINDS[kind]}")
        self.stdout.write(f"{sum(finding.repaired for finding in found)} of {len(found)} repaired.")

    # -- how far it is, for people at a terminal --------------------------------------------------------------------
    def _show(self, step: Step) -> None:
        if not self.stderr.isatty():
            return
        done = BAR * step.done // step.of if step.of else 0
        bar = f"[{'#' * done}{' ' * (BAR - done)}] " if step.of else ""
        number = f"{step.done:,} of {step.of:,}" if step.of else f"{step.done:,}"
        self.stderr.write(f"\r\x1b[K{bar}{step.what} {number}", ending="")
        self.stderr.flush()

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
