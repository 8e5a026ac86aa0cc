"""The embedded server, really started, in folders of its own: who shares it, and who ends it."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from newsroom.embedded_postgres import (
    DATABASE,
    DESK_ROLE,
    READER_ROLE,
    SUPERUSER,
    Cluster,
    EmbeddedPostgresError,
    postmaster,
    supervisor,
)
from newsroom.postgres_backend.refusals import one_line
from tests.waiting import PATIENCE, eventually, is_running

CHECKOUT = Path(__file__).resolve().parent.parent.parent

CLIENT = """
import sys
from newsroom.embedded_postgres import Cluster
cluster = Cluster(sys.argv[1], durable=False, grace=0.5)
cluster.ensure_running()
print(cluster.place.pid_file.read_text().split()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def attic():
    """A folder where PostgreSQL's own user can come too; under root, tmp_path is closed to it."""
    path = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def data(attic):
    """One server's data for most of the tests: being born takes longer than anything else here."""
    cluster = Cluster(attic / "born", durable=False)
    cluster.ensure_running()
    assert cluster.stop_if_unused(wait=PATIENCE)
    return cluster.place.data.rename(attic / "data")


@pytest.fixture
def folder(attic):
    path = Path(tempfile.mkdtemp(dir=attic))
    path.chmod(0o755)
    return path


@pytest.fixture
def make_cluster(folder, data):
    """Put the data under a name and a server on it; what runs on them already is stopped."""
    clusters = []

    def put_back():
        for cluster in clusters:
            assert cluster.stop_if_unused(wait=PATIENCE)
            cluster.place.data.rename(data)
            cluster.destroy()
        clusters.clear()

    def make(name="state", **options):
        put_back()
        cluster = Cluster(folder / name, **{"durable": False, "grace": 0.5, **options})
        cluster.place.state.mkdir(parents=True)
        data.rename(cluster.place.data)
        clusters.append(cluster)
        return cluster

    yield make
    put_back()


@pytest.fixture
def cluster(make_cluster):
    return make_cluster()


@pytest.fixture
def unborn(folder):
    cluster = Cluster(folder / "unborn", durable=False, grace=0.5)
    yield cluster
    cluster.destroy()


@pytest.fixture
def own_connections(django_db_blocker):
    """Connections to servers of our own; the project's test database has no part in it."""
    with django_db_blocker.unblock():
        yield


class Client:
    """Another process that uses the server until it is told to end, or killed."""

    def __init__(self, cluster, **environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(cluster.place.wanted)],
            cwd=CHECKOUT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def server_pid(self):
        return int(self.process.stdout.readline())

    def end(self):
        self.process.communicate()

    def kill(self):
        self.process.kill()
        self.end()


def connect(cluster, user=DESK_ROLE, database=DATABASE):
    return psycopg2.connect(host=str(cluster.socket_dir), port=5432, user=user, dbname=database)


def ask(cluster, question, *, user=DESK_ROLE, database=DATABASE):
    connection = connect(cluster, user, database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def server_pid(cluster):
    return int(cluster.place.pid_file.read_text().split()[0])


def supervisor_pid(cluster):
    status = Path(f"/proc/{server_pid(cluster)}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def django_connection(cluster, **changes):
    settings = {
        "ENGINE": "newsroom.postgres_backend",
        "NAME": DATABASE,
        "USER": DESK_ROLE,
        "PORT": "5432",
        "EMBEDDED": {
            "state_dir": cluster.place.wanted,
            "durable": cluster.durable,
            "grace": cluster.grace,
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    return ConnectionHandler({"default": settings | changes})["default"]


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel must tell of deaths")


# -- what it is born with -------------------------------------------------------------------------


def test_the_desk_owns_the_database_and_the_reader_may_only_log_in(cluster):
    cluster.ensure_running()
    roles = "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
    rows = ask(cluster, f"{roles} WHERE rolname LIKE 'newsroom%' ORDER BY 1")
    assert rows == [(DESK_ROLE, False, True, False), (READER_ROLE, False, False, False)]

    ask(cluster, "CREATE TABLE draft (body text)")
    for refused in (
        "SELECT * FROM draft",
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE DATABASE mine",
        f"SET ROLE {DESK_ROLE}",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(cluster, refused, user=READER_ROLE)
    assert ask(cluster, "SELECT 1", user=READER_ROLE) == [(1,)]


def test_the_reader_can_enter_a_test_database_that_the_desk_made(cluster):
    cluster.ensure_running()
    ask(cluster, "CREATE DATABASE test_newsroom")
    assert ask(cluster, "SELECT 1", user=READER_ROLE, database="test_newsroom") == [(1,)]


def test_nobody_else_on_the_machine_can_knock(cluster):
    cluster.ensure_running()
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert ask(cluster, "SHOW listen_addresses") == [("",)]
    assert ask(cluster, "SHOW data_directory_mode", user=SUPERUSER) == [("0700",)]


def test_the_log_of_the_server_holds_no_word_of_what_it_refuses(cluster):
    cluster.ensure_running()
    ask(cluster, "CREATE TABLE drafts (words text CHECK (words <> '未发稿'))")
    for refused in ("INSERT INTO drafts VALUES ('未发稿')", "SELECT '未发稿' FROM nowhere"):
        with pytest.raises(psycopg2.Error):
            ask(cluster, refused)
    log = cluster.log.read_text()
    assert "violates check constraint" in log
    assert "未发稿" not in log
    assert stat.S_IMODE(cluster.log.stat().st_mode) == 0o600


def test_only_a_throwaway_server_goes_without_fsync(make_cluster):
    for durable, fsync in ((True, "on"), (False, "off")):
        cluster = make_cluster(f"durable {durable}", durable=durable)
        cluster.ensure_running()
        assert ask(cluster, "SHOW fsync") == [(fsync,)]


def test_what_was_written_is_there_after_a_restart(cluster):
    cluster.ensure_running()
    ask(cluster, "CREATE TABLE kept (word text)")
    ask(cluster, "INSERT INTO kept VALUES ('乡村振兴')")
    assert cluster.stop_if_unused(wait=PATIENCE)
    cluster.ensure_running()
    assert ask(cluster, "SELECT word FROM kept") == [("乡村振兴",)]


@pytest.mark.parametrize("name", ["with a blank", "报社 'état'", "deep/" * 10 + "a long name " * 8], ids=range(3))
def test_it_starts_under_any_path(make_cluster, name):
    cluster = make_cluster(name)
    cluster.ensure_running()
    assert ask(cluster, "SELECT 1") == [(1,)]


@pytest.mark.usefixtures("own_connections")
def test_a_strange_environment_changes_nothing(cluster, monkeypatch):
    strange = {"LANG": "tlh_QX", "LC_ALL": "xx_XX.UTF-8", "PGHOST": "nowhere", "PGPORT": "1"}
    strange |= {"PGDATA": "/nowhere", "PGUSER": "nobody", "PGOPTIONS": "-c nonsense=1"}
    for name, value in strange.items():
        monkeypatch.setenv(name, value)
    cluster.ensure_running()
    monkeypatch.delenv("PGOPTIONS")  # that one is for the client, and it would be right to listen
    connection = django_connection(cluster)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('lc_messages')")
        assert cursor.fetchone() == (DESK_ROLE, "C")
    connection.close()


# -- who shares it, and who ends it ---------------------------------------------------------------


def test_eight_who_come_at_once_make_and_share_one_server(unborn):
    clients = [Client(unborn) for _ in range(8)]
    pids = {client.server_pid() for client in clients}
    assert len(pids) == 1
    for client in clients:
        client.end()


def test_the_server_ends_after_the_last_client_was_killed(cluster):
    first, second = Client(cluster), Client(cluster)
    pid = first.server_pid()
    assert second.server_pid() == pid
    first.kill()
    assert cluster.is_ready()
    second.kill()
    assert eventually(lambda: not postmaster.is_alive(cluster.place))
    assert eventually(lambda: not is_running(pid))


def test_who_leaves_last_can_have_it_stopped_at_once(make_cluster):
    cluster = make_cluster(grace=3600)
    cluster.ensure_running()
    other = Client(cluster)
    other.server_pid()
    assert cluster.stop_if_unused() is False
    assert ask(cluster, "SELECT 1") == [(1,)]
    other.end()
    assert cluster.stop_if_unused(wait=PATIENCE) is True
    assert not cluster.is_ready()


def test_nobody_destroys_what_another_still_uses(unborn):
    other = Client(unborn)
    other.server_pid()
    with pytest.raises(EmbeddedPostgresError, match="in use"):
        unborn.destroy()
    assert ask(unborn, "SELECT 1") == [(1,)]
    other.end()
    unborn.destroy()
    assert not unborn.place.state.exists()
    assert not unborn.socket_dir.exists()


@linux_only
def test_a_killed_supervisor_takes_the_server_along_and_the_next_one_starts_it_again(cluster):
    cluster.ensure_running()
    before = server_pid(cluster)
    os.kill(supervisor_pid(cluster), signal.SIGKILL)
    assert eventually(lambda: not is_running(before))
    cluster.ensure_running(check=True)
    assert server_pid(cluster) != before
    assert ask(cluster, "SELECT 1") == [(1,)]


@pytest.mark.usefixtures("own_connections")
@linux_only
def test_a_site_that_lives_on_gets_its_killed_server_back(make_cluster):
    cluster = make_cluster(durable=True)
    connection = django_connection(cluster)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE outlives_the_server AS SELECT 1 AS n")
    pid = server_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not postmaster.is_alive(cluster.place))
    connection.close_if_unusable_or_obsolete()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM outlives_the_server")
        assert cursor.fetchone() == (1,)
    connection.close()
    assert server_pid(cluster) != pid


@linux_only
def test_a_pid_that_belongs_to_somebody_else_by_now_does_not_stand_in_the_way(cluster):
    cluster.ensure_running()
    left_behind = cluster.place.pid_file.read_text()
    assert cluster.stop_if_unused(wait=PATIENCE)
    # Of the server's own user: PostgreSQL does not mind the processes of others.
    user = {"user": cluster.place.uid} if os.getuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "600"], **user)
    recycled = f"{stranger.pid}\n" + left_behind.split("\n", 1)[1]
    cluster.place.pid_file.write_text(recycled)
    socket_lock = cluster.socket_dir / ".s.PGSQL.5432.lock"
    socket_lock.write_text(recycled)
    for path in (cluster.place.pid_file, socket_lock):
        os.chown(path, cluster.place.uid, -1)

    try:
        cluster.ensure_running()
        assert ask(cluster, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_initdb_that_was_cut_off_is_begun_again(unborn):
    half = unborn.place.state / "data.part"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    unborn.ensure_running()
    assert ask(unborn, "SELECT 1") == [(1,)]
    assert not half.exists()


# -- what is said when it cannot be had -----------------------------------------------------------


def test_data_of_another_major_version_is_left_alone(folder):
    cluster = Cluster(folder / "old", durable=False)
    cluster.place.data.mkdir(parents=True)
    (cluster.place.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 12, and this is 18"):
        cluster.ensure_running()
    cluster.release()
    assert (cluster.place.data / "PG_VERSION").read_text() == "12\n"


@pytest.mark.usefixtures("own_connections")
def test_a_folder_that_cannot_be_written_is_named_in_one_line(folder):
    (folder / "file").touch()
    connection = django_connection(Cluster(folder / "file" / "state"))
    with pytest.raises(OperationalError) as refusal:
        connection.ensure_connection()
    line = one_line(refusal.value)
    assert line.startswith(f"The database's folder cannot be used: {folder / 'file'}")
    assert line.endswith("name another in NEWSROOM_STATE_DIR.")
    assert "\n" not in line


def test_a_server_that_cannot_start_tells_its_last_words(unborn):
    unborn.place.data.mkdir(parents=True)
    (unborn.place.data / "PG_VERSION").write_text("18\n")
    with pytest.raises(EmbeddedPostgresError, match=r"did not start: .*server\.log"):
        unborn.ensure_running()


@pytest.mark.usefixtures("own_connections")
def test_a_database_server_that_is_not_there_is_named_without_the_password():
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        settings = {"ENGINE": "django.db.backends.postgresql", "NAME": "paper", "USER": "desk"}
        settings |= {"HOST": "127.0.0.1", "PORT": str(port), "PASSWORD": "tell-nobody"}
        with pytest.raises(OperationalError) as refusal:
            ConnectionHandler({"default": settings})["default"].ensure_connection()
    line = one_line(refusal.value)
    assert "127.0.0.1" in line
    assert str(port) in line
    assert "DATABASE_URL" in line
    assert "tell-nobody" not in line
    assert "\n" not in line


@pytest.mark.usefixtures("own_connections")
def test_an_error_of_a_running_server_is_not_taken_for_an_absent_one(cluster):
    connection = django_connection(cluster)
    with connection.cursor() as cursor, pytest.raises(OperationalError) as refusal:
        cursor.execute("SET statement_timeout = '10ms'; SELECT pg_sleep(60)")
    connection.close()
    assert one_line(refusal.value) is None


@pytest.mark.parametrize(("memory", "buffers"), [(512, 64), (2048, 128), (16384, 1024), (65536, 1024)])
def test_a_small_machine_keeps_its_memory_and_a_large_one_keeps_an_archive_in_it(memory, buffers):
    assert supervisor.buffers_for(memory) == buffers


def test_in_a_container_the_server_takes_its_share_of_what_the_container_may_take(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(supervisor, "LIMIT_OF_CONTAINER", limit)
    machine = supervisor._memory()
    limit.write_text("max\n")
    assert supervisor._memory() == machine
    limit.write_text(f"{96 << 20}\n")
    assert supervisor._memory() == 96
