"""A baker for tests: his tree in a folder of its own, the website asked as readers outside know it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from website.baking.asking import Website
from website.baking.following import Follower
from website.baking.ledger import Ledger
from website.baking.oven import Oven
from website.baking.place import Moment
from website.baking.telling import Teller
from website.baking.tree import Tree
from website.models import OutboxEvent

ROOT = "https://news.example"


def as_outside(settings: Any) -> None:
    """The settings of a website's process."""
    settings.WEBSITE_URL = ROOT
    settings.ALLOWED_HOSTS = ["news.example", "testserver"]
    settings.ROOT_URLCONF = "newsroom.website_urls"
    settings.MIDDLEWARE = settings.READER_MIDDLEWARE


def remembering_who_asks(get_response: Any) -> Any:
    """A middleware that no website of ours has."""

    def answer(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = get_response(request)
        response.set_cookie("who", "me")
        return response

    return answer


class Bakehouse:
    """Bakes inside the transaction of a test, where no other process could look."""

    def __init__(self, folder: Path) -> None:
        self.tree = Tree(folder)
        self.tree.prepare()
        self.ledger = Ledger(folder / "ledger.sqlite3")
        self.website = Website(ROOT)
        self.follower = Follower(self.ledger)
        self.teller = Teller(self.ledger)
        self.oven = Oven(self.tree, self.ledger, self.website, self.teller)
        self._read = 0

    def begin(self) -> None:
        self.follower.begin_anew(Moment("test", floor=1, end=1, is_standby=False, clock=0.0))
        self._read = max(OutboxEvent.objects.values_list("id", flat=True), default=0)
        self._bake()

    def follow(self) -> list[str]:
        """Take in what happened since; answers with the addresses in the order in which they were baked."""
        new = OutboxEvent.objects.filter(id__gt=self._read).order_by("id")
        rows = list(new.values_list("id", "kind", "subject_id"))
        self._read = max([self._read, *(row[0] for row in rows)])
        self.follower.take_in([row[1:] for row in rows])
        return self._bake()

    def close(self) -> None:
        self.oven.close()
        self.teller.close()
        self.ledger.close()

    def _bake(self) -> list[str]:
        order = []
        while found := self.ledger.next_in_line(float("inf")):
            order.append(found[0])
            assert self.oven.bake_next()
            assert self.ledger.next_in_line(float("inf")) != found, f"{found[0]} could not be baked"
        self.oven.keep()
        return order


def contents(tree: Tree) -> dict[str, bytes]:
    return {name: file.read_bytes() for name, file in tree.files()}
