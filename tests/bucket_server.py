"""A server of the S3 kind for tests, as NEWSROOM_S3_SERVER names one: another process, asked over TCP."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from photos.models import Photo
from tests.website.web_server import LONGEST, free_port

SERVER = os.environ.get("NEWSROOM_S3_SERVER") or shutil.which("moto_server")
PUBLIC, PRIVATE, REGION = "newsroom-public", "newsroom-private", "us-east-1"
NEEDED = [
    pytest.mark.skipif(find_spec("storages") is None, reason="no django-storages here: requirements-s3.lock"),
    pytest.mark.skipif(SERVER is None, reason="no S3 server here: pip install 'moto[server]'"),
]


class Server(NamedTuple):
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def empty(self) -> None:
        """As if it had just been started."""
        urlopen(Request(f"{self.address}/moto-api/reset", method="POST"), timeout=LONGEST).close()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def start(port: int | None = None) -> Server:
    assert SERVER
    port = port or free_port()
    server = Server(port, subprocess.Popen([SERVER, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL))
    deadline = time.monotonic() + LONGEST
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        assert server.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def running() -> Iterator[Server]:
    """A server, and nothing of it left."""
    one = start()
    try:
        yield one
    finally:
        one.end()


def options(server: Server, name: str, key: str) -> dict[str, str]:
    """Those of a store, as the settings make them of the environment."""
    place = {"bucket_name": name, "endpoint_url": server.address, "region_name": REGION}
    return {**place, "access_key": key, "secret_key": key}


def use_public(settings: Any, server: Server, *, key: str) -> None:
    """As NEWSROOM_PUBLIC_BUCKET and the settings beside it have it."""
    public = {"BACKEND": "newsroom.buckets.PublicBucket", "OPTIONS": options(server, PUBLIC, key)}
    settings.STORAGES = {**settings.STORAGES, "public": public}


def use_private(settings: Any, server: Server, monkeypatch: pytest.MonkeyPatch, *, key: str = "press") -> None:
    """As NEWSROOM_PRIVATE_BUCKET has it."""
    private = {"BACKEND": "newsroom.buckets.PrivateBucket", "OPTIONS": options(server, PRIVATE, key)}
    settings.STORAGES = {**settings.STORAGES, "default": private}
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["default"])


def use_both(settings: Any, server: Server, monkeypatch: pytest.MonkeyPatch, *, key: str = "press") -> None:
    use_public(settings, server, key=key)
    use_private(settings, server, monkeypatch, key=key)


def make_buckets(*names: str) -> None:
    for name in names:
        storages[name].connection.create_bucket(Bucket=storages[name].bucket_name)  # type: ignore[attr-defined]


def keys_in(name: str) -> set[str]:
    return {found.key for found in storages[name].bucket.objects.all()}  # type: ignore[attr-defined]


def put(name: str, content: bytes) -> None:
    """Into the public bucket, for strangers to read: elsewhere a policy says so, here it is said of each object."""
    assert storages["public"].save(name, ContentFile(content)) == name
    storages["public"].bucket.Object(name).Acl().put(ACL="public-read")  # type: ignore[attr-defined]
