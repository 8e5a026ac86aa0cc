"""The Chinese catalog: finding the words in code and templates, keeping their translations, naming what is wrong.

The source language is English and needs no catalog: Django takes an English text as it stands, plural forms included.
Babel is a tool of development, so only the `catalog` command and the tests import this module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Context, Template
from django.template.base import FilterExpression, Lexer, Node, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

APPS = ("authors", "photos", "articles", "editions", "website", "newsroom")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
FOLDER = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
PO = FOLDER / "django.po"
MO = FOLDER / "django.mo"

# Which arguments of a call are the words; "c" marks the context.
SINGULAR: dict[str, Any] = dict.fromkeys(["gettext", "gettext_lazy", "gettext_noop"])
PLURAL: dict[str, Any] = dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2))
CONTEXT: dict[str, Any] = dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2))
PLURAL_CONTEXT: dict[str, Any] = dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3))
KEYWORDS = SINGULAR | PLURAL | CONTEXT | PLURAL_CONTEXT

# What a note to the translator begins with, in the comment before the call.
NOTE = "Translators:"
# {{ name|default:_("nobody") }}
CONSTANT = re.compile(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Id = str | tuple[str, str]
Key = tuple[str | None, str]

# What Django says at this desk, and its own Chinese catalog lacks or sets with spaces and Latin colons.
FROM_DJANGO: tuple[Id, ...] = (
    ":",
    "Error:",
    "Model name",
    "Add link",
    "Change or view list link",
    "Add %s",
    "Add %(name)s",
    "Add another %(verbose_name)s",
    "Change %s",
    "View %s",
    "Select %s to change",
    "Change history: %s",
    " By %(filter_title)s ",
    "Hold down “Control”, or “Command” on a Mac, to select more than one.",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
    "%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?",
    "After you’ve created a user, you’ll be able to edit more user options.",
    "If disabled, the current password for this user will be lost.",
    "Your password can’t be too similar to your other personal information.",
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    "Your password can’t be a commonly used password.",
    "Your password can’t be entirely numeric.",
    "Your old password was entered incorrectly. Please enter it again.",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ("%(num)d year", "%(num)d years"),
    ("%(num)d month", "%(num)d months"),
    ("%(num)d week", "%(num)d weeks"),
    ("%(num)d day", "%(num)d days"),
    ("%(num)d hour", "%(num)d hours"),
    ("%(num)d minute", "%(num)d minutes"),
)


@dataclass(frozen=True)
class Words:
    """A text as Django will look it up: with its plural if it counts something, and where it stands."""

    id: Id
    context: str | None
    file: str
    line: int
    notes: tuple[str, ...] = ()


class ChineseCatalog(Catalog):
    """A catalog whose header holds no dates, so that the same words always make the same file."""

    mime_headers = property(
        lambda self: [
            ("Project-Id-Version", "Newsroom"),
            ("Language", "zh_Hans"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]
    )

    def __init__(self) -> None:
        super().__init__(locale="zh_Hans", fuzzy=False, header_comment="# The words of Newsroom in Simplified Chinese.")


def key(message: Message) -> Key:
    """A gettext catalog knows a text by its context and its singular."""
    return message.context, first(message.id)


def first(forms: Any) -> str:
    return forms if isinstance(forms, str) else str(forms[0])


# -- finding ------------------------------------------------------------------------------------------------


def find() -> Iterator[Words]:
    """Every text for translation in the project, file by file, and the few of Django's that are ours to better."""
    for id in FROM_DJANGO:
        yield Words(id, None, "django", 0)
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from in_python(path)
    for path in sorted((settings.BASE_DIR / "templates").rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            yield from in_template(path.read_text(encoding="utf-8"), place(path))


def place(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def in_python(path: Path) -> Iterator[Words]:
    """The literal texts in calls of gettext and its relations, by whatever name the module imports them."""
    code = path.read_bytes()
    for line, id, notes, context in extract("python", BytesIO(code), KEYWORDS | aliases(code), [NOTE]):
        yield Words(id if isinstance(id, str) else (id[0], id[1]), context, place(path), line, tuple(notes))


def aliases(code: bytes) -> dict[str, Any]:
    """What a module calls Django's functions: {"_": …} after `from … import gettext_lazy as _`."""
    imports = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
    return {
        name.asname: KEYWORDS[name.name]
        for node in imports
        if node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in KEYWORDS
    }


def in_template(source: str, file: str) -> Iterator[Words]:
    """The texts of a template, asked of its compiled nodes: what they would look up, to the letter."""
    nodes = list(nodes_in(Template(source, name=file).nodelist))
    tags: list[Any] = [node for node in nodes if isinstance(node, TranslateNode)]
    for tag in tags:
        literal = getattr(tag.filter_expression.var, "literal", None)
        if isinstance(literal, str):  # otherwise a variable, whose words stand where it is made
            yield Words(literal.replace("%", "%%"), constant(tag.message_context), file, tag.token.lineno)
    blocks: list[Any] = [node for node in nodes if isinstance(node, BlockTranslateNode)]
    for block in blocks:
        singular = block.render_token_list(block.singular)[0]
        id = (singular, block.render_token_list(block.plural)[0]) if block.plural else singular
        yield Words(id, constant(block.message_context), file, block.token.lineno)
    yield from constants(source, file)


def nodes_in(nodes: Iterable[Node]) -> Iterator[Any]:
    """All nodes of a template, those within a block tag of our own too: Django does not look for nodes in these."""
    for node in nodes:
        yield node
        for name in dict.fromkeys([*node.child_nodelists, "nodelist"]):
            yield from nodes_in(getattr(node, name, ()))


def constant(expression: FilterExpression | None) -> str | None:
    """The context of a tag, which is always a literal here: a variable one could not be looked up in advance."""
    return str(expression.resolve(Context())) if expression else None


def constants(source: str, file: str) -> Iterator[Words]:
    """The _("…") that tags and variables take in place of a value."""
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            for quoted in CONSTANT.findall(token.contents):
                text = quoted[1:-1].replace(f"\\{quoted[0]}", quoted[0]).replace("\\\\", "\\")
                yield Words(text.replace("%", "%%"), None, file, token.lineno or 0)


# -- keeping ------------------------------------------------------------------------------------------------


def read() -> Catalog:
    """The catalog as it stands in the .po; an empty one where there is none yet."""
    if not PO.exists():
        return ChineseCatalog()
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans", ignore_obsolete=True)


def update() -> Catalog:
    """Write the .po anew: the words of today, each with the translation it had; words that are gone go."""
    catalog, translated = ChineseCatalog(), strings(read())
    for words in find():
        catalog.add(words.id, locations=[(words.file, words.line)], context=words.context, auto_comments=words.notes)
    for message in catalog:
        if message.id:
            string = translated.get(key(message), "")
            message.string = string if isinstance(message.id, str) else (string,)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=0, sort_by_file=True, include_lineno=False)
    return catalog


def compile_catalog() -> None:
    """Write the .mo, which is what Django reads, from the .po."""
    MO.write_bytes(compiled())


def compiled() -> bytes:
    """What the .mo must hold; a doubtful or empty translation is left out."""
    catalog, file = ChineseCatalog(), BytesIO()
    for message in read():
        if message.id and first(message.string) and not message.fuzzy:
            catalog.add(message.id, message.string, context=message.context)
    write_mo(file, catalog)
    return file.getvalue()


def strings(catalog: Catalog) -> dict[Key, str]:
    """The translations by their words. Chinese has one form for one and for many."""
    return {key(message): first(message.string) for message in catalog if message.id}


# -- checking -----------------------------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """What keeps the catalog from being whole, one line each; nothing when all is well."""
    catalog = read()
    translated = strings(catalog)
    needed: dict[Key, Words] = {}
    for words in find():
        needed.setdefault((words.context, first(words.id)), words)
    for name, words in needed.items():
        if not translated.get(name):
            yield f"{words.file}:{words.line}: not translated: {name[1]!r}"
    for message in catalog:
        if message.id:
            yield from faults_of(message, known=key(message) in needed)
    if not MO.exists() or MO.read_bytes() != compiled():
        yield f"{MO.name}: does not match {PO.name}; `manage.py catalog compile` writes it anew"


def faults_of(message: Message, *, known: bool) -> Iterator[str]:
    """What is wrong with one entry of the .po."""
    text, string = first(message.id), first(message.string)
    if not known:
        yield f"{PO.name}: stale, nothing uses it: {text!r}"
    if message.fuzzy:
        yield f"{PO.name}: marked fuzzy: {text!r}"
    if string and placeholders(string) != placeholders(message.id if isinstance(message.id, str) else message.id[-1]):
        yield f"{PO.name}: the placeholders of {text!r} differ from those of {string!r}"


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))
