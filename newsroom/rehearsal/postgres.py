"""PostgreSQL servers of a rehearsal: one that is written to, and one that follows it as a hot standby."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]

from newsroom.embedded_postgres import DATABASE, SUPERUSER, programs
from newsroom.embedded_postgres.cluster import BIRTH
from newsroom.embedded_postgres.place import Place, server_environment
from newsroom.processes import die_with_parent

HOST = "127.0.0.1"
LONGEST = 120.0
# Readers must not keep the standby from following for longer than they notice.
SETTINGS = {
    "listen_addresses": HOST,
    "shared_buffers": "64MB",
    "wal_keep_size": "256MB",
    "hot_standby_feedback": "on",
    "max_standby_streaming_delay": "1s",
    "timezone": "UTC",
    "fsync": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Server:
    """One server: its folder, its port, and its process while it has one."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._place = Place(folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """As an address of a database names it."""
        return f"{HOST}:{self.port}"

    @property
    def _data(self) -> Path:
        return self._place.data

    # -- coming into being -------------------------------------------------------------------------------------
    def found(self) -> None:
        """A new server with the roles and the database of an installation."""
        self._place.own(self._data)
        options = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run("initdb", f"--pgdata={self._data}", *options)
        self._run("postgres", "--single", "-D", str(self._data), "-c", "fsync=off", "postgres", text=BIRTH)

    def copy_from(self, port: int, host: str = HOST) -> None:
        """A standby of the server that listens there; what was in the folder before goes."""
        shutil.rmtree(self._data, ignore_errors=True)
        self._place.own(self._data)
        source = ["-h", host, "-p", str(port), "-U", SUPERUSER]
        self._run("pg_basebackup", "-D", str(self._data), *source, "-R", "-X", "stream", "-c", "fast", "--no-sync")

    def start(self) -> None:
        self._place.own(self._place.socket_dir)
        said = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self._place.socket_dir)}
        command = [programs.program("postgres", self._place), "-D", str(self._data)]
        with self._place.log.open("ab") as log:
            self._process = subprocess.Popen(
                command + [f"--{name}={value}" for name, value in said.items()],
                env=server_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGINT),
                **programs.as_server_user(self._place),
            )
        self._wait_until_it_answers()

    # -- going -------------------------------------------------------------------------------------------------
    def kill(self) -> None:
        """As if its machine had lost its power: all its processes at once, without a word to anybody."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def destroy(self) -> None:
        """Stop it and remove all that is its own."""
        self.kill()
        for folder in (self._place.state, self._place.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _end(self, ending: signal.Signals) -> None:
        if self._process is None:
            return
        if ending == signal.SIGKILL:
            children = subprocess.run(["pgrep", "-P", str(self._process.pid)], capture_output=True, check=False)
            for pid in [self._process.pid, *map(int, children.stdout.split())]:
                with suppress(ProcessLookupError):
                    os.kill(pid, ending)
        else:
            self._process.send_signal(ending)
        self._process.wait(LONGEST)
        self._process = None

    # -- asking it ---------------------------------------------------------------------------------------------
    def ask(
        self, question: str, role: str = SUPERUSER, values: Sequence[Any] = (), database: str = DATABASE
    ) -> list[tuple[Any, ...]]:
        """What it answers to this role. Raises psycopg2.Error."""
        with closing(psycopg2.connect(host=HOST, port=self.port, user=role, dbname=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(question, values)
                return cursor.fetchall() if cursor.description else []

    def promote(self) -> None:
        """Let a standby take over; returns when it takes in what is written."""
        self.ask("SELECT pg_promote(true, 60)")

    def is_standby_of(self, primary: Server) -> bool:
        """Whether it has got all that the other has written until now."""
        ((written,),) = primary.ask("SELECT pg_current_wal_lsn()::text")
        return self.has_replayed(written)

    def has_replayed(self, written: str) -> bool:
        """Whether it shows what was written up to that place of the log."""
        ((is_there,),) = self.ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", values=[written])
        return bool(is_there)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + LONGEST
        while True:
            try:
                self.ask("SELECT 1")
                return
            except psycopg2.Error:
                if not self.is_running or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL does not start; see {self._place.log}") from None
                time.sleep(0.05)

    def _run(self, name: str, *arguments: str, text: str | None = None) -> None:
        programs.run(name, *arguments, place=self._place, text=text)
