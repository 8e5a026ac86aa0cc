"""Which systems can be measured beside ours, by name, and those that somebody has started himself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from newsroom.benching import load, machine, servers
from newsroom.benching.peers import ghost, wagtail, wordpress
from newsroom.benching.peers.piece import Piece, Server
from newsroom.benching.rounds import Target
from newsroom.processes import Children

KNOWN: dict[str, Callable[[Children, Path, int, Piece], Iterator[Server]]] = {
    "wagtail": wagtail.start,
    "wordpress": wordpress.start,
    "ghost": ghost.start,
}
PORTS_EACH = 2
# So many times as long has a server that answers nobody in the time that others have.
PATIENCE = 8


def started(
    names: Iterable[str],
    children: Children,
    *,
    folder: Path,
    port: int,
    piece: Piece,
    tell: Callable[[str], object],
) -> list[Target]:
    """Targets of those that can be had; of each other one a sentence why not."""
    targets: list[Target] = []
    for number, name in enumerate(names):
        own = folder / name
        own.mkdir(parents=True, exist_ok=True)
        tell(f"{name} is made ready in {own}; the first time that takes minutes")
        try:
            for server in KNOWN[name](children, own, port + number * PORTS_EACH, piece):
                servers.wait_for(server.url)
                _require(server, piece)
                targets.append(target(server.name, server.processes, server.url, {}))
        except (servers.NotThere, TimeoutError) as error:
            tell(f"{name} is not measured: {error}")
    return targets


def told(file: Path | None) -> list[Target]:
    """What somebody else has started."""
    if file is None:
        return []
    peers: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return [target(name, (peer["pid"], *peer.get("pids", ())), peer["url"], {}) for name, peer in peers.items()]


def target(name: str, processes: Iterable[int], url: str, headers: dict[str, str]) -> Target:
    """What is asked for; the time of `processes` counts, and of all that come from them."""
    return Target(name, partial(_run, tuple(processes), url, headers))


def _run(processes: tuple[int, ...], url: str, headers: dict[str, str], seconds: int) -> load.Figure:
    serving = [one for root in processes for one in machine.tree(root)]
    try:
        return load.run(url, serving, seconds=seconds, headers=headers)
    except load.NoAnswer:
        return load.run(url, serving, seconds=seconds * PATIENCE, headers=headers)


def _require(server: Server, piece: Piece) -> None:
    """Whoever answers with another page than ours is not beside us."""
    page = servers.fetch(server.url)[2].decode()
    if piece.headline not in page or piece.paragraphs[-1] not in page:
        raise servers.NotThere(f"{server.url} does not show the article")
