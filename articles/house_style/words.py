"""The words of the list: finding any of thousands in one walk through the text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.house_style.remark import ADVICE, Found, Line

# Within a sentence; what an exception's “…” leaves open is no longer than this.
OPEN_STRETCH = 80
SENTENCE_ENDS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of the list. `exceptions` are longer words in which it is right; “…” is anything within the sentence.

    既使 for example is a slip for 即使, but right in 既使…又.
    """

    pattern: str
    suggestion: str = ""
    severity: str = ADVICE
    exceptions: tuple[str, ...] = ()
    note: str = ""


class WordList:
    """The list as an automaton (Aho and Corasick): each letter of the text is looked at once, however many words."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fall: list[int] = [0]
        self._ends: list[tuple[Word, ...]] = [()]
        for word in words:
            if word.pattern:
                self._add(word)
        self._link()

    def __bool__(self) -> bool:
        return len(self._next) > 1

    def find(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """The stretches of text that are words of the list, from left to right, the longest first, none in another."""
        found = [match for match in self._matches(text) if _stands_alone(text, match) and not _is_right(text, match)]
        found.sort(key=lambda match: (match[0], -match[1]))
        last = 0
        for start, end, word in found:
            if start >= last:
                yield start, end, word
                last = end

    def _add(self, word: Word) -> None:
        node = 0
        for letter in word.pattern:
            node = self._next[node].setdefault(letter, len(self._next))
            if node == len(self._next):
                self._next.append({})
                self._fall.append(0)
                self._ends.append(())
        self._ends[node] += (word,)

    def _link(self) -> None:
        """Where to go on when the next letter does not fit: the longest end of the same letters that begins a word."""
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for letter, child in self._next[node].items():
                fall = self._fall[node]
                while fall and letter not in self._next[fall]:
                    fall = self._fall[fall]
                self._fall[child] = self._next[fall].get(letter, 0)
                self._ends[child] += self._ends[self._fall[child]]
                waiting.append(child)

    def _matches(self, text: str) -> Iterator[tuple[int, int, Word]]:
        node = 0
        for end, letter in enumerate(text, 1):
            while node and letter not in self._next[node]:
                node = self._fall[node]
            node = self._next[node].get(letter, 0)
            for word in self._ends[node]:
                yield end - len(word.pattern), end, word


def _stands_alone(text: str, match: tuple[int, int, Word]) -> bool:
    """Whether a Latin word is not part of a longer one; Chinese has no such borders."""
    start, end, word = match
    cut_before = _is_latin(word.pattern[0]) and start > 0 and _is_latin(text[start - 1])
    cut_behind = _is_latin(word.pattern[-1]) and end < len(text) and _is_latin(text[end])
    return not cut_before and not cut_behind


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and letter < "\u0250"


def _is_right(text: str, match: tuple[int, int, Word]) -> bool:
    start, _end, word = match
    return any(_stands_in(text, start, word.pattern, exception) for exception in word.exceptions)


def _stands_in(text: str, start: int, pattern: str, exception: str) -> bool:
    head, _open, tail = exception.partition("…")
    offset = head.find(pattern)
    while offset >= 0:
        begin = start - offset
        if begin >= 0 and text.startswith(head, begin):
            return not tail or tail in _rest_of_sentence(text, begin + len(head))
        offset = head.find(pattern, offset + 1)
    return False


def _rest_of_sentence(text: str, start: int) -> str:
    rest = text[start : start + OPEN_STRETCH]
    ends = [place for place in map(rest.find, SENTENCE_ENDS) if place >= 0]
    return rest[: min(ends)] if ends else rest


def words(line: Line, listed: WordList) -> Iterator[Found]:
    for start, end, word in listed.find(line.text):
        sentence = word.note or (
            _("The house writes “%(words)s”.") % {"words": word.suggestion}
            if word.suggestion
            else _("The house does not write this.")
        )
        yield Found("words", line, start, end, sentence, word.suggestion or None, word.severity)
