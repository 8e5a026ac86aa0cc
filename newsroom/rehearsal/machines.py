"""The machines of a rehearsal beside PostgreSQL: two for readers, one with desk and press, one before them all."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from newsroom.benching import deployed, servers
from newsroom.embedded_postgres import DATABASE, DESK_ROLE, READER_ROLE
from newsroom.processes import Child, Children, port_is_free
from newsroom.rehearsal import bucket
from newsroom.rehearsal.postgres import HOST, Server

START = settings.BASE_DIR / "deploy" / "start"
NODES = 2
VARNISH = shutil.which("varnishd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MEDIA = "location /media/ {{ alias {public}/; types {{ image/avif avif; image/webp webp; image/jpeg jpg; }} }}"


@dataclass
class Ports:
    """One after the other from the first."""

    first: int

    def __post_init__(self) -> None:
        self.front, self.primary, self.standby, self.desk = (self.first + step for step in range(4))

    def nginx(self, number: int) -> int:
        return self.first + 2 + 2 * number

    def website(self, number: int) -> int:
        return self.first + 3 + 2 * number

    @property
    def cache(self) -> int:
        return self.website(NODES) + 1

    @property
    def bucket(self) -> int:
        return self.cache + 1

    @property
    def all(self) -> list[int]:
        return list(range(self.first, self.bucket + 1))


@dataclass
class House:
    """All machines: where they listen, how they find the database, and what runs on them."""

    folder: Path
    ports: Ports
    children: Children
    running: dict[str, Child] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.primary = Server(self.folder / "postgres-1", self.ports.primary)
        self.standby = Server(self.folder / "postgres-2", self.ports.standby)
        self.root = f"http://{HOST}:{self.ports.front}"
        self.desk = f"http://{HOST}:{self.ports.desk}"

    @property
    def nodes(self) -> list[str]:
        """The addresses of the machines for readers, each by itself."""
        return [f"http://{HOST}:{self.ports.nginx(number)}" for number in range(1, NODES + 1)]

    @property
    def cache(self) -> str | None:
        """A Varnish before them all that keeps pages for an hour; None where there is no such program."""
        return f"http://{HOST}:{self.ports.cache}" if VARNISH else None

    @property
    def everywhere(self) -> list[str]:
        return [self.root, *self.nodes, *([self.cache] if self.cache else [])]

    def behind(self, number: int) -> str:
        """The website's process of a machine, without its nginx."""
        return f"http://{HOST}:{self.ports.website(number)}"

    # -- databases ---------------------------------------------------------------------------------------------
    def found_primary(self) -> None:
        self.primary.found()
        self.primary.start()

    def found_standby(self) -> None:
        self.standby.copy_from(self.primary.port)
        self.standby.start()

    def stop_databases(self) -> None:
        for server in (self.standby, self.primary):
            server.stop()

    def found_buckets(self) -> None:
        """A server for both, which every machine reaches."""
        # It would write down every request.
        quietly = ["sh", "-c", 'exec "$0" "$@" >/dev/null 2>&1', bucket.PROGRAM]
        self._start("bucket", [*quietly, "-H", HOST, "-p", str(self.ports.bucket)], {})
        servers.wait_until(lambda: not port_is_free(HOST, self.ports.bucket), "the server of buckets does not listen")
        bucket.found()

    # -- machines ----------------------------------------------------------------------------------------------
    def start_node(self, number: int) -> None:
        """A machine for readers: the website, a baker and nginx before the files."""
        state = self._state(f"node-{number}")
        tree = state / "baked"
        self._start(f"baker {number}", [START, "bake"], self._node(number))
        self.restart_website(number)
        wait_for_file(tree / "in-step")
        folder = state / "nginx"
        shutil.rmtree(folder, ignore_errors=True)
        main = deployed.write_configuration(
            folder, port=self.ports.nginx(number), tree=tree, website_port=self.ports.website(number)
        )
        self._start(f"nginx {number}", _nginx(folder, main), {})
        servers.wait_for(f"http://{HOST}:{self.ports.nginx(number)}/healthz")

    def restart_website(self, number: int) -> None:
        """The website's process of a machine alone."""
        environment = self._node(number)
        self._start(f"website {number}", [START, "website"], environment)
        servers.wait_for(f"{self.behind(number)}/healthz")

    def kill_node(self, number: int) -> None:
        """As if the machine had lost its power."""
        for name in ("nginx", "website", "baker"):
            self.kill(f"{name} {number}")

    def start_desk_and_press(self) -> None:
        self.start_press()
        self.start_desk()

    def start_desk(self) -> None:
        environment = {**self._desk(), "NEWSROOM_DESK_PORT": str(self.ports.desk), "NEWSROOM_WORKERS": "1"}
        self._start("desk", [START, "desk"], environment)
        servers.wait_for(f"{self.desk}/healthz")

    @property
    def folder_of_press(self) -> Path:
        """Its own where the originals lie in a bucket, else the desk's."""
        return self._state("press") if settings.PRIVATE_BUCKET else Path(settings.STATE_DIR)

    def start_press(self) -> None:
        self._start("press", [START, "press"], {**self._desk(), "NEWSROOM_STATE_DIR": str(self.folder_of_press)})

    def start_balancer(self) -> None:
        """The machine before them all, with the configuration that is deployed."""
        folder = self._state("balancer")
        nodes = [f"{HOST}:{self.ports.nginx(number)}" for number in range(1, NODES + 1)]
        if settings.PUBLIC_BUCKET:
            http, media = bucket.write_configuration(folder, self.ports.bucket)
        else:
            http, media = "", MEDIA.format(public=settings.STORAGES["public"]["OPTIONS"]["location"])
        main = write_balancer(folder, port=self.ports.front, nodes=nodes, media=media, http=http)
        self._start("balancer", _nginx(folder, main), {})
        servers.wait_for(f"{self.root}/healthz")

    def start_cache(self) -> None:
        """Varnish with the configuration that is deployed; it is told by the bakers what changed."""
        assert VARNISH
        folder = self._state("cache")
        words = (settings.BASE_DIR / "deploy" / "varnish" / "newsroom.vcl").read_text(encoding="utf-8")
        words = words.replace("front.example", HOST).replace('"80"', f'"{self.ports.front}"')
        words = words.replace("news.example", f"{HOST}:{self.ports.front}")
        (folder / "newsroom.vcl").write_text(words, encoding="utf-8")
        command: list[str | Path] = [
            VARNISH,
            "-F",
            "-j",
            "none",
            "-a",
            f"{HOST}:{self.ports.cache}",
            "-f",
            folder / "newsroom.vcl",
            "-n",
            folder / "work",
            "-s",
            "malloc,32m",
        ]
        self._start("cache", [*command, "-p", "vsl_space=2m"], {})
        servers.wait_until(lambda: not port_is_free(HOST, self.ports.cache), "Varnish does not listen")

    def kill(self, name: str) -> None:
        child = self.running.pop(name)
        child.send(signal.SIGKILL)
        child.process.wait()

    # -- their settings ----------------------------------------------------------------------------------------
    def _node(self, number: int) -> dict[str, str]:
        state = self._state(f"node-{number}")
        return {
            **self._common(state),
            "READER_DATABASE_URL": database_of_readers(self.ports),
            "NEWSROOM_BAKED_DIR": str(state / "baked"),
            "NEWSROOM_CDN_URL": self.cache or "",
            "NEWSROOM_WEBSITE_PORT": str(self.ports.website(number)),
            "NEWSROOM_WORKERS": "1",
        }

    def _desk(self) -> dict[str, str]:
        return {
            **self._common(settings.STATE_DIR),
            **bucket.settings_of_desk(self.ports.bucket),
            "DATABASE_URL": database_of_desk(self.ports),
            "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
            "NEWSROOM_SECOND_FACTOR": "",
            "NEWSROOM_DESK_URL": self.desk,
        }

    def _common(self, state: Path) -> dict[str, str]:
        """What the desk has and readers' machines may not is empty unless it is given beside."""
        return {
            **dict.fromkeys(bucket.KEYS, ""),
            "DATABASE_URL": "",
            "READER_DATABASE_URL": "",
            "NEWSROOM_SECRET_KEY": "",
            "NEWSROOM_BAKED_DIR": "",
            "NEWSROOM_CDN_URL": "",
            "NEWSROOM_STATE_DIR": str(state),
            "NEWSROOM_WEBSITE_URL": self.root,
            "NEWSROOM_NO_BOOTSTRAP": "1",
            "NEWSROOM_VENV": sys.prefix,
            "NEWSROOM_HTTPS": "0",
            "NEWSROOM_DEBUG": "0",
            "NEWSROOM_LOG_LEVEL": "WARNING",
        }

    def _state(self, name: str) -> Path:
        """A machine's own folder, with the static files of the release on it."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True, mode=0o755)
        if name.startswith("node") and not (folder / "static").exists():
            shutil.copytree(settings.STATIC_ROOT, folder / "static")
        return folder

    def _start(self, name: str, command: list[str | Path], environment: dict[str, str]) -> None:
        words = list(map(str, command))
        self.running[name] = self.children.start(name, words, environment=environment, folder=settings.BASE_DIR)


def write_balancer(folder: Path, *, port: int, nodes: Sequence[str], media: str, http: str = "") -> Path:
    """The configuration of the machine before the others, in `folder`; answers where it begins.

    `media` is what the `server` block has for pictures, `http` what it needs of the block around it.
    """
    for file in ("newsroom-nodes.conf", "newsroom-balanced.conf"):
        words = (deployed.DEPLOYED / "several" / file).read_text(encoding="utf-8")
        for number, node in enumerate(nodes, start=1):
            words = words.replace(f"node-{number}.example:80", node)
        (folder / file).write_text(words, encoding="utf-8")
    server = f"{media} include {folder}/newsroom-balanced.conf;"
    http = f"include {folder}/newsroom-nodes.conf; {http}"
    return deployed.write_frame(folder, listen=f"{HOST}:{port}", http=http, server=server)


def database_of_readers(ports: Ports) -> str:
    """Whichever follows, and where none does the one that is followed: the same everywhere, also after a promotion."""
    hosts = f"{HOST}:{ports.primary},{HOST}:{ports.standby}"
    return f"postgres://{READER_ROLE}@{hosts}/{DATABASE}?target_session_attrs=prefer-standby"


def database_of_desk(ports: Ports) -> str:
    """Whichever takes in what is written."""
    hosts = f"{HOST}:{ports.primary},{HOST}:{ports.standby}"
    return f"postgres://{DESK_ROLE}@{hosts}/{DATABASE}?target_session_attrs=read-write"


def wait_for_file(path: Path) -> None:
    """Raises TimeoutError."""
    servers.wait_until(path.exists, f"{path} is not there")


def _nginx(folder: Path, main: Path) -> list[str | Path]:
    return ["nginx", "-p", folder, "-e", folder / "error.log", "-c", main]
