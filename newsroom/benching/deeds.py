"""What the paper does while it is measured: it publishes, withdraws, bakes a thick issue, takes up memory."""

from __future__ import annotations

import time

from django.conf import settings

from newsroom.benching import deployed, freshness, machine, paper
from newsroom.benching.said import Said, said
from newsroom.processes import Child


def publishing_and_withdrawing(
    where: str, root: str, edition: int, number: int, tree: deployed.Tree | None = None
) -> dict[str, Said]:
    """With a `tree`, its baker has first done with what changed before."""
    if tree:
        tree.wait_until_done(paper.newest_event())
    seen = freshness.published_and_withdrawn(root, "/", edition, number, settings.STATE_DIR)
    return {
        f"pages in {where}: {what}": said("{:.2f} s, at {:,.0f} requests/s", seconds, seen.readers)
        for what, seconds in (
            ("an edition published → on the front page", seen.published),
            ("an article withdrawn → gone", seen.withdrawn),
        )
    }


def thick_issue(tree: deployed.Tree, edition: int) -> dict[str, Said]:
    """An issue of 24 pages and 200 articles while nobody reads."""
    tree.wait_until_done(paper.newest_event())
    pages, files = paper.thick(), tree.files()
    began = time.monotonic()
    addresses = paper.publish_pages(edition, pages)
    published = time.monotonic()
    tree.wait_until_there(addresses)
    read = time.monotonic()
    tree.wait_until_done(paper.newest_event())
    return {
        "24 pages, 200 articles published, in one transaction": said("{:.2f} s", published - began),
        "its pages and articles baked, from the commit": said(
            "{:.2f} s, {} addresses", read - published, len(addresses)
        ),
        "all of it baked, and on disk": said(
            "{:.2f} s, {} new addresses", time.monotonic() - published, tree.files() - files
        ),
    }


def weights(children: dict[str, Child]) -> dict[str, Said]:
    """Of each with all its processes, and of the largest of these: a worker, where there are several."""
    found = {}
    for name, child in children.items():
        sizes = [machine.megabytes_of([one]) for one in machine.tree(child.process.pid)]
        what = f"memory of the {name} (PSS): all of it, its largest process"
        found[what] = said("{:.0f}, {:.0f} MB", sum(sizes), max(sizes))
    return found
