"""Styles and scripts of a release, and of those before it that readers still have a page of."""

import gzip
import json
import os
import time

import pytest
from django.test import Client

from newsroom.static_files import NewsroomStaticFilesStorage

NAME = "website/website.css"
DAY = 86_400
OLD, NEW = (f"p {{ color: {colour}; }}\n" * 200 for colour in ("black", "darkred"))


@pytest.fixture
def root(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STATIC_KEPT_SECONDS = 30 * DAY
    return tmp_path


def collect(root, text, name=NAME):
    """A release with this style sheet; the name it got."""
    plain = root / name
    plain.parent.mkdir(parents=True, exist_ok=True)
    plain.write_text(text)
    storage = NewsroomStaticFilesStorage(location=root, base_url="/static/")
    paths = {name: (storage, name)}
    assert not [error for *_names, error in storage.post_process(paths) if isinstance(error, Exception)]
    return NewsroomStaticFilesStorage(location=root, base_url="/static/").stored_name(name)


def grow_older(root, days):
    for file in root.rglob("*.*"):
        os.utime(file, (time.time() - days * DAY,) * 2)


def names(root):
    return {str(file.relative_to(root)) for file in root.rglob("*.*")}


def test_a_page_of_yesterday_finds_its_styles_after_a_release(root):
    old = collect(root, OLD)
    new = collect(root, NEW)
    assert old != new
    reader = Client()
    for name, text in ((old, OLD), (new, NEW)):
        answer = reader.get(f"/static/{name}", headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]
        assert answer["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.getvalue()).decode() == text
        assert reader.get(f"/static/{name}").getvalue().decode() == text


def test_a_file_is_swept_when_no_release_of_the_last_days_had_it(root):
    first = collect(root, OLD)
    grow_older(root, days=400)
    second = collect(root, NEW)
    assert {first, f"{first}.gz"} <= names(root), "until this moment readers got pages that name it"
    grow_older(root, days=29)
    third = collect(root, NEW + "h1 { margin: 0; }")
    assert {first, f"{first}.gz", second, f"{second}.gz", third, f"{third}.gz"} <= names(root)
    grow_older(root, days=31)
    os.utime(root / second)
    assert collect(root, NEW + "h1 { margin: 0; }") == third
    assert not {first, f"{first}.gz"} & names(root)
    assert {second, third, f"{third}.gz", NAME} <= names(root)


def test_a_release_that_is_collected_again_stays_as_it_is(root):
    first = collect(root, OLD)
    before = names(root)
    assert collect(root, OLD) == first
    assert names(root) == before
    assert set(json.loads((root / "staticfiles.json").read_text())["paths"].values()) == {first}


def test_what_gets_no_smaller_is_not_packed_and_the_editor_is_packed_under_its_own_name(root):
    noise = "website/noise.txt"
    assert f"{collect(root, os.urandom(300).hex()[:40], name=noise)}.gz" not in names(root)
    editor = "ckeditor/ckeditor/ckeditor.js"
    assert collect(root, "var CKEDITOR = {};\n" * 99, name=editor) == editor
    assert f"{editor}.gz" in names(root)
    collect(root, "var CKEDITOR = null;\n" * 99, name=editor)
    assert b"null" in gzip.decompress((root / f"{editor}.gz").read_bytes())


def test_whoever_may_read_a_file_may_read_it_packed(root):
    name = collect(root, OLD)
    assert (root / name).stat().st_mode == (root / f"{name}.gz").stat().st_mode
