"""Elements that the standard lets hold anything: text, XHTML, or what nobody thought of."""

from __future__ import annotations

from emeldinger.formats.readers.common import coded, kids, own_text
from emeldinger.formats.readers.prose import is_formatted, paragraphs, words_of
from emeldinger.formats.readers.rest import rest_rows
from emeldinger.formats.readers.walk import Element, Walker


def any_text(walker: Walker, element: Element) -> list[str]:
    """The words as paragraphs. What is neither text nor XHTML comes under the rest with its own names."""
    code = [coded(element).text] if element.get("V") or element.get("DN") else []
    if len(element) == 0 or is_formatted(element):
        return [*code, *words_of(element)]
    for child in kids(element):
        walker.rest.extend(rest_rows(child))
    return [*code, *paragraphs(own_text(element))]
