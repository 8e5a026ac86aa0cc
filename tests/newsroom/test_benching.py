"""Measuring: what is reckoned from single runs, and that a machine without the programs is told so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from newsroom.benching import hardships, load, machine, picture, rounds, servers, unpublished
from newsroom.benching.deployed import Tree
from newsroom.benching.load import Figure
from newsroom.benching.peers import beside
from newsroom.benching.peers.piece import Piece, Server
from newsroom.benching.rounds import Target
from newsroom.processes import Children
from website.baking.ledger import Ledger, Rank
from website.baking.tree import Tree as Pages
from website.models import PublishedArticle

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def figure(requests, foreign=0.0):
    return Figure(requests=requests, median=1.0, slowest=2.0, cpu=10.0, foreign=foreign)


def target(name, *figures):
    runs = iter(figures)
    return Target(name, lambda _seconds: next(runs))


def test_medians_are_shown_and_parts_are_reckoned_round_by_round():
    limit = target("limit", figure(1000), figure(2000), figure(1000))
    ours = target("ours", figure(500), figure(500), figure(600))
    first, second = rounds.measured([limit, ours], rounds=3, seconds=1)
    assert (first.requests, first.part) == (1000, 1.0)
    assert (second.requests, second.part) == (500, 0.5)


def test_what_strangers_used_is_taken_out():
    assert figure(300, foreign=0.25).corrected == 400


def test_every_target_has_its_turn_in_every_round():
    turns = []
    both = [Target(name, lambda _seconds, name=name: turns.append(name) or figure(1)) for name in "ab"]
    rounds.measured(both, rounds=2, seconds=1)
    assert turns == ["a", "b", "a", "b"]


def test_two_are_asked_by_turns_right_after_each_other_and_each_turn_is_set_beside_itself():
    turns, speeds = [], {"ours": iter([50, 90, 100, 190]), "file": iter([100, 100, 100, 200])}

    def run(name):
        turns.append(name)
        return figure(next(speeds[name]), foreign=0.5 if len(turns) < 3 else 0.0)

    both = [Target(name, lambda _seconds, name=name: run(name)) for name in ("ours", "file")]
    found = rounds.by_turns(*both, turns=4)
    assert turns == ["file", "ours", "ours", "file", "file", "ours", "ours", "file"]
    assert (found.low, found.part, found.high) == pytest.approx((0.8, 0.925, 0.9625))
    assert found.said().startswith("92.5% (half of the turns 80.0% to 96.2%)")
    assert found.said().numbers[:3] == (found.part, found.low, found.high)


def test_the_picture_is_drawn_with_a_bar_for_each():
    rows = rounds.measured([target("limit", figure(1000)), target("a & b", figure(1))], rounds=1, seconds=1)
    drawing = ET.fromstring(picture.drawn(rows, "One article"))
    bars = drawing.findall("{http://www.w3.org/2000/svg}rect")[1:]
    lengths = [float(bar.get("width")) for bar in bars]
    assert len(lengths) == 2
    assert lengths[0] > lengths[1] > 0
    assert "a & b" in "".join(drawing.itertext())


def test_the_table_has_a_line_for_each():
    rows = rounds.measured([target("limit", figure(1000)), target("ours", figure(500))], rounds=1, seconds=1)
    assert "| ours | 500 | 500 | 50.0% | 1.00 | 2.00 | 10 | 0% |" in rounds.table(rows)


def test_who_lacks_a_program_is_told_which(monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "wrk" else name)
    with pytest.raises(CommandError, match="apt-get install wrk"):
        call_command("bench")


def test_a_server_is_found_where_only_roots_path_leads(tmp_path, monkeypatch):
    (tmp_path / "a-server").touch(mode=0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(servers.NotThere):
        servers.require("a-server")
    monkeypatch.setattr(servers, "SERVERS_ARE_IN", [str(tmp_path)])
    servers.require("a-server")
    assert shutil.which("a-server")


def test_a_process_is_counted_with_its_own():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert {os.getpid(), child.pid} <= set(machine.tree(os.getpid()))
        assert machine.megabytes_of([child.pid]) > 0
        assert machine.seconds_of([os.getpid()]) > 0
    finally:
        child.communicate(b"\n")


def test_an_answer_that_is_an_error_gives_no_figure(monkeypatch):
    said = "10 requests in 1s\n  Non-2xx or 3xx responses: 3\n"
    done = subprocess.CompletedProcess([], 0, stdout=said)
    monkeypatch.setattr(load.subprocess, "run", lambda *_args, **_more: done)
    with pytest.raises(load.Failed):
        load.run("http://127.0.0.1/", [], seconds=1, headers={})


def test_nobody_there_is_no_answer():
    assert servers.fetch("http://127.0.0.1:9/")[0] == 0


class Answering(BaseHTTPRequestHandler):
    """Says 404 where there is nothing."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/page/" else 404)
        self.end_headers()
        self.wfile.write(b"words")

    def log_message(self, *_words: object) -> None:
        pass


class Somebody(ThreadingHTTPServer):
    # With the usual five in its queue it would have hundreds ask again, each time after a longer while.
    request_queue_size = 1024


@pytest.fixture
def somebody():
    server = Somebody(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_many_who_ask_at_once_are_all_answered_or_there_is_no_figure(somebody):
    figures = hardships.stampede((f"{somebody}/page/", os.getpid()), (f"{somebody}/page/", os.getpid()))
    assert len(figures) == 2
    with pytest.raises(load.Failed):
        hardships.stampede((f"{somebody}/nothing/", os.getpid()), (f"{somebody}/page/", os.getpid()))


def test_servers_of_others_are_asked_in_the_same_rounds(tmp_path):
    file = tmp_path / "peers.json"
    file.write_text('{"another paper": {"url": "http://127.0.0.1:9/", "pid": 1}}', encoding="utf-8")
    assert [target.name for target in beside.told(file)] == ["another paper"]
    assert beside.told(None) == []


def test_what_cannot_be_had_is_told_and_the_others_are_measured(tmp_path, somebody, monkeypatch):
    def missing(*_words):
        raise servers.NotThere("it needs what nobody has")
        yield

    def another(*_words):
        yield Server("another", f"{somebody}/page/", (os.getpid(),))

    monkeypatch.setattr(beside, "KNOWN", {"missing": missing, "another": another})
    told, piece = [], Piece("wor", ["ds", "rds"])
    targets = beside.started(["missing", "another"], Children(), folder=tmp_path, port=0, piece=piece, tell=told.append)
    assert [target.name for target in targets] == ["another"]
    assert "missing is not measured: it needs what nobody has" in told


def test_a_system_that_shows_something_else_is_not_measured(tmp_path, somebody, monkeypatch):
    def another(*_words):
        yield Server("another", f"{somebody}/page/", (os.getpid(),))

    monkeypatch.setattr(beside, "KNOWN", {"another": another})
    told, piece = [], Piece("words", ["an article"])
    assert not beside.started(["another"], Children(), folder=tmp_path, port=0, piece=piece, tell=told.append)
    assert "does not show the article" in told[-1]


def test_who_answers_nobody_in_time_gets_more_of_it_once(monkeypatch):
    asked = []

    def run(_url, _serving, *, seconds, headers):
        asked.append(seconds)
        if len(asked) == 1:
            raise load.NoAnswer
        return figure(1)

    monkeypatch.setattr(load, "run", run)
    assert beside.target("slow", [os.getpid()], "http://127.0.0.1:9/", {}).run(2) == figure(1)
    assert asked == [2, 2 * beside.PATIENCE]


def test_a_tree_is_done_when_the_change_was_read_and_nothing_waits(tmp_path):
    """What was not yet read cannot wait: an empty line alone says nothing."""
    ledger, tree = Ledger(tmp_path / "ledger.sqlite3"), Tree(tmp_path)
    ledger.note("place", ["cluster", 1, 2, 41, []])
    ledger.keep()
    assert tree.is_done(41)
    assert not tree.is_done(42)
    ledger.note("place", ["cluster", 1, 2, 42, []])
    ledger.put_in_line(["/"], Rank.NEWS)
    ledger.keep()
    assert not tree.is_done(42)
    ledger.take_from_line("/")
    assert not tree.is_done(42)
    ledger.keep()
    assert tree.is_done(42)
    ledger.close()


@pytest.mark.parametrize("ending", ["", ".gz", ".br"])
def test_what_nobody_published_is_found_in_whatever_form_it_was_baked(tmp_path, ending):
    tree = Pages(tmp_path)
    tree.prepare()
    for number in range(3):
        tree.put(f"/article/{number}/", b"what was published. " * 50)
    assert list(unpublished.look_for(["zqkeptbackzq"], tmp_path).values()) == ["in none of 9 baked files"]
    tree.put("/article/1/", b"what was published, and zqkeptbackzq. " * 50, gone=True)
    for other in {"", ".gz", ".br"} - {ending}:
        (tmp_path / f"gone/article/1/index.html{other}").unlink()
    with pytest.raises(load.Failed, match=r"gone/article/1/index\.html"):
        unpublished.look_for(["zqkeptbackzq"], tmp_path)


@pytest.mark.django_db
def test_what_is_kept_back_is_on_the_desk_and_nowhere_else():
    word = unpublished.keep_back()
    assert Article.objects.get(headline=word).state == "draft"
    assert not PublishedArticle.objects.exists()
