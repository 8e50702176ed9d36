"""What a nurse reads: the message as sections of plain words, medicines as a table, attachments."""

from __future__ import annotations

import logging

from lxml import etree

from emeldinger.formats import apprec_head, attachments, codes, namespaces
from emeldinger.formats.complete import left_out
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Kind
from emeldinger.formats.letter import Document, Letter
from emeldinger.formats.nodes import local, namespace
from emeldinger.formats.readers.common import REST, Read, Reader, find
from emeldinger.formats.readers.dialog import read_dialog
from emeldinger.formats.readers.epikrise import read_epikrise
from emeldinger.formats.readers.frame import frame, wrapping
from emeldinger.formats.readers.other import read_text
from emeldinger.formats.readers.plo import read_plo
from emeldinger.formats.readers.receipt import read_receipt_page
from emeldinger.formats.readers.rest import rest_rows
from emeldinger.formats.readers.unknown import read_unknown
from emeldinger.formats.words import Attachment, Medicine, Reading, Row, Section, Table

__all__ = ["READERS", "Attachment", "Medicine", "Reading", "Row", "Section", "Table", "read"]

logger = logging.getLogger(__name__)

#: Over these it is shown as text. The fullest official sample has 335 elements.
MOST_ELEMENTS = 30_000
MOST_LETTERS = 2_000_000
#: Of one element; each that is asked for costs as much as there are.
MOST_ATTRIBUTES = 200
#: So much of such a text is shown; all of it is in the original.
MOST_SHOWN = 200_000

#: The reader of each namespace (emeldinger/formats/namespaces.py names them all).
READERS: dict[str, Reader] = {
    **dict.fromkeys(namespaces.PLO, read_plo),
    **dict.fromkeys(namespaces.DIALOG, read_dialog),
    **dict.fromkeys(namespaces.EPIKRISE, read_epikrise),
    **dict.fromkeys(apprec_head.NAMESPACES, read_receipt_page),
}


def read(letter: Letter) -> Reading:
    """Never raises; a document that no reader knows is shown as it stands."""
    root = letter.opened.tree
    if root is None:
        return _as_text(letter, ())
    unread = _unread(letter)
    if _is_too_much(root, unread):
        return _as_text(letter, (Finding(Code.TOO_MANY, local(root)),))
    documents = _documents(letter, root)
    parts = [(document, _read(document)) for document in documents]
    sections = _of_documents(parts)
    findings = [finding for _, (_, _, found) in parts for finding in found]
    around, rest, more = _around(root, parts, unread)
    sections = _with_rest([*sections, *around], [*rest, *wrapping(root)])
    missing = left_out(root.getroottree().getroot(), sections, unread)
    findings += [*more, *(Finding(Code.NOT_SHOWN, row.label, row.text) for row in missing)]
    return Reading(
        title=_title(letter, documents),
        subject=next((subject for _, (subject, _, _) in parts if subject), ""),
        sections=tuple(_with_rest(sections, missing)),
        attachments=attachments.attachments(letter),
        findings=(*findings, *attachments.findings(letter)),
    )


def _is_too_much(root: etree._Element, unread: set[etree._Element]) -> bool:
    """Whether no nurse could have written it: counted until it is clear."""
    letters = 0
    for elements, element in enumerate(root.getroottree().getroot().iter()):
        if elements > MOST_ELEMENTS or len(element.attrib) > MOST_ATTRIBUTES:
            return True
        if element not in unread:
            letters += len(element.text or "") + len(element.tail or "")
        letters += sum(map(len, element.values()))
        if letters > MOST_LETTERS:
            return True
    return False


def _as_text(letter: Letter, findings: tuple[Finding, ...]) -> Reading:
    """What is no XML, or too much of it to be read in sections: the text itself."""
    text = letter.opened.text.strip()
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]} … Resten står i originalen."
    sections = (Section("Teksten som den kom", paragraphs=(shown,)),) if text else ()
    return Reading(
        title=_title(letter, []),
        subject="",
        sections=sections,
        attachments=attachments.attachments(letter),
        findings=(*findings, *attachments.findings(letter)),
    )


def _documents(letter: Letter, root: etree._Element) -> list[Document]:
    """Those of the head; of a receipt and of what has no head, the root itself."""
    if letter.head.kind is Kind.MESSAGE:
        return list(letter.documents)
    return [Document(namespace(root), local(root), root, root)]


def _unread(letter: Letter) -> set[etree._Element]:
    """What is not shown as words: files, and the signature."""
    root = letter.opened.tree
    signatures = root.iter("{*}Signature") if root is not None else ()
    return {*attachments.packed_elements(letter), *signatures}


def _read(document: Document) -> Read:
    reader = reader_of(document)
    try:
        return reader(document)
    except Exception:  # a mistake in a reader must not hide a message from the ward
        logger.exception("The reader of %s failed", document.namespace)
        subject, sections, found = _as_it_stands(document)
        return subject, sections, [*found, Finding(Code.NOT_SHOWN, document.name)]


def reader_of(document: Document) -> Reader:
    """By namespace; a later version of a message of pleie og omsorg is read as far as it goes."""
    if document.body is None:
        return read_text
    known = READERS.get(document.namespace)
    if known is not None:
        return known
    return read_plo if "/xmlstds/po/" in document.namespace else read_unknown


def _as_it_stands(document: Document) -> Read:
    rows = rest_rows(document.body) if document.body is not None else []
    return "", [Section(document.name or "Dokument", rows=tuple(rows))] if rows else [], []


def _of_documents(parts: list[tuple[Document, Read]]) -> list[Section]:
    """One document stands as it is; of several, each has a heading."""
    said = [(document, read) for document, read in parts if read[1]]
    if len(said) == 1:
        return list(said[0][1][1])
    return [
        Section(f"Dokument {number}: {subject or document.name}", sections=tuple(sections))
        for number, (document, (subject, sections, _)) in enumerate(said, 1)
    ]


def _around(
    root: etree._Element, parts: list[tuple[Document, Read]], unread: set[etree._Element]
) -> tuple[list[Section], list[Row], list[Finding]]:
    """The head, without what the readers have shown: the body of a document, or its words in Content."""
    bodies = {document.body for document, _ in parts if document.body is not None}
    for document, (_, sections, _) in parts:
        content = find(document.element, "RefDoc", "Content")
        if document.body is None and sections and content is not None:
            bodies.add(content)
    return ([], [], []) if root in bodies else frame(root, bodies | unread)


def _with_rest(sections: list[Section], rows: list[Row]) -> list[Section]:
    """All that no table knows comes last, in one section."""
    others = [section for section in sections if section.heading != REST]
    rests = [section for section in sections if section.heading == REST]
    rows = [*(row for section in rests for row in section.rows), *rows]
    paragraphs = [text for section in rests for text in section.paragraphs]
    tables = [table for section in rests for table in section.tables]
    medicines = [one for section in rests for one in section.medicines]
    below = [one for section in rests for one in section.sections]
    if not (rows or paragraphs or tables or medicines or below):
        return others
    last = Section(
        REST, tuple(rows), tuple(paragraphs), tuple(tables), tuple(medicines), tuple(below)
    )
    return [*others, last]


def _title(letter: Letter, documents: list[Document]) -> str:
    named = codes.text_of(codes.TYPES, letter.head.type_code) or letter.head.type_text
    nameless = "Melding" if letter.opened.tree is not None else "Melding som ikke kan leses"
    return named or letter.head.type_code or next((one.name for one in documents), nameless)
