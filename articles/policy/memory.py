"""What was asked once while one page is shown, and is not asked again before the page is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers_of_one_page", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember the answers of the policy. Only where nothing changes meanwhile: a page that is looked at."""
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


def remembered(question: tuple[Any, ...], ask: Callable[[], T]) -> T:
    """The answer given before to the same question, or the one `ask` gives now."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer
