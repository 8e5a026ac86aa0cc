"""What a process of each side is made of: readers' processes are small, and hold none of the desk's code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# Everything that a server or a baker has when it has answered its first request.
LOADED = """
import json, sys
import newsroom.wsgi
from django.urls import get_resolver
import website.management.commands.bake
get_resolver().url_patterns
print(json.dumps(sorted(sys.modules)))
"""
OF_THE_DESK = {
    *("authors", "photos", "articles", "editions", "newsroom.desk_site"),
    *("django.contrib.admin", "django.contrib.auth", "django.contrib.sessions", "axes", "django_otp", "ckeditor"),
    *("typst", "pypdf", "fontTools", "nh3", "mammoth"),
}


def loaded(side: str, folder: Path) -> set[str]:
    ours = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    ours |= {"NEWSROOM_SIDE": side, "NEWSROOM_STATE_DIR": str(folder), "NEWSROOM_NO_BOOTSTRAP": "1"}
    ours |= {"NEWSROOM_DEBUG": "0", "NEWSROOM_SECRET_KEY": "of no use" * 8, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=CHECKOUT, env=ours, check=True, capture_output=True, text=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def of_the_website(tmp_path_factory) -> set[str]:
    return loaded("website", tmp_path_factory.mktemp("state"))


@pytest.mark.parametrize("name", sorted(OF_THE_DESK))
def test_a_process_for_readers_has_none_of_the_desk_s_code(of_the_website, name):
    assert "website.views" in of_the_website
    assert name not in of_the_website


def test_a_process_of_the_desk_has_it_all(tmp_path):
    assert not (OF_THE_DESK - {"mammoth"}) - loaded("desk", tmp_path)
