"""Wagtail under granian, with Django's cache of whole pages in memory before it, and without."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from newsroom.benching import servers
from newsroom.benching.peers.piece import Piece, Server, ran
from newsroom.processes import Children

PACKAGES = ("wagtail>=7", "granian[pname]>=2")
FILES = Path(__file__).parent / "wagtail_files"
ADDRESS = "/news/article/"
# With the cache a request never waits; without it one thread a worker would.
THREADS = {True: 1, False: 4}


def start(children: Children, folder: Path, port: int, piece: Piece) -> Iterator[Server]:
    """Two servers. Raises NotThere where Wagtail is not to be had."""
    python = _prepared(folder, piece)
    version = ran([str(python), "-c", "import wagtail; print(wagtail.__version__)"], folder).strip()
    for number, is_cached in enumerate((True, False)):
        command = [
            str(python), "-m", "granian", "--interface", "wsgi", "--host", servers.HOST, "--port", str(port + number),
            "--workers", str(servers.WORKERS), "--blocking-threads", str(THREADS[is_cached]), "--no-ws",
            "--log-level", "warning", "site_of_peer.wsgi:application",
        ]  # fmt: skip
        own = {"DJANGO_SETTINGS_MODULE": "site_of_peer.settings", "IS_CACHED": "1" if is_cached else ""}
        child = children.start("wagtail", command, environment=own, folder=folder / "site")
        setting = "Django's cache in memory" if is_cached else "no cache"
        url = f"http://{servers.HOST}:{port + number}{ADDRESS}"
        yield Server(f"Wagtail {version}, {setting}, granian", url, (child.process.pid,))


def _prepared(folder: Path, piece: Piece) -> Path:
    """The Python of a folder with the system and a site in it; made if it is not there."""
    python = folder / "venv" / "bin" / "python"
    done = folder / "done"
    if done.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    own = folder / "site" / "site_of_peer"
    shutil.copytree(FILES, own)
    for file in own.rglob("*.py-tpl"):
        file.rename(file.with_suffix(".py"))
    piece.write(folder / "site" / "article.json")
    ran([sys.executable, "-m", "venv", str(folder / "venv")], folder)
    ran([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], folder)
    settings = {"DJANGO_SETTINGS_MODULE": "site_of_peer.settings"}
    for command in (["makemigrations", "site_of_peer"], ["migrate"], ["fill"]):
        ran([str(python), "-m", "django", *command], folder / "site", environment=settings)
    done.touch()
    return python
