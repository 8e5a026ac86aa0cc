"""The rules of the house style: what each is called, what it looks at, and how strictly this house takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.house_style.remark import ADVICE
from articles.house_style.words import WordList


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code in the database and in code, its name and an example for people."""

    code: str
    name: str | Promise
    example: str | Promise


RULES: tuple[Rule, ...] = (
    Rule("words", _("Words of the list"), _("An entry of the list may be stricter than this rule.")),
    Rule("pairs", _("Quotation marks and brackets come in pairs"), "“他说（今天”）, 《云岫日报"),
    Rule("half_width", _("Full-width marks in Chinese"), "今天,晴. → 今天，晴。"),
    Rule("full_width", _("Half-width letters and digits"), "２０２５年 → 2025年"),
    Rule("repeated", _("Words written twice"), "我的的书, the the"),
    Rule("doubled_marks", _("Marks written twice"), "。。, ，、"),
    Rule("dots", _("Ellipses and dashes"), "... → ……, -- → ——"),
    Rule("sums", _("Parts add up to their total"), "12人，其中男7人、女4人"),
    Rule("growth", _("A change fits its two figures"), "由100件增至130件，增长20%"),
    Rule("shares", _("Shares make 100 %"), "分别占40%、35%、30%"),
    Rule("units", _("The same figure twice is the same"), "1.2亿元（1200万元）"),
    Rule("days", _("Days and hours that exist"), "2月30日, 9时75分"),
    Rule("weekdays", _("The weekday is the date's"), "10月17日（星期四）"),
    Rule("spans", _("A span ends after it begins"), "从5月3日至4月2日"),
    Rule("phones", _("Telephone numbers of the right length"), "电话1380013800"),
    Rule("headline_length", _("Headlines that fit"), _("not longer than is usual for the genre")),
    Rule("headline_stop", _("No full stop after a headline"), "新桥通车。"),
    Rule("dateline", _("The dateline stands once"), _("missing, or in the text once more")),
    Rule(
        "bylines",
        _("Names in the text are those of the byline"),
        _("somebody is named in the text as its reporter who has no byline"),
    ),
)
CODES = tuple(rule.code for rule in RULES)


@dataclass(frozen=True)
class HouseStyle:
    """How this house takes the rules: severity by code (a rule not named is advice), the words, and today's date.

    `today` is the day by which a date without a year is judged; without it such dates are not.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    words: WordList = field(default_factory=WordList)
    today: date | None = None

    def severity(self, code: str) -> str:
        return self.severities.get(code, ADVICE)
