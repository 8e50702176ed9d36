"""Help for tests of readings: a document in its envelope, what a section says, what a message holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from emeldinger.formats.complete import words_of
from emeldinger.formats.finding import Code
from emeldinger.formats.letter import read_letter
from emeldinger.formats.readers.common import day_words
from emeldinger.formats.reading import Reading, read
from emeldinger.formats.words import Section

HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
PO = "http://www.kith.no/xmlstds/po"
FK = "http://www.kith.no/xmlstds/felleskomponent1"
WRITTEN = '<IssueDate V="2026-02-03T08:00:00"/>'
OID = "2.16.578.1.12.4.1.1."


def document(name: str, inside: str, *, space: str = "", version: str = "2012-04-01") -> str:
    """A document of pleie og omsorg, with what stands in it in the namespace of the components."""
    space = space or f"{PO}/{name}/{version}"
    parts = f'xmlns="{PO}/poKomponent/{version}" xmlns:fk1="{FK}" xmlns:p="{space}"'
    return f"<p:{name} {parts}>{inside}</p:{name}>"


def enclosed(*bodies: str, patient: str = "") -> bytes:
    """Each of them a Document of one message."""
    documents = "".join(
        f"<Document><RefDoc>{WRITTEN}<Content>{body}</Content></RefDoc></Document>"
        for body in bodies
    )
    info = f'<MsgInfo><Type V="LOG_INNLAGT" DN="Innlagt"/>{patient}</MsgInfo>'
    return f'<MsgHead xmlns="{HEAD}">{info}{documents}</MsgHead>'.encode()


def read_plo(name: str, inside: str, **more: str) -> Reading:
    return read(read_letter(enclosed(document(name, inside, **more))))


def event(code: str, at: str, *, guess: str = "false", more: str = "") -> str:
    return (
        f'<TidsfestetHendelse><Hendelsekode V="{code}" S="{OID}9121"/>{more}'
        f'<TidspunktForHendelse V="{at}"/><Anslag>{guess}</Anslag></TidsfestetHendelse>'
    )


SENDING = (
    '<InformasjonOmForsendelsen><Forsendelsesstatus V="N" DN="Ny"/></InformasjonOmForsendelsen>'
)


def section(reading: Reading, heading: str) -> Section:
    return next(one for one in reading.sections if one.heading == heading)


def headings(reading: Reading) -> list[str]:
    return [one.heading for one in reading.sections]


def rows(section: Section) -> dict[str, str]:
    return {row.label: row.text for row in section.rows}


def found(reading: Reading, code: Code) -> list[tuple[str, str]]:
    return [(one.where, one.value) for one in reading.findings if one.code is code]


def unsaid(root: etree._Element, reading: Reading, unread: frozenset[str]) -> list[str]:
    """Texts and codes of a message that its reading has not: a stricter eye than the net's own.

    A text must stand whole (white space apart), or as the day or the number that it is; of a code the code,
    the sender's words or the national text must stand.
    """
    said = _plain("\n".join(words_of(reading.sections)))
    return [
        texts[0] for texts in _pieces(root, unread) if not any(_in(text, said) for text in texts)
    ]


def _pieces(root: etree._Element, unread: frozenset[str]) -> Iterator[list[str]]:
    for element in root.iter():
        above = (element, *element.iterancestors())
        if any(etree.QName(one).localname in unread for one in above if isinstance(one.tag, str)):
            continue
        if isinstance(element.tag, str):
            texts = [(element.text or "").strip(), *((one.tail or "").strip() for one in element)]
            yield from ([text] for text in texts if text and text not in ("true", "false"))
            code = [element.get(name, "").strip() for name in ("DN", "OT", "V")]
            if any(code):
                yield [text for text in code if text]


def _in(text: str, said: str) -> bool:
    number = re.sub(r"(\d)\.(\d)", r"\1,\2", text)
    shown = (text, day_words(text) or text, number, re.sub(r"^(tel|mailto):", "", text))
    return any(_plain(one).rstrip(".") in said for one in shown)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()
