"""WordPress under php-fpm, behind nginx with its cache of whole pages, and without."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from newsroom.benching import servers
from newsroom.benching.peers.piece import Piece, Server, ran
from newsroom.processes import Child, Children

SOURCE = Path("/usr/share/wordpress")
FILES = Path(__file__).parent / "wordpress_files"
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb-admin")
PACKAGES = "wordpress wordpress-theme-twentytwentythree php-fpm php-cli php-mysql mariadb-server"


def start(children: Children, folder: Path, port: int, piece: Piece) -> Iterator[Server]:
    """Two addresses of one WordPress. Raises servers.NotThere where it is not to be had."""
    fpm = next(iter(sorted(Path("/usr/sbin").glob("php-fpm*"), reverse=True)), None)
    if fpm is None or not SOURCE.exists() or not all(map(shutil.which, PROGRAMS)):
        raise servers.NotThere(f"WordPress needs what this brings: apt-get install --no-install-recommends {PACKAGES}")
    is_new = not (folder / "done").exists()
    if is_new:
        _unpack(folder, port)
        piece.write(folder / "article.json")
    database = _database(children, folder)
    if is_new:
        (folder / "number").write_text(_filled(folder))
        (folder / "done").touch()
    pages = children.start("php-fpm", [str(fpm), "--nodaemonize", *_as_root("-R"), "-y", str(folder / "fpm.conf")])
    _write("nginx.conf", folder, port)
    (folder / "cache").mkdir(exist_ok=True)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")]
    front = children.start("nginx", command)
    processes = (front.process.pid, pages.process.pid, database.process.pid)
    number, version = (folder / "number").read_text().split()
    for step, setting in enumerate(("nginx's cache of pages", "no cache")):
        yield Server(f"WordPress {version}, {setting}", f"http://{servers.HOST}:{port + step}/?p={number}", processes)


def _unpack(folder: Path, port: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(SOURCE, folder / "wordpress", ignore=shutil.ignore_patterns("languages"))
    _write("wp-config.php", folder, port, to=folder / "wordpress")
    _write("fpm.conf", folder, port)
    data = ["--no-defaults", f"--datadir={folder}/data", *_as_root("--user=root")]
    ran(["mariadb-install-db", *data, "--auth-root-authentication-method=normal", "--skip-test-db"], folder)


def _database(children: Children, folder: Path) -> Child:
    (folder / "mysql.sock").unlink(missing_ok=True)
    command = [
        "mariadbd", "--no-defaults", f"--datadir={folder}/data", f"--socket={folder}/mysql.sock", "--skip-networking",
        f"--pid-file={folder}/mysql.pid", f"--log-error={folder}/mysql.log", "--innodb-buffer-pool-size=128M",
        *_as_root("--user=root"),
    ]  # fmt: skip
    child = children.start("mariadb", command)
    servers.wait_until(lambda: child.has_ended or (folder / "mysql.sock").exists(), "MariaDB does not start")
    if child.has_ended:
        raise servers.NotThere(f"{child.ending}; {folder}/mysql.log may tell why")
    return child


def _filled(folder: Path) -> str:
    """Number of the article and version of WordPress."""
    own = ["mariadb-admin", "--no-defaults", f"--socket={folder}/mysql.sock", "-u", "root", "create", "wordpress"]
    ran(own, folder)
    ran(["php", str(FILES / "install.php"), str(folder)], folder)
    return ran(["php", str(FILES / "fill.php"), str(folder)], folder)


def _write(name: str, folder: Path, port: int, *, to: Path | None = None) -> None:
    words = (FILES / f"{name}-tpl").read_text(encoding="utf-8")
    gaps = {
        "folder": str(folder), "host": servers.HOST, "cached": str(port), "plain": str(port + 1),
        "workers": str(servers.WORKERS), "nginx_user": "user root;" if os.geteuid() == 0 else "",
        "fpm_user": "user = root\ngroup = root" if os.geteuid() == 0 else "",
    }  # fmt: skip
    for gap, filling in gaps.items():
        words = words.replace(f"@{gap}@", filling)
    ((to or folder) / name).write_text(words, encoding="utf-8")


def _as_root(option: str) -> list[str]:
    """What these servers want to be told before they run as root, as all of this does in a container."""
    return [option] if os.geteuid() == 0 else []
