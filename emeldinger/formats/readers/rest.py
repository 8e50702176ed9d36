"""What no table knows: an element with everything in it, under the standard's own names."""

from __future__ import annotations

from lxml import etree

from emeldinger.formats.readers.common import coded, kids, local, own_text, short
from emeldinger.formats.words import Row

Element = etree._Element

#: Attributes of the standard's own types, and those that say nothing to people.
_OF_TYPES = frozenset({"V", "DN", "S", "OT", "U"})
_TECHNICAL = frozenset(
    {"komponentID", "basiskomponenttype", "komponenttype", "informasjonskategori"}
)


def extras(element: Element) -> list[tuple[str, str]]:
    """Attributes without a namespace that are neither a code's nor technical."""
    return [
        (name, text.strip())
        for name, text in ((str(name), str(text)) for name, text in element.attrib.items())
        if name[0] != "{" and name not in _OF_TYPES | _TECHNICAL and text.strip()
    ]


def above(element: Element) -> str:
    parent = element.getparent()
    return short(local(parent)) if parent is not None else ""


def rest_rows(element: Element, taken: set[Element] | None = None, below: str = "") -> list[Row]:
    """An element that no table knows, with everything in it: "Ytre › Indre" and what stands there."""
    name = short(local(element))
    label = f"{below} › {name}" if below else name
    found = coded(element)
    unit = element.get("U")
    text = f"{found.text} {unit}" if unit else found.text
    own = own_text(element)
    rows = [Row(label, text, found.code)] if text else []
    if own and own != found.text:
        rows.append(Row(label, own))
    rows += [Row(f"{label} {name}", said) for name, said in extras(element)]
    for child in kids(element):
        if taken is None or child not in taken:
            rows += rest_rows(child, taken, label)
    return rows
