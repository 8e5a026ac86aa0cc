"""The press process: works in rounds until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection

from newsroom.baking import BakingProcess
from newsroom.press import DRAWING_TABLE, rest, tell_the_hub, work_once
from website import websub

log = logging.getLogger("newsroom.press")


class Command(BaseCommand):
    help = "Publish editions that are due and do what follows from publications, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="pause between rounds")
        parser.add_argument("--once", action="store_true", help="one round only")

    def handle(self, *args: Any, every: float, once: bool, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The press is running: it publishes what is due. Ctrl-C stops it.")
        self.stdout.flush()
        baking = BakingProcess()
        crier = threading.Thread(target=tell_the_hub, args=(stop, every), name="hub", daemon=True)
        if not once:
            crier.start()
        try:
            while not stop.is_set():
                if not once:
                    baking.keep_running()
                self._round()
                if once:
                    websub.tell_waiting()
                    return
                self._rest(stop, every)
        finally:
            DRAWING_TABLE.close()
            baking.stop()
        self.stdout.write("The press has stopped.")

    def _rest(self, stop: threading.Event, every: float) -> None:
        try:
            rest(stop, every)
        except (OperationalError, InterfaceError):
            connection.close()
            stop.wait(every)

    def _round(self) -> None:
        try:
            work_once()
        except (OperationalError, InterfaceError) as error:
            # The database is away: the next round connects afresh, and nothing that was due is forgotten.
            log.warning("the database does not answer: %s", str(error).partition("\n")[0])
            connection.close()
