"""Which article a line of type belongs to: runs of characters vote, and the lines around it have a say.

A run that stands in several articles gives each a part of its vote, so standing phrases decide nothing. Lines of one
stack are labelled together: a change of article between two lines has its price, so that one damaged line does not
part an article, and a flow of briefs is still cut where the next one begins.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from editions.composing.manuscript import Manuscript

# Chinese is told apart by three characters in a row, letters by six.
RUN_OF_HAN = 3
RUN_OF_LETTERS = 6
# The votes that a line of no article would have by chance, for each of its runs, and what a change of article costs.
BY_CHANCE = 0.17
CHANGE = 2.5

NOBODY = 0

# Components that programs write for the characters they stand for; Unicode folds the older ones only.
_RADICALS = str.maketrans(
    "⺟⻄⻅⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "母西见贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"
)


def folded(text: str) -> str:
    """Only what is read in a text: no width, ligature, case, mark, space or hyphen of a line's end."""
    plain = unicodedata.normalize("NFKC", text).translate(_RADICALS).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def runs(text: str) -> Iterator[str]:
    """The runs of a folded text that vote; a short text is one run."""
    if 2 <= len(text) < RUN_OF_HAN:
        yield text
    for start in range(len(text) - RUN_OF_HAN + 1):
        run = text[start : start + RUN_OF_HAN]
        if not run.isascii():
            yield run
        elif len(word := text[start : start + RUN_OF_LETTERS]) == RUN_OF_LETTERS:
            yield word
        elif len(text) < RUN_OF_LETTERS:
            yield text


def words_of(manuscript: Manuscript) -> list[str]:
    """Every text of an article that may stand on its page, folded."""
    photos = [text for photo in manuscript.photos for text in (photo.caption, photo.credit)]
    single = (
        manuscript.series, manuscript.kicker, manuscript.headline, manuscript.deck, manuscript.under_headline,
    )  # fmt: skip
    body = "".join([manuscript.opening, *(item.text for item in manuscript.items), manuscript.closing])
    return [text for text in map(folded, [*single, body, *photos]) if text]


@dataclass(frozen=True, slots=True)
class Electorate:
    """The runs of all articles: for each, which article has a vote of it and how much; and each article's length."""

    votes: Mapping[str, Mapping[int, float]]
    lengths: Mapping[int, int]

    @classmethod
    def of(cls, manuscripts: Sequence[Manuscript]) -> Electorate:
        owners: dict[str, set[int]] = defaultdict(set)
        lengths: dict[int, int] = {}
        for manuscript in manuscripts:
            texts = words_of(manuscript)
            lengths[manuscript.article] = sum(map(len, texts))
            for text in texts:
                for run in runs(text):
                    owners[run].add(manuscript.article)
        votes = {run: dict.fromkeys(having, 1 / len(having)) for run, having in owners.items()}
        return cls(votes, lengths)

    def count(self, text: str) -> tuple[dict[int, float], int]:
        """The votes of one folded line by article, and how many runs it has."""
        found: dict[int, float] = defaultdict(float)
        total = 0
        for run in runs(text):
            total += 1
            for article, vote in self.votes.get(run, {}).items():
                found[article] += vote
        return found, total


def labelled(counts: Sequence[tuple[Mapping[int, float], int]]) -> list[int]:
    """The article of each line of one stack, from top to bottom; NOBODY where none has the vote."""
    articles = [NOBODY, *sorted({article for votes, _total in counts for article in votes})]
    best = dict.fromkeys(articles, 0.0)
    trail: list[dict[int, int]] = []
    for votes, total in counts:
        leader = max(articles, key=lambda article: best[article])
        came: dict[int, int] = {}
        scored: dict[int, float] = {}
        for article in articles:
            stays = best[article] >= best[leader] - CHANGE
            came[article] = article if stays else leader
            before = best[article] if stays else best[leader] - CHANGE
            scored[article] = before + (votes.get(article, 0.0) if article else BY_CHANCE * total)
        trail.append(came)
        best = scored
    label = max(articles, key=lambda article: best[article])
    labels = []
    for came in reversed(trail):
        labels.append(label)
        label = came[label]
    return labels[::-1]
