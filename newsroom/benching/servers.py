"""What is measured, started as it would be in earnest: nginx with files, granian with the website, desk and press."""

from __future__ import annotations

import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

from newsroom.processes import Child, Children

HOST = "127.0.0.1"
WORKERS = 2
LONGEST_START = 60.0
SERVERS_ARE_IN = ("/usr/local/sbin", "/usr/sbin", "/sbin")
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NGINX = """
worker_processes {workers}; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn; user {user};
events {{ worker_connections 4096; }}
http {{
  default_type "text/html; charset=utf-8"; access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_timeout 60; keepalive_requests 1000000; open_file_cache max=1000 inactive=60s; open_file_cache_valid 5s;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen {host}:{port} backlog=1024; root {folder}/files; gzip_static on;
    location /read/ {{ alias {folder}/files/; sendfile off; }}
  }}
}}
"""


class NotThere(Exception):
    """A program that measures or is measured is not installed; the text says which and how to get it."""


def require(*programs: str) -> None:
    """Raises NotThere for those that are missing. Debian puts servers where only root's PATH leads: look there too."""
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), *SERVERS_ARE_IN])
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        raise NotThere(f"Measuring needs {' and '.join(missing)}: on Debian, apt-get install {' '.join(missing)}.")


def website(children: Children, port: int, *, cache: bool, threads: int, database: str) -> Child:
    """The website under granian; without the cache every request is made by Django."""
    more = {"NEWSROOM_FRONT_CACHE_MB": "64" if cache else "0", "READER_DATABASE_URL": database}
    return _granian(children, "website", port, threads, more)


def desk(children: Children, port: int) -> Child:
    return _granian(children, "desk", port, 4, {})


def press(children: Children) -> Child:
    command = [sys.executable, "manage.py", "press"]
    return children.start("press", command, environment=environment("desk"), folder=settings.BASE_DIR)


def nginx(children: Children, port: int, folder: Path) -> Child:
    """The machine's limit: `folder`/files handed out by nginx, whose .gz copies go to who takes them.

    Below /read/ are the same once more, without sendfile, which is quicker where they are small.
    """
    user = "root" if Path("/root").owner() == folder.owner() else folder.owner()
    words = NGINX.format(workers=WORKERS, folder=folder, host=HOST, port=port, user=user)
    (folder / "nginx.conf").write_text(words)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")]
    return children.start("nginx", command)


def wait_for(url: str) -> None:
    """Until it answers with 200. Raises TimeoutError."""
    wait_until(lambda: fetch(url)[0] == 200, f"{url} does not answer")


def wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    """Raises TimeoutError, saying what is `otherwise`."""
    until = time.monotonic() + LONGEST_START
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(otherwise)
        time.sleep(0.05)


def fetch(url: str, headers: Mapping[str, str] = {}) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with small names, body; (0, {}, b"") where nobody answers."""
    try:
        with DIRECTLY.open(urllib.request.Request(url, headers=dict(headers)), timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {}, error.read()
    except OSError:
        return 0, {}, b""


def _granian(children: Children, side: str, port: int, threads: int, more: Mapping[str, str]) -> Child:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "newsroom.wsgi:application",
    ]  # fmt: skip
    return children.start(side, command, environment={**environment(side), **more}, folder=settings.BASE_DIR)


def environment(side: str) -> dict[str, str]:
    """The settings of a process of one side, beside ours."""
    return {
        "NEWSROOM_SIDE": side,
        "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
        "NEWSROOM_STATE_DIR": str(settings.STATE_DIR),
        "NEWSROOM_SECOND_FACTOR": "",
        "NEWSROOM_NO_BOOTSTRAP": "1",
        "NEWSROOM_DEBUG": "0",
        "NEWSROOM_LOG_LEVEL": "ERROR",
    }
