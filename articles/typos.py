"""Typos: what may be corrected in an approved text, and the text with the corrections. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.html import BLOCK_TAGS, check_text_line, clean_html

LINES = ("kicker", "headline", "deck", "dateline")
FIELDS = (*LINES, "body")
LONGEST = 20
MOST_CHANGED = 6
MOST_AT_ONCE = 10
CONTEXT = 12

_TAG = re.compile(r"(<[^>]*>)")
_BREAK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS | {'br'}))})[ >]")
_NUMERAL = r"[\d〇零一二两三四五六七八九十百千万亿]"
# A number with what belongs to it: 3.5, 12:30, -7, 40%, 一百零三.
_NUMBER = re.compile(rf"[-−+±]?{_NUMERAL}+(?:[.．,，:：/~～-]{_NUMERAL}+)*[%％‰°]?")
_SENTENCE = re.compile(r"[^。！？!?；;…\n]+")

# How a letter of the wrong words goes over into the right ones.
KEPT, CHANGED, TAKEN, ADDED = "kept", "changed", "taken", "added"


class NotATypo(ValueError):
    """A correction that is more than a typo, or not to be found; the message is a sentence for the proofreader.

    `row` is the number of the correction from 0, or None when all of them together are meant.
    """

    def __init__(self, sentence: str, row: int | None = None) -> None:
        super().__init__(sentence)
        self.row = row


@dataclass(frozen=True, slots=True)
class Fix:
    """One correction: `wrong` in a field becomes `right`, the `occurrence`-th time (from 1) that it stands there."""

    field: str
    wrong: str
    right: str
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where wrong words stand: the words before and behind them, for who must choose among several."""

    occurrence: int
    before: str
    after: str


def fix_typos(content: Mapping[str, Any], fixes: Sequence[Fix]) -> dict[str, Any]:
    """The content of a version (`Version.parts`) with these corrections; raises `NotATypo`.

    Only words change: the tags of the body, every number and every sentence stay, and everything that is no text.
    """
    if not fixes:
        raise NotATypo(_("Write down at least one correction."))
    if len(fixes) > MOST_AT_ONCE:
        raise NotATypo(_("More than %(most)s corrections: return the article instead.") % {"most": MOST_AT_ONCE})
    for row, fix in enumerate(fixes):
        if sentence := too_much(fix):
            raise NotATypo(sentence, row)
    corrected = dict(content)
    for name in FIELDS:
        rows = [(row, fix) for row, fix in enumerate(fixes) if fix.field == name]
        if rows:
            corrected[name] = _corrected(name, str(content[name]), rows)
    return corrected


def too_much(fix: Fix) -> str | None:
    """Why this correction is no typo whatever the text says, as a sentence; None if it may be one."""
    if fix.field not in FIELDS:
        return _("Corrections are made in the heads and the text only.")
    if not fix.wrong or not fix.right:
        return _("Write the wrong words and the right ones; to strike something out, give a word beside it in both.")
    if max(len(fix.wrong), len(fix.right)) > LONGEST:
        return _("At most %(most)s characters each: only the words that are wrong.") % {"most": LONGEST}
    if fix.wrong == fix.right:
        return _("Both are the same words.")
    if check_text_line(f"x{fix.right}x") != f"x{fix.right}x" or check_text_line(f"x{fix.wrong}x") != f"x{fix.wrong}x":
        return _("There are characters in it that nobody can see.")
    if sum(step != KEPT for step, _letter in alignment(fix.wrong, fix.right)) > MOST_CHANGED:
        return _("More than %(most)s characters change: that is an edit. Return the article.") % {"most": MOST_CHANGED}
    return None


def places(content: Mapping[str, Any], fix: Fix) -> list[Place]:
    """Every place of the field where the wrong words stand, in order."""
    text = _Letters(fix.field, str(content[fix.field])).text
    return [
        Place(
            number,
            text[max(start - CONTEXT, 0) : start].rpartition("\n")[2],
            text[start + len(fix.wrong) : start + len(fix.wrong) + CONTEXT].partition("\n")[0],
        )
        for number, start in enumerate(_starts(text, fix.wrong), 1)
    ]


def alignment(wrong: str, right: str) -> list[tuple[str, str]]:
    """The fewest steps from one word to another, each a kind and its letter.

    A letter CHANGED is the new one; one TAKEN or KEPT stood in `wrong`; one ADDED stands in `right`. So there is one
    step for each letter of `wrong` besides those added.
    """
    costs = _costs(wrong, right)
    steps: list[tuple[str, str]] = []
    i, j = len(wrong), len(right)
    while i or j:
        here = costs[i][j]
        if i and j and wrong[i - 1] == right[j - 1] and here == costs[i - 1][j - 1]:
            i, j = i - 1, j - 1
            steps.append((KEPT, right[j]))
        elif i and j and here == costs[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
            steps.append((CHANGED, right[j]))
        elif i and here == costs[i - 1][j] + 1:
            i -= 1
            steps.append((TAKEN, wrong[i]))
        else:
            j -= 1
            steps.append((ADDED, right[j]))
    return steps[::-1]


def _costs(wrong: str, right: str) -> list[list[int]]:
    """Levenshtein's table: [i][j] is the number of changes from the first i letters to the first j."""
    costs = [[i + j if not i or not j else 0 for j in range(len(right) + 1)] for i in range(len(wrong) + 1)]
    for i, old in enumerate(wrong, 1):
        for j, new in enumerate(right, 1):
            costs[i][j] = min(costs[i - 1][j] + 1, costs[i][j - 1] + 1, costs[i - 1][j - 1] + (old != new))
    return costs


def marked(wrong: str, right: str) -> list[tuple[str, str]]:
    """The difference for the eye: pieces of text, each "same", "del" or "ins", in reading order."""
    pieces: list[tuple[str, str]] = []
    old, steps = iter(wrong), alignment(wrong, right)
    for is_same, run in groupby(steps, lambda step: step[0] == KEPT):
        run_steps = list(run)
        struck = "".join(next(old) for step, _letter in run_steps if step != ADDED)
        new = "".join(letter for step, letter in run_steps if step != TAKEN)
        pieces += [("same", new)] if is_same else [("del", struck), ("ins", new)]
    return [(kind, text) for kind, text in pieces if text]


@dataclass(slots=True)
class _Letters:
    """The letters of a field, each with the piece of markup-free text it stands in.

    `pieces` is the field divided at its tags, texts at the even places; `home` says for each character of `text` in
    which piece it stands, -1 for the line breaks that stand for the edges of blocks.
    """

    name: str
    source: str
    pieces: list[str] = field(init=False)
    home: list[int] = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = _TAG.split(self.source) if self.name == "body" else [self.source]
        self.home, letters = [], []
        for number, piece in enumerate(self.pieces):
            words = self._words(number, piece)
            letters.append(words)
            self.home += [number if number % 2 == 0 else -1] * len(words)
        self.text = "".join(letters)

    def _words(self, number: int, piece: str) -> str:
        if number % 2:
            return "\n" if _BREAK.match(piece) else ""
        return unescape(piece) if self.name == "body" else piece

    def written(self, letters: Iterable[tuple[int, str]], touched: set[int]) -> str:
        """The field with other letters in the pieces that were touched; all else stays to the byte."""
        new: dict[int, list[str]] = {number: [] for number in touched}
        for home, letter in letters:
            if home in touched:
                new[home].append(letter)
        if self.name != "body":
            return "".join(new.get(0, [self.source]))
        words = {number: escape("".join(text), quote=False) for number, text in new.items()}
        return "".join(words.get(number, piece) for number, piece in enumerate(self.pieces))


def _starts(text: str, words: str) -> list[int]:
    """Every place where the words begin, also inside the place before."""
    found, start = [], text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _corrected(name: str, source: str, rows: list[tuple[int, Fix]]) -> str:
    letters = _Letters(name, source)
    steps = _steps(letters.text, rows)
    touched: set[int] = set()
    written: list[tuple[int, str]] = []
    for position, (home, letter) in enumerate(zip(letters.home, letters.text, strict=True)):
        for step, new in steps.get(position, [(KEPT, letter)]):
            if step != KEPT:
                touched.add(home)
            if step != TAKEN:
                written.append((home, new))
    corrected = letters.written(written, touched)
    _refuse_more_than_words(letters, _Letters(name, corrected), steps)
    return corrected


def _steps(text: str, rows: list[tuple[int, Fix]]) -> dict[int, list[tuple[str, str]]]:
    """What happens at each position of the text that some correction covers."""
    steps: dict[int, list[tuple[str, str]]] = {}
    for row, fix in rows:
        starts = _starts(text, fix.wrong)
        if not 1 <= fix.occurrence <= len(starts):
            raise NotATypo(_("“%(words)s” does not stand there.") % {"words": fix.wrong}, row)
        position = start = starts[fix.occurrence - 1]
        span = range(start, start + len(fix.wrong))
        if any(place in steps for place in span):
            raise NotATypo(_("Two corrections touch the same words; make one of them."), row)
        early: list[tuple[str, str]] = []
        for step, letter in alignment(fix.wrong, fix.right):
            if step == ADDED:
                # Beside the letter before it, or at the very beginning beside the first.
                (steps[position - 1] if position > start else early).append((step, letter))
            else:
                steps[position] = [*early, (step, letter)]
                early, position = [], position + 1
    return steps


def _refuse_more_than_words(old: _Letters, new: _Letters, steps: Mapping[int, list[tuple[str, str]]]) -> None:
    if _tags(old) != _tags(new) or not _is_canonical(new):
        raise NotATypo(_("This would change the formatting or the spaces around it. Return the article."))
    if _NUMBER.findall(old.text) != _NUMBER.findall(new.text):
        raise NotATypo(_("A number would change. Figures are corrected by who wrote them: return the article."))
    gone = {place for place, taken in steps.items() if all(step != KEPT for step, _letter in taken)}
    for sentence in _SENTENCE.finditer(old.text):
        letters = {place for place in range(*sentence.span()) if old.text[place].isalnum()}
        if letters and letters <= gone:
            raise NotATypo(_("A whole sentence would go. Return the article."))


def _tags(letters: _Letters) -> list[str]:
    return letters.pieces[1::2]


def _is_canonical(letters: _Letters) -> bool:
    if letters.name != "body":
        return check_text_line(letters.source) == letters.source
    try:
        return clean_html(letters.source) == letters.source
    except ValidationError:
        return False
