"""What nobody published, and what was withdrawn, looked for in every file that was baked."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import brotli
from django.db import transaction

from articles import workflow
from articles.models import Article, Section
from authors.models import Role, User
from newsroom.benching import load
from newsroom.benching.said import Said, said
from newsroom.roles import ensure_groups
from website.baking.tree import Tree

# No text of the made-up paper has such a word.
KEPT_BACK = "zqkeptbackzq"
OPENED = {".gz": gzip.decompress, ".br": brotli.decompress}


@transaction.atomic
def keep_back() -> str:
    """Leave an article on the desk that nobody has published; answers the word that stands in each of its parts."""
    by = User.objects.create_user("bench", name="bench", is_staff=True)
    by.groups.add(ensure_groups()[Role.REPORTER.value])
    parts = dict.fromkeys(("kicker", "headline", "deck", "source"), KEPT_BACK)
    section = Section.objects.create(slug="kept-back", name="要闻")
    article = workflow.begin(Article(section=section, body=f"<p>{KEPT_BACK}</p>", **parts), by=by)
    workflow.finish_text(article, by=by)
    return KEPT_BACK


def look_for(words: Sequence[str], folder: Path) -> dict[str, Said]:
    """Open every file of a tree, the packed ones too. Raises Failed, naming the file in which one of them stands."""
    wanted, looked = [word.encode() for word in words], 0
    for name, file in Tree(folder).files():
        content = OPENED.get(file.suffix, bytes)(file.read_bytes())
        if any(word in content for word in wanted):
            raise load.Failed(f"{name} shows what readers may not see")
        looked += 1
    return {"words of a draft and of what was withdrawn": said("in none of {:,} baked files", looked)}
