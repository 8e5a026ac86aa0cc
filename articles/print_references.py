"""Where an article stands in print. Asked here; whoever lays out pages above this app says how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from articles.models import Article


@dataclass(frozen=True, slots=True)
class PrintReference:
    """One place in print: the day of the edition, its name, the page's label, and the number of the version there."""

    day: date
    edition: str
    page: str
    version: int


Answer = Callable[[Article], list[PrintReference]]
_answers: list[Answer] = []


def answer_with(answer: Answer) -> None:
    """Let this function say where articles stand in print; called once, when its app is ready."""
    _answers.append(answer)


def print_references(article: Article) -> list[PrintReference]:
    """Every place where the article was printed, the earliest first; empty if nobody knows of one."""
    found = [reference for answer in _answers for reference in answer(article)]
    return sorted(found, key=lambda reference: (reference.day, reference.page))
