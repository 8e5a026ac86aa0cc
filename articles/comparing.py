"""What is different between two versions of an article, field by field and word by word, as plain strings.

Pure: it reads the dictionaries of `Version.parts` and nothing else. Templates make a page of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.alignment import Budget, align
from articles.differences import FieldDifference, Piece, Row, compare_words
from articles.models import Article, ArticlePhoto, Byline, BylinePosition, BylineRole, Genre
from articles.paragraphs import MARKS, Paragraph, paragraphs_of
from photos.models import AiUse, Shape

# Names of the sections and series that versions carry as numbers: {"section": {1: "News"}, "series": {}}.
Names = Mapping[str, Mapping[int, str]]

# The order in which readers meet them.
FIELDS = ("kicker", "headline", "deck", "dateline", "body", "photos", "bylines", "source", "genre", "section", "series")
# Not words of the article: how the version is written down.
UNSPOKEN = frozenset({"format"})

PARAGRAPH_STEPS = 200_000
WORD_STEPS = 400_000
# From here on, of 1, a paragraph counts as a later form of another.
ALIKE = 0.25


def compare_fields(
    old: Mapping[str, Any], new: Mapping[str, Any], *, names: Names | None = None, words: bool = True
) -> list[FieldDifference]:
    """Every field of two versions in the order of reading, changed or not, with labels in the reader's language.

    `old` and `new` are `Version.parts`. Sections and series are named from `names`, or by number. With `words` false
    changed paragraphs are not searched for what changed inside them: enough for `summary`.
    """
    paragraphs, budget = Budget(PARAGRAPH_STEPS), Budget(WORD_STEPS if words else 0)
    found = []
    for name in _fields(old, new):
        before, after = old.get(name), new.get(name)
        if name == "body":
            difference = _compare_bodies(str(before or ""), str(after or ""), paragraphs, budget)
        elif name in ITEMS:
            difference = _compare_items(name, before or [], after or [], paragraphs, budget)
        else:
            difference = _compare_lines(name, _shown(name, before, names), _shown(name, after, names), budget)
        found.append(difference)
    return found


def summary(differences: Sequence[FieldDifference]) -> str:
    """What changed, on one line: “headline, 3 paragraphs, 1 photo”."""
    said = [_said(difference) for difference in differences if difference.changed]
    return pgettext("between the parts of a list", ", ").join(said) if said else _("no words")


def _said(difference: FieldDifference) -> str:
    count = difference.changed_paragraphs
    if difference.name == "body" and count:
        return ngettext("%(count)s paragraph", "%(count)s paragraphs", count) % {"count": count}
    if difference.name == "photos" and count:
        return ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count}
    return difference.label.lower()


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    others = sorted({*old, *new} - set(FIELDS) - UNSPOKEN)
    return [*FIELDS, *others]


def _label(name: str) -> str:
    if name in ITEMS:
        model = {"bylines": Byline, "photos": ArticlePhoto}[name]
        return capfirst(str(model._meta.verbose_name_plural))
    known = {field.name: field.verbose_name for field in Article._meta.fields}
    return capfirst(str(known.get(name, name)))


# -- lines ---------------------------------------------------------------------------------------------------------
def _shown(name: str, value: Any, names: Names | None) -> str:
    if value is None or value == "":
        return ""
    if name == "genre":
        return str(dict(Genre.choices).get(value, value))
    if name in {"section", "series"}:
        return (names or {}).get(name, {}).get(value) or f"№ {value}"
    return str(value)


def _compare_lines(name: str, old: str, new: str, budget: Budget) -> FieldDifference:
    if old == new:
        rows = (Row("same", (Piece("same", old),)),) if old else ()
        return FieldDifference(name, _label(name), rows)
    row, is_exact = compare_words(((old, ""),), ((new, ""),), budget)
    return FieldDifference(name, _label(name), (row,), is_coarse=not is_exact)


# -- the text ------------------------------------------------------------------------------------------------------
def _compare_bodies(old: str, new: str, paragraphs: Budget, budget: Budget) -> FieldDifference:
    before, after = paragraphs_of(old), paragraphs_of(new)
    blocks, is_exact = align(before, after, paragraphs)
    rows: list[Row] = []
    for block in blocks:
        if block.is_same:
            rows += [_whole("same", paragraph) for paragraph in after[block.j1 : block.j2]]
            continue
        gap, is_word_by_word = _compare_gap(before[block.i1 : block.i2], after[block.j1 : block.j2], paragraphs, budget)
        rows += gap
        is_exact = is_exact and is_word_by_word
    rows = _with_moves(rows)
    is_unseen = old != new and all(row.kind == "same" for row in rows)
    note = _("The words are the same; only how they are set differs.") if is_unseen else ""
    return FieldDifference("body", _label("body"), tuple(rows), is_coarse=not is_exact, note=note)


def _whole(kind: Literal["same", "del", "ins"], paragraph: Paragraph) -> Row:
    pieces = tuple(Piece(kind, text, style) for text, style in paragraph.runs)
    mark = str(MARKS[paragraph.mark]) if paragraph.mark else ""
    return Row(kind, pieces, mark=mark, old_mark=mark)


def _compare_gap(
    old: list[Paragraph], new: list[Paragraph], paragraphs: Budget, budget: Budget
) -> tuple[list[Row], bool]:
    """Paragraphs that are not equal: those alike stand beside each other, the others went or came."""
    rows, is_exact, i, j = [], True, 0, 0
    for x, y in [*_alike(old, new, paragraphs), (len(old), len(new))]:
        rows += [_whole("del", paragraph) for paragraph in old[i:x]]
        rows += [_whole("ins", paragraph) for paragraph in new[j:y]]
        if x < len(old) and y < len(new):
            row, is_word_by_word = _compare_paragraphs(old[x], new[y], budget)
            rows.append(row)
            is_exact = is_exact and is_word_by_word
        i, j = x + 1, y + 1
    return rows, is_exact


def _compare_paragraphs(old: Paragraph, new: Paragraph, budget: Budget) -> tuple[Row, bool]:
    row, is_exact = compare_words(old.runs, new.runs, budget)
    if old.mark != new.mark:
        row = replace(row, kind="changed")
    was, now = str(MARKS[old.mark]), str(MARKS[new.mark])
    if old.mark == new.mark:
        was = now = now if new.mark else ""
    note = _("only the formatting") if old.text == new.text and old.mark == new.mark else ""
    return replace(row, mark=now, old_mark=was, note=note), is_exact


def _alike(old: list[Paragraph], new: list[Paragraph], paragraphs: Budget) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: the pairs whose likeness adds up to most."""
    if not old or not new:
        return []
    if len(old) == len(new) == 1:
        return [(0, 0)] if _likeness(_pairs_of(old[0]), _pairs_of(new[0])) > ALIKE else []
    if not paragraphs.spend(20 * len(old) * len(new)):
        in_turn = enumerate(zip(old, new, strict=False))
        return [(i, i) for i, (one, other) in in_turn if _likeness(_pairs_of(one), _pairs_of(other)) > ALIKE]
    befores, afters = [_pairs_of(each) for each in old], [_pairs_of(each) for each in new]
    best = [[0.0] * (len(new) + 1) for _each in range(len(old) + 1)]
    likeness = [[_likeness(before, after) for after in afters] for before in befores]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            pair = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] > ALIKE else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    return list(_best_way(best))


def _best_way(best: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _pairs_of(paragraph: Paragraph) -> frozenset[str]:
    text = paragraph.text[:500]
    return frozenset(text[k : k + 2] for k in range(len(text) - 1)) or frozenset({text})


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1."""
    return 2 * len(one & other) / (len(one) + len(other))


def _with_moves(rows: list[Row]) -> list[Row]:
    """Say of a paragraph that went in one place and came in another that it was moved."""
    went = {row.old_text for row in rows if row.kind == "del"}
    moved = {row.new_text for row in rows if row.kind == "ins"} & went
    is_moved = [row.kind in {"del", "ins"} and (row.old_text or row.new_text) in moved for row in rows]
    return [
        replace(row, note=pgettext("paragraph", "moved")) if moves else row
        for row, moves in zip(rows, is_moved, strict=True)
    ]


# -- bylines and photos --------------------------------------------------------------------------------------------
def _byline(line: Mapping[str, Any]) -> tuple[tuple[Any, ...], str, str]:
    role = dict(BylineRole.choices).get(line["role"], line["role"])
    position = dict(BylinePosition.choices).get(line["position"], line["position"])
    return ("byline", line["author"], line["role"]), "", f"{role} {line['name']} · {position}"


def _photo(use: Mapping[str, Any]) -> tuple[tuple[Any, ...], str, str]:
    place = use["after_paragraph"]
    lines = [
        use["caption"],
        _("Photo: %(name)s") % {"name": use["credit"]} if use["credit"] else "",
        _("Alternative text: %(text)s") % {"text": use["alt"]} if use["alt"] else "",
        _("after paragraph %(number)s") % {"number": place} if place else _("above the text"),
        str(dict(Shape.choices).get(use.get("shape", ""), "")),
        _("Part: %(numbers)s") % {"numbers": " · ".join(map(str, use["crop"]))} if use.get("crop") else "",
        str(dict(AiUse.choices).get(use.get("ai", ""), "")),
    ]
    label = _("Photo %(number)s") % {"number": use["photo"]}
    return ("photo", use["photo"], use["sha256"]), label, "\n".join(line for line in lines if line)


# How an item of a list is known again, what it is, and what it says.
ITEMS = {"bylines": _byline, "photos": _photo}


def _compare_items(name: str, old: list[Any], new: list[Any], paragraphs: Budget, budget: Budget) -> FieldDifference:
    before, after = [ITEMS[name](item) for item in old], [ITEMS[name](item) for item in new]
    blocks, is_exact = align([item[0] for item in before], [item[0] for item in after], paragraphs)
    rows: list[Row] = []
    for block in blocks:
        if block.is_same:
            for (_key, label, was), (_again, _label_again, now) in zip(
                before[block.i1 : block.i2], after[block.j1 : block.j2], strict=True
            ):
                row, is_word_by_word = compare_words(((was, ""),), ((now, ""),), budget)
                rows.append(replace(row, mark=label, old_mark=label))
                is_exact = is_exact and is_word_by_word
            continue
        rows += [Row("del", (Piece("del", text),), label, label) for _k, label, text in before[block.i1 : block.i2]]
        rows += [Row("ins", (Piece("ins", text),), label, label) for _k, label, text in after[block.j1 : block.j2]]
    return FieldDifference(name, _label(name), tuple(_with_moves(rows)), is_coarse=not is_exact)
