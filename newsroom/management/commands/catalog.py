"""The Chinese catalog's command: update it after changing words, compile it, check it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Keep the Chinese translations in step with the words in code and templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action",
            choices=["update", "compile", "check"],
            help="update: write django.po; compile: write django.mo; check: name what is missing or stale",
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            from newsroom import catalog
        except ImportError as error:
            raise CommandError("Babel is not installed here: it comes with the packages of development.") from error
        if action == "update":
            self._report(catalog.strings(catalog.update()))
        elif action == "compile":
            catalog.compile_catalog()
            self.stdout.write(f"Wrote {catalog.MO.name}.")
        elif faults := list(catalog.faults()):
            raise CommandError("\n".join(faults))
        else:
            self.stdout.write("The catalog is whole.")

    def _report(self, strings: dict[Any, str]) -> None:
        missing = sum(not string for string in strings.values())
        self.stdout.write(f"{len(strings)} texts, {missing} to translate.")
