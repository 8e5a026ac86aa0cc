"""Making the environment from the lock file, and carrying on inside it.

Standard library only, and it parses on Python 3.8. In this order, the first that works:

1. uv, from the PATH or put beside the environment by `pip install --target`, which needs neither
   root, nor python3-venv, nor an exception from PEP 668, because it touches no environment;
2. the same environment filled by pip, which reads pip.conf where uv does not: a mirror or a
   certificate may be set up for pip alone;
3. the standard venv module and its pip.

The lock file holds hashes and no address, so the machine's own mirror is honoured.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import IO

from newsroom.processes import die_with_parent

try:
    import fcntl
except ImportError:  # Windows: two first starts at once are not kept apart
    fcntl = None  # type: ignore[assignment]

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK_FILE = CHECKOUT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
UV_VERSION = "0.13.9"
STARTING_COMMANDS = ("demo", "test", "bench", "bench_archive", "rehearse")
# An environment that has these has the rest of pyproject.toml's dependencies too.
TELLING_PACKAGES = (
    "axes", "brotli", "ckeditor", "dj_database_url", "django", "django_otp", "fontTools", "granian", "nh3", "PIL",
    "psycopg2", "pypdf", "pypdfium2", "segno", "typst", "whitenoise",
)  # fmt: skip
INSTALLING = "installing"

INSTALL_PIP = "on Debian or Ubuntu `apt-get install python3-pip` (or python3-venv), then try again"


class CannotInstallError(Exception):
    """No way to the packages; the message is one line and says what to do."""


class Environment:
    """The virtual environment of this checkout, or the one NEWSROOM_VENV names."""

    def __init__(self, folder: str | Path, lock_file: str | Path = LOCK_FILE) -> None:
        self.folder = Path(folder).absolute()
        self.lock_file = Path(lock_file)
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = self.folder / "newsroom.stamp"
        self.tools = self.folder.with_name(self.folder.name + "-tools")
        self.journal = self.folder.with_name(self.folder.name + ".lock")

    def fingerprint(self) -> str:
        """What a finished environment is stamped with: the lock's text and the Python behind it."""
        digest = hashlib.sha256(self.lock_file.read_bytes()).hexdigest()
        return digest + self._python_line()

    def is_ready(self) -> bool:
        """Whether every package of today's lock file is in it."""
        return self.python.exists() and self._stamped() == self.fingerprint()

    def is_usable(self) -> bool:
        """Whether it was finished once, be it for an older lock file."""
        return self.python.exists() and self._stamped().endswith(self._python_line())

    def is_this_process(self) -> bool:
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def package_count(self) -> int:
        """How many packages the lock file names for this kind of system."""
        windows = os.name == "nt"
        lines = self.lock_file.read_text().splitlines()
        names = [line for line in lines if line[:1].isalnum()]
        return sum(windows or "sys_platform == 'win32'" not in line for line in names)

    def _python_line(self) -> str:
        # An environment does not survive an upgrade of the Python it was made from.
        return f"\n{self.python.resolve()}\n"

    def _was_made_by_hand(self) -> bool:
        """One that a server may be running in: it is filled up, not cleared."""
        ours = Path(base_python()).resolve()
        return not self.stamp.exists() and self.python.exists() and self.python.resolve() == ours

    def _stamped(self) -> str:
        try:
            return self.stamp.read_text()
        except OSError:
            return ""

    # -- making it --------------------------------------------------------------------------------

    def make(self) -> None:
        """Bring it up to the lock file, once, however many starts ask for it at the same time."""
        try:
            with self._journal_held() as journal:
                if self.is_ready():
                    return
                self._clear_what_cannot_be_built_on(journal)
                self._write(journal, INSTALLING)
                say(f"Installing {self.package_count()} packages into {readable(self.folder)} …")
                self._install()
                self.stamp.write_text(self.fingerprint())
                self._write(journal, "")
        except OSError as error:
            raise CannotInstallError(
                f"Cannot write {error.filename or self.folder}: {error.strerror or error}."
                " Make it writable, or name another folder in NEWSROOM_VENV."
            ) from error

    @contextmanager
    def _journal_held(self) -> Iterator[IO[str]]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.journal.open("a+") as journal:
            if fcntl is not None:
                try:
                    fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    say("Another start is installing the packages; waiting for it …")
                    fcntl.flock(journal, fcntl.LOCK_EX)
            yield journal

    @staticmethod
    def _write(journal: IO[str], text: str) -> None:
        journal.seek(0)
        journal.truncate()
        journal.write(text)
        journal.flush()

    def _clear_what_cannot_be_built_on(self, journal: IO[str]) -> None:
        """An install that was cut off may have left half a package: begin again from nothing."""
        if not self.folder.exists():
            return
        journal.seek(0)
        cut_off = journal.read() == INSTALLING
        if not cut_off and (self.is_usable() or self._was_made_by_hand()):
            return
        ours = cut_off or (self.folder / "pyvenv.cfg").exists() or not any(self.folder.iterdir())
        if not ours:
            raise CannotInstallError(
                f"{self.folder} is not a virtual environment: remove it, or name another folder in NEWSROOM_VENV."
            )
        say(f"Clearing {readable(self.folder)}, which was left unfinished or out of date …")
        self._write(journal, INSTALLING)
        shutil.rmtree(self.folder)

    def _install(self) -> None:
        attempts = []
        for install in (self._install_with_uv, self._install_with_pip):
            fault = install()
            if fault is None:
                return
            attempts.append(fault)
            if fault.is_refusal:  # not a thing to get around with another tool
                break
        if all(attempt.is_absence for attempt in attempts):
            raise CannotInstallError(f"Neither pip nor venv is here: {INSTALL_PIP}.")
        told = [attempt for attempt in attempts if not attempt.is_absence][-1]
        if told.is_full_disk:
            raise CannotInstallError(
                f"The disk is full: the packages need about 600 MB in {readable(self.folder)}."
                " Make room, or name a folder on another disk in NEWSROOM_VENV, then try again."
            )
        raise CannotInstallError(
            f"Could not install the packages: {told.sentence()}"
            " Check the network, or the mirror and certificate in pip.conf, then try again."
        )

    def _install_with_uv(self) -> Fault | None:
        uv = self._find_uv()
        if isinstance(uv, Fault):
            return uv
        if not self.python.exists():
            fault = run(uv, "venv", "--quiet", "--python", base_python(), self.folder)
            if fault:
                return fault
        checked = ("--quiet", "--require-hashes")
        fault = run(uv, "pip", "sync", *checked, "--python", self.python, self.lock_file)
        if fault and not fault.is_refusal and find_spec("pip"):
            say("uv could not fetch them; trying pip …")
            return run(base_python(), "-m", "pip", "--python", self.python, *self._pip_install())
        return fault

    def _install_with_pip(self) -> Fault | None:
        if find_spec("venv") is None or find_spec("ensurepip") is None:
            return Fault("venv is not installed", is_absence=True)
        say("Trying venv and pip …")
        afresh = () if self._was_made_by_hand() else ("--clear",)
        return run(base_python(), "-m", "venv", *afresh, self.folder) or run(
            self.python, "-m", "pip", *self._pip_install()
        )

    def _pip_install(self) -> list[str | Path]:
        quietly = ["--quiet", "--disable-pip-version-check"]
        return ["install", *quietly, "--require-hashes", "--no-deps", "-r", self.lock_file]

    def _find_uv(self) -> str | Fault:
        on_path = shutil.which("uv")
        if on_path:
            return on_path
        local = self.tools / "bin" / "uv"
        if local.exists():
            return str(local)
        if find_spec("pip") is None:
            return Fault("pip is not installed", is_absence=True)
        say("Fetching the installer uv …")
        unfinished = self.tools.with_name(self.tools.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self.tools, ignore_errors=True)
        quietly = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
        into = ("--target", unfinished, f"uv=={UV_VERSION}")
        fault = run(base_python(), "-m", "pip", "install", *quietly, *into)
        if fault:
            return fault
        unfinished.rename(self.tools)
        return str(local)


class Fault:
    """Why one way of installing did not work: a tool that is absent, or what it printed."""

    def __init__(self, output: str, *, is_absence: bool = False) -> None:
        self.output = output
        self.is_absence = is_absence

    @property
    def is_refusal(self) -> bool:
        """Whether a package came that is not the one the lock file has the hash of."""
        said = self.output.lower()
        return "hash mismatch" in said or "do not match the hashes" in said

    @property
    def is_full_disk(self) -> bool:
        return "no space left" in self.output.lower()

    def sentence(self) -> str:
        """Its last line that speaks of an error, or its last line."""
        if self.is_refusal:
            return f"one of them is not what {LOCK_FILE.name} has the hash of."
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        told = [line for line in lines if "error" in line.lower()] or lines or ["no word of why"]
        return told[-1].rstrip(".") + "."


def run(*command: str | Path) -> Fault | None:
    """Run a tool; None if it went well, otherwise the Fault."""
    # uv trusts its own list of authorities unless told to use the machine's.
    surroundings = {"UV_SYSTEM_CERTS": "1", "UV_NO_CONFIG": "1", **os.environ}
    try:
        tool = subprocess.Popen(
            [str(word) for word in command],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    except OSError as error:
        return Fault(str(error))
    try:
        output = tool.communicate()[0]
    except KeyboardInterrupt:
        end_with_all_it_started(tool)
        raise
    return None if tool.returncode == 0 else Fault(output.decode(errors="replace"))


def end_with_all_it_started(tool: subprocess.Popen[bytes]) -> None:
    """Leave nobody behind who goes on writing into the environment: pip, for one, starts another pip."""
    if os.name == "nt":
        tool.kill()
    else:
        os.killpg(tool.pid, signal.SIGKILL)
    tool.wait()


def base_python() -> str:
    """The Python outside any environment, so that clearing one does not take its own away."""
    return getattr(sys, "_base_executable", None) or sys.executable


def readable(path: Path) -> str:
    """The path as the reader would type it: from the checkout if it lies inside."""
    try:
        return str(path.relative_to(CHECKOUT))
    except ValueError:
        return str(path)


def say(line: str) -> None:
    # Not on standard output, which may be on its way into a file: `manage.py dumpdata > all.json`.
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        sys.exit(f"Newsroom needs Python {oldest} or newer; this is {sys.version.split()[0]}.")


def enter_environment(argv: list[str]) -> None:
    """Carry on inside the environment of the checkout; commands that start something make it first if need be.

    An environment somebody has activated, or an image that has the packages, is left alone.
    """
    require_python()
    environment = Environment(os.environ.get("NEWSROOM_VENV") or CHECKOUT / ".venv")
    if os.environ.get("NEWSROOM_NO_BOOTSTRAP") or is_somebody_elses(environment):
        return
    if argv[1:2] and argv[1] in STARTING_COMMANDS and not environment.is_ready():
        if environment.is_this_process():  # nobody saws off the branch he sits on
            os.execv(base_python(), [base_python(), *argv])
        make_or_exit(environment)
    elif environment.is_this_process() or not environment.is_usable():
        return
    go_inside(environment, argv)


def make_or_exit(environment: Environment) -> None:
    for ending in ("SIGTERM", "SIGHUP"):  # as for Ctrl-C; one that is ignored, as under nohup, stays so
        number = getattr(signal, ending, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, interrupt)
    try:
        environment.make()
    except CannotInstallError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start begins the installation again.")


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def is_somebody_elses(environment: Environment) -> bool:
    """Whether this process runs in an environment of the user's own that has our packages."""
    inside_one = sys.prefix != sys.base_prefix and not environment.is_this_process()
    return inside_one and all(find_spec(name) for name in TELLING_PACKAGES)


def go_inside(environment: Environment, argv: list[str]) -> None:
    os.environ["VIRTUAL_ENV"] = str(environment.folder)
    command = [str(environment.python), *argv]
    if os.name == "nt":  # there, exec would let the shell's prompt return before the command ends
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)
