"""The forms in which the chief editor keeps the house style: the rules on one page, a word, many words at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.house_style import RULES
from articles.models import StyleRule, StyleSeverity, StyleWord
from articles.richtext import check_text_line

MOST_AT_ONCE = 2000
MOST_CHARACTERS = 200_000
_ARROW = re.compile(r"\s*(?:→|⇒|=>|->|——>|\t)\s*|\s+")


class RulesForm(forms.Form):
    """How strictly each rule is taken; a field for each, named by its code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(StyleRule.objects.values_list("code", "severity"))
        for rule in RULES:
            self.fields[rule.code] = forms.ChoiceField(
                label=str(rule.name),
                help_text=str(rule.example),
                choices=StyleSeverity.choices,
                widget=forms.RadioSelect,
                initial=kept.get(rule.code, StyleSeverity.ADVICE),
            )

    def store(self) -> None:
        for code in self.changed_data:
            severity = self.cleaned_data[code]
            StyleRule.objects.update_or_create(code=code, defaults={"severity": severity})


class StyleWordForm(forms.ModelForm):
    """One entry of the list."""

    class Meta:
        model = StyleWord
        fields = ["pattern", "suggestion", "severity", "exceptions", "note", "is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in ("pattern", "suggestion", "exceptions", "note"):
            if isinstance(cleaned.get(line), str):
                cleaned[line] = check_text_line(cleaned[line])
        pattern = cleaned.get("pattern", "")
        if "pattern" in cleaned and not pattern:
            self.add_error("pattern", _("Write the word."))
        if pattern and pattern == cleaned.get("suggestion"):
            self.add_error("suggestion", _("This is the same word."))
        for exception in cleaned.get("exceptions", "").split():
            if pattern and pattern not in exception.partition("…")[0]:
                sentence = _("“%(word)s” does not have “%(pattern)s” in it.")
                self.add_error("exceptions", sentence % {"word": exception, "pattern": pattern})
        return cleaned


class ManyWordsForm(forms.Form):
    """Many entries at once, one to a line: not this → but this."""

    words = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField", "spellcheck": "false"}),
    )

    def clean_words(self) -> list[StyleWord]:
        """The entries of the lines; a line that is none is named in a sentence, and nothing is stored."""
        entries = {entry.pattern: entry for entry in _entries(self.cleaned_data["words"])}
        if len(entries) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(count)s words at once.") % {"count": MOST_AT_ONCE})
        return list(entries.values())

    def store(self) -> int:
        """Add the words that the list does not have yet; answers how many they were. What is there stays as it is."""
        entries: list[StyleWord] = self.cleaned_data["words"]
        known = set(StyleWord.objects.values_list("pattern", flat=True))
        new = [entry for entry in entries if entry.pattern not in known]
        # Somebody else may add the same word at the same moment.
        StyleWord.objects.bulk_create(new, ignore_conflicts=True)
        return len(new)


def _entries(text: str) -> Iterator[StyleWord]:
    for number, line in enumerate(text.splitlines(), 1):
        parts = _ARROW.split(check_text_line(line), maxsplit=1)
        pattern, suggestion = parts[0], parts[1] if len(parts) == 2 else ""
        if not line.strip():
            continue
        fits = len(pattern) <= StyleWord.LONGEST and len(suggestion) <= StyleWord.LONGEST_SUGGESTION
        if not pattern or not suggestion or pattern == suggestion or not fits:
            sentence = _("Line %(number)s is not of the form “not this → but this”: %(line)s")
            raise forms.ValidationError(sentence % {"number": number, "line": line[:60]})
        yield StyleWord(pattern=pattern, suggestion=suggestion)
