"""The cast: the people of a small paper, each with one role, as every test meets them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.files.storage import storages
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import translation

from articles.models import StyleRule, StyleWord
from authors.models import Author, Role, User
from newsroom.roles import ensure_groups
from photos.models import Photo
from tests.factories import ensure_stages
from website.furniture import forget_furniture


def pytest_configure() -> None:
    """Hear what ends a program, and let the programs that tests start hear it.

    A shell makes what it runs in the background deaf to it, children included: a test that tells one to stop waits.
    """
    for ending in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler if ending == signal.SIGINT else signal.SIG_DFL)
    post_migrate.connect(_begin_the_lists_again, dispatch_uid="tests")


def _begin_the_lists_again(using: str, **_more: Any) -> None:
    """A test with real commits empties every table, those the migrations fill too; the next may be any test."""
    is_there = StyleRule._meta.db_table in connections[using].introspection.table_names()
    if is_there and not StyleRule.objects.exists() and not StyleWord.objects.exists():
        import_module("articles.migrations.0006_house_style").begin_the_lists(apps, None)


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


@pytest.fixture(autouse=True)
def _a_record_of_its_own() -> None:
    """Each test begins with an empty record, and the numbers in it begin where another test had them too."""
    forget_furniture()


CAST = {
    "reporter": ("沈知遥", Role.REPORTER),
    "reporter2": ("顾小满", Role.REPORTER),
    "photographer": ("邱岚", Role.PHOTOGRAPHER),
    "desk_editor": ("周砚秋", Role.DESK_EDITOR),
    "section_head": ("林可", Role.SECTION_HEAD),
    "chief_editor": ("何守一", Role.CHIEF_EDITOR),
    "proofreader": ("程校之", Role.PROOFREADER),
    "page_designer": ("陆一舟", Role.PAGE_DESIGNER),
    "archivist": ("史存真", Role.ARCHIVIST),
    "admin": ("管理员", Role.ADMIN),
}
BYLINES = {
    "author": ("沈知遥", "shen-zhiyao", "reporter"),
    "author2": ("顾小满", "gu-xiaoman", "reporter2"),
    "photo_author": ("邱岚", "qiu-lan", "photographer"),
}


@pytest.fixture
def cast(db: Any) -> SimpleNamespace:
    """One person for each role; the reporters and the photographer are also authors. A superuser is among them."""
    ensure_stages()
    groups = ensure_groups()
    password = make_password("newsroom")
    users = User.objects.bulk_create(
        User(username=username, name=name, password=password, is_staff=True, is_superuser=username == "admin")
        for username, (name, _role) in CAST.items()
    )
    member = User.groups.through
    member.objects.bulk_create(member(user=user, group=groups[CAST[user.username][1].value]) for user in users)
    people = {user.username: user for user in users}
    authors = Author.objects.bulk_create(
        Author(name=name, slug=slug, user=people[username]) for name, slug, username in BYLINES.values()
    )
    return SimpleNamespace(**people, **dict(zip(BYLINES, authors, strict=True)))


@pytest.fixture
def signed_in(cast: SimpleNamespace) -> Any:
    """A browser in which the named person of the cast is signed in."""

    def open_browser(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(cast, name))
        return client

    return open_browser
