"""One message for the intake: opened, its head, and what its documents are. Cheap; never raises."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from emeldinger.formats import apprec_head, namespaces, nodes, own_head
from emeldinger.formats.envelope import LIMITS, Limits, Opened, open_bytes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Kind, read_head
from emeldinger.formats.wrappers import around

#: The event (9121) that a message of pasientlogistikk is about, by its type (8279).
EVENTS = {
    "LOG_INNLAGT": "1",
    "LOG_UTSKREVET": "2",
    "LOG_UTSKRIVNINGSKLAR": "3",
    "LOG_AVMELDING": "4",
    "LOG_DOD": "13",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One Document of the head. `namespace` is that of the element inside Content; empty for a file.

    `body` is that element (None where the document is something else than XML).
    """

    namespace: str
    name: str
    element: etree._Element
    body: etree._Element | None


@dataclass(frozen=True, slots=True)
class Letter:
    """`status` is Forsendelsesstatus (7309: N, M, C) and `event` Hendelsekode (9121) of the first document
    that has one (the event that its type names, where there are several); `known` whether a reader of
    ours knows the first document's namespace.
    """

    opened: Opened
    head: Head
    documents: tuple[Document, ...]
    status: str
    event: str
    known: bool
    findings: tuple[Finding, ...]


def read_letter(raw: bytes, limits: Limits = LIMITS) -> Letter:
    """All that the intake must know. `findings` are those of the envelope, the head and the documents."""
    opened = open_bytes(raw, limits)
    head = read_head(opened)
    found = _documents(opened) if head.kind is Kind.MESSAGE else ()
    return Letter(
        opened=opened,
        head=head,
        documents=found,
        status=_status(opened, found),
        event=_event(found, head.type_code),
        known=_known(opened, head, found),
        findings=(*opened.findings, *head.findings, *_findings(head, found)),
    )


def _documents(opened: Opened) -> tuple[Document, ...]:
    """Those of the head, of reports to a register inside it, and of the head that it was wrapped in."""
    root = opened.tree
    if root is None:
        return ()
    if own_head.has_own_head(root):
        return (Document(nodes.namespace(root), nodes.local(root), root, root),)
    found = _documents_in(root, mended=not opened.well_formed)
    for outer in around(root):
        found += [each for each in nodes.children(outer, "Document") if root not in each.iter()]
    return tuple(_document(each) for each in found)


def _documents_in(root: etree._Element, *, mended: bool) -> list[etree._Element]:
    if mended:
        return [each for each in nodes.anywhere(root, "Document") if _nearest(each) is root]
    places = [root, *nodes.children(root, "PatientReport")]
    return [each for place in places for each in nodes.children(place, "Document")]


def _nearest(document: etree._Element) -> etree._Element | None:
    """What it lies in: the head, or another document."""
    above = document.iterancestors()
    return next((each for each in above if nodes.local(each) in {"Document", "MsgHead"}), None)


def _document(node: etree._Element) -> Document:
    content = nodes.child(node, "RefDoc", "Content")
    inside = (each for each in (content if content is not None else ()) if nodes.local(each))
    body = next(inside, None)
    if body is None or nodes.local(body) == "Base64Container":
        return Document("", "", node, None)
    return Document(nodes.namespace(body), nodes.local(body), node, body)


def _status(opened: Opened, documents: tuple[Document, ...]) -> str:
    if opened.tree is not None and own_head.has_own_head(opened.tree):
        return own_head.status_of(opened.tree)
    return _first_code(documents, "Forsendelsesstatus")


def _first_code(documents: tuple[Document, ...], name: str) -> str:
    for document in documents:
        found = None if document.body is None else nodes.first(document.body, name)
        if found is not None:
            return nodes.attribute(found, "V")[:10]
    return ""


def _event(documents: tuple[Document, ...], type_code: str) -> str:
    """A message of a discharge tells of the admission too: the event is that of its type, else the last."""
    codes = [
        nodes.attribute(found, "V")[:10]
        for document in documents
        if document.body is not None
        for found in nodes.anywhere(document.body, "Hendelsekode")
    ]
    of_type = EVENTS.get(type_code, "")
    return of_type if of_type in codes else (codes[-1] if codes else "")


def _known(opened: Opened, head: Head, documents: tuple[Document, ...]) -> bool:
    if head.kind is Kind.RECEIPT:
        return opened.tree is not None and nodes.namespace(opened.tree) in apprec_head.NAMESPACES
    return bool(documents) and namespaces.is_known(documents[0].namespace)


def _findings(head: Head, documents: tuple[Document, ...]) -> list[Finding]:
    if head.kind is not Kind.MESSAGE:
        return []
    if not documents:
        return [Finding(Code.NO_DOCUMENT, "Document")]
    first = documents[0]
    if first.body is not None and not namespaces.is_known(first.namespace):
        return [Finding(Code.NAMESPACE, first.name, first.namespace)]
    return []
