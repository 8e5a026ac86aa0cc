"""What is rehearsed: sentences about many machines, each tried for real and found true or false."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]
from django.db import connection

from newsroom.benching import servers
from newsroom.rehearsal import newspaper
from newsroom.rehearsal.machines import NODES, House
from newsroom.rehearsal.newspaper import Paper, persistently
from newsroom.rehearsal.readers import Readers

# In seconds: what is promised, and until something is given up.
PROMISED = 2.0
LONGEST = 90.0
# Until machines that have the same record have to say the same of it.
SETTLED = 10.0
LOC = re.compile(rb"<loc>([^<]+)</loc>")


class Untrue(Exception):
    """A sentence did not come true; the text says what came instead."""


@dataclass
class Stage:
    """The machines, the paper, and the addresses readers go to."""

    house: House
    paper: Paper
    promised: float = PROMISED

    def addresses(self) -> list[str]:
        """Every page the sitemap names."""
        parts = [self._sitemap(f"{self.house.root}/sitemap.xml")]
        maps = [url for url in LOC.findall(parts[0]) if url.endswith(b".xml")]
        parts += [self._sitemap(url.decode()) for url in maps]
        found = {urlsplit(url.decode()).path for part in parts for url in LOC.findall(part)}
        pages = sorted(address for address in found if not address.endswith((".xml", ".pdf")))
        check(bool(pages), "the sitemap names no page")
        return pages

    def _sitemap(self, url: str) -> bytes:
        status, _headers, body = servers.fetch(url)
        check(status == 200, f"{url} answers {status}")
        return body

    @contextmanager
    def readers(self) -> Iterator[Readers]:
        """They read while something happens, and nobody may have missed anything."""
        readers = Readers(self.house.root, self.addresses())
        with readers.reading():
            yield readers
        asked = readers.got + len(readers.missed)
        check(not readers.missed, f"{len(readers.missed)} of {asked} answers missing: {readers.missed[:3]}")
        check(readers.got > 0, "nobody read a page meanwhile: that proves nothing")

    def published(self) -> tuple[int, str]:
        """An article out just now; answers with its number and how long each place took to show it."""
        number, headline = persistently(self.paper.publish)
        return number, self.seen(lambda root: shows(root, number, headline))

    def seen(self, is_so: Callable[[str], bool], *, longest: float | None = None) -> str:
        """Wait until it is so on every machine and before them; raises Untrue where that takes longer than promised."""
        began = time.monotonic()
        took: dict[str, float] = {}
        while len(took) < len(self.house.everywhere):
            for root in self.house.everywhere:
                if root not in took and is_so(root):
                    took[root] = time.monotonic() - began
            check(time.monotonic() - began < LONGEST, f"never seen on {set(self.house.everywhere) - took.keys()}")
            time.sleep(0.02)
        check(max(took.values()) <= (longest or self.promised), f"took {max(took.values()):.1f} s")
        return f"{max(took.values()):.1f} s"


def check(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Untrue(otherwise)


def shows(root: str, number: int, headline: str) -> bool:
    """The article itself, the front page and the feed."""
    places = (f"/article/{number}/", "/feeds/latest.xml", f"/api/articles/{number}/")
    return all(headline.encode() in servers.fetch(f"{root}{address}")[2] for address in places)


def is_gone(root: str, number: int) -> bool:
    places = (f"/article/{number}/", f"/article/{number}/ninjs.json", f"/api/articles/{number}/")
    return all(servers.fetch(f"{root}{address}")[0] == 410 for address in places)


# -- the sentences ---------------------------------------------------------------------------------------------------
def published_is_seen_everywhere(stage: Stage) -> str:
    """What is published on the primary stands on every machine within two seconds."""
    return stage.published()[1]


def withdrawn_is_gone_everywhere(stage: Stage) -> str:
    """What is withdrawn answers 410 on every machine within two seconds."""
    number, _took = stage.published()
    persistently(lambda: stage.paper.withdraw(number))
    return stage.seen(lambda root: is_gone(root, number))


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
    answers = [servers.fetch(f"{root}{address}") for root in stage.house.everywhere]
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


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not is_so():
        check(time.monotonic() < deadline, "not so after a minute and a half")
        time.sleep(0.05)


ACTS: list[Callable[[Stage], str]] = [
    published_is_seen_everywhere,
    withdrawn_is_gone_everywhere,
    machines_say_the_same,
    readers_read_the_standby,
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
