"""The machine before the others, a real nginx: whom it asks when one of them has no answer."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from newsroom.rehearsal.machines import MEDIA, write_balancer
from tests.website.web_server import NGINX, Nginx, free_port

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")
PAGE, SEARCH = "/article/1/", "/search/?q=x"


class Node(ThreadingHTTPServer):
    """A readers' machine: it always has its files; `search` is what its website says, or its nginx in its stead."""

    search = 200


class _Answer(BaseHTTPRequestHandler):
    server: Node

    def do_GET(self) -> None:
        status = self.server.search if self.path.startswith("/search/") else 200
        said = f"{status} from {self.server.server_port}".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args: object) -> None:
        pass


class House:
    """Two readers' machines, which can be stopped, and nginx before them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = [free_port(), free_port()]
        self.nodes: dict[int, Node] = {}

    def start(self, number: int) -> Node:
        node = self.nodes[number] = Node(("127.0.0.1", self.ports[number]), _Answer)
        Thread(target=node.serve_forever, args=(0.01,), daemon=True).start()
        return node

    def stop(self, number: int) -> None:
        node = self.nodes.pop(number)
        node.shutdown()
        node.server_close()

    def before(self) -> Nginx:
        port = free_port()
        nodes = [f"127.0.0.1:{one}" for one in self.ports]
        return Nginx(
            self.folder,
            write_balancer(self.folder, port=port, nodes=nodes, media=MEDIA.format(public=self.folder)),
            port,
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.start(0)
    house.start(1)
    yield house
    for number in list(house.nodes):
        house.stop(number)


def statuses(server: Nginx, address: str, times: int = 6) -> set[int]:
    return {server.get(address).status for _time in range(times)}


def test_a_search_that_no_machine_can_answer_takes_no_page_from_anybody(house):
    with house.before() as server:
        for node in house.nodes.values():
            node.search = 503
        for _round in range(3):
            found = server.get(SEARCH)
            assert found.status == 503
            assert found.body.startswith(b"503 from"), "what the website says of it, the reader is told"
            assert statuses(server, PAGE) == {200}


def test_what_one_machine_cannot_answer_another_does(house):
    with house.before() as server:
        house.nodes[0].search = 502
        assert statuses(server, SEARCH) == {200}


def test_a_machine_that_was_away_a_moment_ago_answers_what_the_other_cannot(house):
    with house.before() as server:
        house.stop(1)
        assert statuses(server, PAGE) == {200}
        house.start(1)
        house.nodes[0].search = 502
        assert statuses(server, SEARCH) == {200}


def test_readers_read_on_while_a_machine_is_away_and_are_told_when_all_are(house):
    with house.before() as server:
        house.stop(0)
        assert statuses(server, PAGE) == {200}
        house.stop(1)
        assert statuses(server, PAGE) == {502}
        house.start(0)
        assert statuses(server, PAGE) == {200}, "without waiting until it is tried again"
