"""What a check looks at, and what it has to say: lines of plain words, findings in them, remarks for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

OFF, ADVICE, BLOCKING = "off", "advice", "blocking"
SEVERITIES = (OFF, ADVICE, BLOCKING)

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z]{1,40}")

FIELDS: dict[str, str | Promise] = {
    "kicker": gettext_lazy("kicker"),
    "headline": gettext_lazy("headline"),
    "deck": gettext_lazy("deck"),
    "dateline": gettext_lazy("dateline"),
    "body": gettext_lazy("text"),
    "source": gettext_lazy("source"),
    "caption": gettext_lazy("caption"),
}
CONTEXT = 12


@dataclass(frozen=True)
class Line:
    """One line of an article's words: a one-line field, a caption, or a paragraph of the text.

    `number` counts from 1: paragraphs as `articles.html.plain_text` has them, captions in printed order.
    """

    field: str
    number: int
    text: str

    @cached_property
    def is_chinese(self) -> bool:
        """Whether Chinese is written here, in which Latin words may stand; not English with a Chinese name in it."""
        return len(_HAN.findall(self.text)) > len(_LATIN_WORD.findall(self.text))


@dataclass(frozen=True, slots=True)
class Found:
    """What a check has found in `line.text[start:end]`; an empty stretch means the whole line.

    `suggestion` is what should stand there instead, None when only a person can know. `severity` is set where one
    finding is stricter than its rule.
    """

    code: str
    line: Line
    start: int
    end: int
    sentence: str
    suggestion: str | None = None
    severity: str = ADVICE


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing the house style has to say, in plain strings; positions are those of `Found`."""

    code: str
    severity: str
    field: str
    paragraph: int
    start: int
    end: int
    words: str
    before: str
    after: str
    sentence: str
    suggestion: str | None

    def __str__(self) -> str:
        """The remark as one sentence that can stand alone, with its place."""
        if not self.words:
            return self.sentence
        parts = {"words": self.in_context, "place": self.place, "sentence": self.sentence}
        return _("“%(words)s” (%(place)s): %(sentence)s") % parts

    @property
    def in_context(self) -> str:
        """The words as somebody can look for them: a lone mark with what stands around it."""
        return shortened(self.words) if len(self.words) > 1 else self.before[-4:] + self.words + self.after[:4]

    @property
    def is_blocking(self) -> bool:
        return self.severity == BLOCKING

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        if self.field == "body":
            return _("text, paragraph %(number)s") % {"number": self.paragraph}
        if self.field == "caption":
            return _("caption %(number)s") % {"number": self.paragraph}
        return str(FIELDS.get(self.field, self.field))

    @property
    def key(self) -> str:
        """The same for the same words, wherever they have moved to: a page drawn anew keeps its place by it."""
        return f"{self.code}:{self.field}:{self.words[:40]}"


def remark_of(found: Found, severity: str) -> Remark:
    text = found.line.text
    return Remark(
        code=found.code,
        severity=severity,
        field=found.line.field,
        paragraph=found.line.number,
        start=found.start,
        end=found.end,
        words=text[found.start : found.end],
        before=text[max(found.start - CONTEXT, 0) : found.start],
        after=text[found.end : found.end + CONTEXT],
        sentence=found.sentence,
        suggestion=found.suggestion,
    )


def shortened(words: str, most: int = 40) -> str:
    return words if len(words) <= most else words[: most // 2] + "…" + words[-(most // 2) :]


SEVERITY_NAMES: dict[str, str | Promise] = {
    OFF: pgettext_lazy("house style", "Off"),
    ADVICE: pgettext_lazy("house style", "Advice"),
    BLOCKING: pgettext_lazy("house style", "Must be settled"),
}
