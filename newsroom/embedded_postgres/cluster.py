"""The embedded server as its clients see it: have it running, and say when it is not needed."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from newsroom.embedded_postgres import postmaster, programs
from newsroom.embedded_postgres.place import EmbeddedPostgresError, Place, open_lock

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SUPERUSER = "postgres"
DATABASE = "newsroom"
DESK_ROLE = "newsroom_desk"
READER_ROLE = "newsroom_reader"
BIRTH = f"""
CREATE ROLE {DESK_ROLE} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION;
CREATE ROLE {READER_ROLE} LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOINHERIT;
CREATE DATABASE {DATABASE} OWNER {DESK_ROLE};
REVOKE TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC;
"""

GRACE = 2.0
START_TIMEOUT = 120.0
LARGEST_LOG = 5_000_000
# With less room than that the server cannot go on writing.
ONE_WAL_FILE = 16 * 1024 * 1024
GRAVE = re.compile(r"PANIC|FATAL|Error")

# The open lease files of this process, by state directory. They stay open until it ends.
_leases: dict[Path, int] = {}
_one_thread_at_a_time = threading.Lock()


class Holder(Enum):
    """Who has the lease: clients share it, a supervisor on its way out has it to itself."""

    NOBODY = auto()
    CLIENTS = auto()
    SUPERVISOR = auto()


class Cluster:
    """One server and its data; any number of processes may hold it at once."""

    def __init__(self, state_dir: str | Path, *, durable: bool = True, grace: float = GRACE) -> None:
        """Name the server whose files are in `state_dir`; nothing starts yet.

        Without `durable` it may lose its data with the machine's power, and is faster for it.
        `grace` is for how many seconds it outlives its last client.
        """
        self.place = Place(state_dir)
        self.durable = durable
        self.grace = grace

    @property
    def socket_dir(self) -> Path:
        """What a client gives as HOST."""
        return self.place.socket_dir

    @property
    def log(self) -> Path:
        return self.place.log

    def is_ready(self) -> bool:
        return postmaster.is_ready(self.place)

    def ensure_running(self, *, check: bool = False) -> None:
        """Have the server running for as long as this process lives.

        Returns at once from the second call on, unless told to check.
        """
        if self.place.state in _leases and not check:
            return
        try:
            with _one_thread_at_a_time:
                self._take_lease()
                with self.place.locked("start.lock"):
                    if not self.is_ready():
                        self._start()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise EmbeddedPostgresError(programs.disk_full(self.place)) from error
            raise EmbeddedPostgresError(
                f"The database's folder cannot be used: {error.filename or self.place.state}:"
                f" {error.strerror or error}. Make it writable, or name another in"
                " NEWSROOM_STATE_DIR."
            ) from error

    def release(self) -> None:
        """Say that this process needs the server no more."""
        lease = _leases.pop(self.place.state, None)
        if lease is not None:
            os.close(lease)

    def stop_if_unused(self, *, wait: float = 5.0) -> bool:
        """Release it and, if nobody else holds it, have it stopped now instead of after the grace.

        Waits up to `wait` seconds; says whether the server is gone.
        """
        self.release()
        if not self.place.lease.exists():
            return True
        self.place.hurry.touch()
        deadline = time.monotonic() + wait
        while True:
            holder = self._holder()
            if holder is Holder.NOBODY and not postmaster.is_alive(self.place):
                return True
            if holder is Holder.CLIENTS or time.monotonic() > deadline:
                return False
            time.sleep(0.05)

    def destroy(self) -> None:
        """Stop it and remove its data, log and copies for good; refuses while others use it."""
        if not self.stop_if_unused(wait=30.0):
            raise EmbeddedPostgresError("The database is in use: stop what else is running from this folder first.")
        shutil.rmtree(self.place.state, ignore_errors=True)
        shutil.rmtree(self.place.socket_dir, ignore_errors=True)

    # -- starting ---------------------------------------------------------------------------------

    def _take_lease(self) -> None:
        state = self.place.state
        if state in _leases:
            return
        state.mkdir(parents=True, exist_ok=True, mode=0o755)
        lease = open_lock(self.place.lease)
        fcntl.flock(lease, fcntl.LOCK_SH)  # waits for a server that is just stopping
        _leases[state] = lease

    def _holder(self) -> Holder:
        probe = open_lock(self.place.lease)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return Holder.NOBODY
            with suppress(BlockingIOError):
                fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return Holder.CLIENTS
            return Holder.SUPERVISOR
        finally:
            os.close(probe)

    def _start(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while postmaster.is_alive(self.place):  # left by a killed supervisor, and shutting down
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL does not end; see {self.log}")
            time.sleep(0.05)
        self._create_data()
        supervisor = self._spawn_supervisor()
        while not self.is_ready():
            if supervisor.poll() is not None or time.monotonic() > deadline:
                with suppress(ProcessLookupError):
                    supervisor.terminate()
                raise EmbeddedPostgresError(self.why_it_ended("PostgreSQL did not start"))
            time.sleep(0.02)
        supervisor.returncode = 0  # it is meant to outlive us: no ResourceWarning

    def _create_data(self) -> None:
        version_file = self.place.data / "PG_VERSION"
        if version_file.exists():
            made_by = version_file.read_text().strip()
            if made_by != programs.MAJOR:
                raise EmbeddedPostgresError(
                    f"{self.place.data} was made by PostgreSQL {made_by}, and this is"
                    f" {programs.MAJOR}: dump it with the old one, or start over with --fresh."
                )
            return
        unfinished = self.place.state / "data.part"
        shutil.rmtree(unfinished, ignore_errors=True)  # of an initdb that was cut off
        self.place.own(unfinished)
        programs.run(
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
            # Up to 7 s on a busy disk. The system writes it out by itself within half a minute, and
            # whatever is committed after this is synced like any other.
            "--no-sync",
            place=self.place,
        )
        single = ["--single", "-D", str(unfinished), "-c", "fsync=off", "postgres"]
        programs.run("postgres", *single, place=self.place, text=BIRTH)
        unfinished.rename(self.place.data)

    def _spawn_supervisor(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "newsroom.embedded_postgres.supervisor"]
        command += [str(self.place.wanted), "--grace", str(self.grace)]
        if not self.durable:
            command.append("--throwaway")
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.unlink()
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C at the demo is not for it
                cwd=CHECKOUT,
            )

    def why_it_ended(self, what: str = "PostgreSQL has ended") -> str:
        """One line for whoever sits before it: the disk's fault, or what the server said last."""
        words = self._last_words()
        if programs.NO_SPACE in words or self.place.free_space() < ONE_WAL_FILE:
            return programs.disk_full(self.place)
        return f"{what}: {words} (the whole of it: {self.log})"

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return "it left no log"
        grave = [line for line in lines[-20:] if GRAVE.search(line)]
        return (grave or lines or ["it left an empty log"])[-1]
