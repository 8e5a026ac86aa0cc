"""The demo, really started as a reader of README.md would: what it withstands, and what it says."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing

from authors.models import User
from newsroom.demo import filing, loader, paper
from newsroom.demo.library import fill_the_library
from newsroom.demo.manuscripts import Picture
from newsroom.embedded_postgres import Cluster
from newsroom.postgres_backend.refusals import one_line
from photos.models import Photo

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def get(port, path="/"):
    with contextlib.suppress(OSError):
        try:
            with DIRECTLY.open(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""
    return 0, ""


class Demo:
    """One `manage.py demo` on a state folder; everything it starts can be told by the folder's name."""

    def __init__(self, state, *arguments, **environment):
        self.state = state
        self.log = Path(tempfile.mkstemp(dir=state.parent, suffix=".log")[1])
        self.website_port, self.desk_port = free_port(), free_port()
        ports = ["--website-port", str(self.website_port), "--desk-port", str(self.desk_port)]
        ours = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NEWSROOM_SIDE"}}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", *ports, *arguments],
                cwd=CHECKOUT,
                env={**ours, "NEWSROOM_STATE_DIR": str(state), "NEWSROOM_NO_BOOTSTRAP": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self):
        return self.log.read_text()

    def wait_until_it_says(self, words):
        deadline = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def processes(self):
        """The pids of all that still runs for it."""
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and str(self.state) in _told_by(entry)
        ]

    def is_gone(self):
        deadline = time.monotonic() + PATIENCE
        while self.processes():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return True


def _told_by(process):
    try:
        return (process / "cmdline").read_text() + (process / "environ").read_text()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def folder():
    """A folder where PostgreSQL's own user can come too, with blanks and Chinese characters in its name."""
    path = Path(tempfile.mkdtemp(prefix="newsroom 演示 "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def demo(folder):
    """A demo that was killed while it filed its first edition, and started again, in strange surroundings."""
    killed = Demo(folder / "state")
    killed.wait_until_it_says("Filing, reviewing and publishing")
    killed.process.kill()
    killed.process.wait()
    assert killed.is_gone()
    # As a full disk leaves them.
    (folder / "state" / "demo-secret-key").touch()
    (folder / "state" / "static" / "collected.stamp").unlink()
    (folder / "state" / "static" / "staticfiles.json").write_text('{"version": "1')
    demo = Demo(folder / "state", NEWSROOM_HTTPS="1", http_proxy="http://127.0.0.1:9")
    try:
        demo.wait_until_it_says("Ready after")
        yield demo
    finally:
        demo.process.terminate()
        demo.process.wait(PATIENCE)


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what still runs")


@linux_only
def test_a_demo_killed_while_loading_repairs_itself_and_shows_the_whole_edition(demo):
    assert get(demo.website_port)[0] == 200
    assert get(demo.desk_port, "/admin/login/")[0] == 200
    status, edition = get(demo.website_port, "/epaper/")
    assert status == 200
    labels = set(re.findall(r"/(A\d\d?)/", edition))
    assert len(labels) >= 8, labels


@linux_only
def test_what_it_says_is_plain_and_names_every_account(demo):
    said = demo.said
    assert "Traceback" not in said
    assert f"http://127.0.0.1:{demo.website_port}/" in said
    assert f"http://127.0.0.1:{demo.desk_port}/admin/" in said
    assert all(f"    {username} " in said for username in loader.ACCOUNTS)
    assert said.count(loader.PASSWORD) >= 1


@linux_only
@pytest.mark.parametrize("arguments", [(), ("--fresh",)])
def test_a_second_demo_on_the_same_folder_is_refused_and_harms_nothing(demo, arguments):
    second = Demo(demo.state, *arguments)
    assert second.process.wait(PATIENCE) == 1
    last = second.said.splitlines()[-1]
    assert last.startswith(f"CommandError: The demo in {demo.state} is running already: ")
    assert f"http://127.0.0.1:{demo.website_port}/" in last
    assert demo.process.poll() is None
    assert get(demo.website_port)[0] == 200


@linux_only
def test_a_killed_database_comes_back_under_the_running_demo(demo):
    pid_file = Cluster(demo.state / "postgres").place.pid_file
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while get(demo.website_port)[0] != 200:
        assert demo.process.poll() is None, demo.said
        assert time.monotonic() < deadline, demo.said


@linux_only
def test_told_to_stop_it_leaves_nothing_running_and_no_traceback(demo):
    before = len(demo.said)  # a request that met the killed database may have left its traceback earlier
    demo.process.send_signal(signal.SIGHUP)
    assert demo.process.wait(PATIENCE) == 0
    assert demo.is_gone()
    assert demo.said.endswith("Everything has stopped. The data is kept; --fresh throws it away.\n")
    assert "Traceback" not in demo.said[before:]


# -- what is said when it cannot be had ---------------------------------------------------------------------


def test_a_taken_port_is_named_with_its_option(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = str(server.getsockname()[1])
        demo = Demo(folder / "never", "--desk-port", taken)
        assert demo.process.wait(PATIENCE) == 1
    assert demo.said == f"CommandError: Port {taken} is taken by another program: choose another with --desk-port.\n"


@pytest.mark.django_db
def test_a_database_with_another_paper_in_it_is_left_alone():
    assert not loader.is_loaded()
    User.objects.create(username="boss")
    with pytest.raises(loader.AnotherPaperError, match="needs an empty one in DATABASE_URL"):
        loader.is_loaded()


@pytest.mark.django_db
def test_what_was_drawn_before_a_restart_is_not_drawn_again():
    newsroom = paper.found_the_paper()
    photographer = next(iter(newsroom.authors))
    picture = Picture("market", 3, "集市", "集市。", "集市", photographer, 0)
    before = filing.bring_in(newsroom, picture)
    assert filing.bring_in(paper.assemble(), picture) == before
    assert Photo.objects.count() == 1


@pytest.mark.django_db
def test_the_library_holds_photos_with_something_to_know_and_a_second_start_adds_none():
    newsroom = paper.found_the_paper()
    fill_the_library(newsroom, today=TODAY)
    fill_the_library(paper.assemble(), today=TODAY)
    found = {photo.title: photo for photo in Photo.objects.all()}
    assert len(found) == 6
    assert found["绝杀之后"].usable_until == TODAY - timedelta(days=1)
    assert found["新门诊楼大厅"].licence == "unclear"
    assert found["夜里的大屏"].scope == "web"
    assert found["十年后的大桥（示意）"].ai_use == "generated"
    assert not found["greenhouse-24"].caption


TODAY = date(2026, 3, 2)


def refused(statement):
    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)
    return refusal.value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("CREATE ROLE newsroom_nobody", "CREATE ROLE newsroom_reader LOGIN PASSWORD"),
        ("DO $$ BEGIN RAISE 'permission denied for schema public' USING ERRCODE = '42501'; END $$", "OWNER TO"),
        ("DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$", "The disk is full"),
    ],
)
def test_what_the_servers_administrator_can_mend_takes_one_line(statement, remedy):
    error = refused(statement)
    line = one_line(error)
    assert remedy in line
    assert "\n" not in line
    # Django's migrations wrap it once more, and keep it as the context only.
    wrapped = MigrationSchemaMissing(f"Unable to create the table ({error})")
    wrapped.__context__ = error
    assert remedy in one_line(wrapped)


@pytest.mark.django_db
def test_a_fault_of_the_program_keeps_its_traceback():
    assert one_line(refused("SELECT nothing FROM nowhere")) is None
    assert one_line(ZeroDivisionError()) is None


@pytest.mark.parametrize("url", ["nonsense", "postgres://role:pass/word@host/newsroom"])
def test_an_address_that_cannot_be_read_is_explained_without_repeating_it(url):
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": url, "NEWSROOM_SECRET_KEY": "x" * 50},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL or READER_DATABASE_URL cannot be read")
    assert len(done.stderr.splitlines()) == 1
    assert url not in done.stderr


def test_the_readers_process_is_started_without_the_keys_of_the_desk(tmp_path):
    (tmp_path / "deploy").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(CHECKOUT / "deploy" / "start", tmp_path / "deploy" / "start")
    for name in ("granian", "python"):
        (tmp_path / ".venv" / "bin" / name).write_text("#!/bin/sh\nenv\n")
        (tmp_path / ".venv" / "bin" / name).chmod(0o755)
    keys = {"DATABASE_URL": "postgres://d", "READER_DATABASE_URL": "postgres://r", "NEWSROOM_SECRET_KEY": "s"}

    def started(side):
        command = [tmp_path / "deploy" / "start", side]
        done = subprocess.run(command, env={**os.environ, **keys}, capture_output=True, text=True, check=True)
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    website, press = started("website"), started("press")
    assert (website["NEWSROOM_SIDE"], website["READER_DATABASE_URL"]) == ("website", "postgres://r")
    assert not {"DATABASE_URL", "NEWSROOM_SECRET_KEY"} & set(website)
    assert (press["NEWSROOM_SIDE"], press["DATABASE_URL"]) == ("desk", "postgres://d")
