"""The cast: the people of a small paper, each with one role, as every test meets them."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import translation

from authors.models import Role
from photos.models import Photo
from tests.factories import ensure_stages, make_author, make_user


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    """No test writes where the demo or another test keeps its pictures."""
    stores = {name: dict(options) for name, options in settings.STORAGES.items()}
    for name in ("default", "public"):
        stores[name] = {**stores[name], "OPTIONS": {**stores[name]["OPTIONS"], "location": tmp_path / name}}
    settings.STORAGES = stores
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["default"])
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _sentences_in_english() -> Iterator[None]:
    """What tests call directly answers in English; over HTTP each side speaks the language it would."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: Any) -> SimpleNamespace:
    """One person for each role; the reporters are also authors."""
    ensure_stages()
    people = SimpleNamespace(
        reporter=make_user("reporter", Role.REPORTER, name="沈知遥"),
        reporter2=make_user("reporter2", Role.REPORTER, name="顾小满"),
        photographer=make_user("photographer", Role.PHOTOGRAPHER, name="邱岚"),
        desk_editor=make_user("desk_editor", Role.DESK_EDITOR, name="周砚秋"),
        section_head=make_user("section_head", Role.SECTION_HEAD, name="林可"),
        chief_editor=make_user("chief_editor", Role.CHIEF_EDITOR, name="何守一"),
        proofreader=make_user("proofreader", Role.PROOFREADER, name="程校之"),
        page_designer=make_user("page_designer", Role.PAGE_DESIGNER, name="陆一舟"),
        admin=make_user("admin", Role.ADMIN, name="管理员", is_superuser=True),
    )
    people.author = make_author("沈知遥", people.reporter, slug="shen-zhiyao")
    people.author2 = make_author("顾小满", people.reporter2, slug="gu-xiaoman")
    people.photo_author = make_author("邱岚", people.photographer, slug="qiu-lan")
    return people


@pytest.fixture
def signed_in(cast: SimpleNamespace) -> Any:
    """A browser in which the named person of the cast is signed in."""

    def open_browser(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(cast, name))
        return client

    return open_browser
