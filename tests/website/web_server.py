"""A real nginx before the baked files, with the configuration that is deployed, and a website behind it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

from newsroom.benching import deployed

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
LONGEST = 90.0


class Behind(BaseHTTPRequestHandler):
    """The website as far as nginx can tell: it says that it was asked, and for what."""

    def do_GET(self) -> None:
        said = f"asked {self.command} {self.path}".encode()
        self.send_response(200)
        self.send_header("X-From-The-Website", "1")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.body = response.status, response.read()
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    @property
    def is_kept(self) -> bool:
        """Whether a Varnish had it from an earlier reader: then it names both requests."""
        return len(self.headers["x-varnish"].split()) == 2

    @property
    def is_from_website(self) -> bool:
        return "x-from-the-website" in self.headers


class Nginx:
    """`with Nginx(folder, main, port) as server`: one that runs with a configuration written before."""

    def __init__(self, folder: Path, main: Path, port: int) -> None:
        self.folder, self.main, self.port = folder, main, port

    def __enter__(self) -> Self:
        assert NGINX
        log = self.folder / "error.log"
        self._process = subprocess.Popen([NGINX, "-p", str(self.folder), "-c", str(self.main), "-e", str(log)])
        self._wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(LONGEST)

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            said: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
            asked.request(method, address, headers={"Host": "news.example", **said})
            return Answer(asked.getresponse())
        finally:
            asked.close()

    def _wait(self) -> None:
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            assert self._process.poll() is None, (self.folder / "error.log").read_text(encoding="utf-8")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("nginx does not listen")


class WebServer(Nginx):
    """`with WebServer(tree, folder) as server`: listens on a port of its own; what is behind it can be closed."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.tree = tree
        super().__init__(folder, folder / "nginx.conf", free_port())

    def __enter__(self) -> Self:
        self.website = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
        Thread(target=self.website.serve_forever, daemon=True).start()
        port = self.website.server_port
        deployed.write_configuration(self.folder, port=self.port, tree=self.tree, website_port=port)
        return super().__enter__()

    def __exit__(self, *_error: object) -> None:
        super().__exit__()
        self.close_website()

    def close_website(self) -> None:
        self.website.shutdown()
        self.website.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
