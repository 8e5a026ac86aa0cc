"""Where one embedded server lives on this machine, and as which user it runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import fcntl
    import pwd
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pwd import struct_passwd

PORT = 5432
# sockaddr_un has room for 107 bytes, of which "/.s.PGSQL.5432.lock" takes 19.
LONGEST_SOCKET_DIR = 85
AWKWARD_IN_A_SOCKET_DIR = frozenset(" ,'\"\\")
ROOTS_STATE = Path("/var/lib/newsroom-postgres")


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be had; the first line of the message says why and what to do."""


class Place:
    """The paths of one server, all made from its state directory, and the user who owns them."""

    def __init__(self, state_dir: str | Path) -> None:
        if fcntl is None:
            raise EmbeddedPostgresError("The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL instead.")
        self.wanted = Path(state_dir).resolve()
        self.user = service_user()
        self.state = self.wanted
        if self.user and not reachable(self.wanted.parent, self.user.pw_uid):
            # A checkout under root's own home, say: the server's user could never get there.
            self.state = ROOTS_STATE / short_digest(self.wanted)
        self.data = self.state / "data"
        self.lease = self.state / "lease"
        self.log = self.state / "server.log"
        self.pid_file = self.data / "postmaster.pid"
        self.hurry = self.state / "hurry"

    @property
    def uid(self) -> int:
        return self.user.pw_uid if self.user else os.getuid()

    @property
    def socket_dir(self) -> Path:
        """Beside the data, unless that path is too long or too strange for a socket."""
        path = self.state / "run"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_DIR and not (set(str(path)) & AWKWARD_IN_A_SOCKET_DIR):
            return path
        return Path(tempfile.gettempdir()) / f"newsroom-pg-{self.uid}-{short_digest(self.state)}"

    def own(self, path: Path) -> None:
        """Make the directory the server user's alone; refuse one that somebody else put there."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        info = path.lstat()
        if path.is_symlink() or info.st_uid not in {self.uid, os.getuid()}:
            raise EmbeddedPostgresError(f"{path} belongs to somebody else: remove it, then try again.")
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        path.chmod(0o700)

    def free_space(self) -> int:
        """How many bytes the disk under it has left."""
        return shutil.disk_usage(self.state).free

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        lock = open_lock(self.state / name)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def service_user() -> struct_passwd | None:
    """Whom the server runs as when root starts it; None for everybody else: as themselves."""
    if os.geteuid() != 0:
        return None
    for name in (os.environ.get("NEWSROOM_PG_USER"), "postgres", "nobody"):
        try:
            return pwd.getpwnam(name or "")
        except KeyError:
            continue
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`:"
        " name one in NEWSROOM_PG_USER, or set DATABASE_URL."
    )


def reachable(path: Path, uid: int) -> bool:
    """Whether the user may pass through the directory and all those above it."""
    for directory in (path, *path.parents):
        if not directory.is_dir():
            continue
        info = directory.stat()
        owner_may = info.st_uid == uid and info.st_mode & 0o100
        if not (info.st_mode & 0o001 or owner_may):
            return False
    return True


def short_digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def server_environment() -> dict[str, str]:
    """Ours without what would change the server: its PG* variables and the user's language."""
    strange = ("PG", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    return kept | {"LC_ALL": "C"}
