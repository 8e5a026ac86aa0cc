"""nginx as it is deployed, with the paths and ports of this run; and a baker that keeps its files."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from django.conf import settings

from newsroom.benching import servers
from newsroom.processes import Child, Children
from website.baking.place import Place
from website.baking.tree import LIVE, file_of

DEPLOYED = settings.BASE_DIR / "deploy" / "nginx"
FRAME = """
{user}
worker_processes {workers};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
    server {{
        listen {listen} backlog=1024;
        {server}
    }}
}}
"""
LONGEST = 300.0


def write_configuration(folder: Path, *, port: int, tree: Path, website_port: int, workers: int = 1) -> Path:
    """Leave nginx.conf and what it includes in `folder`; answers where it is."""
    own = folder / "newsroom"
    own.mkdir(parents=True)
    for file in DEPLOYED.glob("*.conf"):
        words = file.read_text(encoding="utf-8").replace("/var/lib/newsroom/baked", str(tree))
        (own / file.name).write_text(words.replace("127.0.0.1:8000", f"127.0.0.1:{website_port}"), encoding="utf-8")
    http = "keepalive_timeout 60; keepalive_requests 1000000; include newsroom/http.conf;"
    server = "include newsroom/baked.conf;"
    return write_frame(folder, listen=f"{servers.HOST}:{port}", http=http, server=server, workers=workers)


def write_frame(folder: Path, *, listen: str, http: str, server: str, workers: int = 1) -> Path:
    """An nginx.conf that keeps to its folder, around what its `http` and `server` blocks have; answers where it is."""
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    words = FRAME.format(user=user, workers=workers, folder=folder, listen=listen, http=http, server=server)
    main.write_text(words, encoding="utf-8")
    return main


def nginx(children: Children, folder: Path, *, port: int, tree: Path, website_port: int) -> Child:
    """Nginx with baked files; the tree has to have its headers."""
    main = write_configuration(folder, port=port, tree=tree, website_port=website_port, workers=servers.WORKERS)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]
    return children.start("nginx", command)


class Tree:
    """The files of a baker of its own, and what his notes say of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bake(self, children: Children, root: str, **environment: str) -> Child:
        """Start a baker. `root` is how readers know the website."""
        command = [sys.executable, "manage.py", "bake", "--follow"]
        own = servers.environment("website") | {
            "NEWSROOM_BAKED_DIR": str(self.folder),
            "NEWSROOM_WEBSITE_URL": root,
            **environment,
        }
        return children.start("baker", command, environment=own, folder=settings.BASE_DIR)

    def is_done(self, event: int) -> bool:
        """Whether the outbox was read up to that event, and nothing waits any more. What he notes, he has on disk."""
        place = self._noted("SELECT value FROM notes WHERE name = 'place'")
        newest = Place(*json.loads(str(place))).newest if place else 0
        return newest >= event and self._noted("SELECT count(*) FROM waiting") == 0

    def wait_until_done(self, event: int) -> None:
        """Raises TimeoutError."""
        _wait_until(lambda: self.is_done(event))

    def wait_until_there(self, addresses: Iterable[str]) -> None:
        """Until each of them lies there for nginx to hand out. Raises TimeoutError."""
        missing = {self.folder / LIVE / file_of(address) for address in addresses}

        def are_there() -> bool:
            missing.difference_update([file for file in missing if file.exists()])
            return not missing

        _wait_until(are_there)

    def files(self) -> int:
        """How many addresses lie there."""
        return int(self._noted("SELECT count(*) FROM baked") or 0)

    def _noted(self, question: str) -> int | str | None:
        """None where there are no notes yet."""
        try:
            with closing(sqlite3.connect(f"file:{self.folder}/ledger.sqlite3?mode=ro", uri=True)) as notes:
                row = notes.execute(question).fetchone()
        except sqlite3.OperationalError:
            return None
        return row[0] if row else None


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not baked after {LONGEST:.0f} s")
        time.sleep(0.02)
