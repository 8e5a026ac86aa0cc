"""The words of XMP: a packet of RDF in XML, from whoever sent it, so it is read as one reads a stranger's letter."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from photos.darkroom.limits import MAX_WORDS_BYTES
from photos.darkroom.origin import word

DEEPEST = 40

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
XMP = "http://ns.adobe.com/xap/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
CC = "http://creativecommons.org/ns#"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LI, _RESOURCE, _ABOUT = f"{{{RDF}}}li", f"{{{RDF}}}resource", f"{{{RDF}}}about"
_LISTS = {f"{{{RDF}}}{kind}" for kind in ("Alt", "Bag", "Seq")}

# Alternative text comes from its own field and from no other.
_FIELDS = {
    "title": (f"{{{PHOTOSHOP}}}Headline", f"{{{DC}}}title"),
    "caption": (f"{{{DC}}}description",),
    "creators": (f"{{{DC}}}creator",),
    "credit": (f"{{{PHOTOSHOP}}}Credit",),
    "source": (f"{{{PHOTOSHOP}}}Source",),
    "copyright_notice": (f"{{{DC}}}rights",),
    "persons": (f"{{{IPTC_EXTENSION}}}PersonInImage",),
    "keywords": (f"{{{DC}}}subject",),
    "taken_on": (f"{{{PHOTOSHOP}}}DateCreated", f"{{{EXIF}}}DateTimeOriginal", f"{{{XMP}}}CreateDate"),
    "alt_text": (f"{{{IPTC}}}AltTextAccessibility",),
    "instructions": (f"{{{PHOTOSHOP}}}Instructions",),
    "licence_url": (f"{{{CC}}}license", f"{{{RIGHTS}}}WebStatement"),
    "usage_terms": (f"{{{RIGHTS}}}UsageTerms",),
}
_SEVERAL = {"creators", "persons", "keywords"}
_PLACE = (f"{{{IPTC}}}Location", *(f"{{{PHOTOSHOP}}}{name}" for name in ("City", "State", "Country")))
_PLACES = tuple(f"{{{IPTC_EXTENSION}}}{name}" for name in ("LocationShown", "LocationCreated"))
_OF_A_PLACE = tuple(
    f"{{{IPTC_EXTENSION}}}{name}" for name in ("LocationName", "Sublocation", "City", "ProvinceState", "CountryName")
)
_SOURCE = f"{{{IPTC_EXTENSION}}}DigitalSourceType"

Values = dict[str, list[str]]


class _Careful(ElementTree.TreeBuilder):
    """Builds the tree, unless the packet nests without end."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        self.depth -= 1
        return super().end(tag)


def notes(packet: bytes) -> tuple[Values, str]:
    """What a packet says, by the names of `Words`, and its word for the digital source. Nothing is ever raised."""
    try:
        values = _values(_tree(packet))
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        return {}, ""
    found = {name: _first(values, keys, several=name in _SEVERAL) for name, keys in _FIELDS.items()}
    place = [values[key][0] for key in _PLACE if values.get(key)] or values.get("place", [])
    found["place"] = [" ".join(dict.fromkeys(part.strip() for part in place))]
    return found, word(next(iter(values.get(_SOURCE, [])), ""))


def _tree(packet: bytes) -> ElementTree.Element:
    if len(packet) > MAX_WORDS_BYTES:
        raise ValueError("too long")
    text = _text(packet).strip("\0 \r\n\t\ufeff")
    # Before any parser sees it: a declared entity may grow to gigabytes.
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise ValueError("a document type has no place in XMP")
    return ElementTree.fromstring(text, parser=ElementTree.XMLParser(target=_Careful()))


def _text(packet: bytes) -> str:
    if packet[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return packet.decode("utf-16")
    if packet[:4].count(0) == 2:
        return packet.decode("utf-16-be" if packet[0] == 0 else "utf-16-le")
    return packet.decode("utf-8-sig")


def _values(root: ElementTree.Element) -> Values:
    """Every property of the picture itself, as texts."""
    found: Values = {}
    for description in _descriptions(root):
        for key, value in description.attrib.items():
            if key != _ABOUT:
                found.setdefault(key, []).append(value)
        for element in description:
            found.setdefault(element.tag, []).extend(_of_property(element))
            if element.tag in _PLACES and "place" not in found and (place := _of_place(element)):
                found["place"] = place
    return {key: kept for key, texts in found.items() if (kept := [text for text in texts if text.strip()])}


def _descriptions(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The descriptions directly inside `rdf:RDF`: those further in speak of other things than the picture."""
    for rdf in root.iter(f"{{{RDF}}}RDF"):
        yield from rdf.findall(f"{{{RDF}}}Description")
        return


def _of_property(element: ElementTree.Element) -> list[str]:
    if element.get(_RESOURCE):
        return [element.get(_RESOURCE, "")]
    for child in element:
        if child.tag in _LISTS:
            items = sorted(child.findall(_LI), key=_language_rank) if child.tag.endswith("Alt") else child.findall(_LI)
            return [item.get(_RESOURCE) or "".join(item.itertext()) for item in items]
    return [element.text or ""]


def _language_rank(item: ElementTree.Element) -> int:
    language = item.get(_LANGUAGE, "").lower()
    return 0 if language == "x-default" else 1 if language.startswith("zh") else 2


def _of_place(element: ElementTree.Element) -> list[str]:
    """The first place of a list of places, from the small to the large."""
    parts: Values = {}
    for inner in next(iter(element.iter(_LI)), element).iter():
        for key, value in inner.attrib.items():
            parts.setdefault(key, [value])
        if inner.tag in _OF_A_PLACE:
            parts.setdefault(inner.tag, _of_property(inner))
    return [parts[key][0] for key in _OF_A_PLACE if parts.get(key) and parts[key][0].strip()]


def _first(values: Values, keys: tuple[str, ...], *, several: bool) -> list[str]:
    texts = next((values[key] for key in keys if key in values), [])
    return texts if several else texts[:1]
