"""What of a message tells how soon it must be dealt with: urgency, what the content is of, medicines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from emeldinger.formats import codes, nodes
from emeldinger.formats.head import Party
from emeldinger.formats.letter import Document, Letter
from emeldinger.formats.words import Section

#: 9067, the most pressing first. "2" is between those that have a time.
ORDER = ("1", "3", "2", "9")
#: List 8112: a receiver who is only to know.
COPY = "COP"
_CONTENTS = ("TypeInnhold", "TypeInnholdKonsultasjon")


def urgency_of(letter: Letter) -> str:
    """9067 of the question that is asked here, 8115 of the head where none is. Empty for neither."""
    said = {nodes.attribute(each, "V") for each in _asked(letter.documents)}
    return next((code for code in ORDER if code in said), letter.head.priority[:5])


def _asked(documents: Iterable[Document]) -> Iterator[etree._Element]:
    """Not of a question that stands in a note: that is the one it answers."""
    for document in documents:
        if document.body is None:
            continue
        for question in nodes.anywhere(document.body, "Foresporsel"):
            above = question.getparent()
            if above is None or nodes.local(above) != "Notat":
                yield from nodes.children(question, "Hastegrad")


def content_of(letter: Letter) -> str:
    """TypeInnhold (9137–9140) of the first document that has one.

    Version 1.5 has no element for it: senders write its words first in a note.
    """
    for document in letter.documents:
        if document.body is not None:
            found = next(nodes.anywhere(document.body, *_CONTENTS), None)
            if found is not None:
                return nodes.attribute(found, "V")[:5]
            if document.name == "HelseopplysningerVedSoknad":
                return _written_first(document.body)
    return ""


def _written_first(body: etree._Element) -> str:
    kinds = {words: code for code in ("1", "2") if (words := codes.text_of("9140", code))}
    notes = (nodes.text(note) for note in nodes.anywhere(body, "Notat"))
    lines = (note.partition("\n")[0].strip().rstrip(".:") for note in notes)
    return next((kinds[line] for line in lines if line in kinds), "")


def is_copy(party: Party | None) -> bool:
    return party is not None and party.role == COPY


def has_medicines(sections: Iterable[Section]) -> bool:
    return any(section.medicines or has_medicines(section.sections) for section in sections)
