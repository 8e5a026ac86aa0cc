"""What is read aloud of a whole issue: one tree of its parts, made of the trees that its pages were printed with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

# A tree that is deeper than this was not made for reading.
DEEPEST = 40


class Structure:
    """The tree of an issue under the making: below its document one part for each page that has a tree.

    Every page numbers what it marks from 0, and names its table cells as it likes: in the issue the numbers count on,
    and the names begin with the number of the page.
    """

    def __init__(self, issue: PdfWriter) -> None:
        self._issue = issue
        self._root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self._document = DictionaryObject({NameObject("/Type"): NameObject("/StructElem")})
        self._parts, self._marked, self._roles = ArrayObject(), ArrayObject(), DictionaryObject()
        self._named: dict[bytes, PdfObject] = {}
        self._next = 0

    def take(self, page: PageObject, source: PdfReader, *, label: str) -> bool:
        """Add the tree of the page that was just brought in from `source`; whether it has one."""
        catalog = source.root_object
        tree, begins = catalog.get("/StructTreeRoot"), source.pages[0].get("/StructParents")
        if tree is None or begins is None:
            return False
        own = cast(DictionaryObject, tree.get_object().clone(self._issue))
        self._number_on(page, own, int(begins))
        self._roles.update(_of(own, "/RoleMap"))
        for part in _kids(own):
            if part.get("/S") == "/Document":
                part[NameObject("/S")] = NameObject("/Part")
            part[NameObject("/P")] = self._reference(self._document)
            part[NameObject("/T")] = TextStringObject(label)
            if language := catalog.get("/Lang"):
                part[NameObject("/Lang")] = TextStringObject(language)
            self._parts.append(self._reference(part))
            self._name_anew(part, f"{len(self._parts)}-".encode())
        return True

    def close(self) -> None:
        """Hang the whole tree into the catalog of the issue."""
        if not self._parts:
            return
        self._document.update(
            {NameObject("/S"): NameObject("/Document"), NameObject("/P"): self._reference(self._root)}
            | {NameObject("/K"): self._parts}
        )
        self._root.update(
            {NameObject("/K"): ArrayObject([self._reference(self._document)])}
            | {NameObject("/ParentTree"): DictionaryObject({NameObject("/Nums"): self._marked})}
            | {NameObject("/ParentTreeNextKey"): NumberObject(self._next), NameObject("/RoleMap"): self._roles}
        )
        if self._named:
            names = ArrayObject(
                one for name in sorted(self._named) for one in (ByteStringObject(name), self._named[name])
            )
            self._root[NameObject("/IDTree")] = DictionaryObject({NameObject("/Names"): names})
        self._issue.root_object[NameObject("/StructTreeRoot")] = self._reference(self._root)

    def _reference(self, thing: DictionaryObject) -> PdfObject:
        # An object that was made here has none until it is put into the file.
        return getattr(thing, "indirect_reference", None) or self._issue._add_object(thing)

    def _number_on(self, page: PageObject, own: DictionaryObject, begins: int) -> None:
        """Let the numbers of one page's marks follow those of the pages before it."""
        first = self._next
        for number, marked in sorted(_numbers(_of(own, "/ParentTree")), key=lambda one: one[0]):
            self._marked.extend((NumberObject(first + number), marked))
            self._next = first + number + 1
        page[NameObject("/StructParents")] = NumberObject(first + begins)
        notes = cast(ArrayObject, page.get("/Annots", ArrayObject()).get_object())
        pictures = _of(_of(page, "/Resources"), "/XObject")
        for thing in [*notes, *pictures.values()]:
            carrier = cast(DictionaryObject, thing.get_object())
            for key in ("/StructParent", "/StructParents"):
                if key in carrier:
                    carrier[NameObject(key)] = NumberObject(first + cast(NumberObject, carrier[key]))

    def _name_anew(self, part: DictionaryObject, before: bytes) -> None:
        """Keep the names of one page's elements, and what refers to them, apart from those of the others."""
        for element in _elements(part):
            if "/ID" in element:
                name = before + _bytes(element["/ID"])
                element[NameObject("/ID")] = ByteStringObject(name)
                self._named[name] = self._reference(element)
            said = element.get("/A", DictionaryObject()).get_object()
            for attributes in said if isinstance(said, ArrayObject) else [said]:
                told = attributes.get_object()
                if isinstance(told, DictionaryObject) and "/Headers" in told:
                    renamed = [ByteStringObject(before + _bytes(name)) for name in cast(ArrayObject, told["/Headers"])]
                    told[NameObject("/Headers")] = ArrayObject(renamed)


def _of(thing: DictionaryObject, key: str) -> DictionaryObject:
    found = thing.get(key, DictionaryObject()).get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _kids(element: DictionaryObject) -> Iterator[DictionaryObject]:
    """The elements right below one, without the marks and notes that stand among them."""
    found = element.get("/K", ArrayObject()).get_object()
    for kid in found if isinstance(found, ArrayObject) else [found]:
        below = kid.get_object()
        if isinstance(below, DictionaryObject) and "/S" in below:
            yield below


def _elements(element: DictionaryObject, depth: int = 0) -> Iterator[DictionaryObject]:
    yield element
    if depth < DEEPEST:
        for kid in _kids(element):
            yield from _elements(kid, depth + 1)


def _numbers(tree: DictionaryObject, depth: int = 0) -> Iterator[tuple[int, PdfObject]]:
    """The pairs of a number tree, however it is split."""
    pairs = tree.get("/Nums", ArrayObject()).get_object()
    for number, found in zip(pairs[::2], pairs[1::2], strict=False):
        yield int(number), found
    if depth < DEEPEST:
        for kid in tree.get("/Kids", ArrayObject()).get_object():
            yield from _numbers(kid.get_object(), depth + 1)


def _bytes(name: PdfObject) -> bytes:
    return name.original_bytes if isinstance(name, TextStringObject | ByteStringObject) else str(name).encode()
