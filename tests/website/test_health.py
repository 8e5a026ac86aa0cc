"""What probes are told: yes or no."""

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.website.factories import make_published_edition
from website import health
from website.baking.tree import Tree
from website.models import OutboxEvent, PressHeartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def press():
    return PressHeartbeat.objects.create(at=timezone.now())


def test_a_living_process_says_so_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"


def test_with_the_press_at_work_the_website_is_ready(client, press):
    make_published_edition()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_the_press_it_is_not_ready_and_does_not_say_why(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ok\n")


def test_a_press_that_fell_silent_is_noticed(client, press):
    PressHeartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert client.get("/readyz").status_code == 503


def test_work_left_lying_in_the_outbox_is_noticed_until_it_is_done(client, press):
    make_published_edition()
    OutboxEvent.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert client.get("/readyz").status_code == 503
    OutboxEvent.objects.update(done_at=timezone.now())
    assert client.get("/readyz").status_code == 200


def test_a_baker_that_fell_behind_is_noticed(client, press, settings, tmp_path):
    settings.BAKED_DIR = str(tmp_path / "baked")
    assert client.get("/readyz").status_code == 503  # nothing was ever baked
    tree = Tree(settings.BAKED_DIR)
    tree.prepare()
    tree.note_in_step()
    assert client.get("/readyz").status_code == 200
    os.utime(tmp_path / "baked" / "in-step", (0, 0))
    assert client.get("/readyz").status_code == 503


def test_a_full_disk_is_noticed(client, press, settings, tmp_path, monkeypatch):
    (tmp_path / "public").mkdir(exist_ok=True)
    monkeypatch.setattr(health, "FREE_BYTES", 1 << 80)
    assert client.get("/readyz").status_code == 503


def test_a_full_disk_is_noticed_where_the_pictures_lie_elsewhere_too(client, press, settings, tmp_path, monkeypatch):
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "public": elsewhere}
    settings.STATE_DIR = tmp_path
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health, "FREE_BYTES", 1 << 80)
    assert client.get("/readyz").status_code == 503


def test_a_database_that_does_not_answer_is_noticed(client, press, caplog):
    def refuse(execute, sql, params, many, context):
        raise health.DatabaseError("secret details")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ok\n")
    assert "secret" not in caplog.text
