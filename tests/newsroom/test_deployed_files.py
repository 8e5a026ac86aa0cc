"""The files of deploy/: scripts that a shell can read, containers that have what they name and no key too many."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
KEYS_OF_THE_DESK = {"DATABASE_URL", "NEWSROOM_SECRET_KEY"}


@pytest.fixture
def services() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("script", ["start", "rehearse", "compose/roles.sh"])
def test_a_shell_can_read_every_script(script):
    assert os.access(DEPLOY / script, os.X_OK)
    assert subprocess.run(["sh", "-n", DEPLOY / script], check=False).returncode == 0


def test_every_container_has_the_files_it_names_and_starts_what_there_is(services):
    known = subprocess.run([DEPLOY / "start"], capture_output=True, text=True, check=False).stderr
    assert "website|desk|press" in known
    for name, service in services.items():
        for volume in service.get("volumes", ()):
            if volume.startswith("."):
                assert (DEPLOY / volume.partition(":")[0]).is_file(), volume
        if service["image"] == "newsroom":
            word = service.get("command", service.get("entrypoint"))[-1]
            assert re.search(rf"\b{word}\b", known), name


def test_the_keys_of_the_desk_are_in_no_container_of_readers(services):
    assert set(services["desk"]["environment"]) >= KEYS_OF_THE_DESK
    for name in ("website", "baker"):
        assert not KEYS_OF_THE_DESK & set(services[name]["environment"])
        assert "DESK_PASSWORD" not in str(services[name])
    assert "PASSWORD" not in str(services["nginx"])


@pytest.mark.parametrize(
    "file", ["nginx/newsroom.conf", "nginx/bucket/newsroom-media.conf", "compose/nginx.conf", "caddy/Caddyfile"]
)
def test_a_network_asks_every_hour_whether_a_picture_was_withdrawn(file):
    words = (DEPLOY / file).read_text(encoding="utf-8")
    pictures = words[words.index("/media/") :][:1800]
    for name in ("CDN-Cache-Control", "Surrogate-Control"):
        assert re.search(rf'{name} "max-age=3600"', pictures)


@pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")
@pytest.mark.parametrize("kind", ["compose", "several"])
def test_nginx_takes_the_configuration(kind, tmp_path):
    own = tmp_path / "newsroom"
    own.mkdir()
    for folder in (DEPLOY / "nginx", DEPLOY / "nginx" / "several", DEPLOY / "compose"):
        for file in folder.glob("*.conf"):
            # In one go: where we write may itself lie in /tmp.
            words = re.sub("/var/lib/newsroom|/tmp(?=/)", str(tmp_path), file.read_text(encoding="utf-8"))
            # Names of other machines nobody knows here.
            words = re.sub(r"\b(website|desk):(\d+)|node-\d\.example:(\d+)", r"127.0.0.1:\2\3", words)
            (own / file.name).write_text(words, encoding="utf-8")
    headers = tmp_path / "baked" / "headers"
    headers.mkdir(parents=True)
    for name in set(re.findall(r"headers/([\w-]+\.conf)", (own / "baked.conf").read_text(encoding="utf-8"))):
        (headers / name).touch()
    main = own / "nginx.conf"
    if kind == "compose":
        main.write_text(re.sub("/etc/nginx/mime.types", "mime.types", main.read_text(encoding="utf-8")))
    else:
        main.write_text(
            f"pid {tmp_path}/nginx.pid; events {{}} http {{ include newsroom/newsroom-nodes.conf;"
            f" server {{ listen 127.0.0.1:1; include newsroom/newsroom-balanced.conf; }} }}"
        )
    (own / "mime.types").write_text("types { text/html html; }")
    shutil.copy(main, tmp_path / "nginx.conf")
    shutil.copy(own / "mime.types", tmp_path / "mime.types")
    done = subprocess.run(
        [NGINX, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
