"""The press keeps a baker running where the house has a folder for the baked website."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from newsroom import baking
from newsroom.baking import BakingProcess, readers_environment

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")
END = (sys.executable, "-c", "raise SystemExit(3)")
LONGEST = 120.0


@pytest.fixture
def folder(settings: Any, tmp_path: Any) -> None:
    settings.BAKED_DIR = str(tmp_path)


def test_without_a_folder_nobody_bakes(settings):
    settings.BAKED_DIR = ""
    process = BakingProcess(SLEEP)
    process.keep_running()
    assert process._process is None
    process.stop()


def test_one_baker_runs_until_the_press_stops(folder):
    process = BakingProcess(SLEEP)
    process.keep_running()
    first = process._process
    assert first is not None
    process.keep_running()
    assert process._process is first
    process.stop()
    assert first.poll() is not None


def test_a_baker_that_ended_is_started_again_after_a_pause(folder, monkeypatch, caplog):
    process = BakingProcess(END)
    process.keep_running()
    first = process._process
    assert first is not None
    first.wait(LONGEST)
    process.keep_running()
    assert process._process is first  # not at once
    monkeypatch.setattr(process, "_not_before", time.monotonic())
    process.keep_running()
    assert process._process is not first
    assert "ended with status 3" in caplog.text
    process.stop()


def test_a_baker_that_does_not_hear_is_killed(folder, monkeypatch):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    monkeypatch.setattr(baking, "TIME_TO_END", 0.2)
    process = BakingProcess((sys.executable, "-c", deaf))
    process.keep_running()
    assert process._process is not None
    process.stop()
    assert process._process.poll() is not None


def test_the_baker_knows_none_of_the_desk_s_keys(monkeypatch):
    keys = {"DATABASE_URL": "postgres://d", "READER_DATABASE_URL": "postgres://r", "NEWSROOM_SECRET_KEY": "s"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    environment = readers_environment()
    assert environment["NEWSROOM_SIDE"] == "website"
    assert not {"DATABASE_URL", "NEWSROOM_SECRET_KEY"} & set(environment)
