"""One message for the intake: opened, its head, and what its documents are. Cheap; never raises."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from emeldinger.formats.envelope import LIMITS, Limits, Opened
from emeldinger.formats.finding import Finding
from emeldinger.formats.head import Head


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
    that has one; `known` whether a reader of ours knows the first document's namespace.
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
    raise NotImplementedError
