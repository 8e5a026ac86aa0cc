"""What is rehearsed: sentences about many machines, each tried for real and found true or false."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings
from django.db import connection

from newsroom.benching import servers
from newsroom.rehearsal import newspaper
from newsroom.rehearsal.machines import NODES
from newsroom.rehearsal.newspaper import persistently
from newsroom.rehearsal.stage import LONGEST, NotTried, Stage, check, is_gone, shows, wait_until
from photos import strongroom
from photos.models import Photo
from website.models import PublishedPicture

# In seconds: until machines that have the same record have to say the same of it.
SETTLED = 10.0


def published_is_seen_everywhere(stage: Stage) -> str:
    """What is published on the primary stands on every machine within two seconds."""
    return stage.published()[1]


def withdrawn_is_gone_everywhere(stage: Stage) -> str:
    """What is withdrawn answers 410 on every machine within two seconds."""
    number, _took = stage.published()
    persistently(lambda: stage.paper.withdraw(number))
    return stage.seen(lambda root: is_gone(root, number))


def cache_lets_go(stage: Stage) -> str:
    """A cache that keeps pages for an hour lets go of what is withdrawn within two seconds."""
    cache = stage.house.cache
    if cache is None:
        raise NotTried("there is no Varnish here")
    number, headline = persistently(stage.paper.publish)
    stage.seen(lambda root: shows(root, number, headline), longest=10)
    # What changed just now it is told of twice; then it keeps the page, and says of both who made it and who asked.
    wait_until(lambda: len(servers.fetch(f"{cache}/article/{number}/")[1].get("x-varnish", "").split()) == 2)
    persistently(lambda: stage.paper.withdraw(number))
    gone = stage.seen(lambda root: is_gone(root, number))
    named = stage.seen(lambda root: headline.encode() not in servers.fetch(f"{root}/")[2])
    return f"gone after {gone}, from the front page {named} later"


def machines_say_the_same(stage: Stage) -> str:
    """Two machines give the same bytes and the same ETag for every page of the sitemap."""
    addresses = stage.addresses()
    for address in addresses:
        said = _said_of(stage, address)
        # What was published or withdrawn last, one machine may have baked a moment before the other.
        deadline = time.monotonic() + SETTLED
        while len(said) > 1 and time.monotonic() < deadline:
            time.sleep(0.1)
            said = _said_of(stage, address)
        check(len(said) == 1, f"{address} differs: {[(one[0], one[1], one[2], len(one[3])) for one in said]}")
    return f"{len(addresses)} pages"


def _said_of(stage: Stage, address: str) -> set[tuple[int, str | None, str | None, bytes]]:
    """Status, ETag, Last-Modified and bytes, as each machine gives them."""
    answers = [servers.fetch(f"{root}{address}") for root in [stage.house.root, *stage.house.nodes]]
    return {(status, headers.get("etag"), headers.get("last-modified"), body) for status, headers, body in answers}


def readers_read_the_standby(stage: Stage) -> str:
    """Readers' machines ask the standby alone, desk and press the primary alone, and what readers may do is read."""
    who = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND usename <> 'postgres'"
    on_standby = {row[0] for row in stage.house.standby.ask(who)}
    on_primary = {row[0] for row in stage.house.primary.ask(who)}
    check(on_standby == {"newsroom_reader"}, f"on the standby: {on_standby}")
    check(on_primary == {"newsroom_desk"}, f"on the primary: {on_primary}")
    for server in (stage.house.primary, stage.house.standby):
        for deed in ("DELETE FROM website_publishedarticle", "UPDATE website_outboxevent SET done_at = now()",
                     "CREATE TEMP TABLE kept (one int)", "SELECT 1 FROM articles_article"):  # fmt: skip
            check(_is_refused(server, deed), f"a reader may: {deed}")
    return "2 servers"


def _is_refused(server: object, deed: str) -> bool:
    try:
        server.ask(deed, "newsroom_reader")  # type: ignore[attr-defined]
    except psycopg2.Error:
        return True
    return False


def desk_and_press_apart(stage: Stage) -> str:
    """Desk and press have no folder in common: the press makes what the desk brought in, neither keeps originals."""
    if not settings.PRIVATE_BUCKET:
        raise NotTried("there is no server of the S3 kind here")
    photo = Photo.objects.order_by("pk")[0]
    Photo.objects.filter(pk=photo.pk).update(rendered="")
    wait_until(lambda: bool(Photo.objects.get(pk=photo.pk).rendered))
    made = list(photo.renditions.values_list("name", flat=True))
    check(bool(made) and not strongroom.missing([photo.original.name or "", *made]), "the bucket has not all of it")
    for folder in (settings.STATE_DIR, stage.house.folder_of_press):
        check(not {"originals", "public"} & {path.name for path in folder.iterdir()}, f"files are kept in {folder}")
    name = PublishedPicture.objects.order_by("-pk")[0].files("jpg")[0][0]
    status = servers.fetch(f"{stage.house.root}/media/{name}")[0]
    check(status == 200, f"readers get {status} for a picture")
    return f"{len(made)} files of one photo made anew, and a picture read"


def machine_killed(stage: Stage) -> str:
    """A readers' machine loses its power: readers notice nothing, and back again it has caught up."""
    house = stage.house
    try:
        with stage.readers() as readers:
            house.kill_node(NODES)
            number, headline = persistently(stage.paper.publish)
            wait_until(lambda: shows(house.root, number, headline))
            time.sleep(2)
    finally:
        house.start_node(NODES)
    took = stage.seen(lambda root: shows(root, number, headline), longest=LONGEST)
    return f"{readers.got} pages read; back after {took}"


def website_killed(stage: Stage) -> str:
    """The website's process of one machine is killed: what is not baked another machine answers."""
    stage.house.kill("website 1")
    try:
        for _count in range(6):
            status = servers.fetch(f"{stage.house.root}/search/?q=%E6%B0%B4")[0]
            check(status == 200, f"search answers {status}")
    finally:
        stage.house.restart_website(1)
    return "search answers"


def standby_behind(stage: Stage) -> str:
    """A standby that falls behind: readers read what it has, without a fault, and the news when it has them."""
    standby = stage.house.standby
    standby.ask("SELECT pg_wal_replay_pause()")
    try:
        with stage.readers() as readers:
            number, headline = stage.paper.publish()
            time.sleep(3)
            check(not any(shows(root, number, headline) for root in stage.house.everywhere), "seen before it was there")
    finally:
        standby.ask("SELECT pg_wal_replay_resume()")
    return f"{readers.got} pages read; then {stage.seen(lambda root: shows(root, number, headline))}"


def standby_lost(stage: Stage) -> str:
    """The standby is lost: readers notice nothing, and the machines read the primary."""
    house = stage.house
    with stage.readers() as readers:
        house.standby.kill()
        number, headline = stage.paper.publish()
        first = stage.seen(lambda root: shows(root, number, headline), longest=10)
        took = stage.published()[1]
    return f"{readers.got} pages read; first after {first}, then {took}"


def standby_back(stage: Stage) -> str:
    """The standby comes back, takes in what it missed, and readers go to it again."""
    house = stage.house
    house.standby.start()
    wait_until(lambda: house.standby.is_standby_of(house.primary))
    number, took = stage.published()
    persistently(lambda: stage.paper.withdraw(number))
    gone = stage.seen(lambda root: is_gone(root, number))
    for number in range(1, NODES + 1):
        check(servers.fetch(f"{house.behind(number)}/search/?q=%E6%B0%B4")[0] == 200, "search does not answer")
    return f"published {took}, withdrawn {gone}"


def press_killed(stage: Stage) -> str:
    """The press is killed in the midst of its work: what follows from a withdrawal is done all the same, once."""
    number = stage.paper.printed()
    stage.paper.withdraw(number)
    gone = stage.seen(lambda root: is_gone(root, number))
    time.sleep(0.5)  # it draws the pages without the article
    stage.house.kill("press")
    left = newspaper.left_to_do()
    stage.house.start_press()
    wait_until(lambda: persistently(newspaper.left_to_do) == 0)
    return f"gone {gone}; {left} left when it died, none now"


def everything_stopped(stage: Stage) -> str:
    """PostgreSQL is away altogether: readers read what is baked and what is kept in memory, and news come after it."""
    house, addresses = stage.house, stage.addresses()
    for number in range(1, NODES + 1):
        servers.fetch(f"{house.behind(number)}{addresses[0]}")
    with stage.readers() as readers:
        house.primary.kill()
        house.standby.kill()
        time.sleep(5)
        kept = [servers.fetch(f"{house.behind(number)}{addresses[0]}")[0] for number in range(1, NODES + 1)]
        ready = [servers.fetch(f"{root}/readyz")[0] for root in house.nodes]
        search = servers.fetch(f"{house.root}/search/?q=%E6%B0%B4")[0]
        house.primary.start()
        house.standby.start()
    check(kept == [200] * NODES, f"from memory: {kept}")
    check(ready == [503] * NODES and search == 503, f"readyz {ready}, search {search}")
    connection.close()
    number, headline = persistently(stage.paper.publish)
    first = stage.seen(lambda root: shows(root, number, headline), longest=15)
    return f"{readers.got} pages read; first news after {first}, then {stage.published()[1]}"


def standby_promoted(stage: Stage) -> str:
    """The primary is lost and the standby promoted: the desk goes on with no setting changed, and readers read on."""
    house = stage.house
    wait_until(lambda: house.standby.is_standby_of(house.primary))
    with stage.readers() as readers:
        house.primary.kill()
        house.standby.promote()
        connection.close()
        number, headline = persistently(stage.paper.publish)
        first = stage.seen(lambda root: shows(root, number, headline), longest=15)
        wait_until(lambda: servers.fetch(f"{house.desk}/readyz")[0] == 200)
        took = stage.published()[1]
    wait_until(lambda: persistently(newspaper.left_to_do) == 0)
    return f"{readers.got} pages read; first news after {first}, then {took}"


def old_primary_follows(stage: Stage) -> str:
    """The old primary comes back as a standby of the new one, and readers' machines take it."""
    house = stage.house
    house.primary.copy_from(house.standby.port)
    house.primary.start()
    house.primary, house.standby = house.standby, house.primary
    wait_until(lambda: house.standby.is_standby_of(house.primary))
    number, took = stage.published()
    persistently(lambda: stage.paper.withdraw(number))
    return f"published {took}, withdrawn {stage.seen(lambda root: is_gone(root, number))}"


ACTS: list[Callable[[Stage], str]] = [
    published_is_seen_everywhere,
    withdrawn_is_gone_everywhere,
    cache_lets_go,
    machines_say_the_same,
    readers_read_the_standby,
    desk_and_press_apart,
    machine_killed,
    website_killed,
    standby_behind,
    standby_lost,
    standby_back,
    press_killed,
    everything_stopped,
    standby_promoted,
    old_primary_follows,
    machines_say_the_same,
]
