"""Whether this process lives, and whether the paper can be read and brought out: for probes, not for people."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from website.baking.tree import Tree
from website.models import OutboxEvent, PressHeartbeat

log = logging.getLogger("newsroom.health")

# The press looks into the outbox every few seconds; rendering an edition takes it minutes, not a quarter of an hour.
OLDEST_EVENT = timedelta(minutes=15)
LAST_HEARTBEAT = timedelta(minutes=2)
# In seconds. A thick issue is baked in a few; what stands on every page does not count, and may take an archive hours.
LAST_IN_STEP = 300.0
FREE_BYTES = 200 * 1024 * 1024


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _answer(ok=True)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Outsiders learn only yes or no; what is wrong stands in the log."""
    faults = list(_faults())
    for fault in faults:
        log.warning("not ready: %s", fault)
    return _answer(ok=not faults)


def _faults() -> Iterator[str]:
    yield from _faults_of_disk()
    yield from _faults_of_baker()
    try:
        yield from _faults_of_press()
    except DatabaseError as error:
        yield f"the database does not answer ({type(error).__name__})"


def _faults_of_press() -> Iterator[str]:
    if not PressHeartbeat.objects.filter(at__gt=Now() - LAST_HEARTBEAT).exists():
        yield "the press has not been seen lately"
    # A hub that is away is no fault of ours.
    waiting = OutboxEvent.objects.filter(done_at__isnull=True).exclude(kind__in=OutboxEvent.TOLD_ONLY)
    if waiting.filter(created_at__lt=Now() - OLDEST_EVENT).exists():
        yield "the outbox holds something old"


def _faults_of_baker() -> Iterator[str]:
    if settings.BAKED_DIR and Tree(settings.BAKED_DIR).seconds_since_in_step() > LAST_IN_STEP:
        yield "the baker has not kept up with what was published, or has ended"


def _faults_of_disk() -> Iterator[str]:
    try:
        folder = storages["public"].path("")
    except NotImplementedError:
        # Pictures are kept elsewhere; what is on its way, and copies, is here.
        folder = str(settings.STATE_DIR)
    try:
        free = shutil.disk_usage(folder).free
    except FileNotFoundError:
        return  # nothing has been published yet
    if free < FREE_BYTES:
        yield "the disk is nearly full"


def _answer(*, ok: bool) -> HttpResponse:
    return HttpResponse(
        "ok\n" if ok else "not ok\n",
        status=200 if ok else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
