"""The head: who writes to whom about whom, and what this message has to do with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from emeldinger.formats import nodes
from emeldinger.formats.envelope import Opened
from emeldinger.formats.finding import Code, Finding


class Kind(StrEnum):
    """What the root is."""

    MESSAGE = "msghead"
    RECEIPT = "apprec"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ident:
    """A number and its kind: HER, ENH, FNR, DNR, HNR, FHN, HPR … (lists 9051 and 8116)."""

    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or receiver: the organisation, the service inside it, and perhaps a person.

    `role` is of list 8112 for other receivers (COP is a copy), empty for the main one.
    """

    organisation: str = ""
    organisation_idents: tuple[Ident, ...] = ()
    service: str = ""
    service_idents: tuple[Ident, ...] = ()
    person: str = ""
    person_idents: tuple[Ident, ...] = ()
    role: str = ""

    @property
    def organisation_her(self) -> str:
        return _first(self.organisation_idents, "HER")

    @property
    def organisation_number(self) -> str:
        return _first(self.organisation_idents, "ENH")

    @property
    def service_her(self) -> str:
        return _first(self.service_idents, "HER")

    @property
    def person_her(self) -> str:
        return _first(self.person_idents, "HER")

    @property
    def her(self) -> str:
        """The address to write to: the service's, else the person's, else the organisation's."""
        return self.service_her or self.person_her or self.organisation_her

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.organisation, self.service, self.person) if part)


def _first(idents: tuple[Ident, ...], kind: str) -> str:
    return next((ident.number for ident in idents if ident.kind == kind), "")


@dataclass(frozen=True, slots=True)
class Person:
    """The patient as the message has her. `sex` is of list 3101: 1 man, 2 woman, 0, 9."""

    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    born: date | None = None
    sex: str = ""
    idents: tuple[Ident, ...] = ()
    address: str = ""
    postcode: str = ""
    place: str = ""
    phones: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join(
            part for part in (self.given_name, self.middle_name, self.family_name) if part
        )


@dataclass(frozen=True, slots=True)
class Head:
    """`msg_id` is in lower case where it is a GUID, else as it stood. `generated_at` knows its zone (a time
    without one is Oslo's). Missing words are empty, never None.
    """

    kind: Kind = Kind.OTHER
    type_code: str = ""
    type_text: str = ""
    version: str = ""
    generated_at: datetime | None = None
    msg_id: str = ""
    processing: str = ""
    priority: str = ""
    ack: str = ""
    parent: str = ""
    conversation: str = ""
    sender: Party = Party()
    receiver: Party = Party()
    others: tuple[Party, ...] = ()
    patient: Person | None = None
    findings: tuple[Finding, ...] = ()


def read_head(opened: Opened) -> Head:
    """From MsgHead, AppRec or a message with its own head; else an empty one that says so. Never raises."""
    # The readers stand on the words of this file.
    from emeldinger.formats import apprec_head, msghead, own_head

    root = opened.tree
    name = "" if root is None else nodes.local(root)
    if root is not None and name == "MsgHead":
        return msghead.read(root, mended=not opened.well_formed)
    if root is not None and name == "AppRec":
        return apprec_head.read(root)
    if root is not None and own_head.has_own_head(root):
        return own_head.read(root)
    return Head(findings=(Finding(Code.NO_HEAD, value=name),))
