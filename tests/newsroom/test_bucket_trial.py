"""Whether the buckets are as they must be: they are asked, with the key and as strangers ask, and it is said."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from newsroom.checks import keys_to_the_buckets, places_of_the_stores
from tests.bucket_server import (
    NEEDED,
    PRIVATE,
    PUBLIC,
    Server,
    keys_in,
    make_buckets,
    running,
    use_both,
    use_public,
)
from tests.website.web_server import free_port

pytestmark = pytest.mark.django_db
with_a_bucket = [pytest.mark.usefixtures("stores"), *NEEDED]
READING = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{PUBLIC}/*"}


class Strict(BaseHTTPRequestHandler):
    """Stands before the server, which lets strangers list whatever a policy says, and refuses it as others do."""

    server: Any

    def do_GET(self) -> None:
        words = self.path.partition("?")[0].strip("/").split("/")
        if len(words) == 1 and "Authorization" not in self.headers:
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        behind = http.client.HTTPConnection("127.0.0.1", self.server.behind)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        behind.request(self.command, self.path, body, dict(self.headers))
        answer = behind.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        behind.close()

    do_PUT = do_DELETE = do_HEAD = do_POST = do_GET  # noqa: N815

    def log_message(self, *_words: object) -> None:
        """Nothing to be said."""


@pytest.fixture(scope="module")
def one_server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def stores(one_server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Both buckets, the public one with the policy of the manual."""
    one_server.empty()
    use_both(settings, one_server, monkeypatch)
    settings.PUBLIC_BUCKET, settings.PRIVATE_BUCKET, settings.S3_KEY = PUBLIC, PRIVATE, "press"
    make_buckets("public", "default")
    allow(READING)
    return one_server


@pytest.fixture
def strict(stores: Server, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    front = ThreadingHTTPServer(("127.0.0.1", 0), Strict)
    front.behind = stores.port  # type: ignore[attr-defined]
    thread = threading.Thread(target=front.serve_forever)
    thread.start()
    use_both(settings, stores._replace(port=front.server_address[1]), monkeypatch)
    yield
    front.shutdown()
    thread.join()
    front.server_close()


def allow(*statements: dict[str, str], store: str = "public") -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    one: Any = storages[store]
    one.connection.meta.client.put_bucket_policy(Bucket=one.bucket_name, Policy=policy)


def tried(capsys: Any) -> tuple[list[str], list[str], int]:
    """What came true, what did not, and the number the command ends with."""
    try:
        call_command("bucket", "check")
        code = 0
    except SystemExit as end:
        code = int(str(end.code))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    return (
        [line.partition("  ")[2] for line in lines if line.startswith("yes")],
        [line.partition("  ")[2].strip() for line in lines if line.startswith("NO")],
        code,
    )


class TestOfBuckets:
    pytestmark = with_a_bucket

    def test_buckets_as_the_manual_has_them_are_said_to_be_right(self, strict: None, capsys: Any) -> None:
        true, false, code = tried(capsys)
        assert (false, code) == ([], 0)
        for sentence in (
            f"Strangers may read a file of {PUBLIC} whose name they know.",
            f"Strangers may not list {PUBLIC}.",
            f"Strangers may not put a file into {PUBLIC} or delete one.",
            f"What is deleted in {PUBLIC} nobody can read any more.",
            f"{PUBLIC} keeps no earlier versions.",
            f"Desk and press may put a file into {PRIVATE}.",
            f"Desk and press may delete a file of {PRIVATE}.",
            f"Strangers may not read any file of {PRIVATE}.",
            f"Strangers may not list {PRIVATE}.",
        ):
            assert sentence in true
        assert keys_in("public") == keys_in("default") == set()

    def test_a_bucket_that_strangers_may_list_is_found_out(self, capsys: Any) -> None:
        _true, false, code = tried(capsys)
        assert code == 1
        assert [line.partition(" (")[0] for line in false] == [
            f"Strangers may not list {PUBLIC}.",
            f"Strangers may not list {PRIVATE}.",
        ]
        assert false[0].endswith("(list_objects_v2 without a key: 200)")

    def test_a_public_bucket_that_nobody_may_read_and_originals_that_everybody_may(
        self, strict: None, capsys: Any
    ) -> None:
        allow({**READING, "Resource": f"arn:aws:s3:::{PRIVATE}/*"}, store="default")
        storages["public"].connection.meta.client.delete_bucket_policy(Bucket=PUBLIC)  # type: ignore[attr-defined]
        _true, false, code = tried(capsys)
        assert code == 1
        assert [line.partition(" (")[0] for line in false] == [
            f"Strangers may read a file of {PUBLIC} whose name they know.",
            f"Strangers may not read any file of {PRIVATE}.",
        ]

    def test_earlier_versions_of_what_was_withdrawn_are_found_out(self, strict: None, capsys: Any) -> None:
        client = storages["public"].connection.meta.client  # type: ignore[attr-defined]
        client.put_bucket_versioning(Bucket=PUBLIC, VersioningConfiguration={"Status": "Enabled"})
        _true, false, _code = tried(capsys)
        assert false == [f"{PUBLIC} keeps no earlier versions. (versioning is enabled)"]

    def test_a_readers_machine_tries_what_it_can_without_a_key(
        self, stores: Server, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
    ) -> None:
        use_public(settings, stores, key="")
        settings.STORAGES = {**settings.STORAGES, "default": settings.STORAGES["staticfiles"]}
        true, false, _code = tried(capsys)
        assert (true, len(false)) == ([], 1)

    def test_a_bucket_that_does_not_answer_is_one_sentence(
        self, stores: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        use_both(settings, stores._replace(port=free_port()), monkeypatch)
        with pytest.raises(CommandError, match=r"could not be tried: .*the bucket"):
            call_command("bucket", "check")


def test_without_buckets_there_is_nothing_to_try() -> None:
    with pytest.raises(CommandError, match="No store lies in a bucket"):
        call_command("bucket", "check")


@pytest.mark.parametrize(
    ("public", "private", "key", "found"),
    [
        ("", "", "", []),
        ("p", "", "k", []),
        ("p", "q", "k", []),
        ("p", "", "", ["newsroom.W002"]),
        ("", "q", "k", ["newsroom.W001"]),
        ("p", "q", "", ["newsroom.E001", "newsroom.W002"]),
    ],
)
def test_settings_that_do_not_fit_together_are_told_before_the_start(
    settings: Any, public: str, private: str, key: str, found: list[str]
) -> None:
    settings.PUBLIC_BUCKET, settings.PRIVATE_BUCKET, settings.S3_KEY = public, private, key
    options = {**settings.STORAGES["default"]["OPTIONS"], "secret_key": key}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    said = [*keys_to_the_buckets(), *places_of_the_stores()]
    assert [one.id for one in said] == found
    assert all(one.hint for one in said)
